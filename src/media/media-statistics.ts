/** What a media stream counts, for the line at the end of a call (RFC 3550 6.4). */

import type { RemoteReport } from './rtcp-reporter.ts';

/** The counts of one stream, both ways, and what the peer reports of ours. */
export interface MediaStatistics {
  /** Our identifier, and the peer's once it is heard. */
  readonly ssrc: number;
  readonly remoteSsrc: number | undefined;
  readonly sent: {
    readonly packets: number;
    /** Of payload. */
    readonly octets: number;
    /** Datagrams that the system did not take. */
    readonly failed: number;
  };
  readonly received: {
    readonly packets: number;
    /** Of payload. */
    readonly octets: number;
    /** Expected and not received; less than 0 where duplicates outnumber them (RFC 3550 A.3). */
    readonly lost: number;
    /** Received, but after their time. */
    readonly late: number;
    readonly duplicate: number;
    /** Too many at once, or with a timestamp far off. */
    readonly discarded: number;
    /** Datagrams that are neither RTP nor RTCP. */
    readonly malformed: number;
    /** Payload types that were not negotiated. */
    readonly unknownPayload: number;
    /** From somewhere else than the peer. */
    readonly foreign: number;
  };
  /** The interarrival jitter (RFC 3550 6.4.1). */
  readonly jitterMs: number;
  /** What the jitter buffer adds now. */
  readonly delayMs: number;
  /** Sound that was made up for what was lost or late. */
  readonly concealedMs: number;
  /** Times at which sound was shortened or lengthened, for the drift of the clocks and changes of the delay. */
  readonly shortened: number;
  readonly lengthened: number;
  /** By RTCP; undefined until the peer has answered a report of ours. */
  readonly roundTripMs: number | undefined;
  /** What the peer says of our packets. */
  readonly remote: RemoteReport | undefined;
}

/** The counts that no other part keeps. */
export class StreamCounters {
  octets = 0;
  malformed = 0;
  unknownPayload = 0;
  foreign = 0;
  /** Of the sources that were heard before the present one. */
  earlierPackets = 0;
  earlierLost = 0;
}
