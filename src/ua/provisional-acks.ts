/** The caller's side of reliable provisional responses: PRACK, and the offers and answers that they carry (RFC 3262 4, 5). */

import { formatRAck, reliableNumber, ReliableReceiver } from '../dialog/index.ts';
import { type Response } from '../message/index.ts';
import { noBody } from './body.ts';
import { descriptionIn, SDP } from './call-session.ts';
import { whenReady } from './deferred.ts';
import { type InviteUsage } from './invite-usage.ts';
import { type OutgoingRequest } from './outgoing-request.ts';
import { type Outcome } from './request-failed.ts';

/** Those of one INVITE in one dialog. */
export class ProvisionalAcks {
  private readonly usage: InviteUsage;
  private readonly receiver = new ReliableReceiver();

  constructor(usage: InviteUsage) {
    this.usage = usage;
  }

  /** @returns whether the response is one to look at: new, and in order */
  receive(response: Response): boolean {
    const { usage } = this;
    const { session } = usage;
    const description = descriptionIn(response);
    const number = reliableNumber(response);
    if (number === undefined) {
      if (description !== undefined && 'media' in description) session.preview(description);
      return true;
    }
    if (this.receiver.receive(number) !== 'take') return false;
    const { cseq } = response;
    const acknowledge = (answer: string) => this.send(formatRAck(number, cseq), answer);
    const { state } = session.negotiation;
    if (description === undefined || (state !== 'local offer' && state !== 'none')) {
      acknowledge('');
      return true;
    }
    usage.prack = true;
    if (state === 'local offer') {
      const problem = session.takeAnswer(description);
      if (problem !== '') usage.agent.stack.log.info({ callId: response.callId, problem }, 'an answer that is none');
      acknowledge('');
      return true;
    }
    // The INVITE had no offer: this is it, and the PRACK carries the answer.
    whenReady(
      usage.agent.stack,
      () => session.answer(description),
      acknowledge,
      (error) => {
        usage.agent.stack.log.info({ err: error, callId: response.callId }, 'an offer that can not be answered');
        acknowledge('');
      },
    );
    return true;
  }

  private send(rack: string, answer: string): void {
    const { usage } = this;
    if (usage.ended) return;
    const body = answer === '' ? noBody : { body: answer, contentType: SDP };
    const user = {
      onResponse() {},
      onFinal: (_: OutgoingRequest, _outcome: Outcome) => {
        usage.prack = false;
        usage.pump();
      },
    };
    usage.peer.request('PRACK', [['RAck', rack]], body, user).begin();
  }
}
