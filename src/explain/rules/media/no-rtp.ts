/** A call was answered, and no RTP of it is in a capture that would hold it (RFC 3264, RFC 3550). */

import { addressKind, isInside } from '../../case/address.ts';
import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { durationText } from '../../case/wording.ts';
import { type CaseRule } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText, wantedAt } from './media-words.ts';

/** A call must have been up so long, ms. */
const MIN_LENGTH = 3_000;

export const noRtp: CaseRule = {
  id: 'no-rtp',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'No sound at all',
  severity: 'failure',
  meaning:
    'The call was answered and stayed up, both sides named where they want sound, and not one packet of it is in the capture, though the capture holds RTP of other calls of the same hosts. So it is not the filter of the capture that hides it: neither side sent anything, or not where the capture was made.',
  cause:
    'Neither side sends: each waits for the other, as for ICE, DTLS or the first packet (two media relays that both latch), or both are on mute; or the sound takes another way past the point of the capture.',
  fix: [
    'Capture at one of the two ends, with all UDP and not just port 5060. If it sends nothing, look at its audio device, its ICE and SRTP settings, and its log.',
    'If both ends wait for the first packet to learn where to send (two media relays that latch), let one take the description of the other at its word: Asterisk (chan_pjsip) rtp_symmetric=no for that trunk, rtpengine with the flag asymmetric.',
    'See whether direct media sends the sound another way: Asterisk direct_media=no keeps it at the server.',
  ],
  rfc: ['3264 5.1', '3264 6.1', '3550 5.1'],
  explains: ['media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined || subject.surroundings.media.omitted > 0) return undefined;
    const phases = media.phases.filter(({ kind }) => kind === 'audio');
    if (phases.length === 0 || phases.some((phase) => media.isSeen(phase) || hasStrays(media, phase))) return undefined;
    const phase = phases.find(
      (one) =>
        media.lengthOf(one) >= MIN_LENGTH &&
        (media.expects(one, 'caller') || media.expects(one, 'callee')) &&
        wouldBeSeen(subject, one),
    );
    if (phase === undefined) return undefined;
    return {
      certainty: 'likely',
      summary: `The call was up for ${durationText(media.lengthOf(phase))}, and no RTP went to ${wantedAt(phase, 'caller')}, where ${sideText(subject, phase, 'caller')} wants it, nor to ${wantedAt(phase, 'callee')}, where ${sideText(subject, phase, 'callee')} wants it. The capture holds RTP of other calls of the same host.`,
      evidence: inFrameOrder(descriptionsOf(phase)),
    };
  },
};

function hasStrays(media: CallMedia, phase: MediaPhase): boolean {
  return media.strays(phase, 'caller').length > 0 || media.strays(phase, 'callee').length > 0;
}

/**
 * Whether the sound would pass where the capture was made: it goes between the two hosts whose SIP was captured, and RTP of one
 * of them was; or an end is a media relay of which other RTP was captured. Of sound that two phones send each other directly
 * the capture of their server holds nothing.
 */
function wouldBeSeen(subject: Case, phase: MediaPhase): boolean {
  const { media } = subject.surroundings;
  // In another call it did.
  if (media.isBetween(phase.caller.address, phase.callee.address)) return true;
  const relays: string[] = [];
  for (const side of ['caller', 'callee'] as const) {
    const { address } = phase[side];
    if (!isAtSip(phase, side)) relays.push(address);
  }
  if (relays.length === 0)
    return [phase.callerwards, phase.calleewards, phase.caller, phase.callee].some(({ address }) =>
      media.hasAddress(address),
    );
  const isPeer = (address: string) =>
    subject.transactions.some(({ client, server }) => client.address === address || server.address === address);
  return relays.every((address) => addressKind(address) !== 'name' && !isPeer(address) && media.hasAddress(address));
}

/** Whether a side wants its sound on the host of its SIP, seen through a NAT or not. */
function isAtSip(phase: MediaPhase, side: Side): boolean {
  const { address } = phase[side];
  const seenAt = (side === 'caller' ? phase.callerwards : phase.calleewards).address;
  return address === seenAt || (isInside(address) && !isInside(seenAt));
}
