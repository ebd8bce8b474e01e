/** A message in a single line of a text, with its line ends escaped: JSON, the sources of programs, syslog. */

import { encodeUtf8 } from '../../message/index.ts';

/** What stands for a line end: `\r\n` and `\n` of JSON and C, `#015#012` of rsyslog, `\x0d\x0a`, `^M^J`. */
const lineEnd = /\\r\\n|\\n|\\u000d\\u000a|\\x0d\\x0a|#015#012|#012|\^M\^J/i;

/** What was escaped. */
export interface Escaped {
  readonly lines: readonly string[];
  /** Where in the line the text ends: at the closing quote of a string, or at the end of the line. */
  readonly end: number;
}

/** The lines of the text that begins at `start` of the line; undefined where no line end is escaped there. */
export function escapedLines(line: string, start: number): Escaped | undefined {
  const found = lineEnd.exec(line.slice(start, start + 4096));
  if (found === null) return undefined;
  const opening = line.charAt(start - 1);
  const end = opening === '"' || opening === "'" ? quoteEnd(line, start, opening) : line.length;
  // Half of a line end within a line is damage, and would end the line for whoever reads the message.
  const lines = unescape(line.slice(start, end), found[0].charAt(0)).map((one) => one.replace(/[\r\n]/g, ' '));
  return { lines, end };
}

/** @param sign the first character of what stands for a line end */
function unescape(text: string, sign: string): string[] {
  if (sign === '#')
    return text
      .replace(/#015(?=#012)/g, '')
      .split('#012')
      .map(unescapeOctal);
  if (sign === '^') return text.split('^M^J');
  return splitBackslashes(text);
}

function quoteEnd(line: string, start: number, quote: string): number {
  let at = start;
  while (at < line.length && line.charAt(at) !== quote) at += line.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at, line.length);
}

/** Each character behind a backslash is read once, so that an escaped backslash is no half of something else. */
function splitBackslashes(text: string): string[] {
  const whole = text.replace(/((?:\\u[\da-fA-F]{4})+)|\\x([\da-fA-F]{2})|\\(.)/g, (all, units, hex, single) => {
    if (units !== undefined) return encodeUtf8(unescapeUnits(String(units)));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(String(hex), 16));
    return named[String(single)] ?? (/\w/.test(String(single)) ? String(all) : String(single));
  });
  return whole.split(/\r?\n/);
}

const named: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', b: '\b', f: '\f' };

/** Several at once, since a character beyond U+FFFF is two of them. */
function unescapeUnits(text: string): string {
  return text.replace(/\\u(.{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(String(hex), 16)));
}

function unescapeOctal(text: string): string {
  return text.replace(/#(0[0-3][0-7]|177)/g, (_, octal) => String.fromCharCode(Number.parseInt(String(octal), 8)));
}
