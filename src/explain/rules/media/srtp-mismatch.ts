/** One side wants SRTP and the other does not, or the keys for it are missing (RFC 4568 5.1, RFC 5763 5, RFC 3711). */

import { callMedia, describes } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type Negotiation, type SeenDescription, sessionIn } from '../../case/negotiation.ts';
import { warningsOf } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type MediaDescription, type SessionDescription } from '../../../sdp/index.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { srtpOnTheWire } from './srtp-packets.ts';

/** Codes that refuse what is in the description. */
const REFUSED: ReadonlySet<number> = new Set([415, 488, 606]);
/** PCMU and PCMA. */
const USUAL: ReadonlySet<string> = new Set(['0', '8']);

export const srtpMismatch: CaseRule = {
  id: 'srtp-mismatch',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The two sides do not agree on encrypted sound',
  severity: 'failure',
  meaning:
    'A description with RTP/SAVP asks for SRTP, one with RTP/AVP for plain RTP; the answer must have the profile of the offer. With SRTP each side has to give keys: a=crypto (SDES), or a=fingerprint for a DTLS handshake. ' +
    'Here the profiles differ, keys are missing, the offer was refused for its profile, or the packets are of the other kind than agreed. The listener then hears noise or nothing.',
  cause:
    'Encryption is switched on in one device and off in the other, or each does it in another way: SDES on one side, DTLS on the other.',
  fix: [
    'Set encryption alike on both sides, for the phone and for its account on the server: Asterisk (chan_pjsip) media_encryption=no, sdes or dtls of the endpoint; FreeSWITCH rtp_secure_media; in phones SRTP off, optional or mandatory.',
    'Where a browser (DTLS) meets a phone (SDES or none), a media relay between has to translate: rtpengine with the flags DTLS=off and RTP/AVP or SDES toward the phone.',
    'SDES sends the keys in clear text of the SIP message: use it over TLS only.',
  ],
  rfc: ['4568 5.1.2', '3264 6.1', '5763 5'],
  explains: [
    'no-common-codec',
    'not-acceptable',
    'request-refused',
    'one-way-rtp',
    'no-rtp',
    'wrong-payload-type',
    'media-timeout',
    'hung-up',
  ],
  check(subject) {
    if (mayConcernSrtp(subject)) {
      for (const negotiation of subject.negotiations) {
        const found =
          negotiation.refusal === undefined ? disagreed(subject, negotiation) : refused(subject, negotiation);
        if (found !== undefined) return found;
      }
    }
    const media = callMedia(subject);
    return media === undefined ? undefined : srtpOnTheWire(subject, media);
  },
};

/** Before any description is read: SRTP is spoken of, or an offer was refused. */
function mayConcernSrtp(subject: Case): boolean {
  const isRefused = ({ status }: SeenTransaction) => REFUSED.has(status);
  return (
    subject.legs.some((leg) => leg.of('INVITE').some(isRefused)) ||
    describes(subject, ({ seen }) => seen.text.includes('/SAVP'))
  );
}

function isSecure({ protocol }: MediaDescription): boolean {
  return protocol.includes('/SAVP');
}

/** How keys are given, or '' where they are not. */
function keysOf(session: SessionDescription, media: MediaDescription): 'SDES' | 'DTLS' | 'other' | '' {
  if (media.attribute('crypto') !== undefined) return 'SDES';
  if (session.attributeOf(media, 'fingerprint') !== undefined) return 'DTLS';
  return session.attributeOf(media, 'key-mgmt') !== undefined || session.attributeOf(media, 'zrtp-hash') !== undefined
    ? 'other'
    : '';
}

function disagreed(subject: Case, { offer, answer }: Negotiation): Found | undefined {
  if (answer === undefined) return undefined;
  const who = (step: Step) => capital(subject.whoShort(step.hop.source));
  for (const [i, offered] of offer.session.media.entries()) {
    const answered = answer.session.media[i];
    if (answered === undefined || !offered.isRtp || offered.port === 0 || answered.port === 0) continue;
    const evidence = inFrameOrder([
      seenIn(offer.step, `offers ${offered.protocol}${keyText(keysOf(offer.session, offered))}`),
      seenIn(answer.step, `answers ${answered.protocol}${keyText(keysOf(answer.session, answered))}`),
    ]);
    const certainty = 'certain' as const;
    if (isSecure(offered) !== isSecure(answered))
      return {
        certainty,
        summary: `${who(offer.step)} offered ${offered.protocol}, and ${subject.whoShort(answer.step.hop.source)} answered with ${answered.protocol}: one side encrypts, the other does not.`,
        evidence,
      };
    if (!isSecure(offered)) continue;
    const [mine, theirs] = [keysOf(offer.session, offered), keysOf(answer.session, answered)];
    if (mine === '' || theirs === '') {
      const silent = mine === '' ? offer.step : answer.step;
      return {
        certainty,
        summary: `Both sides agreed on ${answered.protocol}, and ${subject.whoShort(silent.hop.source)} gave no keys for it: neither a=crypto nor a=fingerprint.`,
        evidence,
      };
    }
    if (mine === 'SDES' && theirs === 'SDES') {
      const wrong = unofferedSuite(offered, answered);
      if (wrong !== undefined)
        return {
          certainty,
          summary: `${who(answer.step)} answered with a=crypto:${wrong}, which the offer does not have.`,
          evidence,
        };
    } else if (mine !== theirs && mine !== 'other' && theirs !== 'other' && !offersBoth(offer.session, offered))
      return {
        certainty,
        summary: `${who(offer.step)} gave keys by ${mine}, and ${subject.whoShort(answer.step.hop.source)} by ${theirs}: they do not fit together.`,
        evidence,
      };
  }
  return undefined;
}

function offersBoth(session: SessionDescription, media: MediaDescription): boolean {
  return media.attribute('crypto') !== undefined && session.attributeOf(media, 'fingerprint') !== undefined;
}

function keyText(keys: string): string {
  return keys === ''
    ? ' without keys'
    : keys === 'SDES'
      ? ' with a=crypto'
      : keys === 'DTLS'
        ? ' with a=fingerprint'
        : '';
}

/** The answer takes one tag and its suite from the offer (RFC 4568 5.1.2). */
function unofferedSuite(offered: MediaDescription, answered: MediaDescription): string | undefined {
  const taken = head(answered.attribute('crypto') ?? '');
  return offered.attributes('crypto').some((value) => head(value) === taken) ? undefined : taken;
}

/** Tag and suite of a=crypto, without its key. */
function head(crypto: string): string {
  return crypto.trim().split(/\s+/, 2).join(' ');
}

/** An offer with nothing but SRTP, refused; and something says that this was why, or nothing else is left. */
function refused(subject: Case, { offer, refusal, transaction }: Negotiation): Found | undefined {
  if (refusal === undefined || !REFUSED.has(refusal.status)) return undefined;
  const open = offer.session.media.filter(({ isRtp, port }) => isRtp && port !== 0);
  if (open.length === 0) return undefined;
  const origin = subject.originOf(refusal);
  if (!open.every(isSecure)) return plainRefused(subject, offer, open, origin);
  const warnings = warningsOf(origin);
  const warning = warnings.find(
    ({ code, text }) => code === 302 || /s?rtp|savp|crypto|encrypt|transport protocol/i.test(text),
  );
  const offeredBack = sessionIn(origin)?.media.some((media) => media.isRtp && !isSecure(media)) === true;
  const later = subject.negotiations.find(
    (one) =>
      one.answer !== undefined &&
      one.refusal === undefined &&
      one.transaction.first.number > transaction.first.number &&
      one.offer.session.media.some((media) => media.isRtp && !isSecure(media)),
  );
  // Of the codecs everybody has one, so it is not they that were refused; unless the refusal says otherwise.
  const usual =
    warnings.length === 0 &&
    open.some(({ kind, formats }) => kind === 'audio' && formats.some((one) => USUAL.has(one)));
  const why =
    warning !== undefined
      ? `Its Warning is ${warning.code}: "${warning.text}".`
      : offeredBack
        ? 'The description that it gives in return has plain RTP.'
        : later !== undefined
          ? `The same call with plain RTP was accepted, in frame ${later.answer!.step.frame}.`
          : usual
            ? 'The offer has codecs that nearly every device has, so it is the encryption that it does not take.'
            : '';
  if (why === '') return undefined;
  return {
    certainty: 'likely',
    ...(later === undefined ? {} : { severity: 'note' as const }),
    summary: `${capital(subject.whoShort(offer.step.hop.source))} offered ${open[0].protocol} and nothing else, and ${subject.who(origin.hop.source)} refused with ${origin.title}. ${why}`,
    evidence: inFrameOrder([
      seenIn(offer.step, `offers ${open[0].protocol}`),
      seenIn(origin, 'refused'),
      later === undefined ? undefined : seenIn(later.answer!.step, 'accepted with plain RTP'),
    ]),
  };
}

/** An offer of plain RTP alone, refused by somebody who in another call wants nothing but SRTP. */
function plainRefused(
  subject: Case,
  offer: SeenDescription,
  open: readonly MediaDescription[],
  origin: Step,
): Found | undefined {
  if (open.some(isSecure) || sessionIn(origin) !== undefined) return undefined;
  const elsewhere = subject.surroundings.descriptions.elsewhere(origin.hop.source, origin.callId);
  const own = elsewhere?.session.media.filter(({ isRtp, port }) => isRtp && port !== 0) ?? [];
  if (elsewhere === undefined || own.length === 0 || !own.every(isSecure)) return undefined;
  return {
    certainty: 'likely',
    summary: `${capital(subject.whoShort(offer.step.hop.source))} offered ${open[0].protocol} and nothing else, and ${subject.who(origin.hop.source)} refused with ${origin.title}. In another call it wants ${own[0].protocol}: it takes encrypted sound only.`,
    evidence: inFrameOrder([
      { frame: elsewhere.step.frame, note: `what it says of itself in another call: ${own[0].protocol}` },
      seenIn(offer.step, `offers ${open[0].protocol}`),
      seenIn(origin, 'refused'),
    ]),
  };
}
