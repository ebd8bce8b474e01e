/** A WebSocket was closed while a request or a call still needed it (RFC 6455 5.5.1, 7.4.1). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { callLives } from '../../case/call-life.ts';
import { type Case } from '../../case/case.ts';
import { endOf, retryOf } from '../../case/connection-end.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const websocketClosed: CaseRule = {
  id: 'websocket-closed',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The WebSocket was closed while it was needed',
  severity: 'failure',
  meaning:
    'A close frame ended the WebSocket of a client before the final response to its request, or in the middle of a call. Its code says why: 1000 and 1001 mean done and going away (a page that is left), 1002 a protocol error, 1009 a message that is too large, 1011 an error of the server. ' +
    'A server cannot open the connection again: until the client does, no request reaches it.',
  cause: 'The page was left or reloaded, or one side did not accept a message of the other.',
  fix: [
    'Read what the code says and who sent it; look into the console of the browser, and into the log of the server at that time.',
    'Let the client connect and register again at once, and take its calls up again (Replaces, RFC 3891), where it can.',
  ],
  rfc: ['6455 7.4.1', '6455 5.5.1', '7118 5.1'],
  explains: [
    'next-hop-silent',
    'hop-timeout',
    'request-unanswered',
    'bye-unanswered',
    'registrar-silent',
    'ringing-unanswered',
    'tcp-reset',
    're-invite-failed',
  ],
  check(subject) {
    if (subject.surroundings.events.length === 0) return undefined;
    for (const pending of subject.transactions) {
      const event = endOf(subject, pending, ['websocket closed']);
      if (event !== undefined) return pendingFound(subject, pending, event);
    }
    return inCall(subject);
  },
};

function pendingFound(subject: Case, pending: SeenTransaction, event: SeenEvent): Found {
  const next = retryOf(subject, pending);
  const { method, first } = pending;
  return {
    certainty: 'certain',
    severity: next !== undefined ? 'note' : method === 'BYE' ? 'warning' : 'failure',
    summary: `${closedText(subject, pending, event)}${timed(event.time - first.time, ' ', ` after the ${method}`)}, before its final answer.${next === undefined ? '' : ` The ${method} was sent again and answered.`}`,
    ...advice(event.detail),
    evidence: [seenIn(first, `the ${method}`), { frame: event.frame, note: `close frame: ${event.detail}` }],
  };
}

/** The call was up, and no BYE had come. */
function inCall(subject: Case): Found | undefined {
  for (const { invite, answer, bye } of callLives(subject)) {
    if (invite === undefined || answer === undefined || invite.hop.transport === 'UDP') continue;
    const end: Step | undefined = bye?.request;
    const event = subject.surroundings
      .eventsBetween(invite.hop)
      .find(
        ({ event: name, frame, time }) =>
          name === 'websocket closed' &&
          frame > answer.frame &&
          !(time < answer.time) &&
          (end === undefined || frame < end.frame),
      );
    if (event === undefined) continue;
    const isLeft = /^100[01]\b/.test(event.detail);
    return {
      certainty: 'certain',
      severity: isLeft ? 'note' : 'warning',
      summary: `${closedText(subject, invite, event)}${timed(event.time - answer.time, ' ', ' after the answer')}, while the call was up.${end === undefined ? ' No BYE was seen after it.' : ''}`,
      ...advice(event.detail),
      evidence: [
        seenIn(answer, 'the call is up'),
        { frame: event.frame, note: `close frame: ${event.detail}` },
        ...(end === undefined ? [] : [seenIn(end, 'the end of the call')]),
      ],
    };
  }
  return undefined;
}

function closedText(subject: Case, { client, server }: SeenTransaction, { hop, detail }: SeenEvent): string {
  const place = samePlace(hop.source, client) ? client : server;
  const code = detail === '' ? '' : ` (${detail})`;
  return `${capital(subject.who(place))} closed the WebSocket between ${placeText(client)} and ${placeText(server)}${code}`;
}

function advice(detail: string): Pick<Found, 'cause' | 'fix'> {
  switch (detail.slice(0, 4)) {
    case '1000':
    case '1001':
      return {
        cause:
          'The page was left, reloaded or closed, or the server was stopped: the code says that this side is done or goes away.',
      };
    case '1002':
    case '1003':
    case '1007':
      return {
        cause:
          'The side that closed could not read a frame or message of the other: broken framing, a frame of the wrong type, or a text that is not UTF-8.',
        fix: [
          'Look at the last message before the close: WebSocket carries one whole SIP message in each (RFC 7118 5.1), as text in UTF-8 or as binary.',
        ],
      };
    case '1008':
    case '1009':
      return {
        cause: 'A message broke a rule or a limit of the side that closed: mostly it was too large.',
        fix: [
          'Raise the limit for one message on that side, or make the SDP smaller: fewer codecs, fewer ICE candidates.',
        ],
      };
    default:
      return {};
  }
}
