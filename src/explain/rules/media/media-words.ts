/** How streams and their ends are told, and shown as evidence. */

import { placeText } from '../../case/address.ts';
import { type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { type MediaStream } from '../../case/media-stream.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { countText, timed } from '../../case/wording.ts';
import { type Evidence, seenIn } from '../rule.ts';

/** Who the end of a stream belongs to, by the SIP of its hop: `the caller alice@example.com at 192.0.2.10:5060`. */
export function sideText(subject: Case, phase: MediaPhase, side: Side): string {
  return subject.whoShort(side === 'caller' ? phase.callerwards : phase.calleewards);
}

/** Where a side wants RTP, by its description: `192.0.2.10:40000`. */
export function wantedAt(phase: MediaPhase, side: Side): string {
  return placeText(phase[side]);
}

/** `250 packets in 5 s`. */
export function amountText({ packets, firstTime, lastTime }: MediaStream): string {
  return `${countText(packets, 'packet')}${timed(lastTime - firstTime, ' in ')}`;
}

/** `192.0.2.10:40000 to 198.51.100.1:30000`. */
export function wayText({ hop }: MediaStream): string {
  return `${placeText(hop.source)} to ${placeText(hop.destination)}`;
}

/** The first packet of a stream. */
export function streamSeen(stream: MediaStream, note: string): Evidence {
  return { frame: stream.firstFrame, note };
}

/** Offer and answer, with the address and port that each names. */
export function descriptionsOf(phase: MediaPhase): Evidence[] {
  const { offer, answer, offeredBy } = phase;
  const answeredBy: Side = offeredBy === 'caller' ? 'callee' : 'caller';
  return [
    seenIn(offer.step, `the offer: ${phase.kind} to ${wantedAt(phase, offeredBy)}`),
    seenIn(answer.step, `the answer: ${phase.kind} to ${wantedAt(phase, answeredBy)}`),
  ];
}
