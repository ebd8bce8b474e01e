/** Sound goes one way only (RFC 3264 5.1, 6.1). */

import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { amountText, descriptionsOf, sideText, streamSeen, wantedAt, wayText } from './media-words.ts';

/** A call must have been up so long, ms. */
const MIN_LENGTH = 3_000;
/** So many packets, over so many ms, show that the other direction is alive. */
const MIN_PACKETS = 50;
const MIN_SPAN = 900;

export const oneWayRtp: CaseRule = {
  id: 'one-way-rtp',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Sound goes one way only',
  severity: 'failure',
  meaning:
    'By both descriptions sound is to go both ways, and the capture holds RTP of one direction and none of the other. Where several hops of the call were captured, the finding names the one at which the sound stops: at a relay that gets it and does not pass it on, or already at its source.',
  cause:
    'One side does not send, or sends to a place where nobody is: a firewall or NAT keeps its packets back, its description was not understood, or it is on mute and sends no silence either.',
  fix: [
    'Capture at the side that is not heard: does RTP leave it? If not, look at its microphone, mute, and the log of its media; if it does, compare the address that it sends to with that in the description of the other side.',
    'Open the range of RTP ports (UDP) in the firewalls on both sides, in both directions: Asterisk rtp.conf, rtpstart to rtpend; FreeSWITCH rtp-start-port to rtp-end-port; rtpengine port-min to port-max.',
    'Behind NAT let a media relay or the PBX send to where the sound comes from: Asterisk (chan_pjsip) rtp_symmetric=yes and direct_media=no of the endpoint; rtpengine under Kamailio and OpenSIPS.',
  ],
  rfc: ['3264 5.1', '3264 6.1'],
  explains: ['media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined || subject.surroundings.media.omitted > 0) return undefined;
    for (const phase of media.phases)
      for (const side of ['caller', 'callee'] as const)
        if (isDeaf(media, phase, side)) return told(subject, media, atItsSource(media, phase, side), side);
    return undefined;
  },
};

/** Nothing comes to a side that is to hear, and what it sends is there. */
function isDeaf(media: CallMedia, phase: MediaPhase, side: Side): boolean {
  if (media.flowTo(phase, side).packets > 0) return false;
  const outward = media.flowTo(phase, otherSide(side));
  return (
    outward.packets >= MIN_PACKETS &&
    outward.lastTime - outward.firstTime >= MIN_SPAN &&
    media.lengthOf(phase) >= MIN_LENGTH &&
    media.expects(phase, side) &&
    media.expects(phase, otherSide(side))
  );
}

/** The hop nearest to where the sound should begin on which it is missing already. */
function atItsSource(media: CallMedia, phase: MediaPhase, side: Side): MediaPhase {
  const { phases } = media;
  const outwards =
    side === 'caller' ? phases.slice(phases.indexOf(phase) + 1) : phases.slice(0, phases.indexOf(phase)).reverse();
  let nearest = phase;
  for (const further of outwards) {
    if (further.kind !== phase.kind || !overlap(further, phase)) continue;
    if (!isDeaf(media, further, side)) break;
    nearest = further;
  }
  return nearest;
}

function overlap(a: MediaPhase, b: MediaPhase): boolean {
  return a.from < b.until && b.from < a.until;
}

function told(subject: Case, media: CallMedia, phase: MediaPhase, side: Side): Found {
  const outward = media.flowTo(phase, otherSide(side));
  const stream = outward.main!;
  const deaf = sideText(subject, phase, side);
  const mute = sideText(subject, phase, otherSide(side));
  const relayed = arrivesAtRelay(media, phase, side);
  const unreachable = refusedAt(subject, phase, side);
  const evidence: (Evidence | undefined)[] = [
    ...descriptionsOf(phase),
    streamSeen(stream, `RTP of the other direction: ${wayText(stream)}`),
    relayed === undefined
      ? undefined
      : streamSeen(relayed, `the sound that is missing, as it comes to the relay: ${wayText(relayed)}`),
    unreachable,
  ];
  const what = phase.kind === 'audio' ? 'sound' : phase.kind;
  const summary = `In ${durationText(media.lengthOf(phase))} no RTP went to ${wantedAt(phase, side)}, where ${deaf} wants ${what}, while ${amountText(stream)} went the other way (${wayText(stream)}). So ${deaf} hears nothing.`;
  if (relayed !== undefined)
    return {
      certainty: 'certain',
      summary: `${summary} The ${what} for it does arrive at ${mute} (${wayText(relayed)}), which does not pass it on.`,
      cause: `${capital(mute)}, or its media relay, gets the ${what} of the far side and does not send it on: it does not know where to, as when it waits for the first packet from ${deaf}, or it could not decode what it got.`,
      fix: [
        `Look into the log of the media relay at ${mute}, at the time of this call: does it know the other end, and does it see its packets?`,
        'If it learns addresses from the first packet (latching), a firewall that keeps the packets of one side back makes the other side silent too.',
        'If it changes the codec between the two sides, see whether it can decode what comes in.',
      ],
      evidence: inFrameOrder(evidence),
    };
  return {
    certainty: 'likely',
    summary: `${summary}${unreachable === undefined ? '' : ` The network said that ${wantedAt(phase, side)} is not reached.`}`,
    evidence: inFrameOrder(evidence),
  };
}

/** The stream that the nearest further hop brings for a side. */
function arrivesAtRelay(media: CallMedia, phase: MediaPhase, side: Side) {
  const { phases } = media;
  const outwards =
    side === 'caller' ? phases.slice(phases.indexOf(phase) + 1) : phases.slice(0, phases.indexOf(phase)).reverse();
  return outwards
    .filter((further) => further.kind === phase.kind && overlap(further, phase))
    .map((further) => media.flowTo(further, side).main)
    .find((stream) => stream !== undefined && stream.packets >= MIN_PACKETS);
}

/** ICMP against RTP toward a side. */
function refusedAt({ surroundings }: Case, phase: MediaPhase, side: Side): Evidence | undefined {
  const { address, port } = phase[side];
  const event = surroundings.events.find(
    ({ event: name, hop }) =>
      name === 'unreachable' && hop.destination.address === address && hop.destination.port === port,
  );
  return event === undefined ? undefined : { frame: event.frame, note: `unreachable ${event.detail}`.trim() };
}
