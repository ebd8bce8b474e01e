/** One redirection leads to the next, and at last back: the call never arrives (RFC 3261 8.1.3.4). */

import { type Redirection, redirectionsOf } from '../../case/redirection.ts';
import { pathText } from '../../case/via-path.ts';
import { countText, timed } from '../../case/wording.ts';
import { type Case } from '../../case/case.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

/** So many redirections in a row are no way to a person, even where none repeats. */
const TOO_MANY = 6;
const MAX_EVIDENCE = 6;
/** ms: whoever asks again later does so for another reason. */
const AT_ONCE = 10_000;

export const redirectLoop: CaseRule = {
  id: 'redirect-loop',
  family: 'routing',
  scope: 'case',
  title: 'Redirections lead in a circle',
  severity: 'failure',
  meaning:
    'The call was redirected, the new address redirected it again, and so on, until an address came up that had been asked before. A client must not ask an address twice within one call (RFC 3261 8.1.3.4), so it gives up, or goes round until a limit stops it.',
  cause: 'Two forwardings point at each other: the first to the second number, and that one back to the first.',
  fix: [
    'Take one of the forwardings off: look at each address of the circle, in the phone and on the server.',
    'Let the last address of a chain of forwardings be voicemail, which forwards to nobody.',
  ],
  rfc: ['3261 8.1.3.4', '3261 21.3.3'],
  explains: ['redirect-not-followed', 'request-refused', 'loop', 'too-many-hops', 'user-unavailable'],
  check(subject) {
    const all = redirectionsOf(subject);
    if (all.length === 0) return undefined;
    if (all.length === 1) return acrossCalls(subject, all[0]);
    const { attempt } = subject.main;
    if (attempt === undefined || (attempt.status >= 200 && attempt.status < 300)) return undefined;
    const circle = circleIn(all);
    if (circle === undefined && all.length < TOO_MANY) return undefined;
    const shownOnes = circle ?? all;
    const way = [...shownOnes.map(({ uri }) => uri), shownOnes[shownOnes.length - 1].contacts[0] ?? 'nowhere'];
    return {
      certainty: 'certain',
      summary: `The call was redirected ${countText(all.length, 'time')}: ${pathText(way)}.${circle === undefined ? ' It never arrived.' : ` ${circle[0].uri} had been asked before, so the redirections go in a circle.`}`,
      evidence: shownOnes
        .slice(0, MAX_EVIDENCE)
        .map(({ response, uri, contacts }) =>
          seenIn(response, `${uri} is redirected to ${contacts.join(', ') || 'nowhere'}`),
        ),
    };
  },
};

/** Some phones follow each redirection with a call of its own, under another Call-ID: then the circle runs through many calls. */
function acrossCalls({ surroundings, main }: Case, { response, uri, contacts }: Redirection): Found | undefined {
  const client = main.attempt?.client.address ?? '';
  const again = surroundings.redirects.all.filter(
    (one) => one.client === client && same(one.askedFor, uri) && Math.abs(one.time - response.time) < AT_ONCE,
  );
  if (again.length < TOO_MANY) return undefined;
  const way = [uri, ...contacts.slice(0, 1), uri];
  const times = again.map(({ time }) => time);
  const span = Math.max(...times) - Math.min(...times);
  return {
    certainty: 'certain',
    summary: `${client} asked for ${uri} ${countText(again.length, 'time')}${timed(span, ' within ')}, under as many Call-IDs, and was redirected to ${contacts.join(', ') || 'nowhere'} each time; it follows each redirection, and comes back: ${pathText(way)}.`,
    evidence: again.slice(0, MAX_EVIDENCE).map(({ frame }) => ({ frame, note: `${uri} is redirected once more` })),
  };
}

/** From a redirection to the one that leads back to its URI; a client may see it, and not ask there again. */
function circleIn(all: readonly Redirection[]): readonly Redirection[] | undefined {
  for (let to = 0; to < all.length; to++) {
    const { contacts } = all[to];
    const leadsBack = (from: number) => contacts.some((contact) => same(contact, all[from].uri));
    const isAsked = (from: number) => all.slice(to + 1).some(({ uri }) => same(uri, all[from].uri));
    const isEnd = to === all.length - 1;
    const isDead = contacts.every((contact) => all.some(({ uri }) => same(uri, contact)));
    for (let from = to; from >= 0; from--)
      if (leadsBack(from) && (isEnd ? isDead : isAsked(from))) return all.slice(from, to + 1);
  }
  return undefined;
}

/** By user and host: parameters change on the way. */
function same(a: string, b: string): boolean {
  return core(a) === core(b);
}

function core(uri: string): string {
  return uri
    .replace(/^sips?:/i, '')
    .replace(/[;?].*$/, '')
    .toLowerCase();
}
