/** Somebody tries passwords: many credentials of one source are refused (RFC 3261 26.1.1, 22.4). */

import { MAX_NAMES, type SourceProfile } from '../../case/source-book.ts';
import { acceptedOf, examplesText, suspects } from '../../case/suspects.ts';
import { countText, timed } from '../../case/wording.ts';
import { type CaptureRule, type Found } from '../rule.ts';

/** A person who mistypes a password does so less often. */
const MANY = 10;
const MANY_USERS = 10;
/** ms for each try: a phone that is set up wrongly waits longer. */
const PACE = 2_000;

export const passwordGuessing: CaptureRule = {
  id: 'password-guessing',
  family: 'hostile',
  scope: 'capture',
  title: 'Somebody tries passwords',
  severity: 'warning',
  meaning:
    'Credentials of one source were refused again and again: for many users, or in quick succession, each try under a Call-ID of its own. A phone with a wrong password looks different: it tries one user, slowly, and mostly under one Call-ID. ' +
    'Many phones behind one public address look alike when all of them have lost their passwords at once.',
  cause:
    'A program goes through user names and passwords. It is after accounts by which it can call at the cost of others.',
  fix: [
    'Block the source at the firewall, and let fail2ban or the like do so by itself after a few refusals.',
    'See whether one of the users that it tried has registered from that address, and give that user a new password: `sipwright user passwd USER@DOMAIN` with Sipwright.',
    'Use long random passwords: a program tries some hundred a second.',
    'If the address belongs to a customer of yours, their phones may have lost their passwords: ask before you block them.',
  ],
  rfc: ['3261 26.1.1', '3261 22.4'],
  check(surroundings) {
    return suspects(surroundings, isGuessing).map(told);
  },
};

function isGuessing(source: SourceProfile): boolean {
  const { refusedCredentials, refusedUsers, callIds, firstRefusedTime, lastRefusedTime } = source;
  if (refusedCredentials < MANY || acceptedOf(source) > refusedCredentials * 0.2) return false;
  if (refusedUsers.size >= MANY_USERS) return true;
  const isFast = lastRefusedTime - firstRefusedTime < refusedCredentials * PACE;
  return isFast && callIds.size * 3 >= Math.min(MAX_NAMES, refusedCredentials);
}

function told(source: SourceProfile): Found {
  const { address, refusedCredentials, refusedUsers, firstRefusedTime, lastRefusedTime, agents } = source;
  const accepted = acceptedOf(source);
  const users = [...refusedUsers];
  const whom =
    users.length === 1 ? `of ${users[0]}` : `of ${countText(users.length, 'user')} (${examplesText(users, 5)})`;
  const [agent] = agents;
  const end =
    accepted > 0
      ? ` ${countText(accepted, 'request')} of this source ${accepted === 1 ? 'was' : 'were'} accepted: one of the passwords may have been right.`
      : ' None of its requests was accepted.';
  return {
    about: address,
    certainty: users.length >= MANY_USERS && refusedCredentials < users.length * 2 ? 'possible' : 'likely',
    summary: `${address || 'An unknown source'} sent credentials ${whom} that were refused ${countText(refusedCredentials, 'time')}${timed(lastRefusedTime - firstRefusedTime, ' within ')}.${agent === undefined ? '' : ` Its User-Agent is "${agent}".`}${end}`,
    evidence: [
      { frame: source.firstRefusedFrame, note: 'the first refusal of its credentials' },
      { frame: source.lastRefusedFrame, note: `the last of ${refusedCredentials}` },
    ],
  };
}
