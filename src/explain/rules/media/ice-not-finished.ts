/** Both sides do ICE, and none of its checks is answered (RFC 8445 7). */

import { placeText } from '../../case/address.ts';
import { callMedia, type MediaPhase } from '../../case/call-media.ts';
import { hasIce } from '../../case/ice-candidate.ts';
import { controlBetween } from '../../case/media-flow.ts';
import { type ControlTraffic } from '../../case/media-traffic.ts';
import { capital, countText, durationText } from '../../case/wording.ts';
import { type CaseRule } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { descriptionsOf, sideText } from './media-words.ts';

/** ICE has failed by then, ms. */
const MIN_LENGTH = 3_000;

export const iceNotFinished: CaseRule = {
  id: 'ice-not-finished',
  family: 'media',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'ICE finds no way for the sound',
  severity: 'failure',
  meaning:
    'Offer and answer both carry ICE: before sound flows, the two sides check with STUN which pair of their addresses works. Checks were sent, none was answered well, and no RTP followed. So there is signalling and no sound.',
  cause:
    'No pair of candidates can reach each other: both are behind NATs or firewalls that let no UDP in, and there is no TURN server between; or the checks carry a user name or password that the other side does not accept.',
  fix: [
    'Give the clients a TURN server, also over TCP or TLS on port 443 for networks that let no UDP through.',
    'A server with a public address offers a candidate that names it: in Asterisk rtp.conf ice_host_candidates or external_media_address, in FreeSWITCH ext-rtp-ip, in rtpengine the advertised address of --interface.',
    'If checks are answered with errors: something on the way changed ice-ufrag or ice-pwd in the description, or answered for another fork.',
  ],
  rfc: ['8445 7', '8839 5.4'],
  explains: ['dtls-not-finished', 'no-rtp', 'one-way-rtp', 'rtp-elsewhere', 'media-timeout', 'hung-up'],
  check(subject) {
    const media = callMedia(subject);
    if (media === undefined) return undefined;
    for (const phase of media.phases) {
      if (!isIce(phase) || media.lengthOf(phase) < MIN_LENGTH || media.isSeen(phase)) continue;
      const checks = controlBetween(subject.surroundings.media, phase);
      const [first] = checks;
      const sum = (count: (one: ControlTraffic) => number) => checks.reduce((total, one) => total + count(one), 0);
      const requests = sum((one) => one.stunRequests);
      if (first === undefined || requests < 3 || sum((one) => one.stunAnswers) > 0 || sum((one) => one.dtls) > 0)
        continue;
      const errors = sum((one) => one.stunErrors);
      const ways = checks.slice(0, 3).map(({ hop }) => `${placeText(hop.source)} to ${placeText(hop.destination)}`);
      return {
        certainty: 'likely',
        summary: `${capital(sideText(subject, phase, 'caller'))} and ${sideText(subject, phase, 'callee')} agreed on ICE. ${countText(requests, 'check')} went by in ${durationText(media.lengthOf(phase))} (${ways.join('; ')}), ${errors > 0 ? `answered with ${countText(errors, 'error')} and never well` : 'and none was answered'}. No RTP followed.`,
        ...(errors > 0
          ? {
              cause:
                'The checks arrive and are turned away: their user name or password is not that of the description that the receiver gave (RFC 8445 7.3).',
            }
          : {}),
        evidence: inFrameOrder([
          ...descriptionsOf(phase),
          ...checks.slice(0, 3).map(({ firstFrame, hop }) => ({
            frame: firstFrame,
            note: `STUN from ${placeText(hop.source)} to ${placeText(hop.destination)}`,
          })),
        ]),
      };
    }
    return undefined;
  },
};

function isIce({ caller, callee }: MediaPhase): boolean {
  return hasIce(caller.description.session, caller.media) && hasIce(callee.description.session, callee.media);
}
