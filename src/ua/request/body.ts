/** Bodies of messages, as a program gives them and as they stand on the wire. */

import { encodeUtf8 } from '../../message/index.ts';

/** A body as a program gives it: a text and its media type (RFC 3261 7.4). */
export interface Body {
  /** Unicode; UTF-8 is made of it on the wire. */
  readonly body: string;
  /** text/plain when left out. */
  readonly contentType?: string;
  /** Whether `body` has one character per byte, as it came or as it is to leave, and is no text. */
  readonly binary?: boolean;
}

/** One character per byte. */
export interface WireBody {
  readonly body: string;
  readonly contentType: string;
}

export const noBody: WireBody = { body: '', contentType: '' };

export function wireBody({ body: text, contentType = 'text/plain', binary = false }: Partial<Body>): WireBody {
  if (text === undefined) return noBody;
  return { body: binary ? text : encodeUtf8(text), contentType };
}
