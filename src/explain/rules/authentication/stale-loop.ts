/** The newest nonce is refused as too old, again and again (RFC 7616 3.3). */

import { placeText } from '../../case/address.ts';
import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import {
  blamesNonce,
  blamesPassword,
  gravityOf,
  type RefusedAnswer,
  refusedAnswers,
} from '../../case/refused-answer.ts';
import { capital, durationText, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const staleLoop: CaseRule = {
  id: 'stale-loop',
  family: 'authentication',
  scope: 'case',
  title: 'The server refuses its own newest nonce as stale',
  severity: 'failure',
  meaning:
    'Each answer of the client carries the nonce of the challenge right before it, and the server says stale=true all the same: right password, old nonce. ' +
    'Once is how a nonce is renewed. More than once in a row says that whoever checks the nonce does not take what whoever made it has made.',
  cause:
    'The one who checks the nonce is not the one who made it, and the two do not share the secret, the memory or the clock behind it; or nonces live shorter than the client takes to answer; ' +
    'or the nonce is bound to an address or port that a NAT changes between the two requests.',
  fix: [
    'With several servers behind one name or balancer, give all of them the same secret (in Kamailio `modparam("auth", "secret", "...")`) and the same time, or keep each client at one of them.',
    'In Kamailio, `nonce_count` and `one_time_nonce` remember nonces in the memory of one server: switch them off where several servers answer in turn.',
    'Let a nonce live for 30 seconds at least: in Kamailio `nonce_expire` of the auth module, in FreeSWITCH `nonce-ttl` of the profile.',
    'Hold the clocks of all servers together by NTP.',
  ],
  rfc: ['7616 3.3', '3261 22.1'],
  explains: ['request-refused', 'retry-loop', 'wrong-password', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      const all = refusedAnswers(leg).filter(isStaleRefusal);
      const lasting = all.filter(({ round }) => !round.isAccepted);
      // A few rounds that end well cost time alone.
      const told = lasting.length >= 2 ? lasting : all.length >= 3 ? all : [];
      if (told.length === 0) continue;
      const [first] = told;
      const last = told[told.length - 1];
      const isSaid = told.some(({ isStale }) => isStale);
      const slowest = Math.max(...told.map(({ round, answer }) => answer.time - round.response.time));
      const slow = slowest > 5_000 ? ` The answers took up to ${durationText(slowest)}.` : '';
      const end = lasting.length >= 2 ? 'It never took one.' : 'Then it took one.';
      return {
        certainty: isSaid ? 'certain' : 'possible',
        severity: lasting.length >= 2 ? gravityOf(first.answer) : 'warning',
        summary:
          `${capital(serverText(subject, first.refusal))} refused the newest nonce ${timesText(told.length)}${timed(last.refusal.time - first.round.response.time, ' within ')}, ` +
          `${isSaid ? 'with stale=true' : `saying "${statusText(first.refusal)}"`}; each time ${clientText(subject, first.round.asked)} had used the nonce of the challenge right before. ${end}${slow}`,
        ...causeOf(first, slowest),
        evidence: told
          .slice(0, 3)
          .flatMap(({ round, answer, refusal }) => [
            seenIn(round.response, 'a new nonce'),
            seenIn(answer, `the answer with the nonce of frame ${round.response.frame}`),
            seenIn(refusal, 'refused as stale'),
          ])
          .filter(({ frame }, position, notes) => notes.findIndex((one) => one.frame === frame) === position),
      };
    }
    return undefined;
  },
};

function isStaleRefusal({ isStale, refusal }: RefusedAnswer): boolean {
  return isStale || (refusal.status !== 403 && blamesNonce(refusal) && !blamesPassword(refusal));
}

function causeOf({ round }: RefusedAnswer, slowest: number): { cause?: string } {
  const { asked, next } = round;
  if (next === undefined) return {};
  if (asked.server.address !== next.server.address)
    return {
      cause: `The challenge came from ${placeText(asked.server)}, and the answer went to ${placeText(next.server)}: two servers that do not share what their nonces are made from.`,
    };
  if (slowest > 10_000)
    return {
      cause: `The client took ${durationText(slowest)} to answer, as when a person types the password, and the nonces of this server may live shorter than that. Or several servers behind this address do not share what their nonces are made from.`,
    };
  if (asked.client.port !== next.client.port)
    return {
      cause: `The answer left from port ${next.client.port} instead of ${asked.client.port}: a server that binds its nonces to the address of the client does not know it again. Or several servers behind this address do not share what their nonces are made from.`,
    };
  return {};
}
