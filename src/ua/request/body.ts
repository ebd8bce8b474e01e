/** Bodies of messages, as a program gives them and as they stand on the wire. */

import { encodeUtf8 } from '../../message/index.ts';

/** A body as a program gives it: a text and its media type (RFC 3261 7.4). */
export interface Body {
  /** Unicode; UTF-8 is made of it on the wire. */
  readonly body: string;
  /** text/plain when left out. */
  readonly contentType?: string;
}

/** One character per byte. */
export interface WireBody {
  readonly body: string;
  readonly contentType: string;
}

export const noBody: WireBody = { body: '', contentType: '' };

export function wireBody(body: Body | undefined): WireBody {
  if (body === undefined) return noBody;
  return { body: encodeUtf8(body.body), contentType: body.contentType ?? 'text/plain' };
}
