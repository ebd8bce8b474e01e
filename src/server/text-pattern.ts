/** What `user` and `domain` of a route are written as: an exact text, a glob, or /a regular expression/. */
import { RegularExpression } from './regular-expression.ts';

export interface TextPattern {
  test(text: string): boolean;
}

const MAX_LENGTH = 256;

/**
 * `alice` is that text alone; in `2??` and `sales-*` a `?` stands for one character and a `*` for any run of them
 * (`\*` for the star itself); `/^2\d+$/` and `/^sales/i` are regular expressions.
 * @returns the pattern, or what is wrong with it in words
 */
export function compilePattern(text: string): TextPattern | string {
  if (text === '') return 'is empty; leave the key out to match everything';
  if (text.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  if (source === undefined) return /[*?\\]/.test(text) ? compileGlob(text) : { test: (value) => value === text };
  if (flags !== '' && flags !== 'i') return `has the flags "${flags}"; only "i" is known`;
  return compileExpression(source, flags === 'i');
}

function compileExpression(source: string, ignoreCase: boolean): TextPattern | string {
  try {
    return new RegularExpression(source, ignoreCase);
  } catch (error) {
    return `is no regular expression that can be used here: ${(error as Error).message}`;
  }
}

function compileGlob(text: string): TextPattern | string {
  let source = '^';
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '*') source += '[^]*';
    else if (char === '?') source += '[^]';
    else if (char !== '\\') source += /\w/.test(char) ? char : `\\${char}`;
    else if (++at < text.length) source += /\w/.test(text[at]) ? text[at] : `\\${text[at]}`;
    else return 'ends in "\\"; write "\\\\" for the character itself';
  }
  return compileExpression(`${source}$`, false);
}
