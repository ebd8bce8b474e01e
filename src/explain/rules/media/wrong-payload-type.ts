/** RTP comes with a payload type that its receiver did not name (RFC 3264 6.1, RFC 3551 6). */

import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital, listText } from '../../case/wording.ts';
import { staticPayloadType } from '../../../sdp/index.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { type Case } from '../../case/case.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText, streamSeen, wayText } from './media-words.ts';

/** Fewer come before the answer is read, or behind a change. */
const MIN_PACKETS = 50;
/** Comfort noise is sent by many without having been agreed on (RFC 3389, RFC 3551 6), 19 by old ones. */
const COMFORT_NOISE: ReadonlySet<number> = new Set([13, 19]);

export const wrongPayloadType: CaseRule = {
  id: 'wrong-payload-type',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Sound comes in a format that was not agreed on',
  severity: 'failure',
  meaning:
    'Each side lists in its description the payload types that it can receive. Most packets toward one side have a number that is not on its list: it cannot know how to decode them, and plays noise or nothing. ' +
    'Numbers from 96 on have no meaning of their own: the sender must use those of the receiver, not its own.',
  cause:
    'The sender uses the payload type of its own description for a format that the receiver numbers otherwise, or a codec that the answer had struck out.',
  fix: [
    'Update the program of the side that sends; it must take payload types from the description of the other side.',
    'Until then leave one codec on both sides, one with a fixed number: PCMA (8) or PCMU (0).',
    'If a media relay or B2BUA passes on RTP without looking into it, let both legs have the same payload types: in Asterisk (chan_pjsip) preferred_codec_only and one codec in allow; in FreeSWITCH codec negotiation "greedy" or "scrooge".',
  ],
  rfc: ['3264 6.1', '3264 5.1', '3551 6'],
  explains: ['media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    for (const phase of media.phases)
      for (const side of ['caller', 'callee'] as const) {
        const found = checkFlow(subject, media, phase, side);
        if (found !== undefined) return found;
      }
    return undefined;
  },
};

function checkFlow(subject: Case, media: CallMedia, phase: MediaPhase, side: Side): Found | undefined {
  const flow = media.flowTo(phase, side);
  const accepted = acceptedBy(media, phase, side);
  for (const stream of flow.streams) {
    if (stream.packets < MIN_PACKETS) continue;
    const wrong = mainOf(stream, accepted);
    if (wrong === undefined) continue;
    const sender = otherSide(side);
    const own = phase[sender].media.rtpFormats.find(({ payload }) => payload === wrong);
    const name = own?.name ?? staticPayloadType(wrong)?.name;
    const theirs =
      own === undefined
        ? undefined
        : phase[side].media.rtpFormats.find((one) => one.name.toUpperCase() === own.name.toUpperCase());
    const hint = theirs === undefined ? '' : ` For ${theirs.name} that side has the number ${theirs.payload}.`;
    const listed = phase[side].media.formats;
    return {
      certainty: 'certain',
      // A fixed number is understood by many who did not list it.
      ...(wrong < 96 && staticPayloadType(wrong) !== undefined ? { severity: 'warning' as const } : {}),
      summary: `${capital(sideText(subject, phase, sender))} sends payload type ${wrong}${name === undefined ? '' : ` (${name})`} in ${stream.payloadTypes.get(wrong) ?? 0} of ${stream.packets} packets, and ${sideText(subject, phase, side)} takes only ${listText(listed)}.${hint}`,
      evidence: inFrameOrder([
        ...descriptionsOf(phase),
        streamSeen(stream, `payload type ${wrong}: ${wayText(stream)}`),
      ]),
    };
  }
  return undefined;
}

/** All payload types that a side has listed in the call: changes cross with what is on its way. */
function acceptedBy({ phases }: CallMedia, phase: MediaPhase, side: Side): ReadonlySet<string> {
  const all = new Set<string>();
  for (const one of phases)
    if (one.leg === phase.leg && one[side].address === phase[side].address && one[side].port === phase[side].port)
      for (const format of one[side].media.formats) all.add(format);
  return all;
}

/** The payload type that most packets have, where it is none of these. Telephone events are told by a finding of their own. */
function mainOf(stream: MediaStream, accepted: ReadonlySet<string>): number | undefined {
  const type = stream.payloadType;
  if (accepted.has(String(type)) || COMFORT_NOISE.has(type)) return undefined;
  const count = stream.payloadTypes.get(type) ?? 0;
  return (stream.shortPackets.get(type) ?? 0) > count / 2 ? undefined : type;
}
