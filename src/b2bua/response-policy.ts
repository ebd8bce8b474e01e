/** What the caller hears of the other leg's refusal (RFC 3261 16.7 as a guide, RFC 7092 3.2). */

import { atProxy } from '../catalogue/index.ts';

/**
 * The status that crosses. A challenge is for our credentials, not for the caller's; an overload of the next server is not
 * ours (16.7 step 6); what concerns the dialog of that leg alone means a failure here.
 */
export function crossingStatus(status: number): number {
  if (status === 401 || status === 407) return 500;
  if (atProxy(status) === 'becomes 500') return 500;
  // 421 to 423 and 494 are about extensions and intervals that the legs agree on by themselves.
  if ([420, 421, 422, 423, 439, 469, 481, 482, 491, 494].includes(status)) return 500;
  return status;
}
