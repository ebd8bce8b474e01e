/** What is negotiated of a media stream, and what it tells (RFC 3264 5.1, RFC 3605, RFC 5761). */

import type { DtmfReport } from './dtmf-receiver.ts';
import type { MediaAddress } from './latch.ts';
import type { ReceivedPayload } from './playout.ts';
import type { SendFormat } from './rtp-sender.ts';

/** Which of the two flows of a stream a datagram is on. */
export type Channel = 'rtp' | 'rtcp';
/** Who sends, as seen from here (RFC 3264 5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What was negotiated. To be given again, whole, whenever something of it changes. */
export interface MediaParameters {
  /** Where the peer's description says that it receives; undefined before there is one. */
  readonly remote?: MediaAddress;
  /** The peer's port for RTCP: the next one unless told, RTP's own with `rtcpMux` (RFC 3605, 5761). */
  readonly remoteRtcp?: MediaAddress;
  readonly rtcpMux?: boolean;
  /** As seen from here. `sendrecv` unless told. */
  readonly direction?: Direction;
  readonly send: SendFormat;
  /** What each payload type means that we said we receive. Others are counted and dropped. */
  readonly receive: ReadonlyMap<number, ReceivedPayload>;
}

/** What happens; all may be left out. A callback that throws is our caller's fault, and its error goes through. */
export interface MediaEvents {
  /** The peer pressed or released a key. */
  onDigit?(report: DtmfReport): void;
  /** The peer sends from another address than it said, or from a new one: what leaves goes there now. */
  onRemoteAddress?(address: MediaAddress): void;
  /** Another source is heard, or the first one. */
  onRemoteSsrc?(ssrc: number): void;
  /** The peer has said BYE: it sends no more under its identifier (RFC 3550 6.6). */
  onGoodbye?(reason: string | undefined): void;
  /** Nothing came for five report intervals (RFC 3550 6.3.5). Told once for each silence. */
  onTimeout?(): void;
  /** The source has no more sound; silence is sent from now on. */
  onSourceEnd?(): void;
  /** A source or sink has thrown, and was taken out. */
  onError?(error: unknown): void;
}
