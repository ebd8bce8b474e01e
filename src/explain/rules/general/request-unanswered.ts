/** A request that nobody answered for good, where no particular rule says why (RFC 3261 17.1.1.2, 17.1.2.2). */

import { type CaseRule, seenIn } from '../rule.ts';

/** Timers B and F: 64 times T1, ms. */
const TIMEOUT = 32_000;

export const requestUnanswered: CaseRule = {
  id: 'request-unanswered',
  family: 'routing',
  scope: 'case',
  title: 'The request was never answered',
  severity: 'failure',
  general: true,
  meaning:
    'A request went out, and the capture holds no final response to it although there was time for one. After 32 seconds (64 times T1) a client gives up by itself, and acts as if it had received 408.',
  cause: 'The request or its answer is lost on the way, or nobody listens at the address that it was sent to.',
  fix: [
    'Capture at the other end too: if the request does not arrive there, look at routes and firewalls on the way; if it does, at the program that should answer.',
    'See whether the address and port that it was sent to are those of the server: `sipwright ping HOST:PORT` asks it.',
  ],
  rfc: ['3261 17.1.1.2', '3261 17.1.2.2'],
  check(subject) {
    const { attempt } = subject.main;
    if (attempt?.request === undefined || attempt.status !== 0 || attempt.provisional() !== undefined) return undefined;
    const { requests, method } = attempt;
    const last = requests[requests.length - 1];
    const waited = subject.surroundings.lastTime - requests[0].time;
    // One packet at the end of a capture may have its answer behind it.
    if (requests.length < 3 && !(waited > TIMEOUT)) return undefined;
    return {
      certainty: 'certain',
      summary: `${method} went to ${subject.who(attempt.server)} ${requests.length === 1 ? 'once' : `${requests.length} times`}, and no answer of any kind came back.`,
      evidence: [
        seenIn(requests[0], `the first ${method}`),
        ...(last === requests[0] ? [] : [seenIn(last, 'the last repetition')]),
      ],
    };
  },
};
