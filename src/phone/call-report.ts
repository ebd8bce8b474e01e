/** What there is to say of a call, as data: its way, its end, its sound (RFC 3550 6.4, RFC 3326). */

import { decodeUtf8, SipError } from '../message/index.ts';
import { type MediaAddress, type MediaStatistics, type RtpMedia } from '../media/index.ts';
import { type CallEnd } from '../ua/index.ts';
import { type CallExplanation } from './call-explanation.ts';

/** How a call ended. */
export interface CallOutcome extends Pick<CallEnd, 'by' | 'cause' | 'status'> {
  /** The phrase of the response that ended it, as it came; '' where none did. */
  readonly reason: string;
  /** Values of Reason in what ended it, as written (RFC 3326). */
  readonly reasons: readonly string[];
  /** What went wrong on our side or on the way, where no response tells; '' for nothing. */
  readonly failure: string;
}

/** What was agreed on for the sound of a call, and what became of it. */
export interface SoundReport {
  /** What is sent with, as PCMU; undefined where none was agreed on. */
  readonly codec: string | undefined;
  /** Whether digits go as telephone events (RFC 4733). */
  readonly telephoneEvents: boolean;
  /** Where we receive, as we described it. */
  readonly local: MediaAddress | undefined;
  /** Where the peer said that it receives: an address, or a host name. */
  readonly described: MediaAddress | undefined;
  /** Where our packets went at last: another address than `described` where the peer was heard from elsewhere (RFC 4961). */
  readonly remote: MediaAddress | undefined;
  readonly sent: {
    /** RTP packets. */
    readonly packets: number;
    /** Octets of payload. */
    readonly octets: number;
    /** Packets that this machine could not send. */
    readonly failed: number;
    /** Of ours, as the peer reports: 0 to 100; undefined without a report. */
    readonly lossPercent: number | undefined;
    /** As the peer reports, ms. */
    readonly jitterMs: number | undefined;
  };
  readonly received: {
    /** RTP packets. */
    readonly packets: number;
    /** Octets of payload. */
    readonly octets: number;
    /** Packets. */
    readonly lost: number;
    /** 0 to 100. */
    readonly lossPercent: number;
    /** Packets that came after their time. */
    readonly late: number;
    /** Interarrival jitter, ms (RFC 3550 6.4.1). */
    readonly jitterMs: number;
    /** Sound that was made up for what was lost or late, ms. */
    readonly concealedMs: number;
  };
  /** There and back, ms, where RTCP told it. */
  readonly roundTripMs: number | undefined;
}

/** A call in figures, up to now or up to its end. */
export interface CallReport {
  readonly direction: 'outgoing' | 'incoming';
  readonly callId: string;
  /** The URI of the other side. */
  readonly peer: string;
  /** When it began, ms since 1970. */
  readonly startedAt: number;
  /** How long it rang until it was answered, ms; undefined where it was not. */
  readonly answeredAfterMs: number | undefined;
  /** How long it was up, ms; 0 where it was never answered. */
  readonly talkMs: number;
  /** How it ended; undefined while it goes on. */
  readonly outcome: CallOutcome | undefined;
  /** undefined where there was no sound at all. */
  readonly sound: SoundReport | undefined;
  readonly digits: { readonly sent: string; readonly received: string };
  /** What the response means that ended it, and what can be done; undefined where none is needed. */
  readonly explanation: CallExplanation | undefined;
}

/** @param failure why the call was not established, where it was not */
export function outcomeOf(end: CallEnd, failure: Error | undefined): CallOutcome {
  const { by, cause, status, response, reasons } = end;
  const isTold = response !== undefined || cause === 'bye' || cause === 'cancelled' || cause === 'replaced';
  // A call that is over may say what has failed on our side: the ports of a call that came in, for instance.
  const root = failure?.cause instanceof Error ? failure.cause : isEnd(failure) ? undefined : failure;
  return {
    by,
    cause,
    status,
    reason: response === undefined ? '' : decodeUtf8(response.reason),
    reasons: reasons.map((reason) => decodeUtf8(reason)),
    failure: isTold ? '' : (root?.message ?? ''),
  };
}

/** @returns undefined where the ports were never bound */
export function soundReport(media: RtpMedia): SoundReport | undefined {
  const { statistics, stream, codec, local, remote } = media;
  if (statistics === undefined) return undefined;
  const { sent, received, remote: reported, jitterMs, concealedMs, roundTripMs } = statistics;
  return {
    codec: stream?.accepted === true ? codec?.name : undefined,
    telephoneEvents: stream?.telephoneEvents !== undefined,
    local,
    described: stream?.remote && { address: stream.remote.address, port: stream.remote.port },
    remote,
    sent: {
      packets: sent.packets,
      octets: sent.octets,
      failed: sent.failed,
      lossPercent: reported && percent(reported.lost, sent.packets),
      jitterMs: reported?.jitterMs,
    },
    received: {
      packets: received.packets,
      octets: received.octets,
      lost: Math.max(0, received.lost),
      lossPercent: percent(received.lost, expected(statistics)),
      late: received.late,
      jitterMs,
      concealedMs,
    },
    roundTripMs,
  };
}

/** An error that says no more than that the call is over. */
function isEnd(failure: Error | undefined): boolean {
  return failure instanceof SipError && failure.code === 'SIP_CALL_ENDED';
}

function expected({ received }: MediaStatistics): number {
  return received.packets + Math.max(0, received.lost);
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, (100 * Math.max(0, part)) / whole);
}
