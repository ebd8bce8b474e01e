/** A Contact whose host name nobody can look up is used as the address of a request (RFC 3261 8.1.1.8, RFC 6761 6.4, RFC 7118). */

import { missingAcks, sameHost } from '../../case/acknowledgement.ts';
import { type Case } from '../../case/case.ts';
import { callLives } from '../../case/call-life.ts';
import { dialogTarget, isUnresolvable } from '../../case/dialog-target.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { Uri } from '../../../message/index.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** What a proxy or server answers when it cannot look up where to send, and what comes of nobody being there. */
const UNREACHED: ReadonlySet<number> = new Set([404, 408, 410, 478, 480, 500, 502, 503, 504, 604]);

export const contactInvalid: CaseRule = {
  id: 'contact-invalid',
  family: 'drop',
  scope: 'case',
  title: 'Requests go to a Contact that no DNS knows',
  severity: 'failure',
  meaning:
    'The Contact of one side names a host that cannot be looked up: a name below .invalid, as browsers write it because they do not know their address (RFC 7118), or a name that only their own network knows. ' +
    'Whoever talks to such a device has to use the connection that it opened, not its Contact. Somebody took the Contact for an address all the same, and the request came to nothing.',
  cause: 'A server on the way does not use the connection of the device, but looks up the host name of its Contact.',
  fix: [
    'On the server that the browser or phone is connected to, send requests for it over its own connection: in Kamailio, set_contact_alias() or add_contact_alias() for its messages and handle_ruri_alias() before relaying; in Asterisk, rewrite_contact=yes of the endpoint; Sipwright does so by itself.',
    'Let this server stay on the path with Record-Route, so that ACK, BYE and re-INVITE come back to it; and use Path or outbound (RFC 5626) for registrations that another server keeps.',
    'A phone that writes its own host name into Contact is set to write its address, or a name that is in the DNS.',
  ],
  rfc: ['3261 8.1.1.8', '6761 6.4', '3261 12.2.1.1', '5626 5.3'],
  explains: [
    'ack-lost',
    'bye-unanswered',
    're-invite-failed',
    'session-refresh-failed',
    'request-unanswered',
    'request-refused',
    'user-not-found',
    'user-unavailable',
    'next-hop-silent',
    'server-error',
    'hop-timeout',
  ],
  check(subject) {
    return lostAck(subject) ?? failedRequest(subject);
  },
};

/** The ACK of an answer whose first stop is such a name. */
function lostAck(subject: Case): Found | undefined {
  for (const { answer, told, repeats, acks } of missingAcks(subject)) {
    for (const step of [told, answer]) {
      if (step === undefined) continue;
      const { plan, next, by, contact, routes } = dialogTarget(step);
      const uri =
        plan !== undefined && isUnresolvable(plan.host)
          ? next
          : contact !== undefined && isUnresolvable(contact.host)
            ? contact
            : undefined;
      // With a route set the Contact matters to the last proxy alone, and then the ACK was seen on its way to it.
      if (uri === undefined || (uri === contact && routes.length > 0 && acks.length === 0)) continue;
      const header = uri === next ? by : 'Contact';
      return {
        certainty: 'likely',
        ...forName(uri.host),
        summary: `${capital(subject.who(header === 'Contact' ? answer.hop.source : step.hop.source))} answered with ${header} ${shown(uri.text)}, and no DNS knows the host ${shown(uri.host)}. The ACK did not get there.`,
        evidence: inFrameOrder([
          seenIn(step, `${header}: ${shown(uri.text)}`),
          acks.length === 0 ? undefined : seenIn(acks[acks.length - 1], 'the ACK as far as it came'),
          repeats.length === 0 ? undefined : seenIn(repeats[repeats.length - 1], 'the answer is still being repeated'),
        ]),
      };
    }
  }
  return undefined;
}

/** A request with such a Request-URI that failed: within a call, or to a registered contact. */
function failedRequest(subject: Case): Found | undefined {
  const lives = callLives(subject);
  for (const leg of subject.legs) {
    if (!leg.transactions.some(mayBeMeant)) continue;
    for (const transaction of leg.transactions) {
      if (!mayBeMeant(transaction)) continue;
      const { request, method, final } = transaction;
      const uri = request?.request?.uriOrFailure;
      if (request === undefined || !(uri instanceof Uri) || !uri.isSip || method === 'REGISTER') continue;
      // Over a WebSocket the connection is the address, whatever the name.
      if (request.hop.transport === 'WS' || request.hop.transport === 'WSS') continue;
      const within = request.toTag !== '' && lives.length > 0;
      if (within ? !isUnresolvable(uri.host) : !uri.host.endsWith('.invalid')) continue;
      const source = contactWith(subject, uri, transaction);
      if (within && (source === undefined || reached(subject, transaction, source))) continue;
      return {
        certainty: final === undefined || final.status === 478 ? 'certain' : 'likely',
        ...forName(uri.host),
        summary: `${capital(subject.who(request.hop.source))} sent ${method} for ${shown(uri.text)}, and no DNS knows the host ${shown(uri.host)}. ${final === undefined ? 'No answer came' : `${capital(subject.whoShort(final.hop.source))} answered ${final.title}`}.`,
        evidence: inFrameOrder([
          source,
          seenIn(request, `its Request-URI is ${shown(uri.text)}`),
          final === undefined ? undefined : seenIn(final, 'it went nowhere'),
        ]),
      };
    }
  }
  return undefined;
}

/** A name below .invalid is written on purpose (RFC 7118 5); any other was meant for somebody, but for nobody outside. */
function forName(host: string): Pick<Found, 'cause' | 'fix'> {
  if (host.toLowerCase().endsWith('.invalid')) return {};
  return {
    cause: `Whoever wrote ${shown(host)} into its Contact knows itself by a name of its own network, and nobody else can look that name up.`,
    fix: [
      'In the device that wrote it, set the address or the public name under which others reach it: Asterisk `external_signaling_address` of the transport, FreeSWITCH `ext-sip-ip` of the profile, Kamailio `advertise` of the listen line; in phones the field for the local name, or STUN.',
      'Or let the server in front of it write the address that the requests really come from into the Contact: `fix_nated_contact()` or `set_contact_alias()` in Kamailio, `rewrite_contact=yes` in Asterisk.',
    ],
  };
}

/** The answer was made where the Contact was: so the request got there. */
function reached(subject: Case, { final }: SeenTransaction, { step }: Evidence): boolean {
  return final !== undefined && step !== undefined && sameHost(subject.originOf(final).hop.source, step.hop.source);
}

function mayBeMeant({ status, method, requests }: SeenTransaction): boolean {
  return method !== 'ACK' && method !== 'CANCEL' && (UNREACHED.has(status) || (status === 0 && requests.length > 2));
}

/** The message whose Contact has that URI's host. */
function contactWith(subject: Case, { host }: Uri, before: SeenTransaction): Evidence | undefined {
  for (const step of subject.steps) {
    if (step.number >= before.first.number) return undefined;
    if (step.status >= 300) continue;
    const { contact } = dialogTarget(step);
    if (contact?.host === host) return seenIn(step, `Contact: ${shown(contact.text)}`);
  }
  return undefined;
}
