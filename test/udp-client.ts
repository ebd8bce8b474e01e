/** A UDP socket in the hands of a test: it sends what the test writes and keeps what comes. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { indexMessage, Request, Response } from '../src/message/index.ts';
import { until } from './interop/until.ts';

export interface At {
  readonly address: string;
  readonly port: number;
}

export class UdpClient {
  readonly port: number;
  /** What came and is SIP. */
  readonly received: (Request | Response)[] = [];
  /** What came and is none. */
  readonly foreign: string[] = [];
  onRequest: ((request: Request, from: At) => void) | undefined = undefined;
  /** Whether what came is kept; turned off where it is much. */
  keep = true;
  readonly #socket: Socket;
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (datagram, { address, port }) => {
      const text = datagram.toString('latin1');
      const message = indexMessage(text);
      if (message === undefined) this.foreign.push(text);
      else {
        if (this.keep || message.callId.startsWith(PROBE)) this.received.push(message);
        if (message instanceof Request) this.onRequest?.(message, { address, port });
      }
    });
  }

  static async open(t: TestContext): Promise<UdpClient> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    t.after(() => socket.close());
    return new UdpClient(socket);
  }

  /** @param text one character per byte */
  send(text: string, to: At): void {
    this.#socket.send(Buffer.from(text, 'latin1'), to.port, to.address);
  }

  /** The final response to a Call-ID, which is waited for. */
  final(callId: string): Promise<Response> {
    return until(`a final response to ${callId}`, () =>
      this.received.find(
        (message): message is Response =>
          message instanceof Response && message.status >= 200 && message.callId === callId,
      ),
    );
  }

  /** A request of this client's own; each has a branch of its own. */
  request(method: string, uri: string, callId: string, lines: readonly string[] = [], body = ''): string {
    const head = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK-${this.port}-${++this.#count}`,
      'Max-Forwards: 70',
      'From: <sip:test@127.0.0.1>;tag=1',
      `To: <${uri}>`,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      ...lines,
    ];
    return `${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  }

  /** Asks the server for a sign of life, again where the datagram got lost, and waits for the 200. */
  async probe(to: At): Promise<void> {
    const callId = `${PROBE}${++this.#count}`;
    const text = this.request('OPTIONS', `sip:127.0.0.1:${to.port}`, callId);
    let asked = -Infinity;
    const answer = await until(`an answer to OPTIONS`, () => {
      const now = performance.now();
      if (now - asked > 1000) {
        asked = now;
        this.send(text, to);
      }
      return this.received.find((message) => message.callId === callId);
    });
    if (!(answer instanceof Response) || answer.status !== 200) throw new Error(`OPTIONS was answered ${answer.text}`);
    this.received.splice(this.received.indexOf(answer), 1);
  }
}

const PROBE = 'probe-';
