/** A later call goes to the address of an earlier 302, which was good for that one call only (RFC 3261 21.3.3). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { type Case } from '../../case/case.ts';
import { uriOf } from '../../case/redirection.ts';
import { type SeenRedirect } from '../../case/redirect-book.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, durationText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

/** ms: within this time it is the very call that was redirected, under a Call-ID of its own. */
const FOLLOWING = 35_000;

export const redirectRemembered: CaseRule = {
  id: 'redirect-remembered',
  family: 'routing',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'A redirection was remembered that was for one call only',
  severity: 'warning',
  meaning:
    'A 302 Moved Temporarily without Expires is good for that one call: the next call has to go to the original address again (RFC 3261 21.3.3). Here a later call still names the original address in To, and goes to the address of the earlier 302 without asking. ' +
    'So the caller keeps reaching the forwarding target after the forwarding was switched off.',
  cause: 'The client, or a server before it, keeps the Contact of a 302 as if it were a 301, which is for good.',
  fix: [
    'Empty the call list, redial memory or address book of the client, and switch off what keeps redirections; update its firmware.',
    'On the server that redirects, make sure that it says 302 and not 301 for a forwarding, and add Expires where the time is known.',
  ],
  rfc: ['3261 21.3.3', '3261 21.3.2'],
  check(subject) {
    const { redirects } = subject.surroundings;
    if (redirects.all.length === 0) return undefined;
    const { attempts } = subject.main;
    const request = attempts[0]?.request;
    const to = request?.message.toOrFailure;
    const uri = request?.request?.uriOrFailure;
    if (request === undefined || request.toTag !== '' || !(to instanceof NameAddr) || !(uri instanceof Uri))
      return undefined;
    // Whoever dials the new address names it in To as well.
    if (!to.uri.isSip || !uri.isSip || to.uri.user === uri.user) return undefined;
    const remembered = redirects.all.findLast((one) => isMeant(one, request, to.uri, uri));
    if (remembered === undefined) return undefined;
    const { attempt } = subject.main;
    const failed = attempt !== undefined && attempt.status >= 400 && attempt.status !== 487;
    return {
      certainty: 'likely',
      summary: tell(subject, request, remembered, failed ? attempt.status : 0),
      ...(failed ? { severity: 'failure' as const } : {}),
      evidence: [
        {
          frame: remembered.frame,
          note: `${remembered.status} of an earlier call: ${shown(remembered.askedFor)} is at ${shown(remembered.contacts[0])} now`,
        },
        seenIn(request, `To names ${shown(to.uri.text)}, the Request-URI is that of the 302`),
      ],
    };
  },
};

function isMeant(
  { status, time, frame, callId, contacts, askedFor, expires, client }: SeenRedirect,
  request: Step,
  to: Uri,
  uri: Uri,
): boolean {
  if (status !== 302 || callId === request.callId || client !== request.hop.source.address) return false;
  const since = request.time - time;
  if (frame >= request.frame || !(since > Math.max(FOLLOWING, (expires ?? 0) * 1000))) return false;
  const is = (text: string, one: Uri) => core(text) === `${one.user}@${one.host}`.toLowerCase();
  return is(askedFor, to) && contacts.some((contact) => is(contact, uri));
}

/** User and host of a URI. */
function core(uri: string): string {
  return uri
    .replace(/^sips?:/i, '')
    .replace(/[;?].*$/, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
}

function tell(subject: Case, request: Step, { time, askedFor, expires }: SeenRedirect, status: number): string {
  const ago = durationText(request.time - time);
  const validity =
    expires === undefined ? 'which had no Expires and was good for that call only' : `which was good for ${expires} s`;
  return (
    `${capital(subject.who(request.hop.source))} sent its ${request.method} for ${shown(askedFor)} straight to ${uriOf(request)}. ` +
    `That address comes from a 302 of ${ago} before, ${validity}.` +
    (status === 0 ? '' : ` The call failed there with ${status}.`)
  );
}
