/** A description names 0.0.0.0 where no hold is meant (RFC 3264 8.4, RFC 8866 5.7). */

import { type Case } from '../../case/case.ts';
import { callMedia, describes, isAnswered, type MediaPhase, mediaPhases } from '../../case/call-media.ts';
import { hasIce } from '../../case/ice-candidate.ts';
import { type Side } from '../../case/seen-dialog.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { isUnspecified, receives } from '../../../sdp/index.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

const MAYBE = /\nc=IN IP(?:4 0\.0\.0\.0|6 ::?(?:\s|0))/i;
/** A call of several legs begins with 0.0.0.0 and corrects itself soon (RFC 3725 4); ms. */
const SOON = 3_000;

export const zeroMediaAddress: CaseRule = {
  id: 'zero-media-address',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The description names no address for the sound',
  severity: 'failure',
  meaning:
    'The c= line of the first offer or answer is 0.0.0.0, which says: send me nothing. In a re-INVITE that is the old way to put a call on hold; in the beginning of a call, with a stream that is to be received, it is a fault. ' +
    'The other side has nowhere to send, and whoever wrote it hears nothing.',
  cause:
    'The program did not know its own address when it wrote the description: it listens on all addresses and copied that into c=, or its network was not up yet, or the address of a media relay could not be had.',
  fix: [
    'Set the address for media in the program: the address of the interface, or the public one. In Asterisk (chan_pjsip) media_address of the endpoint or external_media_address of the transport; in FreeSWITCH rtp-ip and ext-rtp-ip; in rtpengine --interface.',
    'In a phone with several networks (VPN, Wi-Fi and cable) choose the one to use for calls.',
  ],
  rfc: ['3264 8.4', '8866 5.7'],
  explains: ['one-way-rtp', 'no-rtp', 'rtp-elsewhere', 'media-timeout', 'hung-up'],
  check(subject) {
    if (!isAnswered(subject) || !describes(subject, mayName)) return undefined;
    const phases = callMedia(subject)?.phases ?? mediaPhases(subject);
    for (const phase of phases) {
      if (!phase.isFirst) continue;
      for (const side of ['caller', 'callee'] as const) {
        const found = isNowhere(phase, side) && !isMended(phases, phase, side) ? told(subject, phase, side) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

function mayName({ seen }: Step): boolean {
  return MAYBE.test(seen.text);
}

function isNowhere(phase: MediaPhase, side: Side): boolean {
  const { media, description, direction } = phase[side];
  const connection = description.session.connectionOf(media);
  return (
    connection !== undefined && isUnspecified(connection) && receives(direction) && !hasIce(description.session, media)
  );
}

/** A later answer on the same hop names an address. */
function isMended(phases: readonly MediaPhase[], phase: MediaPhase, side: Side): boolean {
  return phases.some(
    (later) =>
      later !== phase &&
      later.leg === phase.leg &&
      later.kind === phase.kind &&
      later.from > phase.from &&
      !(later.from - phase.from > SOON) &&
      !isNowhere(later, side),
  );
}

function told(subject: Case, phase: MediaPhase, side: Side): Found {
  const { step } = phase[side].description;
  const { source, destination } = step.hop;
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(source))} told ${subject.whoShort(destination)} to send sound to ${phase[side].address}, which is no address, and did not ask for a hold. So it hears nothing.`,
    evidence: [seenIn(step, `c= names ${phase[side].address}, and the stream is ${phase[side].direction}`)],
  };
}
