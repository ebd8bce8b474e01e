/** Packets hold more or less sound than their receiver asked for (RFC 8866 6.4, 6.5). */

import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText, streamSeen, wayText } from './media-words.ts';

const MIN_PACKETS = 50;

export const packetTimeMismatch: CaseRule = {
  id: 'packet-time-mismatch',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Packets hold another length of sound than asked for',
  severity: 'note',
  meaning:
    'With a=ptime a side says how many milliseconds of sound it wants in a packet, with a=maxptime how many at most. The packets that come to it hold another length. The first is a wish, which most programs can do without; ' +
    'some gateways and old phones cannot, and play such sound choppy or not at all. The second is a limit.',
  cause: 'The sender uses a length of its own, and takes no heed of what the other side asks for.',
  fix: [
    'If the sound is choppy on that side, set the same length in the sender: 20 ms is what all programs can do. In Asterisk write it behind the codec, allow=alaw:20; in FreeSWITCH PCMA@20i in the codec preferences.',
    'In a phone look for the length of packets, packet time or frames per packet in the settings of the codec.',
  ],
  rfc: ['8866 6.4', '8866 6.5', '3264 6.1'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    for (const phase of media.phases)
      if (phase.kind === 'audio')
        for (const side of ['caller', 'callee'] as const) {
          const found = checkFlow(subject, media, phase, side);
          if (found !== undefined) return found;
        }
    return undefined;
  },
};

function checkFlow(subject: Case, media: CallMedia, phase: MediaPhase, side: Side): Found | undefined {
  const { ptime, maxptime } = phase[side].media;
  if (ptime === undefined && maxptime === undefined) return undefined;
  for (const stream of media.flowTo(phase, side).streams) {
    const { packetTime, packets } = stream;
    if (packets < MIN_PACKETS || packetTime === 0) continue;
    const tooLong = maxptime !== undefined && packetTime > maxptime + 1;
    if (!tooLong && (ptime === undefined || Math.abs(packetTime - ptime) <= 1)) continue;
    const asked = tooLong ? `at most ${maxptime} ms (a=maxptime)` : `${ptime ?? 0} ms (a=ptime)`;
    return {
      certainty: 'certain',
      ...(tooLong ? { severity: 'warning' as const } : {}),
      summary: `${capital(sideText(subject, phase, otherSide(side)))} sends packets of ${packetTime} ms, and ${sideText(subject, phase, side)} asks for ${asked}.`,
      evidence: inFrameOrder([
        ...descriptionsOf(phase),
        streamSeen(stream, `packets of ${packetTime} ms: ${wayText(stream)}`),
      ]),
    };
  }
  return undefined;
}
