/** Whether packets are SRTP or plain RTP, by their size: an authentication tag makes them longer (RFC 3711 3.1, RFC 4568 6.2). */

import { type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital } from '../../case/wording.ts';
import { type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText, streamSeen, wayText } from './media-words.ts';

const RTP_HEADER = 12;
/** The tag of 80 bits; that of 32 bits is as long as a header extension could be. */
const TAG = 10;
/** Codecs with one octet for each tick of 8 kHz: of these the size of a packet is known. */
const PLAIN_SIZE: ReadonlySet<number> = new Set([0, 8, 9]);
const MIN_PACKETS = 50;

/** Packets of the other kind than agreed. */
export function srtpOnTheWire(subject: Case, media: CallMedia): Found | undefined {
  for (const phase of media.phases)
    for (const side of ['caller', 'callee'] as const)
      for (const stream of media.flowTo(phase, side).streams) {
        const tag = tagLength(stream);
        if (tag === undefined) continue;
        const agreed = phase[side].media.protocol;
        const secure = agreed.includes('/SAVP');
        // Some offer a=crypto with RTP/AVP and encrypt where the answer has it too.
        const both =
          phase.caller.media.attribute('crypto') !== undefined && phase.callee.media.attribute('crypto') !== undefined;
        if ((secure && tag === 0) || (!secure && tag === TAG && !both))
          return told(subject, phase, side, stream, agreed, secure);
      }
  return undefined;
}

/** What each packet has beyond header and sound; undefined where that is not the same for all, or not known. */
function tagLength({
  packets,
  bytes,
  payloadTypes,
  payloadType,
  packetTime,
  clockRate,
}: MediaStream): number | undefined {
  if (packets < MIN_PACKETS || !PLAIN_SIZE.has(payloadType) || clockRate !== 8000 || packetTime === 0) return undefined;
  if ((payloadTypes.get(payloadType) ?? 0) !== packets) return undefined;
  const extra = bytes / packets - RTP_HEADER - packetTime * 8;
  return extra === 0 || extra === TAG ? extra : undefined;
}

function told(
  subject: Case,
  phase: MediaPhase,
  side: Side,
  stream: MediaStream,
  agreed: string,
  secure: boolean,
): Found {
  const sender = sideText(subject, phase, otherSide(side));
  const size = stream.bytes / stream.packets;
  const what = secure
    ? `plain RTP, though ${agreed} was agreed on: its packets of ${size} octets have no room for an authentication tag`
    : `SRTP, though ${agreed} was agreed on: its packets of ${size} octets are longer by an authentication tag of ${TAG} octets`;
  return {
    certainty: 'likely',
    summary: `${capital(sender)} sends ${what}. ${capital(sideText(subject, phase, side))} hears noise or nothing.`,
    evidence: inFrameOrder([
      ...descriptionsOf(phase),
      streamSeen(stream, `packets of ${size} octets: ${wayText(stream)}`),
    ]),
  };
}
