/** The answers are sent and never reach the client, which asks again and again (RFC 3261 17.1.1.2, 17.1.2.2). */

import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { MALFORMED, MISFIT } from '../../case/flaws.ts';
import { goesOnAfter, unheardRepeats } from '../../case/repetition.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

/** Repetitions behind the answer: one or two are lost packets. */
const PROOF = 3;

export const responsesLost: CaseRule = {
  id: 'responses-lost',
  family: 'transport',
  scope: 'case',
  title: 'The answers never reach the client',
  severity: 'failure',
  meaning:
    'The capture shows the answers on their way back, and the client repeats its request all the same, until its time is over, and does nothing that would follow from the answer. So the way there works, and the way back does not: behind the point of capture the answers are dropped. ' +
    'What else the answers say, such as a challenge, the client does not know.',
  cause:
    'A firewall, NAT or ALG between the point of capture and the client drops the answers, or the client does not take them: it listens on another port, or waits for another source address.',
  fix: [
    'Capture at the client too: if the answers do not arrive there, look at firewall, NAT and ALG in between; if they do, at the client.',
    'Compare the source of the answers with the address that the client sent to: a server with several addresses that answers from another one is not heard through NAT.',
    'Switch SIP ALG off in the router of the client, or use TCP or TLS.',
  ],
  rfc: ['3261 17.1.1.2', '3261 17.1.2.2', '3261 18.2.2', '3581 4'],
  explains: [
    'no-credentials',
    'two-challenges-ignored',
    'algorithm-not-understood',
    'request-refused',
    'request-unanswered',
    'ack-lost',
    'packet-loss',
    'retry-loop',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const transaction of leg.transactions) {
        const { requests, hop, method } = transaction;
        if (requests.length <= PROOF || hop.transport !== 'UDP' || method === 'ACK' || method === 'CANCEL') continue;
        const unheard = unheardRepeats(transaction);
        if (unheard.length < PROOF || goesOnAfter(leg, transaction)) continue;
        // A client drops what it cannot read.
        if (transaction.responses.some(({ flaws }) => (flaws & (MALFORMED | MISFIT)) !== 0)) continue;
        return tell(subject, transaction, unheard.length);
      }
    }
    return undefined;
  },
};

function tell(subject: Case, { requests, responses, client, server, method }: SeenTransaction, unheard: number) {
  const [answer] = responses;
  const last = requests[requests.length - 1];
  const source = answer.hop.source;
  const other =
    source.address === server.address && source.port === server.port
      ? ''
      : ` The answers come from ${placeText(source)}, and the request went to ${placeText(server)}.`;
  return {
    certainty: 'likely' as const,
    severity: method === 'BYE' ? ('warning' as const) : ('failure' as const),
    summary:
      `${capital(subject.who(server))} answered the ${method} of ${subject.who(client)} with ${answer.title}${responses.length === 1 ? '' : ` (${responses.length} answers in all)`}. ` +
      `The client repeated the ${method} ${timesText(unheard)} after the answer had gone by here${timed(last.time - answer.time, ', for ')}, and did nothing else: it did not hear it.${other}`,
    ...(other === ''
      ? {}
      : {
          cause: `The answers come from another address or port (${placeText(source)}) than the one that the client asked (${placeText(server)}): a NAT or firewall drops them, as it knows of no request to that address.`,
          fix: [
            `Let the server answer from the address and port that it was asked on: ${placeText(server)} (Kamailio: one listen per address, mhomed; Asterisk: bind of the transport).`,
          ],
        }),
    evidence: [
      seenIn(requests[0], 'the request'),
      seenIn(answer, `answered, to ${placeText(answer.hop.destination)}`),
      seenIn(last, 'asked again all the same'),
    ].sort((one, other) => one.frame - other.frame),
  };
}
