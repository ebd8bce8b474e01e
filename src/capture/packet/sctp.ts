/** The messages in an SCTP packet that are in one chunk each (RFC 9260 3.1, 3.3.1; RFC 8260 2.1; SIP over SCTP: RFC 4168). */

import { uint16 } from './found.ts';

const DATA = 0;
const I_DATA = 64;
const COMMON_HEADER = 12;
/** The flags B and E: the first and the last piece of its message. */
const WHOLE = 3;

/**
 * Hands over each whole message. @param take told where it begins and ends
 * @returns whether there are pieces of messages too, which are passed over
 */
export function readSctp(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (start: number, end: number) => void,
): boolean {
  let hasPieces = false;
  let at = start + COMMON_HEADER;
  while (end - at >= 4) {
    const type = bytes[at];
    const length = uint16(bytes, at + 2);
    if (length < 4) break;
    if (type === DATA || type === I_DATA) {
      const data = at + (type === DATA ? 16 : 20);
      const dataEnd = Math.min(end, at + length);
      if ((bytes[at + 1] & WHOLE) !== WHOLE) hasPieces = true;
      else if (data < dataEnd) take(data, dataEnd);
    }
    at += (length + 3) & ~3;
  }
  return hasPieces;
}
