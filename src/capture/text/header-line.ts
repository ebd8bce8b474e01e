/** Header lines of SIP in a text (RFC 3261 7.3.1). */

import { lookUpHeader, UNKNOWN_HEADER } from '../../catalogue/index.ts';

const name = /^[!%'*+\-.\w`~]+[ \t]{0,64}:/;
const knownInside =
  /(?:^|[^!%'*+\-.\w`~])(Via|From|To|Call-ID|CSeq|Max-Forwards|Contact|Record-Route|Route|[vfti])[ \t]{0,8}:[ \t]?\S/gi;

/** The length of the header name with its colon, or 0 where the line begins with none. */
export function headerNameEnd(line: string): number {
  const match = name.exec(line);
  return match === null ? 0 : match[0].length;
}

/** The id of the catalogue for the header line, long or compact; UNKNOWN_HEADER where there is none, or no header line. */
export function headerIdOf(line: string): number {
  const end = headerNameEnd(line);
  if (end === 0) return UNKNOWN_HEADER;
  let length = end - 1;
  while (line.charCodeAt(length - 1) === 0x20 || line.charCodeAt(length - 1) === 0x09) length--;
  return lookUpHeader(line, 0, length);
}

/** Whether the line begins with the name of a header field of the catalogue. */
export function isKnownHeader(line: string): boolean {
  return headerIdOf(line) !== UNKNOWN_HEADER;
}

/** Whether a line can be a header line: a name that is known, or at least begins with no digit, as times do. */
export function isHeaderLine(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return false;
  return headerNameEnd(line) > 0;
}

/** What is behind the colon of a header line. */
export function headerValue(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}

/** The number that a Content-Length line states; undefined where it states none. */
export function contentLengthOf(line: string): number | undefined {
  const value = headerValue(line);
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Where a header line that most messages have begins behind something else, or -1. */
export function knownHeaderIn(line: string): number {
  knownInside.lastIndex = 0;
  const match = knownInside.exec(line.length > 1024 ? line.slice(0, 1024) : line);
  return match === null ? -1 : match.index + match[0].indexOf(match[1]);
}
