/** A connection ended while a request was waiting for its answer (RFC 3261 17.1.4, 18.4, RFC 9293 3.5.3). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { endOf, retryOf } from '../../case/connection-end.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const tcpReset: CaseRule = {
  id: 'tcp-reset',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The connection ended before the answer',
  severity: 'failure',
  meaning:
    'A request went out over TCP, TLS or WebSocket, and the connection was reset or closed before its final response. The client has to take that as a failure at once. ' +
    'A server that resets right after a request mostly could not read it; a reset after a long pause comes from a firewall or NAT that has forgotten the connection.',
  cause:
    'The program on the other side crashed, was restarted, or closed the connection because of what it received; or a firewall or NAT on the way cut it.',
  fix: [
    'Read the log of the side that ended the connection at that moment: a parse error, a limit of size or connections, a crash.',
    'If the connection had been idle for long, send keep-alives over it (double CRLF, RFC 5626), more often than the shortest idle limit on the way.',
    'If the port is one of TLS and the request was plain, or the reverse, let transport and port fit.',
  ],
  rfc: ['3261 17.1.4', '3261 18.4', '9293 3.5.3'],
  explains: [
    'next-hop-silent',
    'hop-timeout',
    'request-unanswered',
    'bye-unanswered',
    'registrar-silent',
    'ringing-unanswered',
    're-invite-failed',
    'session-refresh-failed',
  ],
  check(subject) {
    if (subject.surroundings.events.length === 0) return undefined;
    for (const pending of subject.transactions) {
      const event = endOf(subject, pending, ['reset', 'closed']);
      if (event !== undefined) return tell(subject, pending, event);
    }
    return undefined;
  },
};

function tell(subject: Case, pending: SeenTransaction, event: SeenEvent): Found {
  const { requests, responses, client, server, method } = pending;
  const [request] = requests;
  const isByClient = samePlace(event.hop.source, client);
  const who = isByClient ? subject.who(client) : subject.who(server);
  const how = event.event === 'reset' ? 'reset' : 'closed';
  const before = responses.at(-1);
  const next = retryOf(subject, pending);
  return {
    certainty: 'certain',
    severity: next !== undefined ? 'note' : method === 'BYE' ? 'warning' : 'failure',
    summary:
      `${capital(subject.who(client))} sent its ${method} over ${pending.hop.transport} to ${placeText(server)}, and ${isByClient ? 'closed the connection by itself' : `${who} ${how} the connection`}${timed(event.time - request.time, ' ', ' later')}, before the final answer.` +
      (before === undefined ? ' Nothing had come back until then.' : ` ${before.title} was all that had come.`) +
      (next === undefined ? '' : ` The ${method} was sent again (frame ${next.first.frame}) and answered.`),
    ...(isByClient
      ? {
          cause:
            'The client closed its own connection while it was waiting: it gave up, was stopped, or opens a new connection for each message.',
          fix: ['In the client, keep the connection open until the answer is there; see its log for why it closed it.'],
        }
      : {}),
    evidence: [
      seenIn(request, 'the request'),
      ...(before === undefined ? [] : [seenIn(before, 'the last that came')]),
      { frame: event.frame, note: `${how} by ${placeText(event.hop.source)}` },
    ],
  };
}
