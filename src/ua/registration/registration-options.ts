/** What a registration is asked for, and what becomes of it (RFC 3261 10.2, RFC 5626 4). */

import { type Header, type NameAddr } from '../../message/index.ts';
import { type RequestFailed } from '../request/request-failed.ts';

/** What has become of a registration. */
export type RegistrationChange =
  | {
      /** The registrar has the binding. */
      readonly state: 'registered';
      /** All Contact values that it lists. */
      readonly bindings: readonly NameAddr[];
      /** s that ours is good for. */
      readonly expires: number;
      /** Whether registrar and edge hold our connection open for us (RFC 5626). */
      readonly outbound: boolean;
    }
  | {
      /** The registrar refused, did not answer, or has not taken the binding. It is tried again unless it was given up. */
      readonly state: 'failed';
      readonly failure: RequestFailed;
      /** s until the next attempt. */
      readonly retryIn: number;
    }
  | {
      /** Nobody reaches us by the binding any more: the connection has closed or is dead, or the network is gone. */
      readonly state: 'lost';
      /** For people. */
      readonly reason: string;
      /** s until the next attempt; undefined while the network is gone. */
      readonly retryIn: number | undefined;
    }
  /** The binding was taken back, or is left to run out. */
  | { readonly state: 'unregistered' };

/** How to register. */
export interface RegisterOptions {
  /** s that are asked for, from 1 to 2^32 - 1; 3600 when left out. */
  readonly expires?: number;
  /** The registrar's URI, without a user; the domain of the identity when left out. */
  readonly registrar?: string;
  /** In place of the agent's outbound proxy, a URI: each of several registrations may go by another (RFC 5626 4.2). */
  readonly outboundProxy?: string;
  /**
   * Which registration of this instance it is, from 1; the first free number when left out. The same one takes the place of
   * what an earlier run of the program registered. Of use with `instanceId` only (RFC 5626 4.2.1).
   */
  readonly regId?: number;
  /**
   * s between keep-alives, at most: on a connection a ping that the peer answers, over UDP a datagram of CRLF CRLF that is
   * not answered, and keeps a NAT open. When left out, only connections are kept alive for which the registrar supports
   * outbound, as often as it says (RFC 5626 4.4).
   */
  readonly keepAlive?: number;
  /** Further headers of each REGISTER. */
  readonly headers?: readonly Header[];
  /** Unregisters. */
  readonly signal?: AbortSignal;
}
