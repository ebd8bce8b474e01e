/** A Contact names an address behind a NAT, which nobody outside can send to (RFC 3261 8.1.1.8, RFC 6314 3). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { isInside, placeText } from '../../case/address.ts';
import { hostOf } from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { hiddenContactIn } from '../../case/hidden-contact.ts';
import { refusalOf } from '../../case/refusal.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { isUnanswered } from '../../case/unanswered.ts';
import { capital, countText, timesText } from '../../case/wording.ts';
import { type CaseRule, type Certainty, type Evidence, type Found, seenIn } from '../rule.ts';

/** What a server answers that could not deliver a request; 477 and 478 are Kamailio's. */
const undelivered: ReadonlySet<number> = new Set([408, 430, 477, 478, 480, 500, 502, 503, 504]);

export const contactBehindNat: CaseRule = {
  id: 'contact-behind-nat',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The Contact names an address behind a NAT',
  severity: 'failure',
  meaning:
    'A phone behind a NAT writes its own address into Contact, such as 192.168.1.20, and its packets arrive from the public address of the NAT. Whoever sends a request to that Contact sends it nowhere: ' +
    'the INVITE to a registered phone, or ACK, BYE and re-INVITE in a call. Servers that are made for it send such requests back the way that the phone came; then a Contact like this does no harm, and is only a note. ' +
    'It is a failure where a request to that very address got no answer.',
  cause:
    'The phone does not know its public address, and nobody on the way makes up for it: the server takes the Contact at its word.',
  fix: [
    'On the server, send requests back to where the phone was seen. Sipwright does so by itself. Kamailio: `fix_nated_register()` or `set_contact_alias()`, and `handle_ruri_alias()` for later requests (module nathelper). Asterisk PJSIP: `rewrite_contact=yes`, `rtp_symmetric=yes` and `force_rport=yes` at the endpoint. FreeSWITCH: `apply-nat-acl` or `NDLB-force-rport` in the profile.',
    'Let the proxy stay on the path of calls by Record-Route: then ACK and BYE go through it, and not to the address in the Contact.',
    'In the phone, switch on `rport`, and STUN or "outbound" (RFC 5626) where it has them; register by TCP or TLS, so that the connection is used in both directions.',
  ],
  rfc: ['6314 3', '6314 4.1', '3261 8.1.1.8', '3581 4', '5626 5.3'],
  explains: [
    'ack-lost',
    'bye-unanswered',
    'next-hop-silent',
    'hop-timeout',
    'user-unavailable',
    'nat-binding-lost',
    'keep-alive-missing',
    'session-refresh-failed',
    're-invite-failed',
    'prack-missing',
    'port-unreachable',
    'tcp-unanswered',
    'contact-invalid',
    'server-error',
    'packet-loss',
    'request-refused',
    'request-unanswered',
  ],
  check(subject) {
    const failed = failedToReach(subject);
    if (failed !== undefined) return told(subject, failed);
    return subject.legs[0].transactions[0]?.method === 'REGISTER' ? inRegistration(subject) : undefined;
  },
};

/** A request to an inner address that did not arrive. */
interface Undelivered {
  readonly transaction: SeenTransaction;
  readonly host: string;
  /** What happened to it, as a sentence. */
  readonly outcome: string;
  readonly evidence: readonly Evidence[];
}

function failedToReach(subject: Case): Undelivered | undefined {
  for (const leg of subject.legs) {
    for (const transaction of leg.transactions) {
      const { method, responses } = transaction;
      if (method === 'REGISTER' || responses.length > 0) continue;
      const found = method === 'ACK' ? lostAck(leg, transaction) : silent(subject, transaction);
      if (found !== undefined) return found;
    }
  }
  return refused(subject);
}

/** Nobody answered. */
function silent(subject: Case, transaction: SeenTransaction): Undelivered | undefined {
  const host = innerTarget(transaction);
  if (host === '' || !isUnanswered(transaction, subject)) return undefined;
  const { requests, method } = transaction;
  const last = requests[requests.length - 1];
  return {
    transaction,
    host,
    outcome: `The ${method} that went there ${timesText(requests.length)} got no answer.`,
    evidence: [
      seenIn(requests[0], `goes to ${host}`),
      ...(last === requests[0] ? [] : [seenIn(last, 'the last repetition, unanswered')]),
    ],
  };
}

/** The 2xx comes again and again although its ACK left. */
function lostAck(leg: Conversation, transaction: SeenTransaction): Undelivered | undefined {
  const ack = transaction.first;
  const isRepeated = ({ status, repeats, number }: Step) =>
    status >= 200 && status < 300 && repeats !== undefined && number > ack.number;
  const repeated = leg
    .of('INVITE')
    .flatMap(({ sequence, responses }) => (sequence === ack.sequence ? responses.filter(isRepeated) : []));
  if (repeated.length < 2) return undefined;
  const host = innerTarget(transaction);
  if (host === '') return undefined;
  return {
    transaction,
    host,
    outcome: `The ACK went there, and the 200 OK that it is for came ${countText(repeated.length, 'more time')}: the ACK does not arrive.`,
    evidence: [
      seenIn(ack, `the ACK goes to ${host}`),
      seenIn(repeated[repeated.length - 1], 'the 200 OK comes again: no ACK arrived'),
    ],
  };
}

/** A proxy that could not deliver the request says so. */
function refused(subject: Case): Undelivered | undefined {
  const refusal = refusalOf(subject);
  if (refusal === undefined || !undelivered.has(refusal.origin.status)) return undefined;
  const host = innerHost(refusal.made);
  // Who refuses at that address can be reached there.
  if (host === '' || refusal.made.server.address === host) return undefined;
  return {
    transaction: refusal.made,
    host,
    outcome: `The ${refusal.attempt.method} that was to go there got ${refusal.origin.title}.`,
    evidence: [seenIn(refusal.made.first, `is to go to ${host}`), seenIn(refusal.origin, 'could not be delivered')],
  };
}

/** The inner address that a request names and was sent to; with a Route, or to where the phone was seen, it goes elsewhere. */
function innerTarget(transaction: SeenTransaction): string {
  const host = innerHost(transaction);
  const { address } = transaction.server;
  return address === host || address === '' ? host : '';
}

function innerHost({ request }: SeenTransaction): string {
  const uri = request?.request?.uriOrFailure;
  return uri instanceof Uri && isInside(uri.host) ? uri.host : '';
}

function told(subject: Case, { transaction, host, outcome, evidence }: Undelivered): Found | undefined {
  const known = ownerOf(subject, transaction, host);
  if (known === undefined) return undefined;
  const { certainty, sentence, source } = known;
  return {
    certainty,
    summary: `${sentence} ${outcome}`,
    evidence: [...source, ...evidence].sort((a, b) => a.frame - b.frame),
  };
}

/** Who gave that address, and where it was really seen. */
function ownerOf(subject: Case, transaction: SeenTransaction, host: string) {
  for (const step of subject.steps) {
    if (step.number >= transaction.first.number) break;
    const hidden = hiddenContactIn(step);
    if (hidden?.host !== host) continue;
    return {
      certainty: 'likely' as Certainty,
      sentence: `${capital(subject.who(step.hop.source))} gives ${hidden.uri} as its Contact, and its messages come from ${hidden.seenFrom}.`,
      source: [seenIn(step, `Contact names ${host}, the packet comes from ${hidden.seenFrom}`)],
    };
  }
  const registered = registrationOf(subject, transaction.first, host);
  if (registered !== undefined)
    return {
      certainty: 'likely' as Certainty,
      sentence: `${registered.addressOfRecord} registered with ${registered.uri}, and its REGISTER came from ${placeText(registered.client)}.`,
      source: [
        { frame: registered.frame, note: `Contact names ${host}, the packet comes from ${registered.client.address}` },
      ],
    };
  const { client, server } = transaction;
  if (server.address !== host || isInside(client.address) || client.address === '') return undefined;
  // Who is heard from there is not out of reach.
  if (subject.surroundings.flows.isHeard(host)) return undefined;
  return {
    certainty: 'possible' as Certainty,
    sentence: `${capital(subject.who(client))} has a public address and sends to ${host}, which is one of an inner network.`,
    source: [] as Evidence[],
  };
}

function registrationOf({ surroundings, main }: Case, request: Step, host: string) {
  const to = request.message.toOrFailure;
  const uri = main.attempts[0]?.request?.request?.uriOrFailure;
  for (const one of [to instanceof NameAddr ? to.uri : undefined, uri]) {
    if (!(one instanceof Uri)) continue;
    const found = surroundings.registrations
      .of(`${one.user}@${one.host}`)
      .findLast(
        ({ time, asked, client }) =>
          time < request.time &&
          client.address !== host &&
          client.address !== '' &&
          !isInside(client.address) &&
          asked.some((contact) => hostOf(contact) === host),
      );
    if (found === undefined) continue;
    const contact = found.asked.find((other) => hostOf(other) === host)!;
    const { client, requestFrame: frame, addressOfRecord } = found;
    return { uri: contact.uri, client, frame, addressOfRecord };
  }
  return undefined;
}

/** A registration that works so far: worth knowing when calls do not arrive. */
function inRegistration(subject: Case): Found | undefined {
  for (const { transactions } of subject.legs) {
    for (const { method, status, request, final } of transactions) {
      if (method !== 'REGISTER' || status < 200 || status >= 300 || request === undefined) continue;
      const hidden = hiddenContactIn(request);
      if (hidden === undefined || isInside(hidden.seenFrom)) continue;
      return {
        certainty: 'certain',
        severity: 'note',
        cause:
          'The phone writes the address that it has behind the NAT into its Contact. That does no harm as long as the server goes by where the phone is seen.',
        fix: [
          'Nothing has to be mended while calls arrive. If they do not, see that the server sends requests back to where the phone is seen, as it has to for phones behind NAT.',
        ],
        summary: `${capital(subject.who(request.hop.source))} registers with ${hidden.uri}, and is seen from ${hidden.seenFrom}: it is behind a NAT. Calls reach it as long as the server sends them to ${hidden.seenFrom}, and not to what the Contact names.`,
        evidence: [
          seenIn(request, `Contact names ${hidden.host}, the packet comes from ${hidden.seenFrom}`),
          seenIn(final!, 'accepted all the same'),
        ],
      };
    }
  }
  return undefined;
}
