/** The 200 to a REGISTER does not list the contact that was asked for (RFC 3261 10.2.4, 10.3 step 8). */

import { type Case, userAt } from '../../case/case.ts';
import { type Grant, grantsIn } from '../../case/grant.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { hostOf, isWanted } from '../../case/binding-history.ts';
import { missedUser } from '../../case/missed-user.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, durationText, listText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** What is answered where no contact is known. */
const absent: ReadonlySet<number> = new Set([404, 410, 480]);
/** s, where nobody says (RFC 3261 10.2). */
const DEFAULT_EXPIRES = 3_600;
/** ms: a REGISTER so soon after a 200 is no refresh. */
const AT_ONCE = 20_000;

export const contactNotGranted: CaseRule = {
  id: 'contact-not-granted',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The registrar accepted the REGISTER, and does not list its contact',
  severity: 'warning',
  meaning:
    'A 200 OK to a REGISTER has to list every contact that is bound for the address-of-record. This one does not list the contact that the REGISTER asked for: it lists none, or another one. ' +
    'A phone looks for its own contact in the list to learn when to refresh. When it does not find it, it may take itself for unregistered, register again and again, or let the registration run out.',
  cause:
    'The registrar, an application-layer gateway or a session border controller on the way has changed the contact or left it out of the answer.',
  fix: [
    'Compare the Contact in the REGISTER with the Contact in the 200 OK, in captures on both sides of each element on the way: the element between which they differ is the one to look at.',
    'Switch off "SIP ALG" or "SIP helper" in the router in front of the phone.',
    'On a server or border controller that rewrites contacts, let it restore them in the answer: the phone has to see the contact that it sent.',
  ],
  rfc: ['3261 10.2.4', '3261 10.3'],
  explains: ['user-unavailable', 'user-not-found', 'registration-expired', 'request-refused'],
  check(subject) {
    if (subject.main.kind !== 'registration') return inCall(subject);
    const grants = grantsIn(subject).filter(({ kind }) => kind !== 'others');
    for (const grant of grants) {
      const again = reactionTo(subject, grant);
      if (grant.kind !== 'none' || again.length > 1) return told(subject, grant, again);
    }
    return undefined;
  },
};

/** A registrar that listed nothing, and then does not know where its user is, has kept nothing. */
function inCall(subject: Case): Found | undefined {
  const missed = missedUser(subject);
  if (missed?.refusal === undefined || !absent.has(missed.refusal.status)) return undefined;
  const { request, refusal, history } = missed;
  const { last, addressOfRecord } = history;
  if (last === undefined || last.granted.length > 0 || !last.asked.some(isWanted)) return undefined;
  if (!samePlace(last.server, missed.made.server)) return undefined;
  const [{ uri, expires = DEFAULT_EXPIRES }] = last.asked;
  if (!(request.time < last.time + expires * 1000)) return undefined;
  return {
    certainty: 'likely',
    severity: 'failure',
    summary: `${addressOfRecord} registered ${uri} from ${placeText(last.client)} ${durationText(request.time - last.time)} before. The registrar answered ${last.status} and listed no contact at all (frame ${last.responseFrame}). Then ${subject.who(refusal.hop.source)} answered the ${request.method} for that user with ${refusal.title}: it has not kept the contact.`,
    cause:
      'The registrar says 200 OK to the REGISTER and does not save the contact: its script answers without saving, its store fails, or something in front of it answers in its place. So the phone shows that it is registered, and calls do not find it.',
    fix: [
      'On the registrar, see where the REGISTER is answered: in Kamailio it has to reach `save("location")`, which answers by itself; a `sl_send_reply("200", "OK")` in its place saves nothing.',
      'See by the list of bindings whether the user is there after a REGISTER: `kamcmd ul.dump`, `pjsip show contacts`, `sipwright registrations`.',
      'Do not go by what the phone shows: it was told 200 OK.',
    ],
    evidence: [
      { frame: last.requestFrame, note: `asks for ${uri}` },
      { frame: last.responseFrame, note: `${last.status}, and no contact is listed` },
      seenIn(request, 'for this user'),
      seenIn(refusal, 'not found'),
    ],
  };
}

function told(subject: Case, grant: Grant, again: readonly SeenTransaction[]): Found {
  const { request, response, missing, granted, kind, instead, transaction } = grant;
  const [{ uri }] = missing;
  const listed = granted.map((one) => one.uri).slice(0, 4);
  const list = kind === 'none' ? 'lists no contact at all' : `lists ${listText(listed)} only`;
  const isSource = instead !== undefined && hostOf(instead) === transaction.client.address;
  const reaction =
    again.length > 1
      ? ` The phone does not accept that: it registered again ${again.length} times within ${AT_ONCE / 1000} s each.`
      : '';
  const evidence: Evidence[] = [seenIn(request, `asks for ${uri}`), seenIn(response, `200 OK, and ${list}`)];
  if (again.length > 1) evidence.push(seenIn(again[0].request!, 'the phone registers again at once'));
  return {
    certainty: kind === 'unknown' ? 'likely' : 'certain',
    // What harm it does is seen by what the phone makes of it.
    severity: again.length < 2 ? 'note' : undefined,
    summary: `${capital(subject.who(request.hop.source))} asked to bind ${uri} to ${userAt(request, 'to') || 'an unknown user'}. The 200 OK of ${subject.who(response.hop.source)} ${list}.${reaction}`,
    cause: isSource
      ? `The registrar, or an element on the way, put the address ${transaction.client.address} that the request came from in place of the one that the phone gave, and left it so in the answer.`
      : undefined,
    evidence,
  };
}

/** REGISTERs that follow one another so quickly that they show what the phone thinks of the answer. */
function reactionTo({ legs }: Case, { transaction, response }: Grant): SeenTransaction[] {
  const again: SeenTransaction[] = [];
  let time = response.time;
  for (const { roots } of legs) {
    for (const root of roots) {
      const { request, status, method } = root;
      if (method !== 'REGISTER' || request === undefined || request.number < response.number) continue;
      if (root.client.address !== transaction.client.address) continue;
      if (!(request.time - time < AT_ONCE)) return again;
      // The retry with credentials belongs to the try before.
      if (status !== 401 && status !== 407) again.push(root);
      time = root.final?.time ?? request.time;
    }
  }
  return again;
}
