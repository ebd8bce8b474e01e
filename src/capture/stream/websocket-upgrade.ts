/** The opening handshake of WebSocket, told when its answer is there (RFC 6455 4, RFC 7118 4). */

import { type HttpHead, HttpHeadReader } from './http-head.ts';
import type { Outlet } from './outlet.ts';
import { readable } from './readable.ts';
import { ignored, type StreamReader } from './stream-reader.ts';
import { tellOfCompression, WebSocketStream } from './websocket-stream.ts';

/** What a client asked for (RFC 6455 4.1). */
export interface UpgradeRequest {
  readonly target: string;
  /** '' without one: only browsers must send it. */
  readonly origin: string;
  /** Subprotocols offered, '' for none. */
  readonly protocols: string;
}

const webSocket = /(?:^|[\s,])websocket(?:$|[\s,/])/i;
const compression = /(?:^|[\s,])permessage-deflate(?:$|[\s,;])/i;
const letterG = 0x47;
const letterH = 0x48;

/** Reads the request of a client, and what it sends after one that asks for WebSocket (RFC 6455 4.1). */
export function upgradeRequestReader(outlet: Outlet): StreamReader {
  return new HttpHeadReader(outlet.context.read, (head) => {
    if (!webSocket.test(head.field('upgrade'))) return ignored;
    outlet.conversation.upgrade = {
      target: head.startLine.split(' ')[1] ?? '',
      origin: head.field('origin'),
      protocols: head.field('sec-websocket-protocol'),
    };
    outlet.becomeWebSocket();
    return new AfterRequest(outlet);
  });
}

/** Reads the answer of a server, and what it sends after one that agrees to WebSocket (RFC 6455 4.2.2). */
export function upgradeResponseReader(outlet: Outlet): StreamReader {
  return new HttpHeadReader(outlet.context.read, (head, time, frame) => {
    const { conversation } = outlet;
    const request = conversation.upgrade;
    const status = Number(head.startLine.slice(9, 12));
    if (status === 101 && webSocket.test(head.field('upgrade'))) {
      conversation.upgrade = undefined;
      outlet.becomeWebSocket();
      outlet.event('websocket', describe(request, head), time, frame);
      if (isCompressed(head)) tellOfCompression(outlet, frame);
      return new WebSocketStream(outlet);
    }
    if (request === undefined) return ignored;
    // RFC 9110 15.2: after another 1xx the final answer is still to come.
    if (status >= 200 || status === 101) {
      conversation.upgrade = undefined;
      outlet.event('websocket refused', readable(head.startLine.slice(9)), time, frame);
    }
    return new AfterResponse(outlet);
  });
}

/** Frames, or another request when the first was refused. */
class AfterRequest implements StreamReader {
  readonly adrift = false;
  readonly held = 0;
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    // As the first byte of a frame a G would be nonsense (RFC 6455 5.2).
    const isRequest = bytes[start] === letterG;
    const next = isRequest ? upgradeRequestReader(this.#outlet) : new WebSocketStream(this.#outlet);
    return next.take(bytes, start, end, time, frame);
  }

  skip(): StreamReader {
    return new WebSocketStream(this.#outlet, true);
  }

  finish(): void {}
}

/** The body of an answer that was not the one, until a segment begins with another answer. */
class AfterResponse implements StreamReader {
  readonly adrift = false;
  readonly held = 0;
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader {
    if (bytes[start] !== letterH || this.#outlet.conversation.upgrade === undefined) return this;
    return upgradeResponseReader(this.#outlet).take(bytes, start, end, time, frame);
  }

  skip(): StreamReader {
    return this;
  }

  finish(): void {}
}

function isCompressed(response: HttpHead): boolean {
  return compression.test(response.field('sec-websocket-extensions'));
}

/** What was agreed, and what was asked for by whom. */
function describe(request: UpgradeRequest | undefined, response: HttpHead): string {
  const agreed = response.field('sec-websocket-protocol');
  const offered = request === undefined || request.protocols === '' ? '' : ` (offered: ${readable(request.protocols)})`;
  const facts = [agreed === '' ? `no subprotocol${offered}` : `subprotocol ${readable(agreed)}`];
  if (request !== undefined) {
    // A query may hold what lets a client in.
    facts.push(`path ${readable(request.target).replace(/\?.*/, '?…')}`);
    if (request.origin !== '') facts.push(`origin ${readable(request.origin)}`);
  }
  if (isCompressed(response)) facts.push('compressed (permessage-deflate)');
  return facts.join('; ');
}
