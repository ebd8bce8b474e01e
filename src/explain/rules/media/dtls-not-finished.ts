/** DTLS-SRTP was agreed on, and the handshake for its keys does not come to an end (RFC 5763 5, RFC 6347). */

import { callMedia, type MediaPhase } from '../../case/call-media.ts';
import { controlBetween } from '../../case/media-flow.ts';
import { type ControlTraffic } from '../../case/media-traffic.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { placeText } from '../../case/address.ts';
import { capital, countText, durationText } from '../../case/wording.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText } from './media-words.ts';

const MIN_LENGTH = 3_000;

export const dtlsNotFinished: CaseRule = {
  id: 'dtls-not-finished',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The DTLS handshake for the sound does not finish',
  severity: 'failure',
  meaning:
    'Both sides gave a fingerprint, so the keys for the sound come from a DTLS handshake on the way of the media. Packets of DTLS were seen, or the ICE checks before them were answered, and no handshake came to its end; no RTP followed. So there is signalling and no sound.',
  cause:
    'The handshake is turned away or runs into nothing: a certificate that does not fit the fingerprint in the description, both sides waiting for the other to begin, large packets that are lost as fragments, or versions and ciphers that have nothing in common.',
  fix: [
    'See who begins: the offer says a=setup:actpass and the answer active or passive (RFC 5763 5). Where both are passive nobody begins, where both are active each waits for an answer.',
    'Compare a=fingerprint in both descriptions with the certificates in use: a server that got a new certificate must write the new fingerprint; in Asterisk (chan_pjsip) dtls_cert_file, dtls_auto_generate_cert and dtls_setup=actpass of the endpoint.',
    'Let packets stay below 1,200 octets: a certificate with an EC key is much smaller than one with RSA.',
  ],
  rfc: ['5763 5', '6347 4.2', '8842 5'],
  explains: ['no-rtp', 'one-way-rtp', 'media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    for (const phase of media.phases) {
      if (!isDtls(phase) || media.lengthOf(phase) < MIN_LENGTH || media.isSeen(phase)) continue;
      const between = controlBetween(subject.surroundings.media, phase);
      const dtls = between.filter((one) => one.dtls > 0);
      const conflict = setupConflict(phase);
      if (dtls.length === 0 && (conflict === undefined || !between.some(({ stunAnswers }) => stunAnswers > 0)))
        continue;
      if (dtls.some(({ dtlsFinished }) => dtlsFinished) && !dtls.some(({ dtlsAlerts }) => dtlsAlerts > 0)) continue;
      const base = `${capital(sideText(subject, phase, 'caller'))} and ${sideText(subject, phase, 'callee')} agreed on DTLS-SRTP.`;
      return {
        certainty: conflict === undefined ? 'likely' : 'certain',
        summary: `${base} ${handshakeText(dtls)} No RTP followed in ${durationText(media.lengthOf(phase))}.${conflict === undefined ? '' : ` ${conflict}`}`,
        ...causeOf(dtls, conflict),
        evidence: inFrameOrder([
          ...descriptionsOf(phase),
          ...dtls.slice(0, 3).map(({ firstFrame, hop }) => ({
            frame: firstFrame,
            note: `DTLS from ${placeText(hop.source)} to ${placeText(hop.destination)}`,
          })),
        ]),
      };
    }
    return undefined;
  },
};

function isDtls({ caller, callee }: MediaPhase): boolean {
  return [caller, callee].every(
    ({ description, media }) => description.session.attributeOf(media, 'fingerprint') !== undefined,
  );
}

function handshakeText(dtls: readonly ControlTraffic[]): string {
  if (dtls.length === 0) return 'Nobody began the handshake.';
  const alerts = dtls.reduce((sum, { dtlsAlerts }) => sum + dtlsAlerts, 0);
  const packets = dtls.reduce((sum, one) => sum + one.dtls, 0);
  const answered = new Set(dtls.map(({ hop }) => hop.source.address)).size > 1;
  const how =
    alerts > 0
      ? `and ended with ${countText(alerts, 'alert')}`
      : answered
        ? 'both ways, and the handshake was not finished'
        : `from ${placeText(dtls[0].hop.source)} alone, and nothing came back`;
  return `${countText(packets, 'packet')} of DTLS went by, ${how}.`;
}

/** What a=setup of the two says: undefined where they fit. */
function setupConflict({ caller, callee, offeredBy }: MediaPhase): string | undefined {
  const role = (side: Side) => {
    const { description, media } = side === 'caller' ? caller : callee;
    return (description.session.attributeOf(media, 'setup') ?? '').trim().toLowerCase();
  };
  const [offered, answered] =
    offeredBy === 'caller' ? [role('caller'), role('callee')] : [role('callee'), role('caller')];
  if (answered === 'actpass')
    return 'The answer says a=setup:actpass, which only an offer may: so it is open who begins.';
  if ((offered === 'active' || offered === 'passive') && offered === answered)
    return `Both descriptions say a=setup:${offered}, so ${offered === 'passive' ? 'each waits for the other to begin' : 'both begin and nobody answers'}.`;
  return undefined;
}

function causeOf(dtls: readonly ControlTraffic[], conflict: string | undefined): Pick<Found, 'cause'> {
  if (conflict !== undefined)
    return { cause: `The two descriptions do not agree on who begins the handshake (RFC 5763 5). ${conflict}` };
  if (dtls.some(({ dtlsAlerts }) => dtlsAlerts > 0))
    return {
      cause:
        'One side broke the handshake off with an alert: the certificate of the other does not fit the fingerprint in its description, or they have no version and cipher in common.',
    };
  return {};
}
