/** Bindings were taken away, by Expires 0 or by Contact: *, and calls then found nobody (RFC 3261 10.2.2). */

import { placeText, samePlace } from '../../case/address.ts';
import {
  bindingsAfter,
  isAccepted,
  isRemoval,
  isSameContact,
  isWanted,
  type KnownBinding,
  registeredAs,
} from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { missedUser, wentToContact } from '../../case/missed-user.ts';
import { type SeenRegistration } from '../../case/registration-book.ts';
import { capital, countText, durationText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** ms: nobody wants to be registered for so short a time. */
const SHORT = 5_000;
const absent: ReadonlySet<number> = new Set([404, 410, 430, 480, 503, 604]);

export const unregisteredByAccident: CaseRule = {
  id: 'unregistered-by-accident',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The registration was taken away',
  severity: 'failure',
  meaning:
    'A REGISTER with Expires 0, or with `Contact: *`, takes bindings away before their time is over. `Contact: *` takes those of all devices of the user, whoever bound them: some phones send it when they start, ' +
    'to clear what is left over from their last run. Whether a phone meant to unregister the capture cannot tell; it shows who did it, when, and that calls then found nobody.',
  cause: 'A device unregistered itself, or all devices of the user with `Contact: *`, and did not register again.',
  fix: [
    'Find the device by its address in the evidence, and see in its log why it unregistered: a change of network, a restart, an account that was switched off, a second account with the same user.',
    'Switch off what sends `Contact: *` when a phone starts or is closed ("unregister all on start", "remove all bindings", "clear registrations").',
    'Give each device an account of its own where several share one.',
  ],
  rfc: ['3261 10.2.2', '3261 10.3'],
  explains: [
    'user-unavailable',
    'user-not-found',
    'server-error',
    'request-refused',
    'unknown-user',
    'registration-replaced',
  ],
  check(subject) {
    if (subject.legs[0].transactions[0]?.method === 'REGISTER') return inRegistration(subject);
    return inCall(subject);
  },
};

function inCall(subject: Case): Found | undefined {
  const missed = missedUser(subject);
  if (missed?.refusal === undefined || !absent.has(missed.refusal.status) || wentToContact(missed)) return undefined;
  const { request, refusal, history } = missed;
  const { last, before, after, addressOfRecord, bindings } = history;
  if (last === undefined || !isRemoval(last) || bindings.length > 0) return undefined;
  const earlier = before.slice(0, before.indexOf(last));
  const taken = takenBy(last, earlier);
  const others = taken.filter(({ registration }) => registration.callId !== last.callId);
  const own = earlier.findLast((one) => isAccepted(one) && one.callId === last.callId && one.asked.some(isWanted));
  const isHasty = own !== undefined && last.time - own.time < SHORT;
  const next = after.find((one) => isAccepted(one) && one.asked.some(isWanted));
  const what =
    others.length > 0
      ? `took away ${countText(others.length, 'contact')} that other devices had bound (${nameOf(last)})`
      : isHasty
        ? `registered, and took that back ${durationText(last.time - own.time)} later (${nameOf(last)})`
        : `unregistered (${nameOf(last)})`;
  const sentences = [
    `${placeText(last.client)} ${what} in frame ${last.requestFrame}. Since then nobody was registered as ${addressOfRecord}.`,
    `${durationText(request.time - last.time)} later ${subject.who(refusal.hop.source)} answered the ${request.method} with ${refusal.title}.`,
  ];
  if (next !== undefined)
    sentences.push(`Somebody registered again ${durationText(next.time - request.time)} after the ${request.method}.`);
  return {
    certainty: others.length > 0 || isHasty ? 'likely' : 'possible',
    summary: sentences.map(capital).join(' '),
    cause:
      others.length > 0
        ? `The device at ${placeText(last.client)} sent ${nameOf(last)}, which took away what other devices had bound.`
        : isHasty
          ? 'The device unregisters right after it has registered: two of its accounts may be the same user, or it starts anew again and again.'
          : 'The device unregistered itself: it was switched off or lost its account, or somebody told it to.',
    evidence: [
      ...(own === undefined || others.length > 0 ? [] : [{ frame: own.responseFrame, note: 'registered' }]),
      ...others.map(({ registration }) => ({
        frame: registration.responseFrame,
        note: `${placeText(registration.client)} is registered`,
      })),
      { frame: last.requestFrame, note: `${nameOf(last)}: taken away` },
      seenIn(request, 'nobody is registered'),
      seenIn(refusal, 'refused'),
    ].sort((a, b) => a.frame - b.frame),
  };
}

/** In the case of whoever took away what is not its own, and of whose registration it was. */
function inRegistration(subject: Case): Found | undefined {
  const request = subject.legs[0].transactions.find(({ status }) => status >= 200 && status < 300)?.request;
  if (request === undefined) return undefined;
  const all = subject.surroundings.registrations.of(registeredAs(request));
  if (all.length < 2) return undefined;
  const callIds = new Set(subject.legs.map(({ callId }) => callId));
  for (const [position, one] of all.entries()) {
    if (!isAccepted(one) || !isRemoval(one)) continue;
    const earlier = all.slice(0, position).filter((other) => samePlace(other.server, one.server));
    const lost = takenBy(one, earlier).filter(
      ({ registration }) =>
        registration.callId !== one.callId &&
        registration.client.address !== one.client.address &&
        (callIds.has(one.callId) || callIds.has(registration.callId)),
    );
    if (lost.length > 0) return takenAway(one, lost);
  }
  return undefined;
}

function takenAway(one: SeenRegistration, lost: readonly KnownBinding[]): Found {
  const [{ registration, contact, until }] = lost;
  const evidence: Evidence[] = [
    { frame: registration.responseFrame, note: `${placeText(registration.client)} is registered` },
    { frame: one.requestFrame, note: `${nameOf(one)} from ${placeText(one.client)}` },
    { frame: one.responseFrame, note: 'accepted: the first is taken away too' },
  ];
  return {
    certainty: 'likely',
    severity: 'warning',
    summary: `${placeText(one.client)} sent ${nameOf(one)} for ${one.addressOfRecord} (frame ${one.requestFrame}), and the registrar took away ${contact.uri} too, which ${placeText(registration.client)} had bound and which had ${durationText(until - one.time)} left.`,
    cause: `The device at ${placeText(one.client)} takes away all contacts of the user, also those of other devices.`,
    evidence,
  };
}

/** What was bound, had time left, and is gone after a REGISTER that takes away. */
function takenBy(removal: SeenRegistration, earlier: readonly SeenRegistration[]): KnownBinding[] {
  const last = earlier.findLast(isAccepted);
  if (last === undefined || isRemoval(last)) return [];
  const all = removal.asked.some(({ uri }) => uri === '*');
  return bindingsAfter(last, earlier).filter(
    ({ contact, until }) =>
      until > removal.time &&
      !removal.granted.some((one) => isSameContact(one, contact)) &&
      (all || removal.asked.some((one) => isSameContact(one, contact))),
  );
}

function nameOf({ asked }: SeenRegistration): string {
  return asked.some(({ uri }) => uri === '*') ? '`Contact: *`' : 'Expires 0';
}
