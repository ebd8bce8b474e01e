/** What the two directions of a connection know of each other, and how each says what it found. */

import type { ReadLatin1 } from '../../message/index.ts';
import type { HopTable } from '../hop-table.ts';
import type { CaptureSink, Hop, SeenEventName } from '../seen.ts';
import type { TlsHandshake } from './tls-handshake.ts';
import type { UpgradeRequest } from './websocket-upgrade.ts';

/** ms between two keep-alives of a direction that are told. */
const keepAlivePause = 1000;

/** What is the same for all connections of a capture. */
export class StreamContext {
  readonly sink: CaptureSink;
  readonly hops: HopTable;
  readonly read: ReadLatin1;
  /** Whether it was told that there are compressed WebSocket messages; once is enough. */
  toldOfCompression = false;

  constructor(sink: CaptureSink, hops: HopTable, read: ReadLatin1) {
    this.sink = sink;
    this.hops = hops;
    this.read = read;
  }
}

/** What a connection was seen to carry first. Events are told of such a connection only. */
export type Carried = 'SIP' | 'TLS' | 'WebSocket';

/** What both directions of a connection know. */
export class Conversation {
  carried: Carried | undefined;
  /** The opening handshake that waits for its answer (RFC 6455 4.1). */
  upgrade: UpgradeRequest | undefined;
  /** What the handshake of TLS shows. */
  tls: TlsHandshake | undefined;

  /** The first that is seen stays. */
  carries(what: Carried): void {
    this.carried ??= what;
  }
}

/** How the readers of one direction speak to the sink. */
export class Outlet {
  /** Of this direction; another one as soon as it turns out to carry WebSocket. */
  hop: Hop;
  readonly context: StreamContext;
  readonly conversation: Conversation;
  /** The other direction's. */
  peer: Outlet = this;
  /** Whether it has sent anything yet. */
  spoke = false;
  /** The other side sent a double CRLF, and a single one from here is its answer (RFC 5626 4.4.1). */
  pongIsDue = false;
  #keptAlive = -Infinity;

  constructor(context: StreamContext, conversation: Conversation, hop: Hop) {
    this.context = context;
    this.conversation = conversation;
    this.hop = hop;
  }

  message(text: string, time: number, frame: number): void {
    this.context.sink.message({ kind: 'message', time, frame, hop: this.hop, text, fragments: 1 });
  }

  event(event: SeenEventName, detail: string, time: number, frame: number): void {
    this.context.sink.event({ kind: 'event', time, frame, hop: this.hop, event, detail });
  }

  /** Tells of a keep-alive, unless there was one less than a second ago. */
  keepAlive(detail: string, time: number, frame: number): void {
    if (time - this.#keptAlive < keepAlivePause) return;
    this.#keptAlive = time;
    this.event('keep-alive', detail, time, frame);
  }

  /** From here on both directions are hops of WebSocket (RFC 7118). */
  becomeWebSocket(): void {
    this.conversation.carries('WebSocket');
    const { hops } = this.context;
    if (this.hop.transport === 'WS') return;
    this.hop = hops.over('WS', this.hop);
    this.peer.hop = hops.over('WS', this.peer.hop);
  }
}
