/** The caller hears nothing until somebody answers: no ringback, and no early media in its place (RFC 3960 3.2, RFC 3261 13.2.2.1). */

import { type SessionDescription } from '../../../sdp/index.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { sessionIn } from '../../case/negotiation.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, durationText, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { endsWithHeaders } from './body-kind.ts';
import { inFrameOrder } from '../frame-order.ts';

/** ms: shorter, nobody notices. */
const NOTICED = 3_000;

export const earlyMediaWithoutRinging: CaseRule = {
  id: 'early-media-without-ringing',
  family: 'set-up',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The caller hears nothing before the answer',
  severity: 'warning',
  meaning:
    'Before the answer a caller hears either a tone that the own phone makes at 180 without SDP, or what comes as RTP after a 180 or 183 with SDP (early media). ' +
    'A 183 without SDP and no 180 brings neither. SDP in a provisional response makes most phones silent and lets them wait for RTP: if none comes before the answer, the caller hears nothing and may hang up.',
  cause: 'The called side, or a gateway, announces early media and sends none, or says 183 where a phone really rings.',
  fix: [
    'Let the called side send 180 without SDP while it rings and has nothing to play (Asterisk: inband_progress of the endpoint; FreeSWITCH: ignore_early_media=ring_ready).',
    'If there should be early media, look whether its RTP is dropped: by a firewall, or since the address in the offer cannot be reached.',
  ],
  rfc: ['3960 3.2', '3261 13.2.2.1', '3261 21.1.5'],
  check(subject) {
    const { main } = subject;
    if (!main.transactions.some(({ method, responses }) => method === 'INVITE' && responses.some(isProgress)))
      return undefined;
    const { attempt } = main;
    if (attempt?.method !== 'INVITE' || attempt.request === undefined || attempt.request.toTag !== '') return undefined;
    const { final } = attempt;
    // Whoever was refused heard at least that.
    const end = final !== undefined && final.status < 300 ? final : attempt.cancel?.request;
    if (end === undefined) return undefined;
    const early = attempt.responses.filter((step) => isProgress(step) && step.number < end.number);
    const described = early.find((step) => !endsWithHeaders(step) && sessionIn(step) !== undefined);
    return described === undefined
      ? silentProgress(subject, attempt, early, end)
      : silentMedia(subject, attempt, described, end);
  },
};

function isProgress({ status }: Step): boolean {
  return status > 100 && status < 199;
}

/** 183 alone, without SDP: no phone makes a tone of its own at that. */
function silentProgress(subject: Case, attempt: SeenTransaction, early: readonly Step[], end: Step): Found | undefined {
  const [progress] = early;
  if (progress === undefined || early.some(({ status }) => status !== 183)) return undefined;
  const waited = end.time - progress.time;
  if (!(waited >= NOTICED)) return undefined;
  // Early media can be agreed on by PRACK and UPDATE too.
  if (subject.main.transactions.some(({ method }) => method === 'PRACK' || method === 'UPDATE')) return undefined;
  return {
    certainty: 'likely',
    summary: `${capital(subject.who(subject.originOf(progress).hop.source))} sent 183 without SDP and no 180, for ${durationText(waited)} up to the ${end.isRequest ? 'CANCEL of the caller' : 'answer'}. At that a phone makes no tone of its own, and no early media can come.`,
    cause: 'A 183 without SDP tells the calling phone neither that it rings nor where sound comes from.',
    fix: [
      `Let ${subject.whoShort(subject.originOf(progress).hop.source)} send 180 when it rings, or 183 with SDP when it plays a tone (Asterisk: Ringing() instead of Progress(), inband_progress of the endpoint).`,
    ],
    evidence: inFrameOrder([
      seenIn(attempt.request!, 'the call'),
      seenIn(progress, '183 without SDP'),
      seenIn(end, end.isRequest ? 'the caller gives up' : 'answered'),
    ]),
  };
}

/** SDP came early, and sound only with the answer. */
function silentMedia(subject: Case, attempt: SeenTransaction, described: Step, end: Step): Found | undefined {
  const { media } = subject.surroundings;
  const waited = end.time - described.time;
  if (media.isEmpty || !(waited >= NOTICED)) return undefined;
  const offer = sessionIn(attempt.request!);
  const streams = offer === undefined ? [] : streamsTo(subject, offer);
  if (streams.length === 0) return undefined;
  const first = streams.reduce((one, other) => (other.firstTime < one.firstTime ? other : one));
  if (first.firstTime < end.time - NOTICED / 2) return undefined;
  const rang = attempt.responses.find(
    ({ status, number }) => status === 180 && number > described.number && number < end.number,
  );
  // A phone that rings again after early media may make its own tone then.
  if (rang !== undefined && sessionIn(rang) === undefined) return undefined;
  return {
    certainty: 'likely',
    summary:
      `${capital(subject.who(subject.originOf(described).hop.source))} sent ${described.title} with SDP${timed(waited, ' ', ' before')} the ${end.isRequest ? 'CANCEL of the caller' : 'answer'}, and no RTP came to the caller in that time: ` +
      `the first packet is that of frame ${first.firstFrame}${timed(first.firstTime - described.time, ', ', ' after it')}.`,
    evidence: [
      ...inFrameOrder([
        seenIn(attempt.request!, 'the call'),
        seenIn(described, 'SDP: the phone waits for sound'),
        seenIn(end, end.isRequest ? 'the caller gives up' : 'answered'),
      ]),
      { frame: first.firstFrame, note: 'the first RTP to the caller' },
    ],
  };
}

function streamsTo(subject: Case, offer: SessionDescription): MediaStream[] {
  return offer.media.flatMap((stream) => {
    const address = offer.connectionOf(stream)?.address;
    return address === undefined || stream.port === 0 || stream.kind !== 'audio'
      ? []
      : subject.surroundings.media.to(address, stream.port);
  });
}
