/** A call that we make: the INVITE, its forks, the ACK, and the CANCEL that may lose its race (RFC 3261 9.1, 13.2). */

import { Dialog, type DialogEvent } from '../dialog/index.ts';
import { decodeUtf8, encodeUtf8, Failure, indexMessage, type Request, Response } from '../message/index.ts';
import { type ServerTransaction } from '../stack/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { Call, type CallHandlers } from './call.ts';
import { type Body, endDialog, sendBye, SuccessAck } from './dialog-request.ts';
import { type NoResponse, OutgoingRequest, type RequestDraft, type RequestUser } from './outgoing-request.ts';

export class OutgoingCall extends Call implements RequestUser {
  readonly direction = 'outgoing';
  readonly callId: string;
  private readonly request: OutgoingRequest;
  private readonly offered: boolean;
  /** By the callee's tag: dialogs that are early, and those of further forks. */
  private readonly early = new Map<string, Dialog>();
  /** By the callee's tag. */
  private readonly acks = new Map<string, SuccessAck>();
  private cancelled = false;

  constructor(
    agent: AgentParts,
    draft: Omit<RequestDraft, 'body' | 'contentType'> & { readonly callId: string },
    offer: Body,
    handlers: CallHandlers,
  ) {
    super(agent, handlers);
    this.callId = draft.callId;
    this.localBody = offer;
    this.offered = offer.body !== '';
    const { body, contentType } = offer;
    this.request = new OutgoingRequest(
      agent,
      { ...draft, body: encodeUtf8(body), contentType: contentType ?? 'application/sdp' },
      this,
    );
  }

  begin(): void {
    this.request.begin();
  }

  /** 9.1: the answer may be faster than the CANCEL; then it is acknowledged, and BYE follows. */
  protected override giveUp(): void {
    this.cancelled = true;
    this.request.cancel();
  }

  /** 15: the callee never saw the ACK of its 2xx, and we may not have seen that. */
  protected override receiveBye(server: ServerTransaction): void {
    if (this.current !== 'Established') {
      this.request.cancel();
      this.endEarly('bye');
    }
    super.receiveBye(server);
  }

  // ---- what the INVITE meets ----

  onResponse(request: OutgoingRequest, response: Response): void {
    if (response.status >= 200) this.succeed(request, response);
    else if (response.status > 100 && this.ended === undefined) this.progress(request, response);
  }

  onFinal(_request: OutgoingRequest, outcome: Response | NoResponse): void {
    this.endEarly('300-699');
    const response = outcome instanceof Response ? outcome : undefined;
    const { status } = outcome;
    if (this.cancelled) this.finish({ by: 'local', status, cause: 'cancelled', response });
    else if (response !== undefined) this.finish({ by: 'remote', status, cause: 'refused', response });
    else this.finish({ by: 'network', status, cause: status === 408 ? 'silence' : 'fault', response });
  }

  onEnd(): void {
    this.endEarly('search over');
  }

  private endEarly(event: DialogEvent): void {
    for (const dialog of this.early.values()) endDialog(this.agent, dialog, event);
    this.early.clear();
  }

  private progress(request: OutgoingRequest, response: Response): void {
    const { tag } = response.to;
    if (tag !== '') {
      const known = this.early.get(tag);
      if (known !== undefined) known.handle('1xx', response);
      else {
        const dialog = Dialog.fromResponse(sentRequest(request), response, this.agent.dialogMachine);
        if (!(dialog instanceof Failure)) {
          this.early.set(tag, dialog);
          this.agent.dialogs.set(dialog.key, this);
        }
      }
    }
    if (this.current === 'Trying') this.current = 'Ringing';
    this.handlers.onProgress?.(this, response);
  }

  private succeed(request: OutgoingRequest, response: Response): void {
    const { tag } = response.to;
    const known = this.acks.get(tag);
    if (known !== undefined) {
      known.send();
      return;
    }
    const dialog = this.early.get(tag) ?? Dialog.fromResponse(sentRequest(request), response, this.agent.dialogMachine);
    if (dialog instanceof Failure) {
      // Whoever answered can't be reached; it gives up when no ACK comes.
      if (this.dialog === undefined) this.finish({ by: 'network', status: response.status, cause: 'fault', response });
      return;
    }
    this.early.delete(tag);
    dialog.handle('2xx', response);
    const first = this.dialog === undefined && this.ended === undefined;
    if (first) this.dialog = dialog;
    this.agent.dialogs.set(dialog.key, this);
    this.localBody = this.offered ? this.localBody : { body: this.answerTo(decodeUtf8(response.body)) ?? '' };
    const ack = new SuccessAck(
      this.agent,
      dialog,
      request.sequence,
      request.credentials,
      this.offered ? { body: '' } : this.localBody,
    );
    this.acks.set(tag, ack);
    ack.send();
    if (!first) {
      // 13.2.2.4: a further callee that answered is acknowledged, and then let go
      sendBye(this.agent, dialog);
    } else if (this.cancelled) {
      this.endByBye({ by: 'local', status: response.status, cause: 'cancelled', response });
    } else {
      this.current = 'Established';
      this.handlers.onEstablished?.(this, decodeUtf8(response.body));
    }
  }
}

/** The INVITE as it left last. */
function sentRequest(request: OutgoingRequest): Request {
  return indexMessage(request.sentText) as Request;
}
