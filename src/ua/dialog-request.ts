/** Requests within a dialog, and the ACK of a 2xx (RFC 3261 12.2.1, 13.2.2.4, 15.1.1). */

import { type Dialog, type DialogEvent } from '../dialog/index.ts';
import { buildRequest, encodeUtf8, Failure, type Header, parseUri } from '../message/index.ts';
import { type Flow } from '../transport/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { OutgoingRequest, type RequestUser } from './outgoing-request.ts';
import { withVia } from './with-via.ts';

/** Text of a body; UTF-8 is made of it on the wire. */
export interface Body {
  readonly body: string;
  /** application/sdp when left out. */
  readonly contentType?: string;
}

/** A request within the dialog, not sent yet. */
export function dialogRequest(
  agent: AgentParts,
  dialog: Dialog,
  method: string,
  { body, contentType }: Body,
  user: RequestUser,
): OutgoingRequest {
  const draft = {
    ...dialog.request(),
    method,
    body: encodeUtf8(body),
    contentType: contentType ?? 'application/sdp',
    // A target refresh says where we are (12.2.1.1).
    contact: method === 'INVITE',
    nextSequence: () => dialog.nextSequence(),
  };
  return new OutgoingRequest(agent, draft, user);
}

/** Tells a dialog of what ends it, and forgets it then. */
export function endDialog(agent: AgentParts, dialog: Dialog, event: DialogEvent): void {
  if (dialog.handle(event)) agent.dialogs.delete(dialog.key);
}

/** Ends a dialog with BYE (15.1.1): it is over at once, whatever the peer answers. */
export function sendBye(agent: AgentParts, dialog: Dialog): void {
  endDialog(agent, dialog, 'bye');
  dialogRequest(agent, dialog, 'BYE', { body: '' }, { onResponse() {}, onFinal() {} }).begin();
}

/** The ACK of a 2xx: made once, and sent again for each 2xx that comes again (13.2.2.4). */
export class SuccessAck {
  private readonly agent: AgentParts;
  private readonly headers: readonly Header[];
  private readonly uri: string;
  private readonly nextHop: string;
  private readonly body: Body;
  /** One transaction of its own, of which every copy is a retransmission. */
  private readonly branch: string;

  /**
   * @param sequence the CSeq number of the INVITE
   * @param credentials those of the INVITE (22.1)
   */
  constructor(agent: AgentParts, dialog: Dialog, sequence: number, credentials: readonly Header[], body: Body) {
    const { uri, nextHop, headers } = dialog.request();
    this.agent = agent;
    this.uri = uri;
    this.nextHop = nextHop;
    this.headers = [...headers, ['CSeq', `${sequence} ACK`], ...credentials];
    this.body = body;
    this.branch = agent.stack.tokens.branch();
  }

  send(): void {
    const nextHop = parseUri(this.nextHop);
    if (nextHop instanceof Failure) return;
    const { stack, resolve } = this.agent;
    resolve(nextHop, (destinations) => {
      for (const destination of destinations) {
        const flow = stack.flowTo(destination);
        if (flow === undefined) continue;
        stack.turn(() => stack.sendRequestText(this.compose(flow), 'ACK', flow));
        return;
      }
    });
  }

  private compose(flow: Flow): string {
    const { body, contentType } = this.body;
    const text = buildRequest({
      method: 'ACK',
      uri: this.uri,
      headers: this.headers,
      body: encodeUtf8(body),
      contentType: contentType ?? 'application/sdp',
    });
    return withVia(text, this.agent.stack.viaLine(flow, this.branch));
  }
}
