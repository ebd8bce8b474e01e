/** The callee takes requests only through its proxy, and the client did not go there: 305 (RFC 3261 21.3.4, 8.1.3.4). */

import { redirectionsOf } from '../../case/redirection.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const useProxy: CaseRule = {
  id: 'use-proxy',
  family: 'routing',
  scope: 'case',
  title: 'The callee wants to be called through its proxy',
  severity: 'failure',
  meaning:
    'The final response is 305 Use Proxy, and no request by way of the proxy that its Contact names followed. The Contact of a 305 is not another place of the callee: it is the proxy to go through. Hardly any client follows a 305.',
  cause:
    'The phone or gateway called takes no calls directly, only from its proxy, and the caller sent the INVITE straight to it.',
  fix: [
    'Call the public address of the person (sip:name@domain) instead of the address of the device.',
    'Or enter the proxy that the Contact names as outbound proxy for calls to that network.',
    'On the called side, publish SRV records of the domain that lead to the proxy; refuse strangers at the gateway with 403 instead, since hardly any client follows a 305.',
  ],
  rfc: ['3261 21.3.4', '3261 8.1.3.4'],
  explains: ['redirect-not-followed'],
  check(subject) {
    const { attempt } = subject.main;
    if (attempt?.status !== 305 || attempt.request === undefined) return undefined;
    const last = redirectionsOf(subject).findLast(({ response }) => response.status === 305);
    if (last === undefined) return undefined;
    const { response, uri, contacts } = last;
    const proxy = contacts.length === 0 ? 'It names no proxy in Contact' : `The proxy is ${listText(contacts, 'or')}`;
    return {
      certainty: 'certain',
      summary: `${capital(subject.who(response.hop.source))} answered the ${response.method} for ${uri} with ${response.title}. ${proxy}, and the client sent no request by way of it.`,
      evidence: [
        seenIn(attempt.request, 'sent straight to the callee'),
        seenIn(response, `Contact: ${contacts.join(', ') || 'none'}`),
      ],
    };
  },
};
