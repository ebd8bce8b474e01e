/** A call that we are offered: ringing, the answer, the refusal, and the CANCEL that may come before (RFC 3261 9.2, 13.3). */

import { Dialog } from '../dialog/index.ts';
import {
  decodeUtf8,
  encodeUtf8,
  type Failure,
  type Header,
  type NameAddr,
  type Request,
  SipError,
} from '../message/index.ts';
import { type ServerTransaction, type ServerUser } from '../stack/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { Call } from './call.ts';
import { type Body } from './dialog-request.ts';

export class IncomingCall extends Call implements ServerUser {
  readonly direction = 'incoming';
  readonly callId: string;
  /** The INVITE, for what this class does not read. */
  readonly request: Request;
  private readonly server: ServerTransaction;

  /** @param dialog the dialog that our responses will make: the INVITE was read for it already */
  constructor(agent: AgentParts, request: Request, server: ServerTransaction, dialog: Dialog) {
    super(agent, {});
    this.request = request;
    this.callId = request.callId;
    this.server = server;
    this.dialog = dialog;
  }

  get from(): NameAddr {
    return this.request.from;
  }

  /** The session description that the caller offers, or ''. */
  get offer(): string {
    return decodeUtf8(this.request.body);
  }

  /**
   * Sends a provisional response.
   * @throws SipError SIP_STATUS for a status that is not from 101 to 199
   */
  ring(status = 180, { body, contentType }: Body = { body: '' }): void {
    if (status <= 100 || status > 199) throw new SipError('SIP_STATUS', `${status} does not say that it rings`);
    if (this.current !== 'Trying' && this.current !== 'Ringing') return;
    this.agent.stack.turn(() => {
      this.current = 'Ringing';
      this.register();
      this.server.respond(status, {
        recordRoute: true,
        headers: [['Contact', this.agent.contact(this.server.flow)]],
        body: encodeUtf8(body),
        contentType: contentType ?? 'application/sdp',
      });
    });
  }

  /** Takes the call. @param body the answer; our offer, where the caller made none */
  answer(body: Body): void {
    if (this.current !== 'Trying' && this.current !== 'Ringing') return;
    this.agent.stack.turn(() => {
      this.current = 'Established';
      this.register();
      this.dialog?.handle('2xx');
      this.sendSuccess(this.request, this.server, body);
    });
  }

  /**
   * Refuses the call.
   * @param headers such as Contact for 3xx, Retry-After, Warning
   * @throws SipError SIP_STATUS for a status that is not from 300 to 699
   */
  refuse(status: number, headers: readonly Header[] = []): void {
    if (status < 300 || status > 699) throw new SipError('SIP_STATUS', `${status} does not refuse a call`);
    if (this.current !== 'Trying' && this.current !== 'Ringing') return;
    this.agent.stack.turn(() => this.close(status, 'local', headers));
  }

  protected override giveUp(): void {
    this.close(480, 'local', []);
  }

  protected override acknowledged(ack: Request): void {
    const { offer } = this;
    this.handlers.onEstablished?.(this, offer === '' ? decodeUtf8(ack.body) : offer);
  }

  // ---- what the server transaction tells ----

  /** 9.2: the caller gave up. */
  onCancel(): void {
    if (this.current === 'Trying' || this.current === 'Ringing') this.close(487, 'remote', []);
  }

  /** 15.1.2: a BYE before our final response; the INVITE is answered too. */
  protected override receiveBye(server: ServerTransaction): void {
    if (!this.server.answered) this.server.respond(487);
    super.receiveBye(server);
  }

  private close(status: number, by: 'local' | 'remote', headers: readonly Header[]): void {
    this.server.respond(status, { headers });
    this.endDialog('300-699');
    this.finish({ by, status, cause: by === 'remote' ? 'cancelled' : 'refused', response: undefined });
  }

  /** From our first response with a tag on, the caller can send requests within the dialog. */
  private register(): void {
    if (this.dialog !== undefined) this.agent.dialogs.set(this.dialog.key, this);
  }
}

/** The dialog of a new INVITE, or what is wrong with it. */
export function dialogOf(agent: AgentParts, request: Request, server: ServerTransaction): Dialog | Failure {
  return Dialog.fromRequest(request, server.localTag, agent.dialogMachine);
}
