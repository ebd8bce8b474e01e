/** A request began with so few hops that an ordinary way uses them up (RFC 3261 8.1.1.6, 20.22). */

import { headerId } from '../../../catalogue/index.ts';
import { refusalOf } from '../../case/refusal.ts';
import { viasOf } from '../../case/seen-transaction.ts';
import { viaPath } from '../../case/via-path.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const MAX_FORWARDS = headerId('Max-Forwards');
/** RFC 3261 8.1.1.6 recommends 70; an ordinary way through carriers is shorter than this. */
const ENOUGH = 20;

export const maxForwardsLow: CaseRule = {
  id: 'max-forwards-low',
  family: 'routing',
  scope: 'case',
  title: 'Max-Forwards began too low',
  severity: 'failure',
  meaning:
    'The request was refused with 483 Too Many Hops, though its Via list shows no circle: it began with a low Max-Forwards, and an ordinary way used it up. RFC 3261 recommends to begin with 70.',
  cause: 'The client, or a B2BUA that began this leg, writes a low number into Max-Forwards.',
  fix: [
    'Set Max-Forwards to 70 in the client or B2BUA that began the request (Asterisk: max_forwards in the global section of pjsip.conf; FreeSWITCH: the channel variable max_forwards).',
    'If the number was 70 on an earlier leg, look for a B2BUA that is passed again and again: then it is a circle.',
  ],
  rfc: ['3261 8.1.1.6', '3261 20.22', '3261 21.4.21'],
  explains: ['too-many-hops', 'request-refused', 'server-error'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || refusal.origin.status !== 483) return undefined;
    const { attempt, made } = refusal;
    const request = attempt.request!;
    const value = request.message.header(MAX_FORWARDS)?.trim() ?? '';
    if (!/^\d{1,3}$/.test(value)) return undefined;
    // Whoever passed it on before the capture took one off each.
    const passed = Math.max(0, viasOf(request.message).length - 1);
    const began = Number(value) + passed;
    if (began > ENOUGH) return undefined;
    if (made.request !== undefined && viaPath(made.request).circle !== undefined) return undefined;
    const isProbe = attempt.method === 'OPTIONS' && began < 10;
    return {
      certainty: 'certain',
      ...(isProbe ? { severity: 'note' as const } : {}),
      summary:
        `${capital(subject.who(attempt.client))} sent the ${attempt.method} with Max-Forwards: ${value}` +
        (passed === 0 ? '' : `, after ${countText(passed, 'hop')} before`) +
        `: it began with ${began} instead of about 70. ${refusedText(subject, refusal)}` +
        (isProbe ? ' An OPTIONS with so few hops is a way to ask the elements on the way (RFC 3261 11).' : ''),
      evidence: refusalEvidence(refusal, 'no hop is left here', 'refused', [seenIn(request, `Max-Forwards: ${value}`)]),
    };
  },
};
