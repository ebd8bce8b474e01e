/** The INVITE usage of a dialog: what both sides may do in a call, and how it ends (RFC 3261 12.2, 14, 15, RFC 5057). */

import { headerId } from '../../catalogue/index.ts';
import { type Dialog, type SessionTimer } from '../../dialog/index.ts';
import { buildResponse, type Header, type Message, type Request, type Response } from '../../message/index.ts';
import { type OfferCarrier, type Underway } from '../../sdp/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { noBody } from '../request/body.ts';
import { type CallSession, descriptionIn, SDP } from './call-session.ts';
import { DialogPeer, type DialogUsage } from './dialog-peer.ts';
import { type Change, Modification } from './modification.ts';
import { receiveReinvite, receiveUpdate } from './received-offer.ts';
import { callEnded, type Outcome } from '../request/request-failed.ts';
import { SessionRefresh } from './session-refresh.ts';
import { SuccessRetransmission } from './success-retransmission.ts';

const ALLOW = headerId('Allow');
const SUPPORTED = headerId('Supported');

/** Why a dialog is over, without a BYE of the peer's. */
export type Breakdown = 'no ACK' | 'gone' | 'session expired' | 'no answer';

/** The call that a usage belongs to. */
export interface UsageHost {
  /** The peer said BYE; it was answered. */
  onBye(usage: InviteUsage, request: Request): void;
  /** The dialog broke down; BYE was sent. */
  onBreakdown(usage: InviteUsage, cause: Breakdown, outcome: Outcome | undefined): void;
  /** The ACK of our 2xx to the first INVITE, or to a later one, has come. */
  onAcknowledged(usage: InviteUsage): void;
  /** A request within the dialog that changes nothing in the session. @returns whether the call answers it */
  onRequest(usage: InviteUsage, request: Request, server: ServerTransaction): boolean;
}

/** What a usage is made of besides its dialog. */
export interface UsageParts {
  readonly agent: AgentParts;
  readonly session: CallSession;
  readonly timer: SessionTimer;
  readonly ownsCallId: boolean;
}

/** How many 2xx of ours may wait for their ACKs before further INVITEs of the peer have to. */
const MOST_UNACKNOWLEDGED = 4;

export class InviteUsage implements DialogUsage {
  readonly agent: AgentParts;
  readonly peer: DialogPeer;
  readonly session: CallSession;
  readonly timer: SessionTimer;
  readonly refresh: SessionRefresh;
  /** Whether we made the call, and with it its Call-ID. */
  readonly ownsCallId: boolean;
  /** An INVITE under way, see `Underway`. */
  invite: Underway['invite'] = undefined;
  inviteOffered = false;
  update: Underway['update'] = undefined;
  prack = false;
  /** Whether our answer has gone in a provisional response that may be lost: then no offer of ours may follow (RFC 3311 5.1). */
  answerAtRisk = false;
  /** An INVITE of the peer's within the dialog that has no final response yet. */
  pendingInvite: ServerTransaction | undefined = undefined;
  ended = false;
  /** Whether the peer knows of the dialog. */
  opened = false;
  /** What is still owed to the peer when the dialog ends. */
  onEnd: (() => void) | undefined = undefined;
  /** Methods and option tags that the peer named last. */
  peerAllows: readonly string[] = [];
  peerSupports: readonly string[] = [];
  private readonly host: UsageHost;
  /** Our 2xx whose ACKs are awaited, by their CSeq numbers. */
  private readonly successes = new Map<number, SuccessRetransmission>();
  /** The CSeq number of the last 2xx that carried an offer of ours. */
  private offeredIn = 0;
  private readonly changes: Modification[] = [];
  private current: Modification | undefined = undefined;
  private whenAcknowledged: (() => void) | undefined = undefined;

  constructor(host: UsageHost, dialog: Dialog, { agent, session, timer, ownsCallId }: UsageParts) {
    this.host = host;
    this.agent = agent;
    this.peer = new DialogPeer(agent, dialog);
    this.session = session;
    this.timer = timer;
    this.ownsCallId = ownsCallId;
    this.refresh = new SessionRefresh(this);
  }

  get dialog(): Dialog {
    return this.peer.dialog;
  }

  get underway(): Underway {
    const { invite, inviteOffered, update, prack } = this;
    return { invite, inviteOffered, update, prack };
  }

  /** Whether a 2xx of ours waits for its ACK. */
  get unacknowledged(): boolean {
    return this.successes.size > 0;
  }

  /** Whether so many do that the peer, who takes up none, has to wait as well. */
  get overdue(): boolean {
    return this.successes.size >= MOST_UNACKNOWLEDGED;
  }

  /** From now on the requests of the dialog reach us. */
  open(): void {
    if (this.ended) return;
    this.opened = true;
    this.peer.add(this);
  }

  /** What the peer can do, as its last message said. */
  learn(message: Message): void {
    if (message.has(ALLOW)) this.peerAllows = message.tokens(ALLOW);
    if (message.has(SUPPORTED)) this.peerSupports = message.tokens(SUPPORTED).map((tag) => tag.toLowerCase());
  }

  // ---- from the peer ----

  receiveRequest(request: Request, server: ServerTransaction): boolean {
    if (this.ended) return false;
    this.learn(request);
    switch (request.method) {
      case 'BYE':
        this.receiveBye(request, server);
        return true;
      case 'INVITE':
        receiveReinvite(this, request, server);
        return true;
      case 'UPDATE':
        receiveUpdate(this, request, server);
        return true;
      default:
        return this.host.onRequest(this, request, server);
    }
  }

  receiveAck(request: Request): void {
    const { sequence } = request.cseq;
    const success = this.successes.get(sequence);
    if (success === undefined) return;
    success.stop();
    this.successes.delete(sequence);
    // The offer was in our 2xx (13.2.2.4).
    if (sequence === this.offeredIn && this.session.negotiation.state === 'local offer') {
      const problem = this.session.takeAnswer(descriptionIn(request));
      if (problem !== '') {
        this.agent.stack.log.info({ callId: request.callId, problem }, 'an ACK without a usable answer');
        this.breakDown('no answer', undefined);
        return;
      }
    }
    this.host.onAcknowledged(this);
    if (!this.unacknowledged) this.whenAcknowledged?.();
    this.pump();
  }

  private receiveBye(request: Request, server: ServerTransaction): void {
    server.respond(200);
    // 15.1.2: what waits for an answer gets 487
    if (this.pendingInvite !== undefined) this.refusePendingInvite(487);
    this.end('bye');
    this.host.onBye(this, request);
  }

  /** The peer cancelled its INVITE within the dialog, or the dialog is over. */
  refusePendingInvite(status: number): void {
    const server = this.pendingInvite;
    this.pendingInvite = undefined;
    this.invite = undefined;
    this.session.refuseOffer();
    if (server !== undefined && !server.answered) server.respond(status);
  }

  /**
   * Answers an INVITE, the first or a later one, with 200 until its ACK comes.
   * @param body the answer, or our offer; '' where the exchange is complete
   */
  accept(request: Request, server: ServerTransaction, body: string, headers: readonly Header[] = []): void {
    const { stack } = this.agent;
    const text = buildResponse(request, 200, {
      toTag: server.localTag,
      recordRoute: true,
      headers: [...this.agent.presence(server.flow), ...this.timer.responseHeaders(request), ...headers],
      body,
      contentType: SDP,
    });
    // With its final response the INVITE is over; its ACK may come behind the next one (RFC 5407 3.1.4).
    this.invite = undefined;
    // Peers of RFC 2543 acknowledge with the branch of the INVITE.
    server.user = { ...server.user, onAck: (_, ack) => this.receiveAck(ack) };
    this.refresh.restart();
    const { sequence } = request.cseq;
    if (this.session.negotiation.state === 'local offer') this.offeredIn = sequence;
    const giveUp = () => this.breakDown('no ACK', undefined);
    this.successes.set(sequence, new SuccessRetransmission(stack, server, text, giveUp));
  }

  // ---- to the peer ----

  /** @returns what keeps us from offering in this request now; undefined for nothing */
  obstacle(by: OfferCarrier): string | undefined {
    if (this.ended) return 'the call is over';
    if (this.answerAtRisk) return 'the caller may not have our answer yet';
    return this.session.negotiation.obstacle(by, this.underway)?.reason;
  }

  /** Changes the session, as soon as nothing else is under way (14.1). Rejects with RequestFailed or SipError SIP_CALL_ENDED. */
  change(change: Change): Promise<void> {
    const modification = new Modification(this, change);
    if (this.ended) modification.fail(callEnded());
    else {
      this.changes.push(modification);
      this.agent.stack.turn(() => this.pump());
    }
    return modification.done;
  }

  /** Says again what holds. RFC 4028 7.4: UPDATE where the peer knows it, otherwise re-INVITE. */
  refreshSession(): Promise<void> {
    return this.change({ method: this.peerAllows.includes('UPDATE') ? 'UPDATE' : 'INVITE', offer: 'again' });
  }

  /** Begins the next change of ours, unless something is in its way. */
  pump(): void {
    const [next] = this.changes;
    if (next === undefined || this.current !== undefined || this.ended || next.obstacle() !== undefined) return;
    this.changes.shift();
    this.current = next;
    next.begin();
  }

  /** A change of ours is over. */
  changed(modification: Modification): void {
    if (this.current === modification) this.current = undefined;
    this.pump();
  }

  /** The change has to wait, and lets the peer go first. */
  postponed(modification: Modification): void {
    if (this.current === modification) this.current = undefined;
    this.changes.unshift(modification);
  }

  /** Ends the dialog with BYE (15.1.1): it is over when the BYE leaves, whatever becomes of it. */
  sendBye(headers: readonly Header[] = []): void {
    if (this.ended) return;
    const bye = this.peer.request('BYE', headers, noBody, this.agent.mortal.add(this.dialog.key));
    this.end('bye');
    bye.begin();
  }

  /** 15: the callee must not send BYE before the ACK has come. @returns whether `then` was called already */
  onceAcknowledged(then: () => void): boolean {
    if (!this.unacknowledged) {
      then();
      return true;
    }
    this.whenAcknowledged = then;
    return false;
  }

  /** 12.2.1.2: 481, 408 and silence mean that the peer has no such dialog any more. @returns whether it is over */
  endIfGone(outcome: Outcome): boolean {
    if (outcome.status !== 481 && outcome.status !== 408) return false;
    // Until a callee has answered, the outcome of our INVITE decides: it has other branches, or the refusal is on its way.
    if (this.ownsCallId && this.dialog.state === 'Early') return false;
    if (!this.ended) this.breakDown('gone', outcome);
    return true;
  }

  breakDown(cause: Breakdown, outcome: Outcome | undefined): void {
    // 15: the callee has no BYE for an early dialog. With 481 its BYE is still on the way.
    if (this.dialog.state === 'Early' && !this.ownsCallId) this.end('300-699');
    else this.sendBye(cause === 'session expired' ? [['Reason', 'SIP;cause=408;text="Session timer expired"']] : []);
    this.host.onBreakdown(this, cause, outcome);
  }

  /** The usage is over, for one of the reasons that its dialog knows. */
  end(event: 'bye' | '300-699' | 'search over'): void {
    if (this.ended) return;
    this.ended = true;
    this.dialog.handle(event);
    this.peer.remove(this);
    for (const success of this.successes.values()) success.stop();
    this.successes.clear();
    this.refresh.stop();
    if (this.pendingInvite !== undefined) this.refusePendingInvite(487);
    const { current } = this;
    this.current = undefined;
    current?.cancel();
    for (const change of this.changes.splice(0)) change.fail(callEnded());
    this.onEnd?.();
  }

  /** 12.2.1.2, for any request of ours within the dialog: takes the new target of its 2xx. */
  succeeded(response: Response): void {
    this.learn(response);
    this.dialog.handle('target refresh', response);
  }
}
