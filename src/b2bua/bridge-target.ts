/** Where a call goes on to, with the way there where it is known (RFC 3261 16.5, RFC 3327, RFC 5626). */

import { type InviteOptions } from '../ua/index.ts';

/** A member of the target set of a bridged call (RFC 3261 16.5). */
export interface BridgeTarget extends Pick<InviteOptions, 'routes' | 'flow'> {
  /** The Request-URI of the new leg. */
  readonly uri: string;
}
