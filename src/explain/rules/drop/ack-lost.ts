/** The answer to an INVITE is never acknowledged: calls drop after 32 seconds (RFC 3261 13.3.1.4). */

import { ANSWER_TIMEOUT, gaveUp, type MissingAck, missingAcks } from '../../case/acknowledgement.ts';
import { type Case } from '../../case/case.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { capital, countText, timed } from '../../case/wording.ts';
import { type CaseRule, type Certainty, seenIn, type Severity } from '../rule.ts';
import { ackLossOf } from './ack-loss.ts';
import { inFrameOrder } from '../frame-order.ts';

export const ackLost: CaseRule = {
  id: 'ack-lost',
  family: 'drop',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The ACK does not reach the side that answered',
  severity: 'failure',
  meaning:
    'Whoever answers an INVITE with 200 repeats the 200 until the ACK comes, first after half a second, then at longer intervals of up to 4 seconds. When none has come for 32 seconds (64 times T1) it ' +
    'gives the call up, mostly with BYE. So the call works at first, with sound, and drops after 32 seconds, over and over. The ACK does not follow the INVITE: it goes where Record-Route and Contact of the 200 ' +
    'say. When one of these names an address that cannot be reached, as a private one behind NAT, the INVITE gets through and the ACK does not.',
  cause: 'The ACK was not sent, or was sent to a place from which it never gets to the side that answered.',
  fix: [
    'Look at the first 200 OK as the caller gets it: the last value of Record-Route, or without one Contact, must be an address that the caller can reach.',
    'Let servers behind NAT write their public address there, and let proxies correct the Contact of phones behind NAT.',
    'Switch off SIP ALG in the routers on the way.',
  ],
  rfc: ['3261 13.3.1.4', '3261 13.2.2.4', '3261 12.1.2', '3261 12.2.1.1'],
  explains: [
    'hung-up',
    'bye-unanswered',
    'dialog-unknown',
    'media-timeout',
    'rtp-stopped',
    'packet-loss',
    'request-unanswered',
    'request-refused',
  ],
  check(subject) {
    const [missing] = missingAcks(subject);
    if (missing === undefined) return undefined;
    const { answer, repeats, bye, acks, inner, hungUpBefore } = missing;
    const loss = ackLossOf(subject, missing);
    const severity = severityOf(missing);
    const last = repeats.at(-1);
    return {
      certainty: certaintyOf(missing, loss.isShown),
      severity,
      summary: `${answered(subject, missing)} ${loss.told}`,
      cause: loss.cause,
      fix: loss.fix,
      evidence: inFrameOrder([
        ...loss.evidence,
        inner.request === undefined ? undefined : seenIn(inner.request, 'the INVITE as it came to the answering side'),
        seenIn(answer, 'the answer, which must be acknowledged'),
        acks.length === 0 ? undefined : seenIn(acks[0], 'the first ACK'),
        last === undefined ? undefined : seenIn(last, `the answer for the ${ordinal(repeats.length + 1)} time`),
        hungUpBefore === undefined ? undefined : seenIn(hungUpBefore, 'the caller hangs up before the time is over'),
        bye === undefined ? undefined : seenIn(bye, 'the answering side gives the call up'),
      ]),
    };
  },
};

/** `The called side (…) answered the INVITE with 200 OK, repeated that 9 times in 28 s, and hung up after 32 s.` */
function answered(subject: Case, missing: MissingAck): string {
  const { inner, answer, repeats, bye, hungUpBefore, waited } = missing;
  const again = (inner.request?.toTag ?? '') === '' ? 'INVITE' : 'INVITE within the call';
  const span = (repeats.at(-1)?.time ?? Number.NaN) - answer.time;
  const repeated =
    repeats.length === 0 ? '' : `, repeated that ${countText(repeats.length, 'time')}${timed(span, ' in ')}`;
  const base = `${capital(subject.who(inner.server))} answered the ${again} with ${answer.title}${repeated}`;
  if (bye !== undefined)
    return `${base}${repeated === '' ? '' : ','} and hung up${timed(waited, ' after ')} because no ACK had reached it.${reasonSentences(bye)}`;
  const since = timed((hungUpBefore?.time ?? Number.NaN) - answer.time, ' ', ' after the answer');
  if (hungUpBefore !== undefined) return `${base}, until the other side hung up${since}.`;
  return `${base}, and the capture shows no end of it.`;
}

function severityOf({ bye, hungUpBefore, waited, repeats }: MissingAck): Severity {
  if (bye !== undefined) return 'failure';
  if (hungUpBefore !== undefined) return 'warning';
  return waited > ANSWER_TIMEOUT / 2 || (Number.isNaN(waited) && repeats.length >= 4) ? 'failure' : 'warning';
}

/** That the answers were repeated to the end is plain to see; without them only the time of the BYE tells. */
function certaintyOf(missing: MissingAck, isShown: boolean): Certainty {
  if (missing.repeats.length < 2) return 'likely';
  return isShown && (gaveUp(missing) || missing.repeats.length >= 4) ? 'certain' : 'likely';
}

function ordinal(count: number): string {
  const ending = count % 100 > 10 && count % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
