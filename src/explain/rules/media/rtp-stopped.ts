/** Sound that was there stops long before the call ends (RFC 3264 8.4, RFC 3550 6.3.5). */

import { callMedia, type CallMedia, type MediaPhase } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { otherSide, type Side } from '../../case/seen-dialog.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { sideText, wantedAt } from './media-words.ts';

/** ms without a packet before the end of the call. */
const MIN_SILENCE = 6_000;
/** Of a stream before it stopped. */
const MIN_PACKETS = 50;
/** ms before the end by which the other direction shows that the capture goes on. */
const STILL_THERE = 3_000;
/** ms after the answer within which a voicemail has ended its greeting, and is silent while it records. */
const GREETING = 60_000;

export const rtpStopped: CaseRule = {
  id: 'rtp-stopped',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The sound of one side stops during the call',
  severity: 'warning',
  meaning:
    'RTP toward one side was there from the beginning and then stopped, while the other direction went on until the call ended. Nobody had put the call on hold by SIP. The listener hears silence from then on.',
  cause:
    'A NAT or firewall closed the way after a time, the sender lost its network (a phone that changes from Wi-Fi to mobile), its program failed; or it sends nothing while nobody speaks (silence suppression, mute).',
  fix: [
    'If it is always after the same time, look for a timeout of UDP in NAT and firewall, and let the silent side keep sending: switch silence suppression (VAD) off, or comfort noise on.',
    'If the address of a phone changed, let it tell so by re-INVITE; ICE does it too.',
    'Capture at the side that fell silent: does RTP still leave it?',
  ],
  rfc: ['3264 8.4', '3550 6.3.5'],
  explains: ['hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined || subject.surroundings.media.omitted > 0) return undefined;
    for (const phase of media.phases) {
      if (!phase.isLast || !Number.isFinite(phase.until)) continue;
      for (const side of ['caller', 'callee'] as const) {
        const found = checkFlow(subject, media, phase, side);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

function checkFlow(subject: Case, media: CallMedia, phase: MediaPhase, side: Side): Found | undefined {
  const inward = media.flowTo(phase, side);
  const silence = phase.until - inward.lastTime;
  if (inward.packets < MIN_PACKETS || !(silence > MIN_SILENCE) || !(inward.lastTime > phase.from)) return undefined;
  const outward = media.flowTo(phase, otherSide(side));
  if (!(phase.until - outward.lastTime < STILL_THERE)) return undefined;
  if (!media.expects(phase, side) || !media.expects(phase, otherSide(side))) return undefined;
  const mayRecord = side === 'caller' && inward.lastTime - phase.from < GREETING;
  const bye = phase.leg.transactions.find(({ method }) => method === 'BYE')?.request;
  return {
    certainty: 'certain',
    ...(mayRecord ? { severity: 'note' as const } : {}),
    summary: `The ${phase.kind === 'audio' ? 'sound' : phase.kind} for ${sideText(subject, phase, side)} stopped ${durationText(inward.lastTime - phase.from)} after the answer, ${durationText(silence)} before the call ended. ${capital(sideText(subject, phase, otherSide(side)))} was not on hold, and the other direction went on to the end.${mayRecord ? ' A voicemail or recorder does so while it listens.' : ''}`,
    evidence: inFrameOrder([
      { frame: inward.lastFrame, note: `the last RTP to ${wantedAt(phase, side)}` },
      { frame: outward.lastFrame, note: 'the last RTP of the other direction' },
      bye === undefined ? undefined : seenIn(bye, 'the call ends'),
    ]),
  };
}
