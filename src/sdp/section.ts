/** What the session's part of a description and each of its media have in common: lines, kept as they came (RFC 8866 5). */

import { sdpLine } from './line.ts';

export abstract class Section {
  /** Without their ends, one character per byte, in their order, with all that this code does not know. */
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }

  /** The value of the first line of a type, as 'b'; undefined where there is none. */
  value(type: string): string | undefined {
    return this.lines.find((line) => line.startsWith(type) && line.charCodeAt(1) === 0x3d)?.slice(2);
  }

  /** The value of the first attribute of that name, '' for one without a value; undefined where there is none. */
  attribute(name: string): string | undefined {
    for (const line of this.lines) {
      const value = attributeIn(line, name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The values of all attributes of that name. */
  attributes(name: string): readonly string[] {
    const values: string[] = [];
    for (const line of this.lines) {
      const value = attributeIn(line, name);
      if (value !== undefined) values.push(value);
    }
    return values;
  }
}

/** The name of an attribute's line; '' for any other line. */
export function attributeName(line: string): string {
  if (!line.startsWith('a=')) return '';
  const colon = line.indexOf(':');
  return line.slice(2, colon < 0 ? undefined : colon).trimEnd();
}

function attributeIn(line: string, name: string): string | undefined {
  if (!line.startsWith(name, 2) || !line.startsWith('a=')) return undefined;
  const end = 2 + name.length;
  if (line.charCodeAt(end) === 0x3a) return line.slice(end + 1);
  return line.slice(end).trim() === '' ? '' : undefined;
}

export function attributeLine(name: string, value = ''): string {
  return sdpLine('a', value === '' ? name : `${name}:${value}`);
}

/**
 * The lines with one in place of all that `isOld` tells: where the first of them stood, or at the end.
 * @param line undefined to put none there
 */
export function replaceLines(
  lines: readonly string[],
  isOld: (line: string) => boolean,
  line: string | undefined,
): string[] {
  const first = lines.findIndex(isOld);
  const result: string[] = [];
  lines.forEach((old, i) => {
    if (i === first && line !== undefined) result.push(line);
    if (!isOld(old)) result.push(old);
  });
  if (first < 0 && line !== undefined) result.push(line);
  return result;
}

/** The lines with that c= in place of any other: before the first line that has to follow it (RFC 8866 9). */
export function replaceConnection(lines: readonly string[], line: string | undefined): string[] {
  const rest = lines.filter((old) => !old.startsWith('c='));
  if (line === undefined) return rest;
  const place = rest.findIndex((old) => /^[btrzka]=/.test(old));
  rest.splice(place < 0 ? rest.length : place, 0, line);
  return rest;
}
