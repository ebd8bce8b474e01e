/** The caller's side of reliable provisional responses: PRACK, and the offers and answers that they carry (RFC 3262 4, 5). */

import { formatRAck, reliableNumber, ReliableReceiver } from '../../dialog/index.ts';
import { type Response } from '../../message/index.ts';
import { noBody } from '../request/body.ts';
import { descriptionIn, SDP } from './call-session.ts';
import { whenReady } from '../deferred.ts';
import { type InviteUsage } from './invite-usage.ts';
import { type OutgoingRequest } from '../request/outgoing-request.ts';
import { type Outcome } from '../request/request-failed.ts';

/** How often a PRACK is sent anew that a later request has overtaken. */
const MAX_ATTEMPTS = 5;

/** Those of one INVITE in one dialog. */
export class ProvisionalAcks {
  /** The CSeq number of the INVITE. */
  readonly sequence: number;
  /** Whether the offer that an INVITE without one asked for has come, and was answered. */
  exchanged = false;
  private readonly usage: InviteUsage;
  private readonly receiver = new ReliableReceiver();

  constructor(usage: InviteUsage, sequence: number) {
    this.usage = usage;
    this.sequence = sequence;
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
    const isAnswer = session.negotiation.state === 'local offer';
    // What came in an earlier response is said again at most.
    const isOffer = !usage.inviteOffered && !this.exchanged && session.negotiation.state !== 'remote offer';
    if (description === undefined || !(isAnswer || isOffer)) {
      acknowledge('');
      return true;
    }
    usage.prack = true;
    if (isAnswer) {
      const problem = session.takeAnswer(description);
      if (problem !== '') usage.agent.stack.log.info({ callId: response.callId, problem }, 'an answer that is none');
      acknowledge('');
      return true;
    }
    // The INVITE had no offer: this is it, and the PRACK carries the answer.
    whenReady(
      usage.agent.stack,
      () => session.answer(description, true),
      (answer) => {
        this.exchanged = true;
        acknowledge(answer);
      },
      (error) => {
        usage.agent.stack.log.info({ err: error, callId: response.callId }, 'an offer that can not be answered');
        acknowledge('');
      },
    );
    return true;
  }

  private send(rack: string, answer: string, attempt = 1): void {
    const { usage } = this;
    if (usage.ended) return;
    const body = answer === '' ? noBody : { body: answer, contentType: SDP };
    const user = {
      onResponse() {},
      onFinal: (request: OutgoingRequest, { status }: Outcome) => {
        // RFC 3261 12.2.2: a later request of ours was faster. Nobody else sends it again: the response that it is for is known.
        if (status === 500 && request.sequence < usage.dialog.localSequence && attempt < MAX_ATTEMPTS) {
          this.send(rack, answer, attempt + 1);
          return;
        }
        usage.prack = false;
        usage.pump();
      },
    };
    usage.peer.request('PRACK', [['RAck', rack]], body, user).begin();
  }
}
