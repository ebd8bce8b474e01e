/** The opening handshake of a WebSocket got another answer than 101 (RFC 6455 4.2.2, RFC 7118 4). */

import { placeText } from '../../case/address.ts';
import { troubleOf } from '../../case/connection-trouble.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { troubleFound } from './trouble-words.ts';

export const websocketRefused: CaseRule = {
  id: 'websocket-refused',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The WebSocket was refused',
  severity: 'failure',
  meaning:
    'A browser or another client asked by HTTP for a WebSocket, and the server answered with another code than 101 Switching Protocols. So no SIP went over it. The code of HTTP says why; a proxy for the web before the SIP server often gives the answer.',
  cause:
    'The path, the origin or the subprotocol is not the one that the server expects, or a proxy for the web does not pass the upgrade on.',
  fix: [
    'Compare URL, path and port with those of the server (Asterisk: wss://HOST:8089/ws; FreeSWITCH: wss-binding of the profile; Kamailio: the event route xhttp:request decides).',
    'In a proxy for the web before it, pass the upgrade on (nginx: proxy_http_version 1.1 and the headers Upgrade and Connection).',
    'The client has to offer the subprotocol "sip".',
  ],
  rfc: ['6455 4.2.2', '7118 4'],
  explains: [
    'next-hop-silent',
    'request-unanswered',
    'request-refused',
    'user-unavailable',
    'server-error',
    'registrar-silent',
  ],
  check(subject) {
    const trouble = troubleOf(subject, 'websocket refused');
    if (trouble === undefined) return undefined;
    const { detail } = trouble.event;
    return {
      ...troubleFound(subject, trouble, {
        what: `asked ${placeText(trouble.server)} for a WebSocket and was refused: HTTP ${detail}`,
        note: `HTTP ${detail}`,
      }),
      ...refusalAdvice(detail),
    };
  },
};

/** What the code of HTTP means here. */
export function refusalAdvice(detail: string): Pick<Found, 'cause' | 'fix'> {
  switch (detail.slice(0, 3)) {
    case '403':
      return {
        cause: 'The server does not allow this origin, or this client: browsers tell by Origin which page asks.',
        fix: [
          'Add the origin of the page to those that the SIP server allows, or see which access rule of the proxy for the web forbids it.',
        ],
      };
    case '404':
      return {
        cause: 'The server has no WebSocket at that path.',
        fix: ['Compare the path of the URL with that of the server: /ws in Asterisk, none or / elsewhere.'],
      };
    case '400':
    case '426':
      return {
        cause:
          'The server did not see a proper request for a WebSocket: a proxy for the web has dropped Upgrade or Connection, or the subprotocol "sip" was not offered.',
        fix: [
          'In the proxy for the web, pass Upgrade and Connection on (nginx: proxy_http_version 1.1, proxy_set_header Upgrade and Connection).',
          'Let the client offer the subprotocol "sip".',
        ],
      };
    case '502':
    case '503':
    case '504':
      return {
        cause: 'The proxy for the web answers, and does not reach the SIP server behind it.',
        fix: [
          'See whether the SIP server runs, and whether the address and port that the proxy for the web passes on to are the right ones.',
        ],
      };
    default:
      return {};
  }
}
