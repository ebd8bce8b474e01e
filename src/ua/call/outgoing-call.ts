/** A call that we make: the INVITE, its forks, the ACK, and the CANCEL that may lose its race (RFC 3261 9.1, 13.2). */

import { Dialog, SessionTimer } from '../../dialog/index.ts';
import { Failure, type Header, indexMessage, type Request, Response } from '../../message/index.ts';
import { type SessionDescription } from '../../sdp/index.ts';
import { type AgentParts, type CallPolicy } from '../agent-parts.ts';
import { noBody } from '../request/body.ts';
import { Call } from './call.ts';
import { descriptionIn, SDP } from './call-session.ts';
import { whenReady } from '../deferred.ts';
import { Inbox } from '../inbox.ts';
import { type Breakdown, InviteUsage } from './invite-usage.ts';
import { type Media } from './media.ts';
import { OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { ProvisionalAcks } from './provisional-acks.ts';
import { movedTo, RedirectTargets } from '../request/redirect-targets.ts';
import { type Outcome, RequestFailed } from '../request/request-failed.ts';
import { withHeaders, withoutExtensions } from '../request/retry.ts';
import { SuccessAck } from './success-ack.ts';

/** A dialog that the INVITE has made so far. */
interface Early {
  readonly usage: InviteUsage;
  readonly pracks: ProvisionalAcks;
}

/** How many callees a call may have forked to: further ones are not listened to. */
const FORKS = 64;

export interface OutgoingCallOptions {
  readonly media: Media;
  /** Whether the callee is to make the offer. */
  readonly lateOffer: boolean;
  /** How many targets of 3xx responses are tried. */
  readonly redirects: number;
  readonly reliable: CallPolicy['reliable'];
  /** Is told what `progress` has. */
  readonly onProgress?: ((response: Response) => void) | undefined;
  /** Is told when the callee has moved for good. */
  readonly onMoved: (moved: NonNullable<ReturnType<typeof movedTo>>) => void;
}

/**
 * A call that we make: `progress` tells how it goes until somebody answers, `established` that somebody has, and `hangUp` cancels
 * it before that. Where it forks, the first callee that answers has it, and the others are let go.
 */
export class OutgoingCall extends Call implements RequestUser {
  readonly direction = 'outgoing';
  readonly callId: string;
  /** Provisional responses above 100, each once; of several callees where the call forked. Ends with the answer. */
  readonly progress = new Inbox<Response>();
  private readonly draft: RequestDraft;
  private readonly options: OutgoingCallOptions;
  private readonly timer: SessionTimer;
  private readonly targets: RedirectTargets;
  private request: OutgoingRequest | undefined = undefined;
  /** By the callee's tag: dialogs that are early, and those of further forks. */
  private readonly early = new Map<string, Early>();
  /** By the callee's tag. */
  private readonly acks = new Map<string, SuccessAck | undefined>();
  private cancelled = false;

  /** @hidden */
  constructor(
    agent: AgentParts,
    draft: Omit<RequestDraft, 'body' | 'contentType'> & { readonly callId: string },
    options: OutgoingCallOptions,
  ) {
    super(agent, options.media);
    this.callId = draft.callId;
    this.options = options;
    this.timer = new SessionTimer(agent.policy.sessionTimer);
    this.targets = new RedirectTargets(draft.uri, options.redirects);
    const required: Header[] = options.reliable === 'required' ? [['Require', '100rel']] : [];
    this.draft = { ...draft, ...noBody, headers: [...draft.headers, ...required, ...this.timer.requestHeaders()] };
  }

  /** Sends the INVITE, as soon as the media have made the offer; for `UserAgent.invite`. @internal */
  begin(): void {
    whenReady(
      this.agent.stack,
      () => (this.options.lateOffer ? '' : this.session.offer()),
      (offer) => this.sendInvite(offer),
      (error) => this.finish({ by: 'local', status: 503, cause: 'fault' }, error),
    );
  }

  /** 9.1: the answer may be faster than the CANCEL; then it is acknowledged, and BYE follows. */
  protected override giveUp(headers: readonly Header[]): void {
    this.cancelled = true;
    if (this.request === undefined) this.finish({ by: 'local', status: 487, cause: 'cancelled' });
    else this.request.cancel(headers);
  }

  /** 15: the callee never saw the ACK of its 2xx, and we may not have seen that. @hidden */
  override onBye(usage: InviteUsage, request: Request): void {
    if (!this.goesOnWithout(usage)) super.onBye(usage, request);
  }

  /** @hidden */
  override onBreakdown(usage: InviteUsage, cause: Breakdown, outcome: Outcome | undefined): void {
    if (!this.goesOnWithout(usage)) super.onBreakdown(usage, cause, outcome);
  }

  /** An early dialog has ended by itself. @returns whether the call goes on, because other branches may still answer */
  private goesOnWithout(usage: InviteUsage): boolean {
    if (!this.early.delete(usage.dialog.remoteTag)) return false;
    const [other] = this.early.values();
    if (this.usage === usage && other !== undefined) this.usage = other.usage;
    if (other !== undefined) return true;
    if (this.current !== 'Established') this.request?.cancel();
    return false;
  }

  // ---- what the INVITE meets ----

  /** @hidden */
  onResponse(request: OutgoingRequest, response: Response): void {
    if (response.status >= 200) this.succeed(request, response);
    else if (response.status > 100 && this.end === undefined) this.receiveProvisional(request, response);
  }

  /** @hidden */
  onFinal(_request: OutgoingRequest, outcome: Outcome): void {
    this.endEarly('300-699');
    const response = outcome instanceof Response ? outcome : undefined;
    const { status } = outcome;
    const failure = new RequestFailed('INVITE', outcome);
    const reasons = response?.named('Reason') ?? [];
    if (this.cancelled) this.finish({ by: 'local', status, cause: 'cancelled', response, reasons }, failure);
    else if (response !== undefined)
      this.finish({ by: 'remote', status, cause: 'refused', response, reasons }, failure);
    else this.finish({ by: 'network', status, cause: status === 408 ? 'silence' : 'fault' }, failure);
  }

  /** @hidden */
  onEnd(): void {
    this.endEarly('search over');
  }

  /** 8.1.3.4, 8.1.3.5: another target, or the same in another form. @hidden */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    this.endEarly('300-699');
    const { draft } = request;
    if (outcome instanceof Response) {
      if (outcome.status >= 300 && outcome.status < 400) this.redirected(outcome);
      if (outcome.status >= 600) return undefined;
      const changed = this.changed(draft, outcome);
      if (changed !== undefined) return changed;
    }
    const uri = this.targets.next();
    if (uri === undefined) return undefined;
    // What was chosen for the first target is not the way to another.
    return { ...draft, uri, flow: undefined, nextHop: this.agent.routes.length > 0 ? draft.nextHop : uri };
  }

  private redirected(response: Response): void {
    if (this.options.redirects === 0) return;
    this.targets.receive(response);
    const moved = movedTo(response);
    if (moved !== undefined) this.options.onMoved(moved);
  }

  private changed(draft: RequestDraft, response: Response): RequestDraft | undefined {
    switch (response.status) {
      case 420:
        return this.options.reliable === 'required' ? undefined : withoutExtensions(draft, response);
      case 422:
        return this.timer.receiveTooSmall(response) ? withHeaders(draft, this.timer.requestHeaders()) : undefined;
      case 488:
      case 606: {
        // 21.4.26: the response may say what would do.
        const able = descriptionIn(response);
        if (able === undefined || able instanceof Failure || draft.body === '') return undefined;
        const body = this.session.reoffer(able);
        return body === undefined ? undefined : { ...draft, body };
      }
      default:
        return undefined;
    }
  }

  private sendInvite(offer: string): void {
    if (this.end !== undefined) return;
    const body = offer === '' ? noBody : { body: offer, contentType: SDP };
    this.request = new OutgoingRequest(this.agent, { ...this.draft, ...body }, this);
    this.request.begin();
  }

  private endEarly(event: '300-699' | 'search over'): void {
    for (const { usage } of this.early.values()) {
      usage.end(event);
      if (this.usage === usage) this.usage = undefined;
    }
    this.early.clear();
  }

  // ---- provisional responses ----

  private receiveProvisional(request: OutgoingRequest, response: Response): void {
    const { tag } = response.to;
    if (tag !== '') {
      const early = this.early.get(tag) ?? this.openEarly(request, response);
      if (early === undefined && this.early.size >= FORKS) {
        this.agent.stack.log.info({ callId: this.callId }, 'a call forks to too many callees');
        return;
      }
      if (early !== undefined) {
        early.usage.learn(response);
        early.usage.dialog.handle('1xx', response);
        if (!early.pracks.receive(response)) return;
        // RFC 6228 6: this branch will not answer any more.
        if (response.status === 199) this.closeEarly(tag, early);
      }
    }
    if (this.current === 'Trying') this.current = 'Ringing';
    this.progress.put(response);
    this.options.onProgress?.(response);
  }

  private openEarly(request: OutgoingRequest, response: Response): Early | undefined {
    const usage = this.early.size < FORKS ? this.usageOf(request, response) : undefined;
    if (usage === undefined) return undefined;
    usage.invite = 'client';
    usage.inviteOffered = request.draft.body !== '';
    usage.open();
    const early = { usage, pracks: new ProvisionalAcks(usage, request.sequence) };
    this.early.set(response.to.tag, early);
    this.usage ??= usage;
    return early;
  }

  private closeEarly(tag: string, { usage }: Early): void {
    usage.end('300-699');
    this.early.delete(tag);
    if (this.usage === usage) this.usage = this.early.values().next().value?.usage;
  }

  private usageOf(request: OutgoingRequest, response: Response): InviteUsage | undefined {
    const { agent } = this;
    const dialog = Dialog.fromResponse(sentRequest(request), response, agent.dialogMachine);
    if (dialog instanceof Failure) return undefined;
    const usage = new InviteUsage(this, dialog, {
      agent,
      session: this.session.fork(),
      timer: this.timer.fork(),
      ownsCallId: true,
    });
    if (agent.policy.byFlow) usage.peer.flow = request.flow;
    return usage;
  }

  // ---- 2xx ----

  private succeed(request: OutgoingRequest, response: Response): void {
    const { tag } = response.to;
    if (this.acks.has(tag)) {
      this.acks.get(tag)?.send();
      return;
    }
    if (this.acks.size >= FORKS) {
      // Without an ACK it gives up by itself.
      this.agent.stack.log.info({ callId: this.callId }, 'a call was answered by too many callees');
      return;
    }
    const usage = this.early.get(tag)?.usage ?? this.usageOf(request, response);
    if (usage === undefined) {
      // Whoever answered can't be reached; it gives up when no ACK comes.
      this.finish({ by: 'network', status: response.status, cause: 'fault', response });
      return;
    }
    this.acks.set(tag, undefined);
    this.early.delete(tag);
    usage.dialog.handle('2xx', response);
    usage.learn(response);
    usage.open();
    usage.invite = undefined;
    const first = this.current !== 'Established' && this.end === undefined;
    if (first) this.usage = usage;
    const description = descriptionIn(response);
    const acknowledge = (answer: string) => {
      // An attempt that was given up may have been answered: its number counts.
      const { sequence } = response.cseq;
      const ack = new SuccessAck(this.agent, usage.peer, sequence, request.credentials, answer);
      this.acks.set(tag, ack);
      ack.send();
    };
    if (!first || this.cancelled) {
      acknowledge('');
      usage.sendBye();
      // 13.2.2.4: a further callee that answered is let go; and so is one that was faster than our CANCEL
      if (first) this.finish({ by: 'local', status: response.status, cause: 'cancelled', response });
      return;
    }
    this.current = 'Established';
    this.session = usage.session;
    usage.timer.receiveSuccess(response);
    this.agree(usage, description, acknowledge, response);
  }

  /** Takes the answer in a 2xx, or answers the offer in it; then the call stands. */
  private agree(
    usage: InviteUsage,
    description: SessionDescription | Failure | undefined,
    acknowledge: (answer: string) => void,
    response: Response,
  ): void {
    const { negotiation } = usage.session;
    const fail = (problem: string) => {
      this.agent.stack.log.info({ callId: this.callId, problem }, 'a 2xx without a usable description');
      acknowledge('');
      usage.sendBye();
      this.finish({ by: 'local', status: response.status, cause: 'no answer', response });
    };
    const stand = (answer: string) => {
      acknowledge(answer);
      usage.refresh.restart();
      this.establish();
      usage.pump();
    };
    if (negotiation.state === 'local offer') {
      const problem = usage.session.takeAnswer(description);
      if (problem === '') stand('');
      else fail(problem);
    } else if (negotiation.state !== 'none') {
      usage.session.takeUp();
      stand('');
    } else if (description === undefined) fail('no offer');
    else {
      // 13.2.2.4: there is an ACK for every 2xx, whatever becomes of the call while the media make their answer.
      usage.onEnd = () => acknowledge('');
      const once = (then: () => void) => {
        if (usage.ended) return;
        usage.onEnd = undefined;
        then();
      };
      whenReady(
        this.agent.stack,
        () => usage.session.answer(description),
        (answer) => once(() => stand(answer)),
        (error) => once(() => fail(error.message)),
      );
    }
  }

  protected override establish(): void {
    super.establish();
    this.progress.end();
  }

  protected override finish(...end: Parameters<Call['finish']>): void {
    super.finish(...end);
    this.progress.end();
  }
}

/** The INVITE as it left last. */
function sentRequest(request: OutgoingRequest): Request {
  return indexMessage(request.sentText) as Request;
}
