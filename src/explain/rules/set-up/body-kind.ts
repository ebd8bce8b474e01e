/** Whether a message carries a description, as far as the capture can tell (RFC 3261 7.4). */

import { headerId } from '../../../catalogue/index.ts';
import { sdpIn } from '../../case/negotiation.ts';
import { type Step } from '../../case/step.ts';

const CONTENT_LENGTH = headerId('Content-Length');
const CONTENT_TYPE = headerId('Content-Type');

/** Whether it ends with its header lines: a look that costs nothing, before the one that does. */
export function endsWithHeaders({ seen }: Step): boolean {
  return seen.text.endsWith('\r\n\r\n');
}

/** `none`: it surely has no body. `unknown`: a body that was cut off, is encrypted, or is of another type. */
export function descriptionIn({ message }: Step): 'sdp' | 'none' | 'unknown' {
  if (sdpIn(message) !== undefined) return 'sdp';
  if (message.bodyEnd > message.bodyStart) return 'unknown';
  const length = message.header(CONTENT_LENGTH)?.trim() ?? '0';
  return /^0+$/.test(length) && !message.has(CONTENT_TYPE) ? 'none' : 'unknown';
}
