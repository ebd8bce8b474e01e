/** A refused request that is sent again and again as it is (RFC 3261 21.4, 22.1). */

import { type Case } from '../../case/case.ts';
import { challengeRounds, credentialsIn } from '../../case/challenge-round.ts';
import { clientText, serverText } from '../../case/challenge-text.ts';
import { type Conversation } from '../../case/conversation.ts';
import { type SeenRegistration } from '../../case/registration-book.ts';
import { retryAfterOf } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { NameAddr } from '../../../message/index.ts';
import { capital, durationText, listText, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const retryLoop: CaseRule = {
  id: 'retry-loop',
  family: 'authentication',
  scope: 'case',
  title: 'A refused request is sent again and again',
  severity: 'warning',
  meaning:
    'A client was refused six times or more in a row and goes on, without anything getting better by it. It fills logs, may get its address blocked, and hides the refusal that matters, ' +
    'which is the first one. One that carries the very credentials that were refused is forbidden by RFC 3261 22.1.',
  cause:
    'The client has no limit to its tries, or a short one between them, and nothing has changed since the first refusal.',
  fix: [
    'Mend what the refusal is about: the other findings of this case tell.',
    'In the client, set a longer time between tries, growing with each; in Asterisk `retry_interval`, `forbidden_retry_interval`, `fatal_retry_interval` and `max_retries` of the registration.',
    'If the address was blocked meanwhile (fail2ban, the bans of the server), take the ban off after mending.',
  ],
  rfc: ['3261 22.1', '3261 21.4'],
  check(subject) {
    for (const leg of subject.legs) {
      const found = withinConversation(subject, leg) ?? overConversations(subject, leg);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

const MANY = 6;
/** ACK and CANCEL are no requests of their own; the other two are sent again and again to keep a NAT open, whatever the answer. */
const NOT_MEANT = new Set(['ACK', 'CANCEL', 'OPTIONS', 'NOTIFY']);
/** Answers that are given to be asked again: RFC 3261 14.1, RFC 4028 7.1, RFC 3261 10.2.8. */
const asksAgain = new Set([422, 423, 491]);

/** Under one Call-ID. */
function withinConversation(subject: Case, leg: Conversation): Found | undefined {
  if (leg.transactions.length < MANY || leg.transactions.filter(({ status }) => status >= 400).length < MANY)
    return undefined;
  // A challenge that is answered is how digest begins, and no refusal.
  const begun = new Set(
    challengeRounds(leg)
      .filter(({ before, answer, misplaced }) => before.length === 0 && answer.length + misplaced.length > 0)
      .map(({ asked }) => asked),
  );
  const runs = new Map<string, SeenTransaction[]>();
  const ended: SeenTransaction[][] = [];
  for (const root of leg.roots) {
    const { method, request, status, client } = root;
    if (request === undefined || status === 0 || begun.has(root)) continue;
    if (NOT_MEANT.has(method)) continue;
    // The same request seen on the other side of a NAT has another client.
    const key = `${method} ${client.address}`;
    const run = runs.get(key);
    if (status >= 400 && status !== 487 && !asksAgain.has(status)) {
      if (run === undefined) runs.set(key, [root]);
      else run.push(root);
    } else if (run !== undefined) {
      ended.push(run);
      runs.delete(key);
    }
  }
  // One that was let in at last is worth a word only where it took very long.
  const loops = [
    ...[...runs.values()].filter((run) => run.length >= MANY),
    ...ended.filter((run) => run.length >= 2 * MANY),
  ];
  const [longest] = loops.sort((a, b) => b.length - a.length);
  if (longest === undefined || waitsAsTold(longest)) return undefined;
  const [first] = longest;
  const last = longest[longest.length - 1];
  const repeated = sameCredentials(longest);
  const span = last.first.time - first.first.time;
  return {
    certainty: 'certain',
    summary:
      `${capital(clientText(subject, first))} sent ${first.method} ${longest.length} times${timed(span, ' within ')}, and ${serverText(subject, first.final!)} refused each: ${statusesOf(longest.map(({ status }) => status))}.` +
      `${repeated === undefined ? '' : ' It even sent credentials again that had just been refused.'}`,
    evidence: [
      seenIn(first.request!, `the first ${first.method}`),
      seenIn(first.final!, 'the first refusal'),
      ...(repeated === undefined || repeated === last.request ? [] : [seenIn(repeated, 'the same credentials again')]),
      seenIn(last.request!, `the last ${last.method}`),
      seenIn(last.final!, 'the last refusal'),
    ],
  };
}

/** RFC 3261 21.5.4: who waits as long as Retry-After asks does no harm. */
function waitsAsTold(run: readonly SeenTransaction[]): boolean {
  return run.slice(1).every(({ first }, position) => {
    const { final } = run[position];
    const seconds = final === undefined ? undefined : retryAfterOf(final);
    return seconds !== undefined && first.time - final!.time >= seconds * 1000 - 500;
  });
}

/** The first request whose credentials had been refused before, to the last digit of the response. */
function sameCredentials(run: readonly SeenTransaction[]): Step | undefined {
  const seen = new Set<string>();
  for (const { request } of run) {
    for (const { params } of credentialsIn(request!)) {
      const key = `${params.get('nonce') ?? ''} ${params.get('response') ?? ''}`;
      if (seen.has(key)) return request;
      seen.add(key);
    }
  }
  return undefined;
}

/** A client that takes a new Call-ID for each REGISTER; told of in the case that holds the last of them. */
function overConversations(subject: Case, leg: Conversation): Found | undefined {
  if (leg.kind !== 'registration' || leg.transactions.length >= MANY) return undefined;
  const last = leg.of('REGISTER').at(-1);
  if (last?.request === undefined || last.final === undefined || last.status < 400 || asksAgain.has(last.status))
    return undefined;
  const to = last.request.message.toOrFailure;
  if (!(to instanceof NameAddr)) return undefined;
  const all = subject.surroundings.registrations
    .of(`${to.uri.user}@${to.uri.host}`)
    .filter(({ client }) => client.address === last.client.address);
  const run: SeenRegistration[] = [];
  for (let i = all.length - 1; i >= 0 && all[i].status >= 400 && !asksAgain.has(all[i].status); i--)
    run.unshift(all[i]);
  const [first] = run;
  if (run.length < MANY || run[run.length - 1].responseFrame !== last.final.frame) return undefined;
  const callIds = new Set(run.map(({ callId }) => callId)).size;
  if (callIds < 2) return undefined;
  const span = last.final.time - first.time;
  return {
    certainty: 'certain',
    summary:
      `${capital(clientText(subject, last))} sent REGISTER at least ${run.length} times${Number.isNaN(span) ? '' : ` within ${durationText(span)}`} under ${callIds} Call-IDs, and ${serverText(subject, last.final)} refused each: ` +
      `${statusesOf(run.map(({ status }) => status))}.`,
    evidence: [
      { frame: first.responseFrame, note: 'the first refusal that is remembered' },
      seenIn(last.request, 'the last REGISTER'),
      seenIn(last.final, 'the last refusal'),
    ],
  };
}

/** `12 times 401, 3 times 403`. */
function statusesOf(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return listText(
    [...counts].map(([status, count]) => `${count} times ${status}`).map((text) => text.replace(/^1 times/, 'once')),
  );
}
