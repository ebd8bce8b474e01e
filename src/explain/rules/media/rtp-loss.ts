/** Packets of sound are lost (RFC 3550 6.4.1, A.3). */

import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type ReportBlock } from '../../../rtp/index.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { sideText, streamSeen, wayText } from './media-words.ts';

const MIN_PACKETS = 100;
/** From this share on one hears it; from the second on speech suffers. */
const AUDIBLE = 0.01;
const HARMFUL = 0.03;
/** A report of this share, of so many packets in all, is no chance. */
const REPORTED = 0.05;
const MIN_REPORTED = 20;

export const rtpLoss: CaseRule = {
  id: 'rtp-loss',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'Packets of sound are lost',
  severity: 'warning',
  meaning:
    'The sequence numbers of RTP have gaps: packets that were sent did not come to the point of the capture. Or a side says in RTCP that packets are missing there. From about 1 % on it is heard, from 3 % on words suffer. ' +
    'When the capture is complete and the RTCP of the receiver reports loss, they are lost behind the point of the capture.',
  cause:
    'A link on the way is full or bad: Wi-Fi, a mobile network, an uplink without priority for speech. A capture that could not keep up shows gaps as well.',
  fix: [
    'See on which hop the gaps begin: capture at both ends of the link that is in doubt.',
    'Give RTP priority (DSCP EF) on the uplink, and shape the rest; use a cable instead of Wi-Fi.',
    'Compare with the RTCP reports and the statistics of the phone: where they show no loss, it was the capture that lost packets.',
  ],
  rfc: ['3550 6.4.1', '3550 A.3'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    let worst: { phase: MediaPhase; side: Side; stream: MediaStream } | undefined;
    for (const phase of media.phases)
      for (const side of ['caller', 'callee'] as const)
        for (const stream of media.flowTo(phase, side).streams)
          if (
            stream.packets >= MIN_PACKETS &&
            stream.lossRate >= AUDIBLE &&
            !(stream.lossRate <= (worst?.stream.lossRate ?? 0))
          )
            worst = { phase, side, stream };
    if (worst === undefined) return reported(subject, media) ?? outage(subject, media);
    const { phase, side, stream } = worst;
    const report = reportOn(subject, stream);
    const says = report === undefined ? '' : ` Its receiver reports up to ${percent(report.fractionLost / 256)} lost.`;
    return {
      certainty: report === undefined ? 'likely' : 'certain',
      ...(stream.lossRate < HARMFUL ? { severity: 'note' as const } : {}),
      summary: `Of the ${phase.kind === 'audio' ? 'sound' : phase.kind} from ${sideText(subject, phase, otherSide(side))} to ${sideText(subject, phase, side)}, ${scattered(stream)} of ${scattered(stream) + stream.packets} packets (${percent(stream.lossRate)}) did not come to the point of the capture.${says}`,
      evidence: [streamSeen(stream, `${wayText(stream)}: ${percent(stream.lossRate)} lost`)],
    };
  },
};

/** Missing packets but those of pauses. */
function scattered({ lost, lostInPauses }: MediaStream): number {
  return Math.max(0, lost - lostInPauses);
}

/** Nothing came for a while, and the sequence numbers went on. */
function outage(subject: Case, media: CallMedia): Found | undefined {
  for (const phase of media.phases)
    for (const side of ['caller', 'callee'] as const)
      for (const stream of media.flowTo(phase, side).streams) {
        const { packets, lostInPauses, longestPause } = stream;
        if (packets < MIN_PACKETS || lostInPauses < packets * HARMFUL) continue;
        return {
          certainty: 'possible',
          severity: 'note',
          summary: `In pauses of up to ${durationText(longestPause)} ${lostInPauses} packets from ${sideText(subject, phase, otherSide(side))} to ${sideText(subject, phase, side)} are missing, and none between them.`,
          cause:
            'Either the way was interrupted, as when a phone changes its Wi-Fi, or the sender is silent while nobody speaks and counts its packets on all the same.',
          fix: [
            'If words were missing in these pauses, look for what interrupts the way. If nobody spoke, nothing is broken.',
          ],
          evidence: [streamSeen(stream, `${wayText(stream)}: pauses of up to ${durationText(longestPause)}`)],
        };
      }
  return undefined;
}

/** A stream that is whole here, and not where it ends. */
function reported(subject: Case, media: CallMedia): Found | undefined {
  for (const phase of media.phases)
    for (const side of ['caller', 'callee'] as const)
      for (const stream of media.flowTo(phase, side).streams) {
        if (stream.packets < MIN_PACKETS) continue;
        const report = reportOn(subject, stream);
        if (report === undefined || report.fractionLost / 256 < REPORTED || report.cumulativeLost < MIN_REPORTED)
          continue;
        return {
          certainty: 'certain',
          summary: `${capital(sideText(subject, phase, side))} reports in RTCP that up to ${percent(report.fractionLost / 256)} of the packets of an interval, ${report.cumulativeLost} in all, did not arrive. At the point of the capture they were complete: they are lost behind it.`,
          evidence: inFrameOrder([streamSeen(stream, `${wayText(stream)}: complete here`)]),
        };
      }
  return undefined;
}

/** The worst report about a stream by the one who receives it: it goes back to where the stream comes from (RFC 3550 11, RFC 5761). */
function reportOn({ surroundings }: Case, stream: MediaStream): ReportBlock | undefined {
  const { source } = stream.hop;
  let worst: ReportBlock | undefined;
  for (const port of [source.port, source.port + 1])
    for (const { worstReport, hop } of surroundings.media.controlAt(source.address, port))
      if (
        worstReport !== undefined &&
        worstReport.ssrc === stream.ssrc &&
        hop.destination.address === source.address &&
        !(worstReport.fractionLost <= (worst?.fractionLost ?? -1))
      )
        worst = worstReport;
  return worst;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
