/** RTP goes to another place than the one that was agreed, or comes from another one (RFC 3264 5.1, 8, RFC 4961). */

import { isInside, placeText } from '../../case/address.ts';
import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { amountText, descriptionsOf, sideText, streamSeen, wantedAt, wayText } from './media-words.ts';

/** Fewer are a tail of what was before. */
const MIN_PACKETS = 50;

export const rtpElsewhere: CaseRule = {
  id: 'rtp-elsewhere',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Sound goes to another place than agreed',
  severity: 'failure',
  meaning:
    'A side sends RTP from the very address and port that its description names, but not to the address and port that the description of the other side names, nor to where that side sends from. Or sound arrives from an address that no description names: ' +
    'that alone is a note, for it is heard all the same (NAT, symmetric RTP).',
  cause:
    'The side that sends works with an old or another description: it missed the change of a re-INVITE, took the answer of another fork, or something on the way rewrote the description for one of the two.',
  fix: [
    'Compare the description that the sender was given last with the place that it sends to; capture on its side too, for a SIP ALG or SBC may have changed it on the way.',
    'If it sends to an address of before a re-INVITE, update the program of the sender; until then keep media at the server: Asterisk (chan_pjsip) direct_media=no, FreeSWITCH bypass_media=false.',
  ],
  rfc: ['3264 8', '3264 5.1'],
  explains: ['one-way-rtp', 'media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    return astray(subject, media) ?? fromElsewhere(subject, media);
  },
};

function astray(subject: Case, media: CallMedia): Found | undefined {
  for (const phase of media.phases)
    for (const sender of ['caller', 'callee'] as const) {
      const receiver = otherSide(sender);
      // What arrives, arrives: a copy of it elsewhere is for a recorder.
      if (!media.expects(phase, receiver) || media.flowTo(phase, receiver).packets > 0) continue;
      const stray = media
        .strays(phase, sender)
        .find(
          (stream) =>
            stream.packets >= MIN_PACKETS && stream.firstTime < phase.until && !isWanted(media, phase, stream),
        );
      if (stray === undefined) continue;
      const old = media.phases.find(
        (one) => one !== phase && one.leg === phase.leg && one.from < phase.from && isAt(stray, one, receiver),
      );
      const before =
        old === undefined
          ? ''
          : ` That was agreed on before, in frame ${old[receiver].description.step.frame}, and has changed since.`;
      return {
        certainty: 'certain',
        summary: `${capital(sideText(subject, phase, sender))} sent ${amountText(stray)} to ${placeText(stray.hop.destination)}, while ${sideText(subject, phase, receiver)} wants its sound at ${wantedAt(phase, receiver)}.${before}`,
        evidence: inFrameOrder([
          ...(old === undefined
            ? []
            : [descriptionsOf(old).find(({ step }) => step === old[receiver].description.step)]),
          ...descriptionsOf(phase),
          streamSeen(stray, `RTP from ${wayText(stray)}`),
        ]),
      };
    }
  return undefined;
}

function isAt({ hop }: MediaStream, phase: MediaPhase, side: Side): boolean {
  return phase[side].places.some(
    ({ address, port }) => hop.destination.address === address && hop.destination.port === port,
  );
}

/** An end of another hop of this call at the same time: server and phone exchange media without the middle. */
function isWanted({ phases }: CallMedia, phase: MediaPhase, stream: MediaStream): boolean {
  return phases.some(
    (one) =>
      one !== phase &&
      one.from < phase.until &&
      phase.from < one.until &&
      (isAt(stream, one, 'caller') || isAt(stream, one, 'callee')),
  );
}

/** What arrives comes from a host that nothing names. */
function fromElsewhere(subject: Case, media: CallMedia): Found | undefined {
  for (const phase of media.phases)
    for (const receiver of ['caller', 'callee'] as const) {
      const sender = otherSide(receiver);
      const end = phase[sender];
      // A private address is told by a finding of its own, and ICE has addresses that only its checks show.
      if (isInside(end.address) || end.hasCandidates) continue;
      const stream = media
        .flowTo(phase, receiver)
        .streams.find(
          ({ hop, packets }) =>
            packets >= MIN_PACKETS && !end.places.some(({ address }) => address === hop.source.address),
        );
      if (stream === undefined) continue;
      return {
        certainty: 'certain',
        severity: 'note',
        summary: `The sound for ${sideText(subject, phase, receiver)} comes from ${placeText(stream.hop.source)}, while ${sideText(subject, phase, sender)} names ${wantedAt(phase, sender)} for its own. That is allowed; it arrives where it is wanted.`,
        cause:
          'The sender has another address for what it sends than for what it wants: a NAT, a second network card, or a media relay that sends from an address of its own.',
        fix: [
          'Nothing is to be done while both sides hear each other.',
          'If the receiver drops it, being strict about where sound comes from: let the sender send from the address and port that it names (symmetric RTP, RFC 4961).',
        ],
        evidence: inFrameOrder([...descriptionsOf(phase), streamSeen(stream, `RTP from ${wayText(stream)}`)]),
      };
    }
  return undefined;
}
