/** A REFER of a peer's: we are asked to call somebody, and tell how that goes (RFC 3515 2.4, RFC 3892, RFC 4488, RFC 5589, RFC 7614, RFC 7647). */

import { Dialog } from '../../dialog/index.ts';
import { formatSipfrag, SIPFRAG_TYPE } from '../../event/index.ts';
import {
  decodeUtf8,
  encodeUtf8,
  Failure,
  type Header,
  type NameAddr,
  type Request,
  SipError,
} from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { noBody, type WireBody } from '../request/body.ts';
import type { Call } from '../call/call.ts';
import { Deadline } from '../deadline.ts';
import { DialogPeer } from '../call/dialog-peer.ts';
import { type Inbox } from '../inbox.ts';
import { type RejectOptions } from '../call/incoming-call-options.ts';
import { UNDECIDED } from './incoming-subscription.ts';
import { MAX_NOTIFIERS, Notifier, type NotifierHost } from './notifier.ts';
import type { OutgoingCall } from '../call/outgoing-call.ts';
import { readReference, type Reference, referredBy, unsubscribed } from './refer-header.ts';
import type { InviteOptions } from '../user-agent-options.ts';

/** s that the subscription lasts: longer than most telephones ring. */
const EXPIRES = 300;

/**
 * A request of a peer's that we call somebody: `accept`, `take` or `reject` it. Where nothing is decided in three seconds, it is answered
 * with 200, and its sender told that it is pending (RFC 3515 2.4).
 */
export class Referral implements NotifierHost {
  /** The REFER, for what this class does not read. */
  readonly request: Request;
  /** The call that it came in; undefined for one outside any (click to dial). */
  readonly call: Call | undefined;
  /** Refer-To. */
  readonly to: NameAddr;
  /** Whom to call: the URI without what it brings along. */
  readonly target: string;
  /** INVITE; with `anyReferral` also what else is to be sent there, which is for the application to do: see `take`. */
  readonly method: string;
  /** The value of Replaces that the new call will carry, where it is to take the place of another (RFC 3891). */
  readonly replaces: string | undefined;
  /** On whose behalf; undefined where it is not said (RFC 3892). */
  readonly referredBy: NameAddr | undefined;
  private readonly agent: AgentParts;
  private readonly server: ServerTransaction;
  private readonly headers: readonly Header[];
  /** Undefined where the sender wants to be told nothing. */
  private readonly notifier: Notifier | undefined;
  private readonly suppressed: ReturnType<typeof unsubscribed>;
  private readonly undecided: Deadline;
  private decided = false;
  private answered = false;
  private status = 100;
  private reason: string | undefined = undefined;

  /** @param parts `peer` is the dialog of the call, or the one that our 2xx makes; undefined where there is none to make @hidden */
  constructor(
    agent: AgentParts,
    request: Request,
    server: ServerTransaction,
    parts: { readonly reference: Reference; readonly peer: DialogPeer | undefined; readonly call: Call | undefined },
  ) {
    const { to, target, method, replaces, requiresReplaces } = parts.reference;
    const by = referredBy(request);
    this.agent = agent;
    this.request = request;
    this.server = server;
    this.call = parts.call;
    this.to = to;
    this.target = target;
    this.method = method;
    this.replaces = replaces;
    this.referredBy = by?.address;
    this.headers = [
      ...(by === undefined ? [] : [['Referred-By', by.value] as const]),
      ...(replaces === undefined ? [] : [['Replaces', replaces] as const]),
      ...(requiresReplaces && replaces !== undefined ? [['Require', 'replaces'] as const] : []),
    ];
    this.suppressed = unsubscribed(request);
    this.notifier = this.notifierFor(parts.peer);
    this.undecided = new Deadline(agent.stack, () => this.open('defer'));
    this.undecided.set(UNDECIDED);
  }

  /** Who refers us: From. */
  get from(): NameAddr {
    return this.request.from;
  }

  /** Whether it was neither accepted nor rejected yet. */
  get pending(): boolean {
    return !this.decided;
  }

  /**
   * Calls whom we are referred to. The sender is told how it goes, unless it does not want to know; the call that the REFER
   * came in goes on until one side hangs up.
   * @param options of the call
   * @throws SipError SIP_REFERRAL_DECIDED; SIP_REFERRAL_METHOD where something else than a call is asked for: see `take`
   */
  accept(options: InviteOptions = {}): OutgoingCall {
    if (this.method !== 'INVITE')
      throw new SipError('SIP_REFERRAL_METHOD', `not a call is asked for, but ${this.method}`, { rfc: '3515 2.1' });
    const tell = this.take();
    const headers = [...this.headers, ...(options.headers ?? [])];
    let call: OutgoingCall;
    try {
      call = this.agent.place(this.target, { ...options, headers }, ({ status, reason }) =>
        this.tell(status, decodeUtf8(reason)),
      );
    } catch (error) {
      tell(503);
      throw error;
    }
    call.established.then(
      () => tell(200),
      () => {},
    );
    // One that was given up ends with 200 where the answer was faster.
    void call.ended.then(({ status, response }) => {
      if (status < 300) tell(487);
      else tell(status, response && decodeUtf8(response.reason));
    });
    return call;
  }

  /**
   * Accepts it without calling anybody: for who sees to it in another way.
   * @returns what tells the sender how that goes: 100 to 199 as often as is liked, then the final status
   * @throws SipError SIP_REFERRAL_DECIDED
   */
  take(): (status: number, reason?: string) => void {
    if (this.decided) throw new SipError('SIP_REFERRAL_DECIDED', 'the referral was decided before');
    this.decided = true;
    const { stack } = this.agent;
    stack.turn(() => {
      if (this.answered) this.notifier?.grant();
      else this.open('grant');
    });
    return (status, reason) => stack.turn(() => this.tell(status, reason));
  }

  /**
   * Declines: with the status, or where it is pending already by a last NOTIFY that tells it.
   * @param status 300 to 699
   * @throws SipError SIP_STATUS
   */
  reject(status = 603, { reason, headers = [] }: RejectOptions = {}): void {
    if (!(status >= 300 && status <= 699 && Number.isInteger(status)))
      throw new SipError('SIP_STATUS', `${status} does not refuse a REFER`);
    if (this.decided) return;
    this.decided = true;
    this.undecided.clear();
    this.agent.stack.turn(() => {
      if (this.answered) this.tell(status, reason, 'rejected');
      else this.server.respond(status, { headers, reason: reason === undefined ? undefined : encodeUtf8(reason) });
    });
  }

  private notifierFor(peer: DialogPeer | undefined): Notifier | undefined {
    if (peer === undefined || this.suppressed !== undefined) return undefined;
    const { agent, request } = this;
    // RFC 3515 2.4.6: the CSeq number tells several REFERs of a dialog apart
    const id = request.to.tag === '' ? '' : String(request.cseq.sequence);
    return new Notifier({
      agent,
      host: this,
      peer,
      identity: { event: 'refer', id },
      event: id === '' ? 'refer' : `refer;id=${id}`,
      longest: () => EXPIRES,
    });
  }

  /** RFC 7647 5: 200, where RFC 3515 had 202. */
  private open(event: 'grant' | 'defer'): void {
    this.undecided.clear();
    this.answered = true;
    const { server, agent, notifier, suppressed } = this;
    const headers: Header[] = [['Contact', agent.contact(server.flow)]];
    if (suppressed === 'norefersub') headers.push(['Refer-Sub', 'false']);
    const respond = () => server.respond(200, { headers, recordRoute: true });
    if (notifier === undefined) respond();
    else notifier.open(event, EXPIRES, respond);
  }

  private tell(status: number, reason?: string, end: 'noresource' | 'rejected' = 'noresource'): void {
    if (this.status >= 200) return;
    this.status = status;
    this.reason = reason;
    if (status < 200) this.notifier?.changed();
    else this.notifier?.terminate(end);
  }

  // ---- for the notifier ----

  /** What the next NOTIFY carries. @hidden */
  bodyFor(): WireBody {
    const { status, reason, notifier } = this;
    if (notifier === undefined) return noBody;
    return { body: encodeUtf8(formatSipfrag(status, reason)), contentType: `${SIPFRAG_TYPE};version=2.0` };
  }

  /** @hidden */
  onOver(): void {}
}

/**
 * Takes a REFER, or refuses it.
 * @param inbox where it goes; while nobody reads there, it is declined
 * @param within the dialog that it came in, and the call that this is
 */
export function receiveRefer(
  agent: AgentParts,
  request: Request,
  server: ServerTransaction,
  inbox: Inbox<Referral>,
  within?: { readonly peer: DialogPeer; readonly call?: Call },
): void {
  const reference = readReference(request);
  let peer = within?.peer;
  // RFC 3515 2.4.2
  if (reference === undefined) server.respond(400, { reason: 'Bad Refer-To' });
  else if (!inbox.listening) server.respond(603);
  else if (reference.method !== 'INVITE' && !agent.anyReferral) server.respond(501);
  else if (!reference.to.uri.isSip) server.respond(416);
  else if (agent.notifiers.size >= MAX_NOTIFIERS) server.respond(503, { headers: [['Retry-After', '60']] });
  else {
    if (peer !== undefined) peer.dialog.handle('target refresh', request);
    else if (unsubscribed(request) === undefined) {
      const dialog = Dialog.fromRequest(request, server.localTag, agent.dialogMachine);
      if (dialog instanceof Failure) {
        server.respond(400, { reason: 'Bad Contact Or Record-Route' });
        return;
      }
      dialog.handle('2xx');
      peer = new DialogPeer(agent, dialog);
    }
    inbox.put(new Referral(agent, request, server, { reference, peer, call: within?.call }));
  }
}
