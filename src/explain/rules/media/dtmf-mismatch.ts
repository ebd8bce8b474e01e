/** Digits are sent in a way that the other side did not agree to (RFC 4733 2.5.1.1, RFC 3264 6.1). */

import { headerId } from '../../../catalogue/index.ts';
import { Parameterised } from '../../../message/index.ts';
import { isTelephoneEvent } from '../../../sdp/index.ts';
import { callMedia, isAnswered, type MediaPhase, mediaPhases } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText, streamSeen, wayText } from './media-words.ts';

const CONTENT_TYPE = headerId('Content-Type');
/** The last event that is a digit: 0 to 9, *, #, A to D and flash (RFC 4733 3.2). */
const LAST_DIGIT = 16;
const KEYS = '0123456789*#ABCD';
/** One event has several packets, and its last one three times (RFC 4733 2.5.1.4). */
const MIN_PACKETS = 3;
/** What says: I do not know this INFO. */
const UNKNOWN: ReadonlySet<number> = new Set([400, 403, 405, 406, 415, 420, 469, 488, 489, 501, 603]);
/** Codecs that carry tones as sound. */
const CARRIES_TONES = /^(?:pcmu|pcma|g722|l16)$/i;

export const dtmfMismatch: CaseRule = {
  id: 'dtmf-mismatch',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The two sides do not agree on how digits are sent',
  severity: 'failure',
  meaning:
    'Digits that are pressed during a call go as telephone events in RTP (RFC 4733), in INFO requests, or as tones in the sound. Here one side sends telephone events that the other did not list, or under another payload type than the other has for them; ' +
    'or its INFO is refused; or both ways are used at once, and each digit counts twice. Menus, voicemail and conference rooms then take no digits, or wrong ones.',
  cause: 'The two sides are set to different ways of sending digits.',
  fix: [
    'Set both sides to RFC 4733 (also called RFC 2833 or RTP events): Asterisk (chan_pjsip) dtmf_mode=rfc4733 of the endpoint, FreeSWITCH dtmf-type rfc2833, in phones DTMF by RTP.',
    'See that telephone-event stands in offer and answer: a list of allowed codecs in a proxy or SBC may strike it out.',
  ],
  rfc: ['4733 2.5.1.1', '3264 6.1', '3261 21.4.13'],
  explains: ['body-type-refused', 'request-refused', 'wrong-payload-type'],
  check(subject) {
    if (!isAnswered(subject)) return undefined;
    const infos = subject.legs.flatMap(digitInfos);
    const media = callMedia(subject);
    const wrong =
      media === undefined
        ? undefined
        : wrongEvents(subject, media.phases, (phase, side) => media.flowTo(phase, side).streams);
    return (
      wrong ??
      refusedInfo(subject, infos) ??
      (media === undefined
        ? undefined
        : twice(subject, media.phases, (phase, side) => media.flowTo(phase, side).streams, infos)) ??
      declined(subject)
    );
  },
};

type Streams = (phase: MediaPhase, side: Side) => readonly MediaStream[];

/** Payload types that carry digits in a stream: packets of four octets that begin with the number of a key. */
function eventTypesIn({ shortPackets, eventCodes, payloadTypes }: MediaStream): number[] {
  if (eventCodes.length === 0 || !eventCodes.every((code) => code <= LAST_DIGIT)) return [];
  return [...shortPackets].flatMap(([type, count]) =>
    count >= MIN_PACKETS && count === payloadTypes.get(type) ? [type] : [],
  );
}

function eventsOf(phase: MediaPhase, side: Side): number[] {
  return phase[side].media.rtpFormats.filter(isTelephoneEvent).map(({ payload }) => payload);
}

function wrongEvents(subject: Case, phases: readonly MediaPhase[], streams: Streams): Found | undefined {
  for (const phase of phases)
    for (const side of ['caller', 'callee'] as const) {
      // All that this side listed in the call: packets cross with changes.
      const listed = new Set(phases.filter(({ leg }) => leg === phase.leg).flatMap((one) => eventsOf(one, side)));
      const formats = new Set(phases.filter(({ leg }) => leg === phase.leg).flatMap((one) => one[side].media.formats));
      for (const stream of streams(phase, side)) {
        const type = eventTypesIn(stream).find((one) => !listed.has(one));
        if (type === undefined || (formats.has(String(type)) && listed.size === 0)) continue;
        const [wanted] = listed;
        const digits = stream.eventCodes.map((code) => KEYS[code] ?? 'flash').join('');
        const receiver = sideText(subject, phase, side);
        return {
          certainty: 'certain',
          summary: `${capital(sideText(subject, phase, otherSide(side)))} sent the ${stream.eventCodes.length === 1 ? 'digit' : 'digits'} ${digits} as telephone events with payload type ${type}, and ${receiver} ${wanted === undefined ? 'did not list telephone-event at all' : `has the number ${wanted} for them`}. So they are not understood.`,
          cause:
            wanted === undefined
              ? 'The sender takes telephone events for agreed although the other side did not list them in its description.'
              : `Payload types from 96 on are each side's own: the sender must use the number of the receiver, ${wanted}, and uses another.`,
          evidence: inFrameOrder([
            ...descriptionsOf(phase),
            streamSeen(stream, `telephone events with payload type ${type}: ${wayText(stream)}`),
          ]),
        };
      }
    }
  return undefined;
}

/** INFO requests that carry a digit. */
function digitInfos(leg: Case['legs'][number]): SeenTransaction[] {
  return leg.transactions.some(({ method }) => method === 'INFO')
    ? leg.roots.filter(({ method, request }) => method === 'INFO' && request !== undefined && isDigit(request))
    : [];
}

function isDigit({ message }: Step): boolean {
  const type = message.parse(CONTENT_TYPE);
  return (
    type instanceof Parameterised && /^application\/(?:dtmf|dtmf-relay|vnd\.nortelnetworks\.digits)$/i.test(type.value)
  );
}

function refusedInfo(subject: Case, infos: readonly SeenTransaction[]): Found | undefined {
  const refused = infos.filter(({ status }) => UNKNOWN.has(status));
  if (refused.length === 0) return undefined;
  const [{ request, final }] = refused;
  const origin = subject.originOf(final!);
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(request!.hop.source))} sent ${countText(refused.length, 'digit')} by INFO (${request!.text('Content-Type')}), and ${subject.who(origin.hop.source)} refused with ${origin.title}.${reasonSentences(origin)}`,
    cause:
      'The side that sends the digits is set to INFO, and the other does not take digits by INFO, or not in this form.',
    evidence: inFrameOrder([seenIn(request!, 'a digit by INFO'), seenIn(origin, 'not taken')]),
  };
}

/** Both ways at once, from the same side, and both are taken. */
function twice(
  subject: Case,
  phases: readonly MediaPhase[],
  streams: Streams,
  infos: readonly SeenTransaction[],
): Found | undefined {
  const taken = infos.filter(({ status }) => status >= 200 && status < 300);
  if (taken.length === 0) return undefined;
  for (const phase of phases)
    for (const side of ['caller', 'callee'] as const) {
      const sender = (side === 'caller' ? phase.calleewards : phase.callerwards).address;
      const info = taken.find(({ client }) => client.address === sender);
      const stream = streams(phase, side).find((one) =>
        eventTypesIn(one).some((type) => eventsOf(phase, side).includes(type)),
      );
      if (info === undefined || stream === undefined) continue;
      return {
        certainty: 'likely',
        severity: 'warning',
        summary: `${capital(sideText(subject, phase, otherSide(side)))} sends digits twice: ${countText(taken.length, 'digit')} by INFO and ${countText(stream.eventCodes.length, 'digit')} as telephone events. Both are accepted, so each may count double.`,
        cause:
          'The sender is set to both ways, or a gateway on the way turns one into the other and lets the first pass too.',
        evidence: inFrameOrder([
          seenIn(info.request!, 'a digit by INFO, accepted'),
          streamSeen(stream, `telephone events: ${wayText(stream)}`),
        ]),
      };
    }
  return undefined;
}

/** Offered by one side and not by the other: digits go as tones, which only some codecs carry. */
function declined(subject: Case): Found | undefined {
  if (!subject.legs.some((leg) => leg.of('INVITE').some(namesOnce))) return undefined;
  for (const phase of mediaPhases(subject)) {
    if (phase.kind !== 'audio' || !phase.isFirst) continue;
    const answeredBy: Side = otherSide(phase.offeredBy);
    if (eventsOf(phase, phase.offeredBy).length === 0 || eventsOf(phase, answeredBy).length > 0) continue;
    const codec = phase[answeredBy].media.rtpFormats[0]?.name ?? '';
    const carries = CARRIES_TONES.test(codec);
    return {
      certainty: 'certain',
      severity: 'note',
      summary: `${capital(sideText(subject, phase, phase.offeredBy))} offered telephone-event, and the answer of ${sideText(subject, phase, answeredBy)} has none. Digits can only go by INFO or as tones${codec === '' ? '' : `; ${codec} ${carries ? 'carries tones' : 'does not carry tones well'}`}.`,
      evidence: inFrameOrder(descriptionsOf(phase)),
    };
  }
  return undefined;
}

/** Whether one of offer and answer names telephone events: before any is parsed. */
function namesOnce({ request, final, status }: SeenTransaction): boolean {
  if (request === undefined || final === undefined || status >= 300) return false;
  const names = ({ seen }: Step) => seen.text.includes('telephone-event');
  const hasAudio = ({ seen }: Step) => seen.text.includes('m=audio');
  return hasAudio(request) && hasAudio(final) && names(request) !== names(final);
}
