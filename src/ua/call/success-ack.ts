/** The ACK of a 2xx: made once, and sent again for each 2xx that comes again (RFC 3261 13.2.2.4). */

import { buildRequest, Failure, type Header, parseUri } from '../../message/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { SDP } from './call-session.ts';
import { type DialogPeer } from './dialog-peer.ts';
import { withVia } from '../request/with-via.ts';

export class SuccessAck {
  private readonly agent: AgentParts;
  private readonly headers: readonly Header[];
  private readonly uri: string;
  private readonly nextHop: string;
  private readonly way: Flow | undefined;
  private readonly answer: string;
  /** One transaction of its own, of which every copy is a retransmission. */
  private readonly branch: string;

  /**
   * @param sequence the CSeq number of the INVITE
   * @param credentials those of the INVITE (22.1)
   * @param answer to an offer in the 2xx, on the wire; '' for none
   */
  constructor(agent: AgentParts, peer: DialogPeer, sequence: number, credentials: readonly Header[], answer: string) {
    const { uri, nextHop, headers } = peer.dialog.request();
    this.way = peer.way;
    this.agent = agent;
    this.uri = uri;
    this.nextHop = nextHop;
    this.headers = [...headers, ['CSeq', `${sequence} ACK`], ...credentials];
    this.answer = answer;
    this.branch = agent.stack.tokens.branch();
  }

  send(): void {
    const nextHop = parseUri(this.nextHop);
    if (nextHop instanceof Failure) return;
    const { stack, resolve } = this.agent;
    const { way } = this;
    if (way !== undefined && stack.isOpen(way)) {
      stack.turn(() => stack.sendRequestText(this.compose(way), 'ACK', way));
      return;
    }
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
    const { uri, headers, answer } = this;
    const text = buildRequest({ method: 'ACK', uri, headers, body: answer, contentType: SDP });
    return withVia(text, this.agent.stack.viaLine(flow, this.branch));
  }
}
