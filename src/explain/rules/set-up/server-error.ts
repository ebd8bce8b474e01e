/** A server failed: 5xx, by whom, and what it says of its reason (RFC 3261 21.5). */

import { type CodeText, codeTexts } from '../../../reference/index.ts';
import { treatedAs } from '../../../catalogue/index.ts';
import { refusalOf } from '../../case/refusal.ts';
import { reasonSentences, reasonsOf, retryAfterOf } from '../../case/said-reason.ts';
import { type Step } from '../../case/step.ts';
import { type CaseRule, type Severity } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

export const serverError: CaseRule = {
  id: 'server-error',
  family: 'set-up',
  scope: 'case',
  title: 'A server failed',
  severity: 'failure',
  meaning:
    'The final response is a 5xx: the request may have been fine, and a server could not carry it out. What matters is which server said it first, since proxies pass it on, and make 500 of a lone 503; and what it says in the phrase, in Reason, Warning and Retry-After.',
  cause: 'Something broke or is full at the server that answered; its log at this time says what.',
  fix: [
    'Search the log of the server that answered for the Call-ID, and read the lines just before the response.',
    'Try again later, after the seconds of Retry-After where they are given.',
  ],
  rfc: ['3261 21.5', '3261 16.7', '3398 7.2.4.1'],
  explains: ['request-refused'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined) return undefined;
    const { origin } = refusal;
    if (origin.status < 500 || origin.status >= 600) return undefined;
    const text = codeTexts.find(({ name }) => name === treatedAs(origin.status)?.name);
    const known = knownPhrase(origin);
    const answered = origin.method === 'OPTIONS' && origin.status === 501;
    const severity: Severity = answered ? 'note' : 'failure';
    return {
      certainty: 'certain',
      severity,
      summary: `${refusedText(subject, refusal)}${text === undefined ? '' : ` ${text.summary}`}${reasonSentences(origin)}${answered ? ' To a ping any answer means that the server is there.' : ''}`,
      ...(known !== undefined
        ? known
        : text === undefined
          ? {}
          : { cause: text.description, fix: fixOf(text.fix, origin) }),
      evidence: refusalEvidence(refusal, `the ${origin.method}`, 'the server fails'),
    };
  },
};

/** Phrases by which programs tell their own errors. */
function knownPhrase(origin: Step): { cause: string; fix: readonly string[] } | undefined {
  const own = /\((-?\d+)\/([A-Z]{2})\)/.exec(origin.title);
  if (own !== null && /error occurred/i.test(origin.title))
    return {
      cause: `Kamailio or its kin tells an error of its own: number ${own[1]} in the module ${own[2] === 'TM' ? 'tm' : own[2] === 'SL' ? 'sl' : own[2]}.${own[1] === '7' ? ' Number 7 means that it has no socket to send from.' : ''}`,
      fix: [
        ...(own[1] === '7'
          ? ['Let the server listen on the protocol and address family of the next hop, such as TLS or IPv6.']
          : []),
        'Search its log for the Call-ID: the line before the reply names the failure (name resolution, no socket, memory, a script line).',
      ],
    };
  const full =
    /maximum calls|max(?:imum)? sessions|capacity|congest|overload|no (?:circuit|channel)|channel.? limit|call limit/i;
  const isFull = reasonsOf(origin).some(
    ({ protocol, cause }) => protocol === 'Q.850' && (cause === 34 || cause === 42),
  );
  if (!isFull && !full.test(origin.title)) return undefined;
  const seconds = retryAfterOf(origin);
  return {
    cause: 'All lines, channels or sessions that the server has or permits are in use.',
    fix: [
      `Call again ${seconds === undefined ? 'a little later' : `after ${seconds} s`}; fast redialling feeds the overload.`,
      'Count the calls at that minute (Asterisk: core show channels count; FreeSWITCH: status) and compare with the limits of server and trunk.',
      'Configure every target that the carrier publishes, so that a 503 moves the call on.',
    ],
  };
}

const MAX_FIX = 5;

function fixOf({ phone = [], operator = [], provider = [] }: CodeText['fix'], origin: Step): string[] {
  const seconds = retryAfterOf(origin);
  return [
    ...(seconds === undefined ? [] : [`Try again after ${seconds} s, as Retry-After asks.`]),
    ...operator,
    ...phone,
    ...provider,
  ].slice(0, MAX_FIX);
}
