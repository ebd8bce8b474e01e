/** The caller was sent to another address and did not go there (RFC 3261 8.1.3.4, 21.3). */

import { parseUri, Uri } from '../../../message/index.ts';
import { isNumericHost } from '../../../routing/index.ts';
import { type Case } from '../../case/case.ts';
import { type Redirection, redirectionsOf } from '../../case/redirection.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** ms: a client that follows does so at once. */
const PATIENCE = 2_000;

export const redirectNotFollowed: CaseRule = {
  id: 'redirect-not-followed',
  family: 'routing',
  scope: 'case',
  title: 'The redirection was not followed',
  severity: 'failure',
  meaning:
    'The last answer to the call is a 3xx: its Contact names where to call instead. The client acknowledged it, and the capture shows no new request to that address. A capture that was made at the server which redirects may lack a request that goes elsewhere. ' +
    'Many trunks, gateways and B2BUAs do not follow redirections, for calls would be placed, and paid for, to wherever the other side says.',
  cause: 'The client does not follow redirections, is not allowed to, or cannot use the address that it was given.',
  fix: [
    'Allow it where the INVITE came from: in the phone, "follow redirections" or "call forwarding by the network"; in Asterisk, redirect_method of the endpoint (pjsip.conf).',
    'Or let the server follow it for the caller: Kamailio with get_redirects of the module uac_redirect, or by a forwarding as a proxy (181) instead of 302.',
    'For a trunk, let the PBX place the second call itself: carriers mostly do not follow a 302.',
  ],
  rfc: ['3261 8.1.3.4', '3261 21.3'],
  check(subject) {
    const { attempt } = subject.main;
    if (attempt?.request === undefined || attempt.status < 300 || attempt.status >= 400 || attempt.status === 305)
      return undefined;
    if (attempt.request.toTag !== '') return undefined;
    // Without an ACK it is not known whether the caller was told at all.
    if (attempt.method === 'INVITE' && attempt.acks.length === 0) return undefined;
    const last = redirectionsOf(subject).at(-1);
    if (last === undefined || isFollowedElsewhere(subject, attempt, last)) return undefined;
    const { response, uri, contacts } = last;
    const waited = subject.surroundings.lastTime - attempt.final!.time;
    const where = contacts.length === 0 ? 'It names no address in Contact' : `It names ${listText(contacts, 'or')}`;
    return {
      certainty: contacts.length === 0 || (waited >= PATIENCE && comesBack(last)) ? 'certain' : 'likely',
      summary:
        `${capital(subject.who(response.hop.source))} answered the ${response.method} for ${uri} with ${response.title}. ${where}` +
        (contacts.length === 0
          ? ', so nobody can follow.'
          : `, and ${subject.whoShort(attempt.client)} sent no request there that the capture shows.`),
      ...reasonFor(contacts),
      evidence: inFrameOrder([
        seenIn(attempt.request, `the call, for ${uri}`),
        seenIn(response, contacts.length === 0 ? 'no Contact' : `Contact: ${contacts.join(', ')}`),
        ...(attempt.acks.length === 0 ? [] : [seenIn(attempt.acks[0], 'acknowledged, and nothing after it')]),
      ]),
    };
  },
};

/** Whether a request to one of the addresses would come to the very server that redirected, and be seen. */
function comesBack({ asked, response, contacts }: Redirection): boolean {
  const uri = asked.request?.request?.uriOrFailure;
  const own = [response.hop.source.address, uri instanceof Uri ? uri.host : ''].filter((host) => host !== '');
  return hostsOf(contacts).some(({ host }) => own.includes(host));
}

/** Some B2BUAs begin a new call with a Call-ID of its own: by whom they called since, or who has spoken to them. */
function isFollowedElsewhere(subject: Case, { client, request }: SeenTransaction, { contacts }: Redirection): boolean {
  const { sources, flows, lastTime } = subject.surroundings;
  const profile = sources.of(client.address);
  if (profile === undefined || profile.callIds.size < 2) return false;
  const asked = request?.request?.uriOrFailure;
  return hostsOf(contacts).some(
    ({ user, host, port }) =>
      (user !== '' && !(asked instanceof Uri && asked.user === user) && profile.targets.has(user)) ||
      (isNumericHost(host) &&
        flows.silenceBefore({ address: host, port: port || 5060 }, client.address, lastTime) !== undefined),
  );
}

function hostsOf(contacts: readonly string[]): Uri[] {
  return contacts.map((contact) => parseUri(contact)).filter((uri): uri is Uri => uri instanceof Uri);
}

function reasonFor(contacts: readonly string[]): Pick<Found, 'cause' | 'fix'> {
  if (contacts.length === 0)
    return {
      cause: 'The redirecting server did not say where to: a 3xx without Contact leads nowhere.',
      fix: [
        'Let the server that redirects write the new address into Contact, or answer 480 or 404 where it knows none.',
      ],
    };
  const foreign = contacts.filter((contact) => !/^sips?:/i.test(contact));
  if (foreign.length === contacts.length)
    return {
      cause: `The address is no SIP URI (${listText(contacts)}), so a SIP client cannot call it by itself.`,
      fix: [
        'Let the server that redirects name a SIP URI, such as sip:+12025550143@example.com;user=phone instead of a tel URI.',
      ],
    };
  return {};
}
