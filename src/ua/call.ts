/** A call that a user agent makes or takes: its dialog, its end, and what both sides may do in it (RFC 3261 12.2, 14, 15). */

import { type Dialog, type DialogEvent } from '../dialog/index.ts';
import { buildResponse, decodeUtf8, encodeUtf8, type Header, type Request, Response } from '../message/index.ts';
import { type ServerTransaction } from '../stack/index.ts';
import { type AgentParts, type DialogUser } from './agent-parts.ts';
import { type Body, endDialog, sendBye } from './dialog-request.ts';
import { type NoResponse } from './outgoing-request.ts';
import { Reinvite } from './reinvite.ts';
import { SuccessRetransmission } from './success-retransmission.ts';

export type CallState = 'Trying' | 'Ringing' | 'Established' | 'Ended';

/** How a call ended. */
export interface CallEnd {
  /** Who ended it: we, the peer, or nobody: silence or a fault of the network. */
  readonly by: 'local' | 'remote' | 'network';
  /** The final response to the INVITE, received or sent; 408 or 503 where none came. */
  readonly status: number;
  /**
   * `bye` after an established call; `cancelled` by the caller (status 200 where the answer was faster); `gone`: the peer
   * knows nothing of the call any more, or is silent.
   */
  readonly cause: 'bye' | 'refused' | 'cancelled' | 'silence' | 'fault' | 'no ACK' | 'gone';
  readonly response: Response | undefined;
}

export interface CallHandlers {
  /** A provisional response above 100 came; of several callees where the call forked. */
  onProgress?(call: Call, response: Response): void;
  /** The call is established. @param body what the peer described: in its offer, its 2xx or its ACK */
  onEstablished?(call: Call, body: string): void;
  /**
   * An offer of the peer's, in a re-INVITE ('' for none) or in the 2xx to an INVITE of ours without one.
   * @returns the answer, or undefined to refuse it. Without this handler the description that we gave last is given again.
   */
  onOffer?(call: Call, body: string): string | undefined;
  /** The call is over. Called once. */
  onEnd?(call: Call, end: CallEnd): void;
}

export abstract class Call implements DialogUser {
  abstract readonly direction: 'outgoing' | 'incoming';
  abstract readonly callId: string;
  /** May be changed at any time. */
  handlers: CallHandlers;
  protected readonly agent: AgentParts;
  protected dialog: Dialog | undefined = undefined;
  protected current: CallState = 'Trying';
  protected ended: CallEnd | undefined = undefined;
  /** What we described last. */
  protected localBody: Body = { body: '' };
  private reinvite: Reinvite | undefined = undefined;
  /** Our 2xx whose ACK is awaited. */
  private success: SuccessRetransmission | undefined = undefined;
  /** Whether the user hung up before the ACK of our 2xx had come. */
  private hangUpOnAck = false;

  constructor(agent: AgentParts, handlers: CallHandlers) {
    this.agent = agent;
    this.handlers = handlers;
  }

  get state(): CallState {
    return this.current;
  }

  /** How the call ended; undefined while it goes on. */
  get end(): CallEnd | undefined {
    return this.ended;
  }

  /** Ends the call, whatever its state: cancels it, refuses it, or sends BYE. */
  hangUp(): void {
    this.agent.stack.turn(() => {
      if (this.current === 'Ended') return;
      if (this.current !== 'Established') this.giveUp();
      // 15: the callee must not send BYE before the ACK has come
      else if (this.success !== undefined) this.hangUpOnAck = true;
      else this.endByBye({ by: 'local', status: 200, cause: 'bye', response: undefined });
    });
  }

  /** Hangs up before the call is established. */
  protected abstract giveUp(): void;

  /**
   * Offers a new session description within the call (14.1).
   * @param onAnswer is told the peer's answer
   * @param onRefusal is told the refusal: the session stays as it was, unless the call has ended
   * @returns false while the call is not established, or an INVITE of either side is under way
   */
  sendReinvite(
    offer: Body,
    onAnswer: (body: string) => void,
    onRefusal: (outcome: Response | NoResponse) => void,
  ): boolean {
    const { dialog } = this;
    if (
      dialog === undefined ||
      this.current !== 'Established' ||
      this.reinvite !== undefined ||
      this.success !== undefined
    )
      return false;
    this.reinvite = new Reinvite(this.agent, dialog, offer, {
      onAnswer: (body) => {
        this.reinvite = undefined;
        this.localBody = offer;
        onAnswer(body);
      },
      onRefusal: (outcome) => {
        this.reinvite = undefined;
        onRefusal(outcome);
        this.endIfGone(outcome);
      },
    });
    this.agent.stack.turn(() => this.reinvite?.begin());
    return true;
  }

  // ---- from the peer ----

  takeSequence(request: Request): boolean {
    return this.dialog?.takeSequence(request) ?? true;
  }

  receiveRequest(request: Request, server: ServerTransaction): void {
    if (request.method === 'BYE') this.receiveBye(server);
    else if (request.method === 'INVITE') this.receiveReinvite(request, server);
    else server.respond(200, { headers: this.agent.capabilities });
  }

  receiveAck(request: Request): void {
    const { success } = this;
    if (success === undefined || success.sequence !== request.cseq.sequence) return;
    success.stop();
    this.success = undefined;
    this.acknowledged(request);
    if (this.hangUpOnAck) this.endByBye({ by: 'local', status: 200, cause: 'bye', response: undefined });
  }

  /** The ACK of a 2xx of ours has come. */
  protected acknowledged(_ack: Request): void {}

  /** A BYE ends the call; what else is to be done in this state comes first. */
  protected receiveBye(server: ServerTransaction): void {
    server.respond(200);
    this.endDialog('bye');
    this.finish({ by: 'remote', status: 200, cause: 'bye', response: undefined });
  }

  private receiveReinvite(request: Request, server: ServerTransaction): void {
    if (this.current !== 'Established') {
      // 14.2: our final response to the first INVITE has to come first
      const seconds = this.agent.random.bits32() % 11;
      server.respond(500, { headers: [['Retry-After', String(seconds)]] });
      return;
    }
    // 14.2: both sides asked at once; RFC 5407 3.1.4: it overtook the ACK
    if (this.reinvite !== undefined || this.success !== undefined) {
      server.respond(491);
      return;
    }
    const answer = this.answerTo(decodeUtf8(request.body));
    if (answer === undefined) {
      server.respond(488);
      return;
    }
    this.dialog?.handle('target refresh', request);
    this.sendSuccess(request, server, { body: answer });
  }

  protected answerTo(offer: string): string | undefined {
    return this.handlers.onOffer === undefined ? this.localBody.body : this.handlers.onOffer(this, offer);
  }

  /** Answers an INVITE with 200, until its ACK comes. */
  protected sendSuccess(request: Request, server: ServerTransaction, body: Body): void {
    this.localBody = body;
    const headers: Header[] = [['Contact', this.agent.contact(server.flow)], ...this.agent.capabilities];
    const text = buildResponse(request, 200, {
      toTag: server.localTag,
      recordRoute: true,
      headers,
      body: encodeUtf8(body.body),
      contentType: body.contentType ?? 'application/sdp',
    });
    this.success = new SuccessRetransmission(this.agent.stack, server, request.cseq.sequence, text, () => {
      this.endByBye({ by: this.hangUpOnAck ? 'local' : 'network', status: 200, cause: 'no ACK', response: undefined });
    });
  }

  // ---- the end ----

  /** 15.1.1: the call is over when the BYE leaves, whatever becomes of it. */
  protected endByBye(end: CallEnd): void {
    if (this.dialog !== undefined) sendBye(this.agent, this.dialog);
    this.finish(end);
  }

  /** 12.2.1.2: 481, 408 and silence mean that the peer has no such dialog any more. */
  private endIfGone(outcome: Response | NoResponse): void {
    if ((outcome.status !== 481 && outcome.status !== 408) || this.ended !== undefined) return;
    const response = outcome instanceof Response ? outcome : undefined;
    // With 481 its BYE is still on the way.
    this.endByBye({ by: outcome.status === 481 ? 'remote' : 'network', status: 200, cause: 'gone', response });
  }

  protected endDialog(event: DialogEvent): void {
    if (this.dialog !== undefined) endDialog(this.agent, this.dialog, event);
  }

  protected finish(end: CallEnd): void {
    if (this.ended !== undefined) return;
    this.ended = end;
    this.current = 'Ended';
    this.success?.stop();
    this.success = undefined;
    this.reinvite?.cancel();
    this.handlers.onEnd?.(this, end);
  }
}
