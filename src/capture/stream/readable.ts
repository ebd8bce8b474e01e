/** Words of a peer as a person may see them: no control characters that would reach a terminal, and no end without end. */

import { decodeUtf8 } from '../../message/index.ts';

const longest = 200;

/** Byte characters (RFC 3261 7) as text of at most 200 characters, with `?` for what is no character of a line. */
export function readable(wire: string): string {
  const text = decodeUtf8(wire.slice(0, 4 * longest)).replace(
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    '?',
  );
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
