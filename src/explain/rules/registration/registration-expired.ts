/** A registration ran out before it was refreshed (RFC 3261 10.2.4). */

import { placeText, samePlace } from '../../case/address.ts';
import { isAccepted, isRemoval, isSameContact, isWanted, registeredAs } from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { missedUser, wentToContact } from '../../case/missed-user.ts';
import { type SeenContact, type SeenRegistration } from '../../case/registration-book.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** ms: the clocks of registrar and capture need not agree. */
const MARGIN = 1_500;
/** What servers say of a user for whom nothing is bound. */
const absent: ReadonlySet<number> = new Set([404, 408, 410, 430, 480, 503, 604]);

export const registrationExpired: CaseRule = {
  id: 'registration-expired',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The registration had run out',
  severity: 'failure',
  meaning:
    'A registration is good for the seconds that the registrar grants, and has to be refreshed before they are over. Here the time of the last 200 OK was over, and no other REGISTER had been accepted. ' +
    'From then on the registrar knows no contact of the user, and answers calls with 480, 404 or the like. ' +
    'In the registration itself it shows as a refresh that came too late or was refused.',
  cause:
    'The phone did not refresh its registration in time: it was off or without network, its refresh was refused or lost, or it counts the interval from something else than the 200 OK.',
  fix: [
    'See in the log of the phone why it did not register again; a capture at the phone shows whether its REGISTER left.',
    'A phone has to refresh by the `expires` of the 200 OK, not by what it asked for. If it does not, set its interval to what the server grants, or let the server grant what it asks: `registrar.maxExpires` in sipwright.yaml.',
    'If refreshes get lost on the way, use TCP or TLS, or a shorter interval, so that a second try still comes in time.',
  ],
  rfc: ['3261 10.2.4', '3261 10.3', '3261 10.2.2'],
  explains: ['user-unavailable', 'user-not-found', 'hop-timeout', 'server-error', 'request-refused', 'unknown-user'],
  check(subject) {
    if (subject.legs[0].transactions[0]?.method === 'REGISTER') return inRegistration(subject);
    return inCall(subject);
  },
};

function inCall(subject: Case): Found | undefined {
  const missed = missedUser(subject);
  if (missed?.refusal === undefined || !absent.has(missed.refusal.status)) return undefined;
  const { request, history, refusal } = missed;
  const { bindings, last, before, after, addressOfRecord } = history;
  if (last === undefined || isRemoval(last) || bindings.length === 0 || wentToContact(missed)) return undefined;
  if (!bindings.every(({ until }) => until + MARGIN < request.time)) return undefined;
  const newest = bindings.reduce((a, b) => (b.until > a.until ? b : a));
  const failed = before.findLast((one) => one.time > last.time && one.status >= 300);
  const next = after.find((one) => isAccepted(one) && one.asked.some(isWanted));
  const seconds = Math.round((newest.until - last.time) / 1000);
  const sentences = [
    `${addressOfRecord} was registered from ${placeText(newest.registration.client)} for ${seconds} s (frame ${last.responseFrame}), and that ran out ${durationText(request.time - newest.until)} before the ${request.method}.`,
    `${capital(subject.who(refusal.hop.source))} answered ${refusal.title}.`,
  ];
  if (failed !== undefined)
    sentences.push(`The refresh in between was answered with ${failed.status} (frame ${failed.responseFrame}).`);
  if (next !== undefined)
    sentences.push(
      `It registered again ${durationText(next.time - request.time)} after the ${request.method} (frame ${next.responseFrame}).`,
    );
  const evidence: Evidence[] = [
    { frame: last.responseFrame, note: `registered, for ${seconds} s` },
    ...(failed === undefined ? [] : [{ frame: failed.responseFrame, note: `the refresh gets ${failed.status}` }]),
    seenIn(request, `${durationText(request.time - newest.until)} after the registration ran out`),
    seenIn(refusal, 'nobody is registered'),
  ];
  return {
    certainty: refusal.status === 503 || refusal.status === 408 ? 'possible' : 'likely',
    summary: sentences.join(' '),
    cause:
      failed === undefined
        ? undefined
        : `The phone tried to refresh its registration, and was refused with ${failed.status}: the cause stands in the diagnosis of that REGISTER.`,
    evidence,
  };
}

/** The registration's own case: a refresh that came after the time was over, or never. */
function inRegistration(subject: Case): Found | undefined {
  const { surroundings } = subject;
  const book = surroundings.registrations;
  const callIds = new Set(subject.legs.map(({ callId }) => callId));
  for (const addressOfRecord of addressesOf(subject)) {
    const all = book.of(addressOfRecord);
    for (const [position, one] of all.entries()) {
      const contact = callIds.has(one.callId) ? boundBy(one) : undefined;
      if (contact?.expires === undefined) continue;
      const { expires } = contact;
      const until = one.time + expires * 1000;
      const later = all.slice(position + 1).filter((other) => samePlace(other.server, one.server));
      const next = later.find((other) => isAccepted(other) && touches(other, contact, one.callId));
      if (next !== undefined && (isRemoval(next) || !(next.time > until + MARGIN))) continue;
      if (next === undefined && !(surroundings.lastTime > until + MARGIN)) continue;
      const failed = later.find(
        (other) => other.status >= 300 && other.status !== 401 && other.callId === one.callId && !(other.time > until),
      );
      return gap(one, contact.uri, expires, next, failed, surroundings.lastTime);
    }
  }
  return undefined;
}

function gap(
  one: SeenRegistration,
  contact: string,
  expires: number,
  next: SeenRegistration | undefined,
  failed: SeenRegistration | undefined,
  end: number,
): Found {
  const until = one.time + expires * 1000;
  const refused =
    failed === undefined
      ? ''
      : ` A refresh before that was answered with ${failed.status} (frame ${failed.responseFrame}).`;
  const evidence: Evidence[] = [{ frame: one.responseFrame, note: `registered, for ${expires} s` }];
  if (failed !== undefined) evidence.push({ frame: failed.responseFrame, note: `the refresh gets ${failed.status}` });
  if (next !== undefined) evidence.push({ frame: next.requestFrame, note: 'the next REGISTER that is accepted' });
  const because =
    failed === undefined
      ? {}
      : {
          // Who refused the refresh is the cause, and not the phone.
          explains: [],
          cause: `The phone tried in time, and its refresh was refused with ${failed.status}: what is wrong there has to be mended.`,
          fix: [
            `Find out why the registrar answered ${failed.status} (frame ${failed.responseFrame}); \`sipwright explain ${failed.status}\` tells what it means.`,
          ],
        };
  const registered = `${one.addressOfRecord} was registered with ${contact} from ${placeText(one.client)} for ${expires} s.`;
  if (next === undefined)
    return {
      certainty: 'certain',
      severity: 'note',
      summary: `${registered} It ran out, and the capture goes on for ${durationText(end - until)} without a REGISTER of that phone that was accepted.${refused}`,
      ...because,
      evidence,
    };
  return {
    certainty: 'certain',
    severity: 'warning',
    summary: `${registered} The next REGISTER was accepted ${durationText(next.time - one.time)} later. In the ${durationText(next.time - until)} between, nobody could be reached there.${refused}`,
    ...because,
    evidence,
  };
}

function addressesOf(subject: Case): Set<string> {
  const all = new Set<string>();
  for (const { transactions } of subject.legs)
    for (const { request, method, status } of transactions)
      if (method === 'REGISTER' && status >= 200 && status < 300 && request !== undefined)
        all.add(registeredAs(request));
  return all;
}

/** The contact that a REGISTER asked for, with the time that it was granted. */
function boundBy(one: SeenRegistration): SeenContact | undefined {
  if (!isAccepted(one)) return undefined;
  const asked = one.asked.filter(isWanted);
  if (asked.length !== 1) return undefined;
  return one.granted.length === 0 ? asked[0] : one.granted.find((granted) => isSameContact(granted, asked[0]));
}

/** Whether a REGISTER refreshes a contact or takes it away, or comes from the same phone, which gives another one now. */
function touches({ asked, callId }: SeenRegistration, contact: SeenContact, own: string): boolean {
  if (callId === own) return asked.length > 0;
  return asked.some((other) => other.uri === '*' || isSameContact(other, contact));
}
