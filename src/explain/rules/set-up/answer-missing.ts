/** The INVITE has an offer, and the 2xx to it no answer (RFC 3261 13.2.1, 13.3.1.4). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { descriptionIn, endsWithHeaders } from './body-kind.ts';
import { inFrameOrder } from '../frame-order.ts';

const RSEQ = headerId('RSeq');

export const answerMissing: CaseRule = {
  id: 'answer-missing',
  family: 'set-up',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The answer to the offer is missing',
  severity: 'failure',
  meaning:
    'The INVITE carried an offer, and its 2xx came without SDP, though no reliable provisional response had brought the answer before. Without an answer the caller does not know where to send media. ' +
    'SDP in an unreliable 180 or 183 is no answer: it is a preview, and the 2xx has to repeat it. Some callers take the preview for the answer, and the call works; others hang up.',
  cause: 'Whoever answered left the SDP out of its 2xx, or something on the way took it away.',
  fix: [
    'Capture where the 2xx is made: if it has SDP there, look for a hop that drops or empties bodies (a SIP helper of a firewall, a script that removes the body).',
    'If it has none there, report it to the maker of that device: RFC 3261 13.2.1 wants the answer in the 2xx, even where a 183 had it already.',
  ],
  rfc: ['3261 13.2.1', '3261 13.3.1.4', '6337 2.2'],
  explains: ['no-rtp', 'one-way-rtp', 'hung-up'],
  check(subject) {
    if (subject.main.kind !== 'call') return undefined;
    for (const leg of subject.legs) {
      if (!leg.transactions.some(mayLack)) continue;
      for (const invite of leg.of('INVITE')) {
        const found = mayLack(invite) ? without(subject, invite) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

/** An INVITE that was accepted by a message without a body. */
function mayLack({ method, status, final }: SeenTransaction): boolean {
  return method === 'INVITE' && status >= 200 && status < 300 && endsWithHeaders(final!);
}

function without(subject: Case, invite: SeenTransaction): Found | undefined {
  const { request, final, responses } = invite;
  if (request === undefined || final === undefined || descriptionIn(final) !== 'none') return undefined;
  if (descriptionIn(request) !== 'sdp') return undefined;
  const before = responses.filter((step) => step.isProvisional && descriptionIn(step) !== 'none');
  if (before.some(({ message }) => message.has(RSEQ))) return undefined;
  // Lost on the way between two hops: told where it was lost.
  const inner = invite.children
    .flatMap(({ responses: all }) => all)
    .find(({ status, toTag }) => status === final.status && toTag === final.toTag);
  const lostHere = inner !== undefined && descriptionIn(inner) === 'sdp';
  if (inner !== undefined && !lostHere) return undefined;
  const preview = before[0];
  const isChange = request.toTag !== '';
  return {
    certainty: 'certain',
    ...(preview !== undefined || isChange ? { severity: 'warning' } : {}),
    summary:
      `${capital(subject.who(final.hop.source))} answered the offer of ${subject.who(request.hop.source)} with ${final.title} without SDP.` +
      (lostHere ? ` It had received SDP with that response in frame ${inner.frame}, and lost it.` : '') +
      (preview === undefined
        ? ''
        : ` Only its ${preview.title} had SDP. That response is not a reliable one, so it is a preview and no answer.`) +
      (isChange ? ' It is about a change within the call.' : ''),
    ...(lostHere
      ? {
          cause: `${capital(subject.whoShort(final.hop.source))} took the SDP out of the response that it passed on.`,
          fix: [
            `Look at ${subject.whoShort(final.hop.source)} for what touches bodies in responses: a script that removes them, a media relay that failed (its log at this time), a header and body filter.`,
          ],
        }
      : {}),
    evidence: inFrameOrder([
      seenIn(request, 'the offer'),
      ...(preview === undefined ? [] : [seenIn(preview, 'SDP in an unreliable response')]),
      ...(lostHere ? [seenIn(inner, 'here the answer is still there')] : []),
      seenIn(final, 'the answer is missing'),
    ]),
  };
}
