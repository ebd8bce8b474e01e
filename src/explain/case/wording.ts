/** Pieces of the sentences that findings are told in: durations, counts, lists. */

/** With a capital letter, to begin a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `350 ms`, `4.2 s`, `35 s`, `2 min 5 s`; '' where the capture does not tell. */
export function durationText(ms: number): string {
  if (!(ms >= 0)) return '';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimmed(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const rest = seconds % 60;
  const minutes = Math.floor(seconds / 60);
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** A duration with what stands around it: `timed(12_000, ' after ')` is ` after 12 s`; '' where the time is not known. */
export function timed(ms: number, before: string, behind = ''): string {
  const text = durationText(ms);
  return text === '' ? '' : before + text + behind;
}

/** `once`, `twice`, `7 times`. */
export function timesText(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

/** `1 phone`, `3 phones`. */
export function countText(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
