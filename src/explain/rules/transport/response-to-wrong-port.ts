/** An answer went to another address or port than the request came from, and the client did not hear it (RFC 3261 18.2.1, 18.2.2, RFC 3581). */

import { Via } from '../../../message/index.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { goesOnAfter } from '../../case/repetition.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const responseToWrongPort: CaseRule = {
  id: 'response-to-wrong-port',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The answer went to another port than the request came from',
  severity: 'failure',
  meaning:
    'Over UDP an answer goes to the address that the request came from, but to the port that its Via names, unless Via carries rport (RFC 3581). Behind a NAT that port means nothing: the answer goes out and gets lost, and the client repeats its request as if nobody had answered.',
  cause:
    'The client is behind a NAT and does not ask for rport, and the server does not answer to the source port by itself.',
  fix: [
    'In the phone, switch rport on (often called "symmetric response routing", "rport" or "NAT support").',
    'On the server, answer phones behind NAT to the port that they sent from (Kamailio: force_rport(); Asterisk: force_rport=yes; FreeSWITCH: NDLB-force-rport of the profile).',
  ],
  rfc: ['3581 4', '3261 18.2.2', '3261 18.2.1'],
  explains: [
    'responses-lost',
    'no-credentials',
    'two-challenges-ignored',
    'request-unanswered',
    'request-refused',
    'ack-lost',
    'port-unreachable',
    'retry-loop',
    'packet-loss',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const transaction of leg.transactions) {
        const stray = strayAnswer(transaction);
        if (stray !== undefined && isUnheard(subject, transaction, stray) && !goesOnAfter(leg, transaction))
          return tell(subject, transaction, stray);
      }
    }
    return undefined;
  },
};

/** All answers went elsewhere: one that took the right way too would have done. */
function strayAnswer({ hop, client, requests, responses }: SeenTransaction): Step | undefined {
  if (hop.transport !== 'UDP' || requests.length === 0 || client.address === '') return undefined;
  for (const { hop: way } of responses)
    if (samePlace(way.destination, client) || way.destination.address === '') return undefined;
  return responses[0];
}

/** The request came again after its answer, or the network says that the answer did not arrive. */
function isUnheard({ surroundings }: Case, { requests }: SeenTransaction, answer: Step): boolean {
  if (requests.filter(({ number, time }) => number > answer.number && !(time - answer.time < 300)).length >= 2)
    return true;
  return surroundings
    .eventsBetween(answer.hop)
    .some(
      ({ event, hop, frame }) =>
        event === 'unreachable' && samePlace(hop.destination, answer.hop.destination) && frame > answer.frame,
    );
}

function tell(subject: Case, transaction: SeenTransaction, answer: Step): Found {
  const { client, server, requests, method } = transaction;
  const [request] = requests;
  const went = answer.hop.destination;
  const via = request.message.topVia;
  const asksForPort = via instanceof Via && via.params.has('rport');
  const repeats = requests.filter(({ number }) => number > answer.number).length;
  return {
    certainty: 'likely',
    summary:
      `${capital(subject.who(client))} sent its ${method} from ${placeText(client)}, and ${subject.who(server)} sent ${answer.title} to ${placeText(went)}.` +
      (repeats === 0
        ? ' The network says that it did not arrive there.'
        : ` The client did not hear it: it sent the ${method} again ${timesText(repeats)}.`),
    ...reasonFor(subject, transaction, went.address, asksForPort),
    evidence: [
      seenIn(
        request,
        `from ${placeText(client)}; Via says ${via instanceof Via ? `${placeText({ address: via.host, port: via.port })}${asksForPort ? ' with rport' : ' without rport'}` : 'nothing that can be read'}`,
      ),
      seenIn(answer, `to ${placeText(went)}`),
      ...(repeats === 0 ? [] : [seenIn(requests[requests.length - 1], 'asked again: the answer was not heard')]),
    ],
  };
}

function reasonFor(
  subject: Case,
  { client, server }: SeenTransaction,
  address: string,
  asksForPort: boolean,
): Pick<Found, 'cause' | 'fix'> {
  if (address !== client.address)
    return {
      cause: `${capital(subject.whoShort(server))} sent the answer to the address ${address} that Via names, instead of ${client.address}, which the request came from: it does not add "received" (RFC 3261 18.2.1), or its program overrides it.`,
      fix: [
        `Make ${placeText(server)} answer to the source address of requests; a server that cannot must not stand where clients come through NAT.`,
      ],
    };
  if (asksForPort)
    return {
      cause: `The Via asks for an answer to the source port (rport), and ${subject.whoShort(server)} does not do it.`,
      fix: [
        'Switch symmetric responses on at the server (Kamailio: force_rport(); Asterisk: force_rport=yes), or update it: RFC 3581 asks for it.',
      ],
    };
  return {};
}
