/** Nobody has the number or name that was called, where it was looked for (RFC 3261 16.5, 21.4.5, 21.6.3). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { isNumericHost } from '../../../routing/index.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { historyFor } from '../../case/binding-history.ts';
import { type Case } from '../../case/case.ts';
import { codeSentence } from '../../case/known-code.ts';
import { isPersonal } from '../../case/personal-method.ts';
import { uriOf } from '../../case/redirection.ts';
import { type Refusal, refusalOf } from '../../case/refusal.ts';
import { reasonSentences, reasonsOf } from '../../case/said-reason.ts';
import { shown } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusedText } from '../refusal-words.ts';

/** Causes of Q.850 by which the telephone network says that nobody has the number, or that no way leads to it. */
const noSuchNumber: ReadonlySet<number> = new Set([1, 2, 3, 5, 22, 28]);

export const userNotFound: CaseRule = {
  id: 'user-not-found',
  family: 'routing',
  scope: 'case',
  title: 'The number or user called does not exist there',
  severity: 'failure',
  meaning:
    'The final response is 404 Not Found or 604 Does Not Exist Anywhere. Whoever sent it looked up the Request-URI as it arrived there, and found nobody. ' +
    'So two things count: at which hop the answer was made, and what the Request-URI was at that hop. A number that was dialled rightly may have been rewritten on its way. ' +
    'Some servers send 404 also for a user whom they know and who is not registered; the right code for that is 480.',
  cause:
    'The user part of the Request-URI is not an extension, account or number of the server that answered, or the domain is none that it serves.',
  fix: [
    'Compare the Request-URI at the hop of the answer, letter by letter, with the extensions, accounts, routes and domains of the server that answered.',
    'See whether the user is registered at that very server (Kamailio: kamctl ul show; Asterisk: pjsip show contacts; FreeSWITCH: sofia status profile internal reg; Sipwright: `sipwright registrations`).',
    'For a number, dial it in full international form; if it works so, mend the rule that adds or removes digits.',
    'With Sipwright, `sipwright route INVITE URI --from CALLER` prints which line decides what happens to the call.',
  ],
  rfc: ['3261 21.4.5', '3261 16.5', '3261 21.6.3'],
  explains: ['request-refused', 'user-unavailable', 'server-error'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined) return undefined;
    const { origin, made, told } = refusal;
    if ((origin.status !== 404 && origin.status !== 604) || origin.method === 'REGISTER') return undefined;
    const uri = uriOf(made.request ?? refusal.attempt.request);
    const { attempt } = refusal;
    return {
      certainty: 'certain',
      ...(isPersonal(origin.method) ? {} : { severity: 'warning' as const }),
      summary:
        `${refusedText(subject, refusal)} It looked for ${uri === '' ? 'the Request-URI' : uri}.` +
        rewriting(refusal) +
        registrationSentence(subject, refusal) +
        reasonSentences(origin) +
        codeSentence(origin.status),
      ...reasonFor(subject, refusal),
      evidence: inFrameOrder([
        ...(attempt.request === undefined || attempt === made
          ? []
          : [seenIn(attempt.request, `the call as it began, for ${uriOf(attempt.request)}`)]),
        ...(made.request === undefined ? [] : [seenIn(made.request, `as it came to who refused it, for ${uri}`)]),
        seenIn(origin, 'nobody of that name here'),
        ...(told.status === origin.status ? [] : [seenIn(told, 'what the one who asked was told')]),
      ]),
    };
  },
};

/** The user and host are what a server looks for. */
function isRewritten({ attempt, made }: Refusal): boolean {
  const [before, after] = [attempt.request?.request?.uriOrFailure, made.request?.request?.uriOrFailure];
  return before instanceof Uri && after instanceof Uri && (before.user !== after.user || before.host !== after.host);
}

function rewriting(refusal: Refusal): string {
  return isRewritten(refusal)
    ? ` The caller had asked for ${uriOf(refusal.attempt.request)}; it was rewritten on the way.`
    : '';
}

function registrationSentence(subject: Case, { made, origin }: Refusal): string {
  if (made.request === undefined) return '';
  const history = historyFor(subject.surroundings.registrations, made.request);
  const binding = history?.bindings.find(({ until }) => !(until < origin.time));
  if (history?.last === undefined || binding === undefined) return '';
  const where = samePlace(history.last.server, made.server)
    ? 'at this very server'
    : `at ${placeText(history.last.server)}`;
  return ` The capture shows ${shown(history.addressOfRecord)} registered ${where} (frame ${history.last.responseFrame}).`;
}

function reasonFor(subject: Case, refusal: Refusal): Pick<Found, 'cause' | 'fix'> {
  const { origin, made, attempt } = refusal;
  const { server } = made;
  const uri = made.request?.request?.uriOrFailure;
  if (reasonsOf(origin).some(({ protocol, cause }) => protocol === 'Q.850' && noSuchNumber.has(cause)))
    return {
      cause:
        'The answer comes from the telephone network behind the gateway: there the number is not assigned, or no route leads to it.',
      fix: [
        `Look at the number as it went to the gateway: ${uriOf(made.request) || 'its Request-URI'}. Carriers take one form only, such as +CC and the number, or the national one.`,
        'Dial the same number from a telephone of that network. If it works there, ask the carrier in which form and header field it expects numbers.',
        'If the number was ported lately, ask the carrier whether its tables know of it.',
      ],
    };
  if (isRewritten(refusal))
    return {
      cause: `${capital(subject.whoShort(server))} looked for ${uriOf(made.request)}. The call began as ${uriOf(attempt.request)}: a rule on the way made of it a URI that nobody has.`,
      fix: [
        `Find the rule that makes ${uriOf(made.request)} of ${uriOf(attempt.request)}: a dial plan, a prefix, an alias or a number rewriting of the server before ${placeText(server)}.`,
        `If that form is meant, create it as an extension, route or alias on ${placeText(server)}.`,
        'With Sipwright, `sipwright route INVITE URI --from CALLER` prints which line decides.',
      ],
    };
  if (origin.method === 'SUBSCRIBE') {
    const event = shown(made.request?.text('Event') ?? '').split(';')[0];
    return {
      cause: `The server knows nothing that can be subscribed to for ${uriOf(made.request)}${event === '' ? '' : ` in the event package ${event}`}: no such user, or no mailbox, hint or presence is set up for it.`,
      fix: [
        'In Asterisk, give the extension a hint for presence and dialog, and the endpoint its mailboxes for message-summary.',
        'Or switch the subscription off in the phone (busy lamp field, presence, message waiting).',
      ],
    };
  }
  const from = attempt.request?.message.fromOrFailure;
  if (
    uri instanceof Uri &&
    uri.host === server.address &&
    isNumericHost(uri.host) &&
    from instanceof NameAddr &&
    from.uri.host !== '' &&
    !isNumericHost(from.uri.host)
  )
    return {
      cause: `The Request-URI names the server by its address ${uri.host}. Either nobody is called "${shown(uri.user)}" there, or the server counts only its names among its domains, and not this address.`,
      fix: [
        `Call the user by the domain, as in sip:${shown(uri.user)}@${shown(from.uri.host)}: enter the domain, not the address, as SIP server or domain in the phone.`,
        `Or let the server answer for ${uri.host} too (Kamailio: alias; Asterisk: it matters only for the dial plan; Sipwright: domains).`,
        `See whether "${shown(uri.user)}" is an account or extension of that server at all.`,
      ],
    };
  return {};
}
