/** A flow was silent for longer than a NAT or firewall remembers it, and then a request into it met silence (RFC 5626 3.5, 4.4, RFC 4787 4.3, RFC 5382 5). */

import { type SeenEvent } from '../../../capture/index.ts';
import { isInside, placeText, samePlace } from '../../case/address.ts';
import { historyFor, hostOf } from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { hiddenContactIn } from '../../case/hidden-contact.ts';
import { harmfulSilences, type Silence } from '../../case/silence.ts';
import { capital, durationText, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

/** ms: many NATs forget a UDP flow after 30 s, though RFC 4787 asks for two minutes. */
const UDP_MEMORY = 30_000;
/** ms: the shortest idle limits for TCP that are usual at firewalls and load balancers. */
const TCP_MEMORY = 240_000;

export const keepAliveMissing: CaseRule = {
  id: 'keep-alive-missing',
  family: 'transport',
  scope: 'case',
  title: 'The flow was silent too long and is forgotten',
  severity: 'failure',
  meaning:
    'A phone behind a NAT is reached only through the mapping that its own packets opened, and a NAT forgets a mapping that is silent: UDP after 30 seconds to a few minutes, TCP after some minutes or hours. ' +
    'Here nothing had come from the phone for longer than that, no keep-alive either, and then a request to it met silence. So the phone is there, believes that it is registered or in a call, and hears nothing.',
  cause: 'The phone sends no keep-alives, or not often enough for the NAT or firewall that it stands behind.',
  fix: [
    'In the phone, switch keep-alives on, every 25 s or so for UDP (CRLF or STUN), every 90 s for TCP and TLS.',
    'Or let the server ask: OPTIONS every 25 to 30 s to each phone behind NAT (Kamailio: nathelper with natping_interval; Asterisk: qualify_frequency; FreeSWITCH: nat-options-ping of the profile), or grant registrations of 60 s.',
    'Where the NAT is your own, raise its limits for UDP to two minutes at least.',
    'TCP or TLS holds longer than UDP behind most NATs.',
  ],
  rfc: ['5626 3.5', '4787 4.3', '5382 5', '5626 4.4.1'],
  explains: [
    'next-hop-silent',
    'port-unreachable',
    'tcp-reset',
    'hop-timeout',
    'request-unanswered',
    'request-refused',
    'user-unavailable',
    'server-error',
    'bye-unanswered',
    're-invite-failed',
    'session-refresh-failed',
    'ack-lost',
  ],
  check(subject) {
    for (const silence of harmfulSilences(subject)) {
      const quiet = quietBefore(subject, silence);
      if (quiet === undefined) continue;
      const { asked, last, told } = silence;
      const [first] = asked.requests;
      const { server, hop, method } = asked;
      const end = endAfter(subject, silence);
      return {
        certainty: 'likely',
        summary:
          `Nothing had come from ${subject.whoShort(server)} for ${durationText(quiet)}, no keep-alive either. Then ${subject.whoShort(asked.client)} sent the ${method} to it over ${hop.transport}${asked.requests.length === 1 ? '' : `, ${timesText(asked.requests.length)}`}, and ${end === undefined ? 'nothing came back' : `the connection was reset`}.` +
          ` ${capital(placeText(server))} is behind a NAT: ${natText(subject, silence)}.`,
        evidence: [
          seenIn(first, `after ${durationText(quiet)} of silence`),
          ...(last === first ? [] : [seenIn(last, 'the last try')]),
          ...(end === undefined ? [] : [{ frame: end.frame, note: `the connection ends: ${end.event}` }]),
          ...(told === undefined ? [] : [seenIn(told, 'what became of it')]),
        ].sort((a, b) => a.frame - b.frame),
      };
    }
    return undefined;
  },
};

/** ms; undefined where the flow was not silent for so long, is no flow through a NAT, or not known. */
function quietBefore(subject: Case, silence: Silence): number | undefined {
  const { asked } = silence;
  const { server, client, hop } = asked;
  const quiet = subject.surroundings.flows.silenceBefore(server, client.address, asked.requests[0].time);
  if (quiet === undefined || quiet < (hop.transport === 'UDP' ? UDP_MEMORY : TCP_MEMORY)) return undefined;
  return natText(subject, silence) === '' ? undefined : quiet;
}

/** How it shows that a place is behind a NAT; '' where it does not. */
function natText(subject: Case, { asked }: Silence): string {
  const { server } = asked;
  if (server.address === '' || isInside(server.address)) return '';
  for (const { steps } of subject.legs) {
    for (const step of steps) {
      if (!samePlace(step.hop.source, server)) continue;
      const hidden = hiddenContactIn(step);
      if (hidden !== undefined) return `its Contact names ${hidden.host} (frame ${step.frame})`;
    }
  }
  const history = historyFor(subject.surroundings.registrations, asked.requests[0]);
  const binding = history?.bindings.find(
    ({ contact, registration }) => samePlace(registration.client, server) && isInside(hostOf(contact)),
  );
  return binding === undefined
    ? ''
    : `it registered with the Contact ${hostOf(binding.contact)} (frame ${binding.registration.requestFrame})`;
}

/** A connection that the NAT or firewall does not know any more may be reset. */
function endAfter({ surroundings }: Case, { asked }: Silence): SeenEvent | undefined {
  if (asked.hop.transport === 'UDP') return undefined;
  return surroundings
    .eventsBetween(asked.hop)
    .find(({ event, frame }) => event === 'reset' && frame > asked.requests[0].frame);
}
