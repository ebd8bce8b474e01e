/** Packets of sound come at uneven intervals (RFC 3550 6.4.1, A.8). */

import { callMedia, type MediaPhase } from '../../case/call-media.ts';
import { HIGH_JITTER, type MediaStream } from '../../case/media-stream.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { type CaseRule } from '../rule.ts';
import { sideText, streamSeen, wayText } from './media-words.ts';

const MIN_PACKETS = 150;
/** The share of the packets that must be so late or early: a jump of the time stamps alone is soon forgotten. */
const MIN_SHARE = 0.1;

export const rtpJitter: CaseRule = {
  id: 'rtp-jitter',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The sound comes at uneven intervals',
  severity: 'warning',
  meaning:
    'Packets of sound are sent every 20 ms or so, and came to the point of the capture with delays that differ by more than 30 ms on average for a good part of the stream. A jitter buffer that is smaller drops those that come too late: words are cut, as with loss.',
  cause:
    'A link on the way is loaded unevenly: Wi-Fi, a mobile network, an uplink that large transfers share with speech; or a machine on the way, the sender itself included, has too much to do.',
  fix: [
    'Give RTP priority (DSCP EF) on the uplink, and shape the rest; use a cable instead of Wi-Fi.',
    'Capture nearer to the sender: if the intervals are uneven there already, it is the sender that is overloaded, as a virtual machine without enough processor time.',
    'Let the receiver use a larger or adaptive jitter buffer: Asterisk JITTERBUFFER(adaptive), FreeSWITCH jitterbuffer_msec.',
  ],
  rfc: ['3550 6.4.1', '3550 A.8'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    let worst: { phase: MediaPhase; side: Side; stream: MediaStream } | undefined;
    const share = ({ unsteady, packets }: MediaStream) => unsteady / packets;
    for (const phase of media.phases)
      for (const side of ['caller', 'callee'] as const)
        for (const stream of media.flowTo(phase, side).streams)
          if (
            stream.packets >= MIN_PACKETS &&
            share(stream) >= MIN_SHARE &&
            !(worst !== undefined && share(stream) <= share(worst.stream))
          )
            worst = { phase, side, stream };
    if (worst === undefined) return undefined;
    const { phase, side, stream } = worst;
    return {
      certainty: 'certain',
      summary: `The ${phase.kind === 'audio' ? 'sound' : phase.kind} from ${sideText(subject, phase, otherSide(side))} to ${sideText(subject, phase, side)} had a jitter above ${HIGH_JITTER} ms for ${Math.round(share(stream) * 100)} % of its ${stream.packets} packets; at the end it was ${Math.round(stream.jitter)} ms, and the longest pause between two packets was ${Math.round(stream.longestPause)} ms.`,
      evidence: [streamSeen(stream, `${wayText(stream)}: uneven`)],
    };
  },
};
