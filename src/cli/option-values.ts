/** Values of options, as a person writes them; what makes no sense is told as wrong usage. */
import { InvalidArgumentError } from 'commander';

/** @returns a whole number */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
}

/** @returns s, above 0 and up to 3600 */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('write seconds, above 0 and up to 3600.');
  return value;
}

/** @returns a UDP or TCP port; 0 lets the system choose */
export function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('write a port, from 0 to 65535.');
  return value;
}

/** @returns ms */
export function duration(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('write a time, such as 10s, 500ms, 2m or 1h.');
  return ms;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, h: 3_600_000 };
/** Timers do not go further: 24 days. */
const LONGEST = 2 ** 31 - 1;

/** @param text `10s`, `1m30s`, or a bare number of seconds @returns ms; undefined for anything else */
export function durationMs(text: string): number | undefined {
  if (!/^\d+(?:\.\d+)?$|^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|)/g)) sum += Number(number) * UNITS[unit];
  return sum <= LONGEST ? Math.round(sum) : undefined;
}
