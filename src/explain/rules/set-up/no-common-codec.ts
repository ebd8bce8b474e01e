/** What one side offers, the other cannot take: codecs, encryption, kind of media, address (RFC 3261 21.4.26, RFC 3264 6). */

import { type MediaDescription, type SessionDescription } from '../../../sdp/index.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { compareSessions, type Obstacle, type SessionComparison } from '../../case/compare-sessions.ts';
import { type Negotiation, sessionIn } from '../../case/negotiation.ts';
import { type Rebuff, rebuffWith } from '../../case/refusal.ts';
import { reasonSentences, saysCause, warningsOf } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { demandsOf, demandText } from '../../case/session-demands.ts';
import { type Step } from '../../case/step.ts';
import { capital, listText, timed } from '../../case/wording.ts';
import { type CaseRule, type Certainty, type Found, seenIn, type SideBySide } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** Warnings that are about the description (RFC 3261 20.43). */
const ABOUT_MEDIA: ReadonlySet<number> = new Set([300, 301, 302, 303, 304, 305, 306, 307, 330, 331, 370]);
/** ms: whoever finds nothing to talk with hangs up at once. */
const AT_ONCE = 10_000;

const mending: Readonly<Record<Obstacle['kind'], readonly string[]>> = {
  media: ['Offer the kind of media that the other side has: nearly always audio. Switch video or fax alone off.'],
  refused: [
    'Look in the device that set the port to 0 which of its settings forbids this stream: codecs, encryption, video.',
  ],
  profile: [
    'Set the same encryption on both sides: none (RTP/AVP), SDES (RTP/SAVP) or DTLS (UDP/TLS/RTP/SAVPF). In Asterisk it is media_encryption=no, sdes or dtls, and webrtc=yes for browsers; in FreeSWITCH rtp_secure_media.',
    'Where both cannot agree, let a media relay or SBC translate (rtpengine with Kamailio: flags RTP/AVP or UDP/TLS/RTP/SAVPF).',
  ],
  codec: [
    'Permit one codec on both sides: PCMU or PCMA (G.711) is what nearly everybody takes. In Asterisk it is allow= of the endpoint, in FreeSWITCH inbound-codec-prefs and outbound-codec-prefs of the profile.',
    'Where two legs share no codec, let the server transcode.',
  ],
  keys: [
    'Permit one crypto suite on both sides: AES_CM_128_HMAC_SHA1_80 is the one that every SRTP device has (RFC 4568).',
  ],
  address: [
    'Let both sides use the same address family, offer both by ICE, or put a media relay between that has both.',
  ],
};

/** Payload types of sound that have one meaning (RFC 3551 6). */
const FIXED: ReadonlySet<string> = new Set(['0', '3', '4', '8', '9', '18']);

export const noCommonCodec: CaseRule = {
  id: 'no-common-codec',
  family: 'set-up',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The two sides have no media in common',
  severity: 'failure',
  meaning:
    'The offer was understood, and nothing in it can be used: no common codec, encryption on one side only, a kind of media that the other side does not have, or IPv4 against IPv6. ' +
    'It shows as 488 Not Acceptable Here or 606 Not Acceptable, as a Warning 300 to 370, or as an answer in which every m= line has port 0. Number, password and routing are right. ' +
    'Where both descriptions are in the capture they are laid side by side, and the lines that decide are marked.',
  cause: 'The lists of codecs, or the settings for encryption, of the two sides do not overlap.',
  fix: [
    'Permit one codec on both sides: PCMU or PCMA (G.711) is what nearly everybody takes.',
    'Set the same encryption on both sides: none, SDES or DTLS.',
    'Lay the SDP of the refused offer beside the list that is allowed for that account or trunk: at least one codec must stand in both.',
  ],
  rfc: ['3261 21.4.26', '3264 6', '3261 20.43', '3261 21.6.4'],
  explains: ['request-refused', 'server-error', 'not-acceptable', 'user-unavailable', 'hung-up'],
  check(subject) {
    return refusedOffer(subject) ?? emptyAnswer(subject);
  },
};

/** Whether a refusal is about the offered media. */
function isAboutMedia(status: number, { method, final, request }: SeenTransaction): boolean {
  if (method !== 'INVITE' && method !== 'UPDATE') return false;
  if (status === 488 || status === 606) return true;
  // Gateways mean the media by 406, where there is no Accept that it could be about.
  if (status === 406) return request?.message.named('Accept').length === 0;
  if (final === undefined || status === 401 || status === 407 || status === 415) return false;
  return (
    warningsOf(final).some(({ code }) => ABOUT_MEDIA.has(code)) ||
    saysCause(final, 'Q.850', 88) ||
    saysCause(final, 'Q.850', 65)
  );
}

function refusedOffer(subject: Case): Found | undefined {
  const rebuff = rebuffWith(subject, isAboutMedia);
  if (rebuff === undefined) return undefined;
  const { made, origin, isOvercome, isWithinDialog } = rebuff;
  const offer = made.request === undefined ? undefined : sessionIn(made.request);
  // Without an offer there is nothing in it that could be refused.
  if (offer === undefined) return undefined;
  const own = otherSide(subject, origin);
  const other = own ?? subject.surroundings.descriptions.elsewhere(origin.hop.source, origin.callId);
  const comparison = other === undefined ? undefined : compareSessions(offer, other.session);
  const obstacles = comparison === undefined || comparison.fits ? [] : decisive(comparison);
  const demands = demandsOf(offer);
  const bye = isWithinDialog && !isOvercome ? byeAfter(subject, origin) : undefined;
  return {
    certainty: certaintyOf(origin, obstacles.length > 0 && other?.step === origin),
    ...(isOvercome ? { severity: 'note' } : isWithinDialog && bye === undefined ? { severity: 'warning' } : {}),
    summary:
      `${refusedText(subject, rebuff)} The offer was ${demandText(offer)}.` +
      (obstacles.length > 0
        ? ` What keeps the two apart: ${listText(obstacles.map(({ text }) => text))}.`
        : demands.length > 0
          ? ` What stands out in it: ${listText(demands)}.`
          : '') +
      narrowed(subject, made, offer) +
      reasonSentences(origin) +
      (isOvercome
        ? ' A later try with another offer got through.'
        : bye !== undefined
          ? ` The call was then ended by BYE${timed(bye.time - origin.time, ' after ')}.`
          : isWithinDialog
            ? ' It refuses the change only; the call itself stays as it was.'
            : ''),
    ...causeAndFix(obstacles, demands, rebuff, offer),
    evidence: refusalEvidence(
      rebuff,
      'the offer in its SDP',
      origin.status === 488 || origin.status === 606 ? 'the offer is refused' : 'refused for its media',
      [
        ...(other === undefined || other.step === origin
          ? []
          : [
              seenIn(
                other.step,
                own === undefined
                  ? 'what the refusing side said in another call'
                  : 'what the refusing side says elsewhere',
              ),
            ]),
        ...(bye === undefined ? [] : [seenIn(bye, 'the call is ended')]),
      ],
    ),
    ...(comparison === undefined || other === undefined
      ? {}
      : { comparison: sideBySide(subject, made.request!, other.step, comparison) }),
  };
}

/** A BYE so soon after a refused change that it is for its sake. */
function byeAfter({ legs }: Case, refusal: Step): Step | undefined {
  const bye = legs.find(({ callId }) => callId === refusal.callId)?.of('BYE')[0]?.request;
  return bye !== undefined && bye.number > refusal.number && bye.time - refusal.time < AT_ONCE ? bye : undefined;
}

/** What the refusing side can do, where it says so: in the refusal itself, or in another message of this conversation. */
function otherSide(subject: Case, refusal: Step): { step: Step; session: SessionDescription } | undefined {
  const { source } = refusal.hop;
  // A text that was pasted may not tell who sent what.
  const isOwn = ({ hop, callId }: Step) =>
    callId === refusal.callId && hop.source.address === source.address && hop.source.port === source.port;
  const own = source.address === '' ? [] : subject.steps.filter(isOwn);
  for (const step of [refusal, ...own]) {
    const session = sessionIn(step);
    if (session !== undefined) return { step, session };
  }
  return undefined;
}

function certaintyOf(origin: Step, isShown: boolean): Certainty {
  if (isShown || warningsOf(origin).some(({ code }) => ABOUT_MEDIA.has(code))) return 'certain';
  return origin.status === 406 ? 'possible' : 'likely';
}

/** The first obstacle of each stream, audio before the rest; the same is not said twice. */
function decisive({ streams }: SessionComparison): Obstacle[] {
  const sorted = [...streams].sort((a, b) => Number(b.kind === 'audio') - Number(a.kind === 'audio'));
  const both = sorted.filter(({ obstacles }) => obstacles[0]?.kind !== 'media');
  const all = (both.length > 0 ? both : sorted).flatMap(({ obstacles }) => obstacles.slice(0, 2));
  return all.filter(({ text }, at) => all.findIndex((one) => one.text === text) === at).slice(0, 3);
}

function causeAndFix(
  obstacles: readonly Obstacle[],
  demands: readonly string[],
  { isWithinDialog, made }: Rebuff,
  offer: SessionDescription,
): Pick<Found, 'cause' | 'fix'> {
  const isFax = isWithinDialog && offer.media.some(({ kind, port }) => kind === 'image' && port !== 0);
  if (isFax)
    return {
      cause:
        'One side found a fax and asked for T.38 (m=image); the other side does not have it, or it is switched off there.',
      fix: [
        'Let the fax go on in G.711 (PCMU or PCMA) in the same call, with echo cancelling and silence suppression off.',
        'Or switch T.38 on for this trunk or endpoint (Asterisk: t38_udptl=yes; FreeSWITCH: fax_enable_t38=true).',
      ],
    };
  const [first] = obstacles;
  if (first !== undefined) {
    const kinds = [...new Set(obstacles.map(({ kind }) => kind))];
    return {
      cause: `${capital(listText(obstacles.map(({ text }) => text)))}.`,
      fix: kinds.flatMap((kind) => mending[kind]),
    };
  }
  if (demands.length === 0 || made.request === undefined) return {};
  return {
    cause: `The refusal does not say what is wrong. What stands out in the offer: ${listText(demands)}.`,
    fix: [
      ...(demands.some((text) => text.includes('SRTP')) ? mending.profile : []),
      ...(demands.some((text) => text.includes('PCMU') || text.includes('rtpmap')) ? mending.codec : []),
      ...(demands.some((text) => text.includes('IPv6')) ? mending.address : []),
      ...(demands.some((text) => text.includes('port 0') || text.includes('no m= line') || text.includes('0.0.0.0'))
        ? [
            'Look in the calling device why it offers no usable stream: no codec switched on, no network for media, or a sound device that is missing.',
          ]
        : []),
      'Lay the SDP of the refused offer beside the list that is allowed for that account or trunk: at least one codec must stand in both.',
    ],
  };
}

/** What a B2BUA took out of the offer before it passed it on. */
function narrowed(subject: Case, made: SeenTransaction, offer: SessionDescription): string {
  const first = subject.main.attempt?.request;
  if (first === undefined || made.parent !== undefined || first.callId === made.request?.callId) return '';
  const original = sessionIn(first);
  if (original === undefined) return '';
  const names = (session: SessionDescription) => session.media.flatMap(codecNames);
  const left = new Set(names(offer));
  const lost = [...new Set(names(original))].filter((name) => !left.has(name));
  return lost.length === 0
    ? ''
    : ` ${capital(subject.whoShort(made.client))} had left ${listText(lost)} of the caller out of it.`;
}

function codecNames({ rtpFormats }: MediaDescription): string[] {
  return rtpFormats.map(({ name }) => name.toUpperCase()).filter((name) => name !== 'TELEPHONE-EVENT' && name !== 'CN');
}

/** Before anything is worked out: whether any BYE came soon after any answer. */
function mayEndAtOnce(leg: Conversation): boolean {
  const [bye] = leg.of('BYE');
  const answered = leg.of('INVITE').findLast(({ status }) => status >= 200 && status < 300);
  if (bye === undefined || answered === undefined || bye.first.time - answered.final!.time > AT_ONCE) return false;
  return answered.request === undefined || !shareAudio(answered.request.seen.text, answered.final!.seen.text);
}

/** Whether offer and answer name one static payload type both (RFC 3551 6), which is seen without reading either. */
function shareAudio(offer: string, answer: string): boolean {
  const [offered, answered] = [audioLine(offer), audioLine(answer)];
  if (offered === undefined || answered?.profile !== offered.profile) return false;
  return answered.formats.some((format) => Number(format) < 35 && offered.formats.includes(format));
}

/** The m= line of a message that has one alone, for sound, with a port. */
function audioLine(text: string): { readonly profile: string; readonly formats: readonly string[] } | undefined {
  const at = text.indexOf('\nm=audio ');
  if (at < 0 || text.indexOf('\nm=') !== at || text.includes('\nm=', at + 1)) return undefined;
  const [, port, profile, ...formats] = text
    .slice(at + 1, text.indexOf('\n', at + 1))
    .trim()
    .split(' ');
  return port === '0' ? undefined : { profile, formats };
}

/** A call that was answered with nothing to talk with, and ended for it. */
function emptyAnswer(subject: Case): Found | undefined {
  if (subject.main.kind !== 'call') return undefined;
  for (const leg of subject.legs) {
    if (!mayEndAtOnce(leg)) continue;
    const { dialog } = leg;
    const bye = dialog?.bye?.request;
    const answered = dialog?.confirmedBy;
    if (bye === undefined || answered === undefined || bye.time - answered.time > AT_ONCE) continue;
    const negotiation = subject.negotiations.find(
      ({ transaction, answer }) =>
        answer !== undefined &&
        transaction.request?.toTag === '' &&
        leg.transactions.includes(transaction) &&
        transaction.status < 300,
    );
    const found = negotiation === undefined ? undefined : nothingAgreed(subject, negotiation, bye);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the first stream of both has a payload type in common that means the same everywhere (RFC 3551 6). */
function talk(offer: SessionDescription, answer: SessionDescription): boolean {
  const [one, other] = [offer.media[0], answer.media[0]];
  if (one === undefined || other === undefined || one.port === 0 || other.port === 0) return false;
  return (
    one.protocol === other.protocol && one.formats.some((format) => FIXED.has(format) && other.formats.includes(format))
  );
}

function nothingAgreed(subject: Case, { offer, answer }: Negotiation, bye: Step): Found | undefined {
  if (talk(offer.session, answer!.session)) return undefined;
  const comparison = compareSessions(offer.session, answer!.session);
  const offered = comparison.streams.filter(({ left }) => left !== undefined && left.port !== 0);
  // What differs in encryption or address is told by the rules about media.
  const isVain = ({ obstacles, right }: (typeof offered)[number]) =>
    obstacles[0]?.kind === 'refused' || (obstacles.some(({ kind }) => kind === 'codec') && isNamed(right));
  if (offered.length === 0 || !offered.every(isVain)) return undefined;
  const obstacles = decisive(comparison);
  return {
    certainty: 'certain',
    summary:
      `${capital(subject.who(subject.originOf(answer!.step).hop.source))} answered the offer with nothing that can be used: ${listText(obstacles.map(({ text }) => text))}. ` +
      `${capital(subject.whoShort(bye.hop.source))} ended the call by BYE.`,
    cause: `${capital(listText(obstacles.map(({ text }) => text)))}.`,
    fix: [...new Set(obstacles.map(({ kind }) => kind))].flatMap((kind) => mending[kind]),
    evidence: inFrameOrder([
      seenIn(offer.step, `the offer: ${demandText(offer.session)}`),
      seenIn(answer!.step, 'the answer to it'),
      seenIn(bye, 'ended at once'),
    ]),
    comparison: sideBySide(subject, offer.step, answer!.step, comparison),
  };
}

/** Payload types without rtpmap say nothing of the codec that is meant. */
function isNamed(media: MediaDescription | undefined): boolean {
  return media !== undefined && (!media.isRtp || media.rtpFormats.length === media.formats.length);
}

function sideBySide(subject: Case, left: Step, right: Step, { rows }: SessionComparison): SideBySide {
  const title = (step: Step) => `${step.title} of ${subject.whoShort(step.hop.source)}, frame ${step.frame}`;
  return { left: title(left), right: title(right), rows };
}
