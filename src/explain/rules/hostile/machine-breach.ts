/** A message for which the transaction machines have no row, whatever was lost on the way (RFC 3261 17, RFC 6026). */

import { type Case } from '../../case/case.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

/** ms: UDP packets that overtake one another are not farther apart. */
const REORDERED = 300;

export const machineBreach: CaseRule = {
  id: 'machine-breach',
  family: 'hostile',
  scope: 'case',
  title: 'A message breaks the rules of its transaction',
  severity: 'warning',
  meaning:
    'Each message of the capture is run through the state machines of RFC 3261 17, the same that our own stack runs on. This one has no place there: a second final response that differs from the first, a provisional response after the final one, ' +
    'or an INVITE that is sent again after its own ACK. Only what no lost packet can explain is told. The other side drops such a message, so it mostly does no harm by itself; it shows that a program has lost track of what it sent.',
  cause:
    'The program that sent the message does not keep the state of its transactions, or two programs answer in one name, as behind a load balancer that does not send a repetition where the request went.',
  fix: [
    'See in the evidence who sent it, and report it to the maker of that program with the frames.',
    'Behind a load balancer, let all messages with one branch (or one Call-ID) go to the same server.',
  ],
  rfc: ['3261 17.2.2', '3261 17.2.1', '3261 17.1.1.2', '6026 7.1'],
  check(subject) {
    let second: Found | undefined;
    for (const { transactions } of subject.legs) {
      for (const transaction of transactions) {
        const found = breachIn(subject, transaction);
        if (found === undefined) continue;
        if (found.severity === undefined) return found;
        second ??= found;
      }
    }
    return second;
  },
};

function breachIn(subject: Case, transaction: SeenTransaction): Found | undefined {
  const { responses, requests, acks, method } = transaction;
  // Without CSeq it is not known what answers what.
  if (responses.length > 1 && method !== '') {
    for (const step of responses) {
      // A repetition has its row, or answers an ACK that was lost.
      if (step.sent?.row !== undefined || step.repeats !== undefined) continue;
      const found = outOfPlace(subject, transaction, step);
      if (found !== undefined) return found;
    }
  }
  if (acks.length > 0 && requests.length > 1) return inviteAfterAck(subject, transaction);
  return undefined;
}

/** A response that has no row in the machine of its server. */
function outOfPlace(subject: Case, transaction: SeenTransaction, step: Step): Found | undefined {
  const final = transaction.final!;
  if (step.isProvisional) return isLater(step, final) ? lateProvisional(subject, transaction, step, final) : undefined;
  // 16.7 step 5: a proxy passes on a 2xx to INVITE whatever it sent before.
  if (transaction.method === 'INVITE' && step.status < 300) return undefined;
  return secondFinal(subject, transaction, step, final);
}

function secondFinal(subject: Case, { method }: SeenTransaction, step: Step, final: Step): Found {
  const isAlike = step.status === final.status;
  const rfc = method === 'INVITE' ? '3261 17.2.1' : '3261 17.2.2';
  return {
    certainty: 'certain',
    severity: isAlike ? 'note' : undefined,
    summary: `${capital(subject.who(step.hop.source))} answered the ${method} with ${final.title}, and once more with ${isAlike ? 'the same code and another To tag' : step.title}. A request has one final response (RFC ${rfc}): the client goes by the first.${machineText(step)}`,
    cause: isAlike
      ? 'The server answers a repeated request anew instead of sending the same response again, as a server without state must not do (RFC 3261 8.2.7); or two servers answer in one name.'
      : undefined,
    evidence: [
      seenIn(final, 'the final response'),
      seenIn(step, isAlike ? 'again, with another To tag' : 'another final response'),
    ],
  };
}

function lateProvisional(subject: Case, { method }: SeenTransaction, step: Step, final: Step): Found {
  const rfc = method === 'INVITE' ? '3261 17.2.1' : '3261 17.2.2';
  const after = durationText(step.time - final.time);
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(step.hop.source))} answered the ${method} with ${final.title}, and ${after === '' ? 'after that' : `${after} later`} with ${step.title}. After the final response there is no provisional one (RFC ${rfc}).${machineText(step)}`,
    evidence: [seenIn(final, 'the final response'), seenIn(step, 'a provisional one after it')],
  };
}

/** Whoever sends ACK has the final response, and has no more reason to ask. */
function inviteAfterAck(subject: Case, { requests, acks }: SeenTransaction): Found | undefined {
  const [ack] = acks;
  const again = requests.find((step) => step.number > ack.number && isLater(step, ack));
  if (again === undefined) return undefined;
  return {
    certainty: 'certain',
    summary: `${capital(subject.who(again.hop.source))} sent the INVITE once more, with the same branch, ${durationText(again.time - ack.time) || 'some time'} after it had acknowledged the final response by ACK. Then the transaction is over (RFC 3261 17.1.1.2).${machineText(again)}`,
    evidence: [seenIn(ack, 'the ACK: the final response has arrived'), seenIn(again, 'the same INVITE again')],
  };
}

/** Whether it was sent after, rather than overtaken; without times only a connection keeps the order. */
function isLater(step: Step, other: Step): boolean {
  if (step.number < other.number) return false;
  return step.hop.transport !== 'UDP' || step.time - other.time > REORDERED;
}

function machineText({ sent }: Step): string {
  return sent === undefined || sent.row !== undefined
    ? ''
    : ` The ${sent.machine} transaction in its state ${sent.state} has no row for "${sent.on}".`;
}
