/** A re-INVITE of ours: a new offer within a call (RFC 3261 14.1). */

import { type Dialog } from '../dialog/index.ts';
import { decodeUtf8, type Response } from '../message/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { type Body, dialogRequest, SuccessAck } from './dialog-request.ts';
import { type NoResponse, type OutgoingRequest, type RequestUser } from './outgoing-request.ts';

export interface ReinviteUser {
  onAnswer(body: string): void;
  /** The session stays as it was. */
  onRefusal(outcome: Response | NoResponse): void;
}

export class Reinvite implements RequestUser {
  private readonly agent: AgentParts;
  private readonly dialog: Dialog;
  private readonly user: ReinviteUser;
  private readonly request: OutgoingRequest;
  private ack: SuccessAck | undefined = undefined;

  constructor(agent: AgentParts, dialog: Dialog, offer: Body, user: ReinviteUser) {
    this.agent = agent;
    this.dialog = dialog;
    this.user = user;
    this.request = dialogRequest(agent, dialog, 'INVITE', offer, this);
  }

  begin(): void {
    this.request.begin();
  }

  /** The call is over: without this, an INVITE whose 2xx got lost would wait for ever. */
  cancel(): void {
    this.request.cancel();
  }

  onResponse(request: OutgoingRequest, response: Response): void {
    if (response.status < 200) return;
    if (this.ack !== undefined) {
      this.ack.send();
      return;
    }
    this.dialog.handle('target refresh', response);
    this.ack = new SuccessAck(this.agent, this.dialog, request.sequence, request.credentials, { body: '' });
    this.ack.send();
    this.user.onAnswer(decodeUtf8(response.body));
  }

  onFinal(_request: OutgoingRequest, outcome: Response | NoResponse): void {
    this.user.onRefusal(outcome);
  }
}
