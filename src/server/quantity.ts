/** Durations such as `30s` and sizes such as `64KiB`, as the configuration writes them. */

const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

/** What `parseDuration` takes, as the JSON Schema says it. */
export const DURATION_PATTERN = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
/** What `parseSize` takes of text. */
export const SIZE_PATTERN = /^\d+(?:\.\d+)? ?(?:B|kB|MB|GB|KiB|MiB|GiB)?$/;

/** @returns ms, or undefined for what is not a number with its unit (`1h30m` adds up) */
export function parseDuration(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    sum += Number(number) * DURATION_UNITS[unit];
  }
  return Math.round(sum);
}

/** @returns bytes, or undefined */
export function parseSize(text: string): number | undefined {
  if (!SIZE_PATTERN.test(text)) return undefined;
  const [, number, unit] = /^([\d.]+) ?(\D*)$/.exec(text)!;
  return Math.round(Number(number) * SIZE_UNITS[unit]);
}

/** The shortest exact spelling, such as `90s` as `1m30s`. @param ms a whole number of milliseconds */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const count = Math.floor(rest / DURATION_UNITS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * DURATION_UNITS[unit];
  }
  return text;
}
