/** Messages that had to be sent again over UDP, by hop, and what that says of loss (RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1, 13.3.1.4). */

import { type Place } from '../../capture/index.ts';
import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** ms in which an answer may still be on its way to whoever asks again. */
const ON_ITS_WAY = 300;

/** What had to be sent again between two places, in both directions. */
export interface Repetition {
  readonly a: Place;
  readonly b: Place;
  /** Messages between them, repetitions included. */
  readonly messages: number;
  /** Those that were sent again, first the ones that came first. */
  readonly again: readonly Step[];
  /** Different messages among them. */
  readonly different: number;
  /** ms that were lost by waiting for answers; NaN where the capture tells no times. */
  readonly delay: number;
}

/** What was sent again and answered in the end; what was never answered is silence, not loss. */
export function repetitions(subject: Case): Repetition[] {
  if (!subject.legs.some(({ transactions }) => transactions.some(isRepeated))) return [];
  const byPlaces = new Map<string, Draft>();
  for (const transaction of subject.transactions) {
    if (transaction.hop.transport !== 'UDP' || transaction.responses.length === 0 || isTimeout(transaction)) continue;
    const draft = draftOf(byPlaces, transaction);
    const { requests, responses, acks } = transaction;
    draft.messages += requests.length + responses.length + acks.length;
    draft.again.push(...lostIn(transaction));
    const first = transaction.responses[0];
    const waited = requests.length > 1 ? first.time - requests[0].time : 0;
    if (requests.length > 1 && requests[1].number < first.number) draft.delay += waited;
  }
  return Array.from(byPlaces.values(), ({ again, ...draft }) => ({
    ...draft,
    again: again.sort((a, b) => a.number - b.number),
    different: new Set(again.map(({ repeats }) => repeats)).size,
  })).filter(({ again: { length } }) => length > 0);
}

interface Draft {
  readonly a: Place;
  readonly b: Place;
  messages: number;
  readonly again: Step[];
  delay: number;
}

function isRepeated({ requests, responses, hop }: SeenTransaction): boolean {
  return (
    hop.transport === 'UDP' &&
    (requests.length > 1 || responses.some(({ repeats, status }) => repeats !== undefined && status >= 200))
  );
}

/** What was repeated until a timer ended it met silence, not loss. */
function isTimeout({ status, requests }: SeenTransaction): boolean {
  return requests.length > 1 && (status === 408 || status === 504);
}

function draftOf(byPlaces: Map<string, Draft>, { client, server }: SeenTransaction): Draft {
  const [a, b] = client.address < server.address ? [client, server] : [server, client];
  const key = `${a.address} ${b.address}`;
  let draft = byPlaces.get(key);
  if (draft === undefined) byPlaces.set(key, (draft = { a: client, b: server, messages: 0, again: [], delay: 0 }));
  return draft;
}

/**
 * A repeated request that a repeated final response answers is one loss, not two. The final response to an INVITE is repeated by
 * a timer too (17.2.1, 13.3.1.4). Provisional responses may be repeated by right (13.3.1.1).
 */
function lostIn({ requests, responses, method, final }: SeenTransaction): Step[] {
  const asked = requests.slice(1);
  const answered = responses.filter(({ repeats, isFinal }) => repeats !== undefined && isFinal);
  const answerable = method === 'INVITE' ? asked.filter(({ number }) => number > (final?.number ?? Infinity)) : asked;
  return [...asked, ...answered.slice(Math.min(answerable.length, answered.length))];
}

/** Repetitions of a request that came when its answer had long gone by: whoever asks does not hear. */
export function unheardRepeats({ requests, responses, method }: SeenTransaction): Step[] {
  // A provisional response stops the repetitions of an INVITE, only a final one those of other requests (17.1.1.2, 17.1.2.2).
  const stops = responses.find(({ isFinal }) => isFinal || method === 'INVITE');
  if (stops === undefined) return [];
  return requests.filter((request) => request.number > stops.number && !(request.time - stops.time < ON_ITS_WAY));
}

/** Whether whoever asked did something that follows from an answer: it acknowledged, cancelled, or asked anew. */
export function goesOnAfter({ transactions }: Conversation, asked: SeenTransaction): boolean {
  const [answer] = asked.responses;
  if (answer === undefined) return false;
  if (asked.acks.length > 0 || asked.cancel !== undefined) return true;
  return transactions.some(
    ({ request, client, method }) =>
      request !== undefined &&
      request.number > answer.number &&
      client.address === asked.client.address &&
      request.fromTag === asked.first.fromTag &&
      // A client that hears nothing begins anew as well, and then without anything that it was told.
      (method !== asked.method ||
        /^(?:Proxy-)?Authorization:/im.test(request.seen.text) ||
        request.toTag !== asked.first.toTag),
  );
}
