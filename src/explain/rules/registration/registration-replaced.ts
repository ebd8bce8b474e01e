/** Another device registered, and the registrar bound it instead of the first, not beside it (RFC 3261 10.3). */

import { placeText, samePlace } from '../../case/address.ts';
import {
  areTwoDevices,
  bindingsAfter,
  isAccepted,
  isSameContact,
  isWanted,
  type KnownBinding,
  registeredAs,
} from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { missedUser } from '../../case/missed-user.ts';
import { type SeenRegistration } from '../../case/registration-book.ts';
import { durationText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** Codes of a call that did not find its user; a person who declines is not among them. */
const missedBy: ReadonlySet<number> = new Set([404, 408, 410, 430, 480, 500, 502, 503, 504, 604]);

/** One device that took the place of another. */
interface Replacement {
  readonly lost: KnownBinding;
  readonly by: SeenRegistration;
  /** The REGISTER by which the first took it back. */
  readonly back: SeenRegistration | undefined;
  /** Whether they are two devices; undefined where it may be one that moved. */
  readonly isSure: boolean;
}

export const registrationReplaced: CaseRule = {
  id: 'registration-replaced',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'Another device took the place of the registration',
  severity: 'failure',
  meaning:
    'Two devices register for the same user. A registrar that keeps one contact only forgets the first when the second registers: the 200 OK to the second lists only its own contact, though the time of the first was not over. ' +
    'Calls then go to the device that registered last. When the first refreshes, it takes the place back, so that calls go now here, now there.',
  cause: 'The registrar keeps one contact for each user, and two devices are configured for the same user.',
  fix: [
    'Give each device an account of its own, and let calls ring at both by a group or by forking.',
    'Or let the registrar keep several contacts: `registrar.maxContacts` in sipwright.yaml, `max_contacts` of the AOR in Asterisk, `max_contacts` of the registrar module of Kamailio, `multiple-registrations` of the profile in FreeSWITCH.',
    'If there should be one device only, find the other one by its address in the evidence, and take the account out of it.',
  ],
  rfc: ['3261 10.3', '3261 10.2.1'],
  explains: [
    'user-unavailable',
    'user-not-found',
    'hop-timeout',
    'next-hop-silent',
    'server-error',
    'request-refused',
    'request-unanswered',
  ],
  check(subject) {
    if (subject.legs[0].transactions[0]?.method === 'REGISTER') return inRegistration(subject);
    return inCall(subject);
  },
};

function inCall(subject: Case): Found | undefined {
  const missed = missedUser(subject);
  if (missed === undefined) return undefined;
  const { request, refusal, history, isCancelled } = missed;
  if (refusal !== undefined && !missedBy.has(refusal.status)) return undefined;
  const found = replacementsIn(history.before).findLast(
    ({ lost, by }) =>
      lost.until > request.time && !history.before.some((one) => one.time > by.time && asksFor(one, lost)),
  );
  if (found === undefined) return undefined;
  const { by } = found;
  const outcome =
    refusal !== undefined
      ? `The ${request.method} got ${refusal.title}.`
      : isCancelled
        ? 'The caller gave up.'
        : `The ${request.method} got no answer.`;
  return {
    certainty: found.isSure && !isCancelled ? 'likely' : 'possible',
    severity: isCancelled || !found.isSure ? 'note' : undefined,
    summary: `${told(found)} ${durationText(request.time - by.time)} later the ${request.method} for ${history.addressOfRecord} came, and could not reach the first device any more. ${outcome}`,
    evidence: [
      ...evidenceOf(found),
      seenIn(request, `${durationText(request.time - by.time)} after that`),
      ...(refusal === undefined ? [] : [seenIn(refusal, 'refused')]),
    ],
  };
}

function inRegistration(subject: Case): Found | undefined {
  const book = subject.surroundings.registrations;
  const callIds = new Set(subject.legs.map(({ callId }) => callId));
  const request = subject.legs[0].transactions.find((one) => one.status >= 200 && one.status < 300)?.request;
  if (request === undefined) return undefined;
  const all = book.of(registeredAs(request));
  if (all.length < 2) return undefined;
  const own = replacementsIn(all).filter(
    ({ lost, by }) => callIds.has(by.callId) || callIds.has(lost.registration.callId),
  );
  const found = own.find(({ back }) => back !== undefined) ?? own.find(({ isSure }) => isSure) ?? own[0];
  if (found === undefined) return undefined;
  const { by, back, isSure } = found;
  const evidence = evidenceOf(found);
  if (back === undefined)
    return {
      certainty: isSure ? 'likely' : 'possible',
      severity: isSure ? 'warning' : 'note',
      summary: `${told(found)}${isSure ? ' Calls do not reach the first any more.' : ' It may also be one device that has moved or begun anew.'}`,
      evidence,
    };
  evidence.push({ frame: back.responseFrame, note: 'the first takes it back' });
  return {
    certainty: 'likely',
    severity: 'warning',
    summary: `${told(found)} ${durationText(back.time - by.time)} later the first device took it back (frame ${back.responseFrame}). Calls reach now the one, now the other.`,
    evidence,
  };
}

function told({ lost, by }: Replacement): string {
  const { registration, contact } = lost;
  const left = durationText(lost.until - by.time);
  return `${by.addressOfRecord} was registered by ${byWhom(registration)} with ${contact.uri}. Then ${byWhom(by)} registered (frame ${by.requestFrame}), and the 200 OK does not list the first any more, though it had ${left} left.`;
}

function byWhom({ client, program }: SeenRegistration): string {
  return program === '' ? placeText(client) : `${placeText(client)} (${program})`;
}

function evidenceOf({ lost, by }: Replacement): Evidence[] {
  return [
    { frame: lost.registration.responseFrame, note: `${placeText(lost.registration.client)} is registered` },
    { frame: by.responseFrame, note: `${placeText(by.client)} is registered, and the first is listed no more` },
  ];
}

/** Who took whose place, in order. @param all of one address-of-record */
function replacementsIn(all: readonly SeenRegistration[]): Replacement[] {
  const found: Replacement[] = [];
  for (const [position, by] of all.entries()) {
    if (!isAccepted(by) || by.granted.length === 0 || !by.asked.some(isWanted)) continue;
    const before = all.slice(0, position).filter((one) => samePlace(one.server, by.server));
    const last = before.findLast(isAccepted);
    if (last === undefined) continue;
    for (const lost of bindingsAfter(last, before)) {
      const { contact, registration, until } = lost;
      if (!(until > by.time) || by.granted.some((one) => isSameContact(one, contact)) || asksFor(by, lost)) continue;
      const two = areTwoDevices(registration, by);
      if (two === false) continue;
      const back = all
        .slice(position + 1)
        .find(
          (one) =>
            isAccepted(one) &&
            one.callId === registration.callId &&
            samePlace(one.server, by.server) &&
            asksFor(one, lost),
        );
      // Behind one NAT, or on one host, a phone that begins anew looks like two.
      if (two === undefined && back === undefined && registration.client.address === by.client.address) continue;
      found.push({ lost, by, back, isSure: two === true || back !== undefined });
    }
  }
  return found;
}

/** Whether a REGISTER names a contact, or all of them: then it goes with the will of whoever sent it. */
function asksFor({ asked }: SeenRegistration, { contact }: KnownBinding): boolean {
  return asked.some((one) => one.uri === '*' || isSameContact(one, contact));
}
