/** A challenge to an ACK or a CANCEL, which cannot be sent again (RFC 3261 22.1). */

import { type Case } from '../../case/case.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const ackOrCancelChallenged: CaseRule = {
  id: 'ack-or-cancel-challenged',
  family: 'authentication',
  scope: 'case',
  title: 'An ACK or CANCEL is challenged',
  severity: 'failure',
  meaning:
    'A server answered a CANCEL or an ACK with 401 or 407. Neither can be sent again with credentials: a CANCEL has the CSeq of its INVITE, and an ACK gets no response at all. ' +
    'So the call that was to be cancelled rings on, or the call that was answered is never confirmed.',
  cause: 'The server asks every request for credentials, where it has to leave these two out.',
  fix: [
    'On the server, ask for credentials only after ACK and CANCEL have been handled. In Kamailio and OpenSIPS, let `if (is_method("CANCEL"))` with t_check_trans() and t_relay(), and the ACK of a dialog through loose_route(), stand before the authentication.',
    'A CANCEL that comes from where its INVITE came from is to be accepted, and an ACK with the credentials that its INVITE had.',
  ],
  rfc: ['3261 22.1', '3261 9.1'],
  explains: [
    'ack-lost',
    'bye-unanswered',
    'request-refused',
    'no-credentials',
    'rule-breach',
    'machine-breach',
    'ringing-unanswered',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const transaction of leg.transactions) {
        const { method } = transaction;
        if (method !== 'CANCEL' && method !== 'ACK') continue;
        const challenge = transaction.responses.find(({ status }) => status === 401 || status === 407);
        if (challenge === undefined) continue;
        return method === 'CANCEL' ? ofCancel(subject, transaction, challenge) : ofAck(subject, transaction, challenge);
      }
    }
    return undefined;
  },
};

function ofCancel(subject: Case, cancel: SeenTransaction, challenge: Step): Found {
  const invite = subject.of('INVITE').find((one) => one.cancel === cancel);
  const status = invite?.status ?? 0;
  const end = invite?.final;
  const outcome =
    end === undefined
      ? ' No final response to the INVITE follows in the capture.'
      : status === 487
        ? ' The INVITE ended with 487 all the same.'
        : status < 300
          ? ' The call was answered afterwards, though its caller had given up.'
          : ` The INVITE ended with ${statusText(end)}.`;
  return {
    certainty: 'certain',
    severity: status >= 200 && status < 300 ? 'failure' : status === 487 ? 'note' : 'warning',
    summary: `${capital(serverText(subject, challenge))} asked for credentials for a CANCEL (${statusText(challenge)}).${outcome}`,
    evidence: [
      ...(invite?.request === undefined ? [] : [seenIn(invite.request, 'the INVITE')]),
      ...(cancel.request === undefined ? [] : [seenIn(cancel.request, 'its CANCEL')]),
      seenIn(challenge, 'challenged, which no CANCEL may be'),
      ...(end === undefined || end.number < challenge.number ? [] : [seenIn(end, 'how the INVITE ended')]),
    ].sort((a, b) => a.frame - b.frame),
  };
}

function ofAck(subject: Case, ack: SeenTransaction, challenge: Step): Found {
  const invite = subject
    .of('INVITE')
    .find((one) => one.sequence === ack.sequence && one.client.address === ack.client.address);
  const answer = invite?.final;
  const repeated =
    invite?.responses.filter((step) => step.status === answer?.status && step.number > challenge.number) ?? [];
  const isLost = answer !== undefined && answer.status < 300 && repeated.length > 0;
  return {
    certainty: 'certain',
    severity: isLost ? 'failure' : 'warning',
    summary: `${capital(serverText(subject, challenge))} asked for credentials for an ACK (${statusText(challenge)}).${isLost ? ' The 200 was sent again afterwards: the ACK did not come through.' : ''}`,
    evidence: [
      ...(answer === undefined ? [] : [seenIn(answer, `the ${answer.status} that the ACK confirms`)]),
      ...(ack.request === undefined ? [] : [seenIn(ack.request, 'the ACK')]),
      seenIn(challenge, 'challenged, which no ACK may be'),
      ...repeated.slice(0, 1).map((step) => seenIn(step, 'sent again, since no ACK arrived')),
    ],
  };
}
