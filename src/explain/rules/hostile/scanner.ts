/** A scanner looks for SIP servers, and for users of theirs (RFC 3261 26.1.1, 26.3.2.4). */

import { MAX_NAMES, type SourceProfile } from '../../case/source-book.ts';
import { acceptedOf, answersText, examplesText, sentText, sum, suspects } from '../../case/suspects.ts';
import { countText } from '../../case/wording.ts';
import { type CaptureRule, type Found } from '../rule.ts';

/** What scanners call themselves. */
const SCANNERS =
  /friendly-?scanner|sip-?vicious|sundayddr|sip-?scan\b|siparmyknife|\bsivus\b|\biwar\b|\bsmap\b|pplsip|sip[- ]?flood/i;
/** Programs that others use too, though hardly anybody but attackers uses them toward a server that is not theirs. */
const ABUSED = /\bsipcli\b|VaxSIPUserAgent|VaxIPUserAgent/i;
/** Users that one source asks for, before it counts as one that tries them out. */
const MANY_USERS = 30;
const TRYING: ReadonlySet<string> = new Set(['REGISTER', 'OPTIONS', 'SUBSCRIBE']);
const REFUSED: ReadonlySet<number> = new Set([401, 403, 404, 407, 480, 604]);

export const scanner: CaptureRule = {
  id: 'scanner',
  family: 'hostile',
  scope: 'capture',
  title: 'A scanner searches for servers and users',
  severity: 'warning',
  meaning:
    'One source asks for many users of the server, one after the other, and is refused by nearly all; or its User-Agent is the name of a known scanner. Every SIP server on the public Internet is found by such programs within hours. ' +
    'The single refused requests in the capture are no fault of a phone. What matters is whether the answers tell which users exist, and whether any of the requests was accepted.',
  cause: 'The server can be reached from the whole Internet, and somebody looks for accounts with weak passwords.',
  fix: [
    'Block the source at the firewall, and let fail2ban or the like do so by itself with the next one; in Kamailio the modules `pike` and `htable`.',
    'Drop requests of known scanners without an answer: each answer tells them that there is a server.',
    'Let the server answer the same for users that exist and for those that do not (401 for both, rather than 404 for some). Asterisk does so with `alwaysauthreject=yes`, PJSIP by itself; Sipwright by itself toward strangers.',
    'Use long random passwords, and user names that are not the extension. If only your own networks need the server, let the firewall allow only those.',
  ],
  rfc: ['3261 26.1.1', '3261 26.3.2.4'],
  check(surroundings) {
    return suspects(surroundings, (source) => nameOf(source) !== '' || triesUsers(source)).map(told);
  },
};

function told(source: SourceProfile): Found {
  const name = nameOf(source);
  const { address, targets, firstFrame, callers } = source;
  const users = targets.size >= MAX_NAMES ? `at least ${MAX_NAMES} users` : countText(targets.size, 'user');
  const accepted = acceptedOf(source);
  const asked = targets.size > 1 ? `, for ${users} (${examplesText(targets, 5)})` : '';
  const danger =
    accepted > 0
      ? ` ${countText(accepted, 'request')} of it ${accepted === 1 ? 'was' : 'were'} accepted: see which.`
      : '';
  return {
    about: address,
    certainty: SCANNERS.test(name) ? 'certain' : 'likely',
    summary: `${address || 'An unknown source'} sent ${sentText(source)}${asked}.${name === '' ? '' : ` It calls itself "${name}".`}${answersText(source)}${danger}`,
    evidence: [
      {
        frame: firstFrame,
        note:
          name !== ''
            ? `the first request, User-Agent "${name}"`
            : `the first of ${countText(targets.size, 'user')}, from ${countText(callers.size, 'caller')}`,
      },
    ],
  };
}

/** The User-Agent by which a source is known as a scanner; ''. */
function nameOf({ agents }: SourceProfile): string {
  for (const agent of agents) if (SCANNERS.test(agent) || ABUSED.test(agent)) return agent;
  return '';
}

/** Whether a source asks for one user after the other, without credentials, and in vain. */
function triesUsers(source: SourceProfile): boolean {
  const { targets, requests, methods, statuses, refusedCredentials } = source;
  if (targets.size < MANY_USERS) return false;
  let trying = 0;
  for (const [method, count] of methods) if (TRYING.has(method)) trying += count;
  // A network of phones whose server is broken asks for the same users over and over.
  const isOncePerUser = targets.size >= MAX_NAMES || requests <= targets.size * 3;
  return (
    trying > requests * 0.7 &&
    isOncePerUser &&
    sum(statuses, (status) => REFUSED.has(status)) > requests * 0.5 &&
    acceptedOf(source) < requests * 0.05 &&
    refusedCredentials < requests * 0.2
  );
}
