/** A call is hung up because no sound came any more (RFC 3550 6.3.5 lets programs take a silent source for gone). */

import { type CallLife, callLives } from '../../case/call-life.ts';
import { placeText } from '../../case/address.ts';
import { callMedia } from '../../case/call-media.ts';
import { type Case } from '../../case/case.ts';
import { reasonSentences, reasonsOf } from '../../case/said-reason.ts';
import { type Step } from '../../case/step.ts';
import { capital, durationText, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** What programs write into Reason when they miss RTP. */
const SAID =
  /\b(?:rtp|rtcp|media|audio)[\s_-]*(?:time-?out|timed[\s_-]*out|inactiv|lost|loss|broken|stopped|not received)|(?:time-?out|inactivity|no)[\s_-]*(?:of |for |on )?(?:rtp|media|audio)\b/i;
/** The times without RTP that programs are set to, s; after less, people hang up by themselves. */
const USUAL = [20, 30, 45, 60, 90, 120, 180, 300, 600];
/** How near to one of them it must be, ms: the clocks that watch RTP tick once a second. */
const NEAR = 1_100;
/** From so many seconds on nobody would have waited just so long. */
const LONG = 30;
/** ms after the answer within which a voicemail has ended its greeting. */
const GREETING = 60_000;

export const mediaTimeout: CaseRule = {
  id: 'media-timeout',
  family: 'drop',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The call was hung up because no sound arrived',
  severity: 'failure',
  meaning:
    'A PBX, SBC or phone watches whether RTP arrives, and ends a call that has been silent for too long, with BYE. Its Reason says so; or the capture shows that RTP toward it had stopped, or had never come, for just such a time. ' +
    'So the signalling works, and the fault is with the media.',
  cause:
    'RTP toward the side that hung up did not arrive: it is sent to a wrong or private address, blocked by a firewall, or not sent at all, as by a phone on mute or on hold.',
  fix: [
    'Find out why the sound does not arrive: look at the addresses in the two descriptions, and at firewalls for UDP between them.',
    'If the silence is meant, as on hold or mute, let the silent side send comfort noise or RTCP, or raise the limit: Asterisk (chan_pjsip) rtp_timeout and rtp_timeout_hold of the endpoint, FreeSWITCH media_timeout (rtp-timeout-sec), rtpengine timeout and silent-timeout.',
  ],
  rfc: ['3550 6.3.5', '3264 8.4', '3326 2'],
  explains: ['hung-up', 'rtp-stopped'],
  check(subject) {
    for (const life of callLives(subject)) {
      const bye = life.bye?.request;
      if (bye === undefined) continue;
      const found = saidSo(subject, life, bye) ?? fellSilent(subject, life, bye);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

function saidSo(subject: Case, life: CallLife, bye: Step): Found | undefined {
  if (!reasonsOf(bye).some(({ text }) => SAID.test(text))) return undefined;
  const inward = lastHeard(subject, life, bye);
  const isHeard = inward !== undefined && inward.lastTime < bye.time;
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(bye.hop.source))} hung up because it missed the sound.${reasonSentences(bye)}${isHeard ? ` The last RTP toward it had come ${durationText(bye.time - inward.lastTime)} before.` : ''}`,
    ...(isHeard
      ? {
          cause:
            'RTP toward the side that hung up had arrived, and then stopped: the other side went on hold or mute and sends nothing, its program or its network failed, or a firewall closed the way.',
        }
      : {}),
    evidence: inFrameOrder([
      isHeard ? { frame: inward.lastFrame, note: 'the last RTP toward it' } : undefined,
      seenIn(bye, 'its Reason speaks of missing media'),
    ]),
  };
}

/** What the side that hung up heard last, before or after a change of the call. */
function lastHeard(subject: Case, { leg, byeBy }: CallLife, bye: Step) {
  const media = callMedia(subject);
  if (media === undefined || byeBy === undefined) return undefined;
  return media.phases
    .filter(
      (one) =>
        one.leg === leg &&
        one.kind === 'audio' &&
        [one.callerwards, one.calleewards].some(({ address }) => address === bye.hop.source.address),
    )
    .map((phase) => media.flowTo(phase, byeBy))
    .filter(({ packets }) => packets > 0)
    .reduce<ReturnType<typeof media.flowTo> | undefined>(
      (last, flow) => (last === undefined || flow.lastTime > last.lastTime ? flow : last),
      undefined,
    );
}

/** What came in to the side that hung up: it hears what comes on the hop over which it sent the BYE. */
function inwardOf(subject: Case, { leg, byeBy }: CallLife, bye: Step) {
  const media = callMedia(subject);
  if (media === undefined || byeBy === undefined) return undefined;
  const last = media.phases.filter((one) => one.leg === leg && one.kind === 'audio' && one.isLast);
  const phase =
    last.find(({ callerwards, calleewards }) =>
      [callerwards, calleewards].some(({ address }) => address === bye.hop.source.address),
    ) ?? last[0];
  return phase === undefined ? undefined : { media, phase, byeBy, inward: media.flowTo(phase, byeBy) };
}

/** RTP toward the side that hung up ended just so long before. */
function fellSilent(subject: Case, life: CallLife, bye: Step): Found | undefined {
  const heard = inwardOf(subject, life, bye);
  if (heard === undefined || !heard.media.expects(heard.phase, heard.byeBy)) return undefined;
  const { phase, byeBy, inward } = heard;
  // Who never heard anything hangs up by himself.
  if (inward.packets === 0) return undefined;
  const silence = bye.time - inward.lastTime;
  const limit = USUAL.find((seconds) => Math.abs(silence - seconds * 1000) < NEAR);
  if (limit === undefined) return undefined;
  const { address, port } = phase[byeBy];
  // Who leaves a message on a voicemail hears nothing either, and hangs up.
  const mayRecord = byeBy === 'caller' && inward.lastTime - phase.from < GREETING;
  const isLikely = limit >= LONG && !mayRecord;
  return {
    certainty: isLikely ? 'likely' : 'possible',
    ...(isLikely ? {} : { severity: mayRecord ? ('note' as const) : ('warning' as const) }),
    summary: `${capital(subject.who(bye.hop.source))} hung up${timed(silence, ' ', ' after the last RTP')} toward it: that is what a media timeout of ${durationText(limit * 1000)} does.`,
    evidence: inFrameOrder([
      { frame: inward.lastFrame, note: `the last RTP to ${placeText({ address, port })}` },
      seenIn(bye, `BYE ${durationText(silence)} later`),
    ]),
  };
}
