/** A message over UDP was larger than a packet may be, and its fragments did not all arrive (RFC 3261 18.1.1). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { fragmentTrouble } from '../../case/fragment-trouble.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { harmfulSilences, type Silence } from '../../case/silence.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText, timesText } from '../../case/wording.ts';
import { inFrameOrder } from '../frame-order.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** Octets of SIP that a packet of 1,500 holds: without 20 octets of IPv4, or 40 of IPv6, and 8 of UDP. */
const LARGEST_IPV4 = 1472;
const LARGEST_IPV6 = 1452;

export const udpFragmented: CaseRule = {
  id: 'udp-fragmented',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'A message is too large for one UDP packet',
  severity: 'failure',
  meaning:
    'A message over UDP that does not fit into one packet (about 1,470 octets) leaves in fragments. Many firewalls, NATs and load balancers drop fragments, and when one is lost the whole message is: small requests work, and the large one meets silence. ' +
    'Typical is an INVITE that works until it carries credentials, many codecs, ICE candidates or an Identity. RFC 3261 asks for TCP from 1,300 octets on.',
  cause:
    'The message is larger than the packet size of the way, it is sent over UDP all the same, and something on the way does not pass fragments on.',
  fix: [
    'Use TCP or TLS for this account or trunk: there size does not matter (Asterisk: transport of the endpoint; Kamailio: udp_mtu with udp_mtu_try_proto=TCP).',
    'Or make the message smaller: leave two or three codecs on, switch ICE and unused header fields off, use compact header names.',
    'On firewalls, NAT and VPN on the way, let fragments of UDP pass, and let ICMP "fragmentation needed" pass; a VPN or PPPoE makes packets smaller than 1,500.',
  ],
  rfc: ['3261 18.1.1', '1191 3', '1122 3.3.2'],
  explains: [
    'next-hop-silent',
    'request-unanswered',
    'hop-timeout',
    'request-refused',
    'no-credentials',
    'two-challenges-ignored',
    'registrar-silent',
    'ack-lost',
    'ringing-unanswered',
    'port-unreachable',
    're-invite-failed',
    'session-refresh-failed',
  ],
  check(subject) {
    return silentFor(subject) ?? lostFor(subject) ?? noted(subject);
  },
};

/** A large request that nobody answered. */
function silentFor(subject: Case): Found | undefined {
  for (const silence of harmfulSilences(subject)) {
    const { asked, last } = silence;
    const [first] = asked.requests;
    if (asked.hop.transport !== 'UDP') continue;
    const size = first.seen.text.length;
    const { fragments } = first.seen;
    const events = fragmentTrouble(subject, asked.client.address, asked.server.address);
    if (fragments === 1 && events.length === 0 && size <= largestTo(asked)) continue;
    const small = smallerAnswered(subject, silence);
    if (fragments === 1 && events.length === 0 && small === undefined) continue;
    const told = events.length > 0;
    return {
      certainty: told ? 'certain' : small === undefined ? 'possible' : 'likely',
      summary:
        `${capital(subject.who(asked.client))} sent the ${asked.method} to ${placeText(asked.server)} over UDP ${timesText(asked.requests.length)}, ${size} octets each${fragments > 1 ? `, in ${fragments} fragments` : ''}, and nothing came back.` +
        (told ? ` ${capital(eventText(events[0]))}.` : '') +
        (small === undefined
          ? ''
          : ` The ${small.method} of ${small.seen.text.length} octets to the same host was answered.`),
      evidence: inFrameOrder([
        ...(small === undefined ? [] : [seenIn(small, `${small.seen.text.length} octets: answered`)]),
        seenIn(first, `${size} octets${fragments > 1 ? ` in ${fragments} fragments` : ''}: not answered`),
        ...(last === first ? [] : [seenIn(last, 'the last try')]),
        ...events.slice(0, 2).map(eventEvidence),
      ]),
    };
  }
  return undefined;
}

function largestTo({ server }: SeenTransaction): number {
  return server.address.includes(':') ? LARGEST_IPV6 : LARGEST_IPV4;
}

/** A request that fitted into one packet, to the same host, and was answered. */
function smallerAnswered(subject: Case, { asked }: Silence): Step | undefined {
  return subject.transactions.find(
    ({ request, responses, server, client, hop }) =>
      request !== undefined &&
      responses.length > 0 &&
      hop.transport === 'UDP' &&
      server.address === asked.server.address &&
      client.address === asked.client.address &&
      request.seen.fragments === 1 &&
      request.seen.text.length <= largestTo(asked),
  )?.request;
}

/** A message that never became whole, so that the case lacks it: the try with credentials, or the answer. */
function lostFor(subject: Case): Found | undefined {
  if (subject.surroundings.events.length === 0) return undefined;
  for (const asked of subject.transactions) {
    const { client, server, hop, request, final } = asked;
    if (hop.transport !== 'UDP' || request === undefined || asked.method === 'ACK') continue;
    const isChallenged = final?.status === 401 || final?.status === 407;
    if (final !== undefined && !(isChallenged && isLast(subject, asked))) continue;
    const from = isChallenged ? client.address : server.address;
    const after = (final ?? request).time;
    const events = fragmentTrouble(subject, client.address, server.address).filter(
      (event) => event.hop.source.address === from && event.time >= after,
    );
    if (events.length === 0 || isAnswered(subject, asked)) continue;
    const what = isChallenged
      ? `${capital(subject.who(client))} was challenged with ${final.status}. What it sent next came in fragments and never became whole`
      : `${capital(subject.who(server))} answered the ${asked.method}, in fragments that never became whole`;
    return {
      certainty: 'likely',
      summary: `${what}: ${countText(events.length, 'such packet')}. ${capital(eventText(events[0]))}.`,
      evidence: inFrameOrder([
        seenIn(request, `the ${asked.method}`),
        ...(final === undefined ? [] : [seenIn(final, 'challenged')]),
        ...events.slice(0, 3).map(eventEvidence),
      ]),
    };
  }
  return undefined;
}

/** No request of this client follows within its conversation. */
function isLast({ legs }: Case, asked: SeenTransaction): boolean {
  const leg = legs.find(({ transactions }) => transactions.includes(asked));
  return (
    leg?.transactions.some(
      ({ method, first, client }) =>
        method === asked.method && client.address === asked.client.address && first.number > asked.first.number,
    ) !== true
  );
}

/** Another branch, or a later try, was answered. */
function isAnswered({ main }: Case, asked: SeenTransaction): boolean {
  const { attempt } = main;
  return (
    attempt !== undefined &&
    attempt !== asked &&
    attempt.method === asked.method &&
    attempt.status >= 200 &&
    attempt.status < 300
  );
}

/** Messages in fragments that arrived: this time. */
function noted(subject: Case): Found | undefined {
  let largest: Step | undefined;
  let count = 0;
  for (const { requests, responses } of subject.transactions) {
    for (const steps of [requests, responses]) {
      for (const step of steps) {
        if (step.seen.fragments < 2) continue;
        count++;
        if (largest === undefined || step.seen.text.length > largest.seen.text.length) largest = step;
      }
    }
  }
  if (largest === undefined) return undefined;
  const { text, fragments } = largest.seen;
  return {
    certainty: 'certain',
    severity: 'note',
    summary: `${countText(count, 'message')} of this case came in fragments over UDP; the largest is the ${largest.title} of ${text.length} octets, in ${fragments} fragments. All of them arrived here, and many firewalls would have dropped them.`,
    evidence: [seenIn(largest, `${text.length} octets in ${fragments} fragments`)],
  };
}

function eventText({ event, detail, hop }: SeenEvent): string {
  return event === 'fragment lost'
    ? `of a packet from ${placeText(hop.source)} to ${placeText(hop.destination)} a fragment is missing (${detail})`
    : `the network says of a packet from ${placeText(hop.source)} to ${placeText(hop.destination)}: ${detail}`;
}

function eventEvidence(event: SeenEvent): Evidence {
  return {
    frame: event.frame,
    note: event.event === 'fragment lost' ? `a fragment is missing: ${event.detail}` : `ICMP: ${event.detail}`,
  };
}
