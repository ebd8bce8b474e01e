/** A description names a private address to somebody who is outside of that network (RFC 1918, RFC 3264 5.1, RFC 7362). */

import { type Place } from '../../../capture/index.ts';
import { sameHost } from '../../case/acknowledgement.ts';
import { addressKind, isInside, placeText } from '../../case/address.ts';
import {
  callMedia,
  type CallMedia,
  describes,
  isAnswered,
  type MediaEnd,
  type MediaPhase,
  mediaPhases,
} from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { hasIce } from '../../case/ice-candidate.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { amountText, streamSeen } from './media-words.ts';

/** A c= line with an address that may be of an inner network: before anything is parsed. */
const MAYBE = /\r?\nc=IN IP[46] (?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.|f[cde]|::1)/i;

export const privateMediaAddress: CaseRule = {
  id: 'private-media-address',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The description names a private address for the sound',
  severity: 'note',
  meaning:
    'The c= line of a description says where its sender wants to hear, and names an address of a private network; the receiver is outside of that network and cannot send there. This is how descriptions of phones behind NAT look. It does no harm ' +
    'where the other side, or a media relay between, sends back to where the sound of the phone comes from (latching). Where it takes the description at its word, the phone hears nothing. Without RTP in the capture the finding is a note, for it cannot be told whether harm is done.',
  cause:
    'A device behind NAT writes the address that it has there, since it does not know its public one; and nothing on the way corrects it or makes up for it.',
  fix: [
    'Let a media relay stand in the path, which sends to where the sound comes from: rtpengine under Kamailio or OpenSIPS (rtpengine_manage()), or the PBX itself: Asterisk (chan_pjsip) rtp_symmetric=yes, direct_media=no and force_rport=yes of the endpoint.',
    'If it is a server that is behind NAT: let it write its public address, in Asterisk (chan_pjsip) external_media_address and local_net of the transport, in FreeSWITCH ext-rtp-ip of the Sofia profile.',
    'In a phone, a STUN server or ICE does the same. Switch off SIP ALG in the router.',
  ],
  rfc: ['3264 5.1', '1918 3', '7362 4', '8866 5.7'],
  explains: ['one-way-rtp', 'no-rtp', 'rtp-elsewhere', 'media-timeout', 'hung-up', 'rtp-stopped'],
  check(subject) {
    if (!isAnswered(subject) || !describes(subject, mayName)) return undefined;
    const media = callMedia(subject);
    let best: Found | undefined;
    for (const phase of media?.phases ?? mediaPhases(subject)) {
      for (const side of ['caller', 'callee'] as const) {
        const found = isNamedOutside(phase, side) ? checkEnd(subject, media, phase, side) : undefined;
        if (
          found !== undefined &&
          (best === undefined || (found.severity === 'failure' && best.severity !== 'failure'))
        )
          best = found;
      }
    }
    return best;
  },
};

function mayName({ seen, hop }: Step): boolean {
  return MAYBE.test(seen.text) && !isInside(hop.destination.address);
}

/** Whether a private address went to a public one, and nobody has changed it further on. */
function isNamedOutside(phase: MediaPhase, side: Side): boolean {
  const { address, description, media } = phase[side];
  const { hop } = description.step;
  if (!isInside(address) || isInside(hop.destination.address) || hop.destination.address === '') return false;
  return !hasIce(description.session, media);
}

function checkEnd(subject: Case, media: CallMedia | undefined, phase: MediaPhase, side: Side): Found | undefined {
  const end = phase[side];
  const { step } = end.description;
  const { source, destination } = step.hop;
  const writer = writerOf(subject, end);
  const through = sameHost(writer, source) ? '' : `, through ${subject.whoShort(source)},`;
  const said = `${capital(subject.who(writer))} told ${subject.whoShort(destination)}${through} to send sound to ${placeText(end)}, ${kindText(end)}.`;
  const evidence = [seenIn(step, `c= names ${end.address}, to ${placeText(destination)}`)];
  const inside = isInside(source.address);
  // A proxy on the way may still put a relay in: what the next hop is told tells.
  if (isCorrected(subject, phase, side)) return undefined;
  if (media === undefined || !media.isSeen(phase))
    return {
      certainty: 'certain',
      summary: `${said} From outside it cannot be reached. This capture holds no RTP of it, so it does not show whether the other side sends there, or back to where the sound comes from.`,
      evidence,
    };
  const inward = media.flowTo(phase, side).streams;
  const lost = inward.filter(
    ({ hop }) => !inside && isInside(hop.destination.address) && !isInside(hop.source.address),
  );
  const arriving = inward.length - lost.length;
  const outward = media.flowTo(phase, otherSide(side));
  if (arriving > 0)
    return inside
      ? undefined
      : {
          certainty: 'certain',
          summary: `${said} The sound is sent to where that of the phone comes from all the same, so no harm is done.`,
          evidence: [
            ...evidence,
            streamSeen(
              inward.find((stream) => !lost.includes(stream))!,
              'sent to the public address of the phone instead',
            ),
          ],
        };
  if (!media.expects(phase, side) || media.lengthOf(phase) < 3_000) return undefined;
  const [stream] = lost;
  if (stream === undefined && outward.packets < 50) return undefined;
  return {
    severity: 'failure',
    certainty: stream === undefined ? 'likely' : 'certain',
    summary:
      stream === undefined
        ? `${said} Its own sound arrives (${countText(outward.packets, 'packet')}), and none goes back to it: that side hears nothing.`
        : `${said} ${amountText(stream)} were sent to that address and are lost: that side hears nothing.`,
    cause: `${capital(subject.whoShort(writer))} is behind NAT and writes its inner address ${end.address} into c=; ${subject.whoShort(destination)} takes it at its word, and no media relay makes up for it.`,
    evidence: inFrameOrder([
      ...evidence,
      stream === undefined
        ? undefined
        : streamSeen(stream, `RTP to ${placeText(stream.hop.destination)}, which is not reached from here`),
      outward.main === undefined
        ? undefined
        : streamSeen(outward.main, `its own sound comes from ${placeText(outward.main.hop.source)}`),
    ]),
  };
}

function kindText({ address }: MediaEnd): string {
  const kind = addressKind(address);
  if (kind === 'loopback') return 'its own loopback address';
  return kind === 'carrier' ? 'an address inside the network of its provider (RFC 6598)' : 'a private address';
}

/** Who wrote the address: a proxy passes on what it got. */
function writerOf(subject: Case, { description: { step }, address }: MediaEnd): Place {
  if (!step.isRequest) return subject.originOf(step).hop.source;
  let { transaction } = step;
  for (;;) {
    const outer: SeenTransaction | undefined = transaction?.parent;
    if (outer?.request === undefined || !outer.request.seen.text.includes(address)) break;
    transaction = outer;
  }
  return transaction?.client ?? step.hop.source;
}

/** Whether whoever received it passed it on with another address: then it knows what it does. */
function isCorrected({ negotiations }: Case, phase: MediaPhase, side: Side): boolean {
  const { description, address, media } = phase[side];
  const at = description.session.media.indexOf(media);
  const { transaction } = description.step;
  if (transaction === undefined) return false;
  const further = description.step.isRequest
    ? transaction.children
    : transaction.parent === undefined
      ? []
      : [transaction.parent];
  return further.some((next) =>
    negotiations
      .filter((one) => one.transaction === next)
      .flatMap((one) => [one.offer, one.answer ?? one.preview])
      .some((other) => {
        if (other === undefined || other.step.isRequest !== description.step.isRequest) return false;
        const line = other.session.media[at];
        const named = line === undefined ? undefined : other.session.connectionOf(line)?.address;
        return named !== undefined && named !== address;
      }),
  );
}
