/** Dates and times as logs print them, to ms since 1970. No time zone is known of a log: what tells none is taken as UTC. */

const months = 'janfebmaraprmayjunjulaugsepoctnovdec';
/** How much of a line is searched for its time. */
const HEAD = 200;

const clock = '(\\d{1,2}):(\\d\\d):(\\d\\d)(?:[.,:](\\d{1,9}))?';
const iso = new RegExp(`(\\d{4})[-/.](\\d\\d)[-/.](\\d\\d)[T \\t]+${clock} ?(Z|[+-]\\d\\d:?\\d\\d)?`);
const dotted = new RegExp(`(\\d\\d)[./](\\d\\d|[A-Z][a-z]{2})[./](\\d{4})[ :]+${clock}`);
/** `Jan  1 12:00:00`, `Jan  1 12:00:00 2024`, `Jan 1, 2024 12:00:00`, `Jan  1 2024 12:00:00`. */
const named = new RegExp(
  `([A-Z][a-z]{2}) +(\\d{1,2})(?:,? +(\\d{4}))?,? +${clock}(?: ?(?:GMT|UTC)?([+-]\\d{4}))?(?: +(\\d{4})\\b)?`,
);
const epoch = /(?:^|[^\d.])(\d{10})\.(\d{1,9})(?!\d)/;
const alone = new RegExp(`(?:^|[^\\w:.])${clock}(?!\\d|:\\d)`);

/**
 * The first time in a line's beginning, in ms since 1970; NaN where there is none.
 * Without a year it is of 1970, and a time of day alone is of the first of January of it.
 */
export function readTime(line: string): number {
  const text = line.length > HEAD ? line.slice(0, HEAD) : line;
  const full = iso.exec(text);
  if (full !== null) {
    const day = Date.UTC(Number(full[1]), Number(full[2]) - 1, Number(full[3]));
    return day + timeOfDay(full, 4) - offset(full[8]);
  }
  const words = named.exec(text);
  if (words !== null) {
    const month = monthOf(words[1]);
    if (month >= 0) {
      const year = Number(words[3] ?? words[9] ?? 1970);
      return Date.UTC(year, month, Number(words[2])) + timeOfDay(words, 4) - offset(words[8]);
    }
  }
  const dots = dotted.exec(text);
  if (dots !== null) {
    const month = /\d/.test(dots[2]) ? Number(dots[2]) - 1 : monthOf(dots[2]);
    if (month >= 0 && month < 12) return Date.UTC(Number(dots[3]), month, Number(dots[1])) + timeOfDay(dots, 4);
  }
  const seconds = epoch.exec(text);
  if (seconds !== null) return Number(seconds[1]) * 1000 + fraction(seconds[2]);
  const time = alone.exec(text);
  return time === null ? Number.NaN : timeOfDay(time, 1);
}

function monthOf(name: string): number {
  const at = months.indexOf(name.toLowerCase());
  return at % 3 === 0 ? at / 3 : -1;
}

function timeOfDay(match: RegExpExecArray, at: number): number {
  const minutes = Number(match[at]) * 60 + Number(match[at + 1]);
  return (minutes * 60 + Number(match[at + 2])) * 1000 + fraction(match[at + 3]);
}

/** Digits behind the point of a second, in ms. */
function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(`0.${digits}`) * 1000;
}

function offset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
