/** Messages over UDP had to be sent again, and got through in the end (RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1). */

import { missingAcks } from '../../case/acknowledgement.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type Repetition, repetitions } from '../../case/repetition.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText, listText, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

/** So many repetitions, and this share of all messages, hurt: calls are set up late, and some fail. */
const MANY = 5;
const SHARE = 0.25;
const MAX_EVIDENCE = 6;

export const packetLoss: CaseRule = {
  id: 'packet-loss',
  family: 'transport',
  scope: 'case',
  title: 'Messages had to be sent again',
  severity: 'warning',
  meaning:
    'Over UDP whoever hears no answer sends again: after 0.5, 1, 2 and 4 seconds. Here messages were repeated and answered in the end. So a packet was lost in one of the two directions, or the other side was too slow to answer in half a second. ' +
    'One repetition in a call is nothing. Many of them make calls slow, and the sound suffers from the same loss.',
  cause:
    'The way loses packets: a full line, Wi-Fi, a socket buffer that overflows. Or the other side is overloaded, and answers late.',
  fix: [
    'Measure the way between the two places with ping or mtr under load, and look at the line, at Wi-Fi and at the queue of the router.',
    'On a busy server, look at drops of the socket (netstat -su: receive buffer errors), and at what makes it slow: DNS, database, logging.',
    'If signalling alone suffers, TCP or TLS repeats for itself.',
  ],
  rfc: ['3261 17.1.1.2', '3261 17.1.2.2', '3261 17.2.1'],
  check(subject) {
    const all = repetitions(subject);
    if (all.length === 0) return undefined;
    const lost = withoutMissingAcks(subject, all);
    const worst = lost.reduce<Repetition | undefined>(
      (one, other) => (one === undefined || other.again.length > one.again.length ? other : one),
      undefined,
    );
    if (worst === undefined) return undefined;
    const { again, messages, a, b, delay, different } = worst;
    const share = again.length / Math.max(1, messages);
    const hurts = again.length >= MANY && different >= 2 && share >= SHARE;
    const percent = `${Math.round(share * 100)} %`;
    return {
      certainty: 'likely',
      ...(hurts ? {} : { severity: 'note' as const }),
      summary:
        `Between ${subject.whoShort(a)} and ${subject.whoShort(b)} ${again.length} of ${countText(messages, 'message')} (${percent}) were repetitions: ${listText(countsOf(again))}. ${settledText(again)}` +
        (delay > 0 ? ` Waiting for the answers took${timed(delay, ' ')}.` : '') +
        ` ${sideText(worst)}` +
        (lost.length === 1 ? '' : ` On ${countText(lost.length - 1, 'other hop')} messages were repeated too.`),
      evidence: again
        .slice(0, MAX_EVIDENCE)
        .map((step) => seenIn(step, `again, to ${placeText(step.hop.destination)}`)),
    };
  },
};

/** A 2xx that waits for an ACK is told by `ack-lost`. */
function withoutMissingAcks(subject: Case, all: readonly Repetition[]): Repetition[] {
  const explained = new Set(missingAcks(subject).flatMap(({ repeats }) => repeats));
  if (explained.size === 0) return [...all];
  return all
    .map((one) => ({ ...one, again: one.again.filter((step) => !explained.has(step)) }))
    .filter(({ again }) => again.length > 0);
}

/** `INVITE 3 times`, `200 OK once`. */
/** An answer that is repeated after its ACK was not settled by it; what else is repeated stops when it is answered. */
function settledText(again: readonly Step[]): string {
  return again.some(({ isRequest, isFinal, method }) => !isRequest && isFinal && method === 'INVITE')
    ? 'The requests were answered in the end.'
    : 'All were answered in the end.';
}

function countsOf(again: readonly Step[]): string[] {
  const counts = new Map<string, number>();
  for (const { title } of again) counts.set(title, (counts.get(title) ?? 0) + 1);
  return Array.from(counts, ([title, count]) => `${title} ${timesText(count)}`);
}

/** Which side sends again tells which direction, or which of two, loses. */
function sideText({ again, a }: Repetition): string {
  const ofA = again.filter(({ hop }) => hop.source.address === a.address).length;
  const { source } = again[0].hop;
  if (ofA > 0 && ofA < again.length) return 'Both sides had to repeat.';
  return `${capital(placeText(source))} was the one that repeated.`;
}
