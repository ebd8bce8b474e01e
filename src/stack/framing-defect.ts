/** What is wrong with the message at which a stream could not be cut any further (RFC 3261 18.3). */

import { type Defect } from '../message/index.ts';

/** @param status the response that it deserves */
export function framingDefect(reason: string, status: 400 | 413 | 513): Defect {
  return { code: 'SIP_FRAMING', status, where: 'stream', offset: 0, reason, rfc: '3261 18.3' };
}
