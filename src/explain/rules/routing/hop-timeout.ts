/** A server on the way waited in vain, and says so: 408 of a proxy, 504 of whoever asked another system (RFC 3261 16.7, 16.8, 21.4.9, 21.5.5). */

import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { firstRinging } from '../../case/first-ringing.ts';
import { codeSentence } from '../../case/known-code.ts';
import { uriOf } from '../../case/redirection.ts';
import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, durationText, listText, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusedText } from '../refusal-words.ts';

const MAX_BRANCHES = 4;

export const hopTimeout: CaseRule = {
  id: 'hop-timeout',
  family: 'routing',
  scope: 'case',
  title: 'A server on the way waited in vain',
  severity: 'failure',
  meaning:
    'The final response is 408 Request Timeout or 504 Server Time-out, and it is on the wire: a server made it because somebody whom it asked did not answer in time. ' +
    'With 408 that is the next hop of the request, with 504 a system that the server needs for its work, such as DNS or a database, or the next hop of a B2BUA. ' +
    'The place to look at is behind the server that made the answer. The time that it took names the timer.',
  cause:
    'What the server sent on was not answered in time: by a dead next hop, over a path that loses packets, or by a phone that nobody can reach.',
  fix: [
    'Capture at the server that made the answer, on the side where requests leave it: see to which address the request goes, and whether anything comes back.',
    'If nothing comes back, ask that address: `sipwright ping HOST:PORT`. Look at firewall, access list and NAT on the way to it.',
    'Give each next hop a limit of a few seconds for its first response, and another one to try after it (Kamailio: fr_timer of tm and dispatcher with ds_ping_interval; Asterisk: qualify_frequency of the aor; FreeSWITCH: ping of the gateway).',
  ],
  rfc: ['3261 16.7', '3261 16.8', '3261 21.4.9', '3261 21.5.5'],
  explains: ['request-refused', 'server-error'],
  check(subject) {
    const refusal = refusalOf(subject) ?? cancelledMeanwhile(subject);
    if (refusal === undefined || (refusal.origin.status !== 408 && refusal.origin.status !== 504)) return undefined;
    const { origin, made, told } = refusal;
    const rang = firstRinging([made, refusal.attempt], origin);
    const waited = made.children.filter(({ status }) => status === 0 || status === 408).slice(0, MAX_BRANCHES);
    const uri = uriOf(made.request);
    return {
      certainty: 'certain',
      summary:
        `${refusedText(subject, refusal)}${uri === '' ? '' : ` The Request-URI was ${uri} there.`} ` +
        (rang === undefined
          ? whom(waited)
          : `The call had been delivered: it rang${timed(origin.time - rang.time, ' for ')}, and nobody picked up.`) +
        reasonSentences(origin) +
        (waited.length === 0 && rang === undefined ? codeSentence(origin.status) : ''),
      ...reasonFor(subject, refusal, waited, rang !== undefined),
      evidence: inFrameOrder([
        ...(made.request === undefined ? [] : [seenIn(made.request, 'the request as it came to who made the answer')]),
        ...waited.flatMap(({ request, requests }) => [
          ...(request === undefined ? [] : [seenIn(request, 'sent on')]),
          ...(requests.length > 1 ? [seenIn(requests[requests.length - 1], 'the last repetition')] : []),
        ]),
        ...(rang === undefined ? [] : [seenIn(rang, 'it rings')]),
        seenIn(origin, 'waited in vain'),
        ...(told.status === origin.status ? [] : [seenIn(told, 'what the one who asked was told')]),
      ]),
    };
  },
};

/** The caller gave up waiting, and the timer of the server ran out all the same: 408, where a CANCEL makes 487. */
function cancelledMeanwhile({ main }: Case): Refusal | undefined {
  if (!main.hasStatus(408) && !main.hasStatus(504)) return undefined;
  const { attempt, dialog } = main;
  const told = attempt?.final;
  if (attempt?.cancel === undefined || told === undefined || dialog !== undefined) return undefined;
  return attempt.request?.toTag === '' ? { attempt, told, made: attempt, origin: told } : undefined;
}

function whom(waited: readonly SeenTransaction[]): string {
  if (waited.length === 0) return 'Whom it had asked in turn, the capture does not show.';
  const targets = waited.map(({ server, requests, responses }) => {
    const last = responses.at(-1);
    const sent = requests.length === 0 ? '' : ` (sent ${timesText(requests.length)})`;
    return `${placeText(server)}${sent}${last === undefined ? ', which said nothing' : `, whose last word was ${last.title}`}`;
  });
  return `It had asked ${listText(targets)}.`;
}

function reasonFor(
  subject: Case,
  { origin, made }: Refusal,
  waited: readonly SeenTransaction[],
  rang: boolean,
): Pick<Found, 'cause' | 'fix'> {
  if (rang)
    return {
      cause: 'Nobody picked up, and the no-answer timer of the server ran out.',
      fix: [
        'Nothing is broken. Call again later, or leave a message.',
        `If it should ring longer, raise the ring time at ${subject.whoShort(made.server)} (Kamailio: fr_inv_timer of tm; Asterisk: timeout in Dial; FreeSWITCH: call_timeout).`,
      ],
    };
  const took = durationText(origin.time - (made.request?.time ?? Number.NaN));
  if (took === '' || waited.length > 0) return {};
  return {
    cause: `${capital(subject.whoShort(made.server))} gave up after ${took}: that is the timer which ran out there. What it waited for lies behind it.`,
  };
}
