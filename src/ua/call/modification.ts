/** A change of the session that we ask for: re-INVITE or UPDATE, with the waiting that glare demands (RFC 3261 14.1, RFC 3311 5.1, RFC 4028 7). */

import { Response, type SipError } from '../../message/index.ts';
import { Timed } from '../../stack/index.ts';
import { noBody } from '../request/body.ts';
import { descriptionIn, SDP } from './call-session.ts';
import { Deferred, whenReady } from '../deferred.ts';
import { type InviteUsage } from './invite-usage.ts';
import { type OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { ProvisionalAcks } from './provisional-acks.ts';
import { callEnded, type Outcome, RequestFailed } from '../request/request-failed.ts';
import { retryAfter, withHeaders, withoutExtensions } from '../request/retry.ts';
import { SuccessAck } from './success-ack.ts';

/** What a change is about. */
export interface Change {
  readonly method: 'INVITE' | 'UPDATE';
  /** A new offer of ours; what holds once more (in UPDATE: no offer at all); or the peer is asked to make one (INVITE). */
  readonly offer: 'new' | 'again' | 'none';
  /** Holds the peer from now on, or no longer; taken back when the change is refused. */
  readonly held?: boolean;
}

/** How often the other side may have been faster; more often while its request, whose response gets lost, may be under way. */
const MAX_ATTEMPTS = 10;
/** s; who asks for more has refused. */
const LONGEST_PAUSE = 10;

export class Modification extends Timed implements RequestUser {
  private readonly usage: InviteUsage;
  private readonly change: Change;
  private readonly result = new Deferred<void>();
  private heldBefore = false;
  private attempts = 0;
  /** Monotonic ms. */
  private begunAt = 0;
  private waiting = false;
  /** Whether an offer of ours is in this request; another may wait for the ACK of our 2xx. */
  private offered = false;
  private request: OutgoingRequest | undefined = undefined;
  private pracks: ProvisionalAcks | undefined = undefined;
  private ack: SuccessAck | undefined = undefined;
  private succeeded = false;
  private over = false;

  constructor(usage: InviteUsage, change: Change) {
    super();
    this.usage = usage;
    this.change = change;
  }

  get done(): Promise<void> {
    return this.result.promise;
  }

  /** What it has to wait for; undefined for nothing. */
  obstacle(): string | undefined {
    if (this.waiting) return 'the other side goes first';
    const { usage, change } = this;
    // Until the ACK has come, the peer would see two INVITEs at once.
    if (usage.unacknowledged) return 'our 2xx has no ACK yet';
    return usage.obstacle(change.method);
  }

  begin(): void {
    const { usage, change } = this;
    if (this.attempts++ === 0) this.begunAt = usage.agent.stack.now;
    this.heldBefore = usage.session.held;
    if (change.held !== undefined) usage.session.held = change.held;
    this.mark('client');
    const body = () => {
      if (change.offer === 'new') return usage.session.offer();
      return change.offer === 'again' && change.method === 'INVITE' ? usage.session.offerAgain() : '';
    };
    // Until ours is made, and sent, the peer's offer would cross it.
    usage.update = 'client';
    const made = () => {
      // RFC 5407 3.3.2: an UPDATE without an offer is in nobody's way
      if (change.method === 'INVITE' || change.offer !== 'new') usage.update = undefined;
    };
    whenReady(
      usage.agent.stack,
      body,
      (offer) => {
        made();
        this.send(offer);
      },
      (error) => {
        made();
        this.fail(error);
      },
    );
  }

  /** The call is over: without this, an INVITE whose 2xx got lost would wait for ever. */
  cancel(): void {
    const { request } = this;
    if (!this.succeeded) request?.cancel();
    // 13.2.2.4: the media have not made their answer yet, and the 2xx gets its ACK all the same.
    else if (this.change.method === 'INVITE' && this.ack === undefined && request !== undefined)
      this.acknowledge(request, '');
    this.fail(callEnded());
  }

  fail(error: Error | SipError): void {
    if (this.over) return;
    this.over = true;
    this.usage.agent.stack.wheel.disarm(this);
    const { session } = this.usage;
    if (this.offered) session.offerRefused();
    this.mark(undefined);
    if (this.attempts > 0 && !this.waiting) session.held = this.heldBefore;
    this.result.reject(error);
    this.usage.changed(this);
  }

  private send(offer: string): void {
    const { usage, change } = this;
    if (usage.ended) {
      this.fail(callEnded());
      return;
    }
    const headers = [...usage.agent.capabilities(), ...usage.timer.requestHeaders()];
    const body = offer === '' ? noBody : { body: offer, contentType: SDP };
    this.offered = offer !== '';
    if (change.method === 'INVITE') usage.inviteOffered = offer !== '';
    this.pracks = undefined;
    this.request = usage.peer.request(change.method, headers, body, this);
    this.request.begin();
  }

  // ---- what the request meets ----

  onResponse(request: OutgoingRequest, response: Response): void {
    if (response.status < 200) {
      // RFC 3262 3: each attempt counts from a number of its own
      if (this.pracks?.sequence !== request.sequence) this.pracks = new ProvisionalAcks(this.usage, request.sequence);
      this.pracks.receive(response);
      return;
    }
    // A 2xx to INVITE.
    if (this.succeeded) {
      this.ack?.send();
      return;
    }
    this.succeeded = true;
    if (this.over) {
      this.acknowledge(request, '');
      return;
    }
    this.usage.succeeded(response);
    this.usage.timer.receiveSuccess(response);
    const { session } = this.usage;
    const description = descriptionIn(response);
    const asked = this.change.offer === 'none' && this.pracks?.exchanged !== true;
    if (session.negotiation.state === 'local offer') {
      const problem = session.takeAnswer(description);
      this.acknowledge(request, '');
      this.settle(problem);
    } else if (asked && description !== undefined) {
      const finish = (answer: string, problem: string) => {
        if (this.over) return;
        this.acknowledge(request, answer);
        this.settle(problem);
      };
      whenReady(
        this.usage.agent.stack,
        () => session.answer(description, true),
        (answer) => finish(answer, ''),
        (error) => finish('', error.message),
      );
    } else {
      this.acknowledge(request, '');
      this.settle(asked ? 'no offer in the 2xx' : '');
    }
  }

  onFinal(request: OutgoingRequest, outcome: Outcome): void {
    const { usage } = this;
    if (this.over) return;
    if (outcome instanceof Response && outcome.status < 300) {
      // Of an UPDATE.
      this.succeeded = true;
      usage.succeeded(outcome);
      usage.timer.receiveSuccess(outcome);
      this.settle(this.offered ? usage.session.takeAnswer(descriptionIn(outcome)) : '');
      return;
    }
    if (this.offered) usage.session.offerRefused();
    this.offered = false;
    if (outcome instanceof Response && this.mayTryAgain && !usage.ended) {
      const seconds = this.pause(request, outcome);
      if (seconds !== undefined) {
        this.wait(seconds);
        return;
      }
    }
    this.fail(new RequestFailed(this.change.method, outcome));
    usage.endIfGone(outcome);
  }

  /** RFC 4028 7.3: the interval was too small for somebody on the way; 8.1.3.5: the peer knows no session timers. */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    if (!(outcome instanceof Response)) return undefined;
    if (outcome.status === 420) return withoutExtensions(request.draft, outcome);
    if (outcome.status !== 422) return undefined;
    const { timer } = this.usage;
    return timer.receiveTooSmall(outcome) ? withHeaders(request.draft, timer.requestHeaders()) : undefined;
  }

  override onDeadline(): void {
    this.waiting = false;
    this.usage.pump();
  }

  private get mayTryAgain(): boolean {
    const { now, timers } = this.usage.agent.stack;
    return this.attempts < MAX_ATTEMPTS || now < this.begunAt + 64 * timers.t1;
  }

  /** @returns s to wait before the next attempt; undefined where none would help */
  private pause(request: OutgoingRequest, response: Response): number | undefined {
    const { agent, ownsCallId, dialog } = this.usage;
    // 14.1: in units of 10 ms, from 2.1 to 4 s for the owner of the Call-ID, from 0 to 2 s for the other
    if (response.status === 491)
      return (agent.random.bits32() % (ownsCallId ? 191 : 201)) / 100 + (ownsCallId ? 2.1 : 0);
    if (response.status !== 500) return undefined;
    const seconds = retryAfter(response);
    // 14.2 has no longer wait than this
    if (seconds !== undefined) return seconds <= LONGEST_PAUSE ? seconds : undefined;
    // 12.2.2: a later request of ours was faster
    return request.sequence < dialog.localSequence ? 0 : undefined;
  }

  private wait(seconds: number): void {
    const { stack } = this.usage.agent;
    this.mark(undefined);
    this.usage.session.held = this.heldBefore;
    this.waiting = true;
    this.request = undefined;
    stack.wheel.arm(this, stack.now + Math.max(10, seconds * 1000));
    this.usage.postponed(this);
  }

  private acknowledge(request: OutgoingRequest, answer: string): void {
    const { agent, peer } = this.usage;
    this.ack = new SuccessAck(agent, peer, request.sequence, request.credentials, answer);
    this.ack.send();
  }

  /** It went through. @param problem what is wrong with the description that came; '' for nothing */
  private settle(problem: string): void {
    const { usage } = this;
    if (this.over) return;
    this.over = true;
    this.mark(undefined);
    usage.refresh.restart();
    if (problem === '') this.result.resolve();
    else {
      this.result.reject(callEnded());
      usage.agent.stack.log.info({ callId: usage.dialog.callId, problem }, 'a change without a usable answer');
      usage.breakDown('no answer', undefined);
    }
    usage.changed(this);
  }

  private mark(underway: 'client' | undefined): void {
    if (this.change.method === 'INVITE') this.usage.invite = underway;
    else this.usage.update = underway;
  }
}
