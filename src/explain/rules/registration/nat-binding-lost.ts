/** The NAT, or the connection, by which a registered phone was reached is no more (RFC 5626 3.5, RFC 4787 4.3). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { isInside, placeText, samePlace } from '../../case/address.ts';
import { hostOf, isAccepted, isRemoval, isWanted } from '../../case/binding-history.ts';
import { type Case, userAt } from '../../case/case.ts';
import { missedUser, wentToContact } from '../../case/missed-user.ts';
import { type SeenRegistration } from '../../case/registration-book.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { isUnanswered } from '../../case/unanswered.ts';
import { capital, durationText, timesText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** ms: the shortest time after which NATs in use forget a UDP mapping. */
const FORGETFUL = 25_000;
/** What a server answers that cannot reach a phone. */
const unreachable: ReadonlySet<number> = new Set([404, 408, 410, 430, 477, 478, 480, 500, 502, 503, 504]);
const endOfConnection = new Set(['closed', 'reset', 'websocket closed']);

export const natBindingLost: CaseRule = {
  id: 'nat-binding-lost',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The way back through the NAT to the registered phone is gone',
  severity: 'failure',
  meaning:
    'A phone behind a NAT is reached by the address and port that the NAT opened when the phone registered. A NAT forgets that after a time without packets, often 30 to 300 s over UDP, though the registration is good for an hour. ' +
    'Requests to the phone then vanish, until it sends something by itself: after the next REGISTER everything works again. Over TCP the same happens when the connection is closed.',
  cause: 'Between two REGISTERs nothing kept the NAT, or the connection, open.',
  fix: [
    'In the phone, switch on keep-alives (CRLF, STUN or empty UDP packets) every 20 to 30 s.',
    'Or let the server ask: `qualify_frequency=25` of the AOR in Asterisk PJSIP, `natping_interval` of the module nathelper in Kamailio, `nat-options-ping` of the profile in FreeSWITCH.',
    'Or register by TCP or TLS with keep-alives, since NATs keep connections longer than UDP mappings.',
    'If nothing else is possible, let the server grant a short time to phones behind NAT, such as 60 s: `registrar.maxExpires` in sipwright.yaml.',
  ],
  rfc: ['5626 3.5', '4787 4.3', '6314 4.1.2', '5626 4.4.1'],
  explains: [
    'keep-alive-missing',
    'next-hop-silent',
    'hop-timeout',
    'user-unavailable',
    'user-not-found',
    'server-error',
    'packet-loss',
    'bye-unanswered',
    'session-refresh-failed',
    're-invite-failed',
    'tcp-unanswered',
    'tcp-refused',
    'port-unreachable',
    'request-refused',
    'request-unanswered',
  ],
  check(subject) {
    if (subject.legs[0].transactions[0]?.method === 'REGISTER') return moved(subject);
    for (const { transactions } of subject.legs) {
      for (const transaction of transactions) {
        if (transaction.responses.length > 0 || transaction.method === 'ACK') continue;
        const found = silent(subject, transaction);
        if (found !== undefined) return found;
      }
    }
    return closed(subject);
  },
};

/** A request by UDP to where a phone behind NAT was seen, long after it was heard there. */
function silent(subject: Case, transaction: SeenTransaction): Found | undefined {
  const { surroundings } = subject;
  const { server, client, hop, requests, method } = transaction;
  if (hop.transport !== 'UDP' || server.address === '' || isInside(server.address)) return undefined;
  if (!isUnanswered(transaction, subject)) return undefined;
  const [first] = requests;
  const silence = surroundings.flows.silenceBefore(server, client.address, first.time);
  if (silence === undefined || !(silence > FORGETFUL)) return undefined;
  const all = registrationsOf(subject, first);
  const known = all.findLast((one) => one.time < first.time && isAccepted(one) && samePlace(one.client, server));
  if (known === undefined || isRemoval(known)) return undefined;
  const contact = known.asked.find(isWanted);
  const next = all.find((one) => one.time > first.time && one.callId === known.callId);
  const hasMoved = next !== undefined && !samePlace(next.client, known.client);
  // Without a sign of a NAT, the phone is off, or the network is.
  const isHidden = contact !== undefined && isInside(hostOf(contact)) && hostOf(contact) !== known.client.address;
  if (!isHidden && !hasMoved) return undefined;
  const last = requests[requests.length - 1];
  const evidence: Evidence[] = [
    { frame: known.requestFrame, note: `registers, seen from ${placeText(known.client)}` },
    seenIn(first, `to the same place, after ${durationText(silence)} of silence`),
  ];
  if (last !== first) evidence.push(seenIn(last, 'the last repetition, unanswered'));
  if (hasMoved)
    evidence.push({ frame: next.requestFrame, note: `registers again, now from ${placeText(next.client)}` });
  return {
    certainty: 'likely',
    summary:
      `${known.addressOfRecord} registered from ${placeText(known.client)}. Nothing came from there for ${durationText(silence)}; then the ${method} that was sent there ${timesText(requests.length)} got no answer.` +
      (hasMoved ? ` Its next REGISTER came from ${placeText(next.client)}: the NAT had forgotten the first.` : ''),
    evidence,
  };
}

/** The connection of a registration had ended when somebody called. */
function closed(subject: Case): Found | undefined {
  const missed = missedUser(subject);
  if (missed === undefined || missed.isCancelled) return undefined;
  const { request, refusal, history } = missed;
  if (refusal !== undefined && (!unreachable.has(refusal.status) || wentToContact(missed))) return undefined;
  for (const { registration, until } of history.bindings) {
    const { client, server, time } = registration;
    if (!(until > request.time)) continue;
    const end = subject.surroundings
      .eventsBetween({ transport: 'TCP', source: client, destination: server })
      .find((one) => endOfConnection.has(one.event) && one.time > time && one.time < request.time);
    if (end === undefined) continue;
    const by = end.hop.source.address === client.address ? 'the phone, or a NAT in its name,' : 'the server';
    const outcome = refusal === undefined ? 'got no answer' : `got ${refusal.title}`;
    return {
      certainty: 'likely',
      summary: `${history.addressOfRecord} registered by a connection from ${placeText(client)}. ${capital(by)} ended it ${durationText(request.time - end.time)} before the ${request.method} (frame ${end.frame}), and the phone did not register again. The ${request.method} ${outcome}.`,
      cause:
        'The connection by which the phone registered was closed, and a phone behind a NAT cannot be reached by a new one.',
      evidence: [
        { frame: registration.requestFrame, note: `registers by the connection from ${placeText(client)}` },
        { frame: end.frame, note: `the connection ends: ${end.event}` },
        seenIn(request, 'the phone cannot be reached'),
        ...(refusal === undefined ? [] : [seenIn(refusal, 'refused')]),
      ],
    };
  }
  return undefined;
}

/** In the case of a registration: the NAT gave the same phone another port. */
function moved(subject: Case): Found | undefined {
  for (const { roots } of subject.legs) {
    let before: SeenTransaction | undefined;
    for (const root of roots) {
      if (root.method !== 'REGISTER' || root.request === undefined || root.hop.transport !== 'UDP') continue;
      if (before !== undefined && hasNewPort(before, root)) return toldMove(subject, before, root);
      if (root.status >= 200 && root.status < 300) before = root;
    }
  }
  return undefined;
}

function hasNewPort(before: SeenTransaction, after: SeenTransaction): boolean {
  return (
    before.client.address === after.client.address &&
    before.client.port !== after.client.port &&
    samePlace(before.server, after.server) &&
    !isInside(before.client.address) &&
    contactText(before.request!) === contactText(after.request!)
  );
}

function toldMove(subject: Case, before: SeenTransaction, after: SeenTransaction): Found | undefined {
  const request = after.request!;
  const silence = subject.surroundings.flows.silenceBefore(before.client, before.server.address, request.time);
  if (silence === undefined || !(silence > FORGETFUL)) return undefined;
  return {
    certainty: 'likely',
    severity: 'warning',
    summary: `${userAt(request, 'to') || 'an unknown user'} registered from ${placeText(before.client)}, and with the same Contact and Call-ID from ${placeText(after.client)} after ${durationText(silence)} of silence. The NAT had forgotten the first port: until then no request could reach the phone.`,
    evidence: [
      seenIn(before.request!, `from ${placeText(before.client)}`),
      seenIn(request, `the same phone, now from ${placeText(after.client)}`),
    ],
  };
}

function contactText(step: Step): string {
  return step.text('Contact').replace(/;\s*expires=\d+/i, '');
}

/** The registrations of whom a request is for. */
function registrationsOf({ surroundings, main }: Case, request: Step): readonly SeenRegistration[] {
  const to = request.message.toOrFailure;
  const from = request.message.fromOrFailure;
  const uri = main.attempts[0]?.request?.request?.uriOrFailure;
  const uris = [to instanceof NameAddr ? to.uri : undefined, uri, from instanceof NameAddr ? from.uri : undefined];
  for (const one of uris) {
    if (!(one instanceof Uri)) continue;
    const all = surroundings.registrations.of(`${one.user}@${one.host}`);
    if (all.some(({ client }) => samePlace(client, request.hop.destination))) return all;
  }
  return [];
}
