/** SIP over UDP (RFC 3261 18.2.1, 18.1.1): one socket, one message per datagram. */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Destination, Flow, Listener } from '../transport/index.ts';
import { isIPv6 } from './address.ts';
import { listenError } from './listen-error.ts';
import type {} from './latin1.ts';
import type { Port, PortContext } from './port.ts';

/** The most that an IPv4 datagram carries. */
const maxDatagramBytes = 65_507;
/** No start line is this short; keep-alives are. */
const longestKeepAlive = 4;
/** RFC 7983: a first byte of 0 to 3 is STUN. */
const lastStunByte = 3;
/** A power of two. */
const rememberedFlows = 1024;
/** Datagrams below this length find their view of the buffer made. */
const keptViews = 2048;

/** Addresses are numeric, so nothing is looked up and each send leaves in the same turn. */
function numericLookup(
  address: string,
  family: number,
  callback: (error: null, address: string, family: number) => void,
) {
  callback(null, address, family);
}

/**
 * Opens a UDP listener. libuv reads at most 32 datagrams before it turns to timers and other sockets, so a burst here
 * starves nobody.
 * @throws SipError (as a rejection) SIP_PORT_IN_USE, SIP_LISTEN_FAILED
 */
export function openUdp(wanted: Listener, context: PortContext): Promise<Port> {
  const socket = createSocket({
    type: isIPv6(wanted.address) ? 'udp6' : 'udp4',
    ipv6Only: isIPv6(wanted.address),
    lookup: numericLookup as never,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(listenError(wanted, error));
    });
    socket.bind({ address: wanted.address, port: wanted.port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(new UdpPort(socket, { ...wanted, port: socket.address().port }, context));
    });
  });
}

class UdpPort implements Port {
  readonly listener: Listener;
  readonly #socket: Socket;
  readonly #context: PortContext;
  /** Written anew for every datagram that leaves at once; one that waits behind others has bytes of its own. */
  readonly #buffer = Buffer.allocUnsafeSlow(maxDatagramBytes);
  /** By length: the start of the buffer. To make one costs more than to fill it. */
  readonly #views: (Buffer | undefined)[] = new Array<Buffer | undefined>(keptViews).fill(undefined);
  /** The flows of recent peers, by a hash of their address: the next message of a transaction finds the same object. */
  readonly #flows: (Flow | undefined)[] = new Array(rememberedFlows).fill(undefined);
  readonly #onSent = (error: Error | null) => {
    if (error !== null) this.#failed(error);
  };
  #closed = false;

  constructor(socket: Socket, listener: Listener, context: PortContext) {
    this.#socket = socket;
    this.#context = context;
    this.listener = listener;
    socket.on('error', (error) => this.#failed(error));
    socket.on('message', (datagram, remote) => this.#receive(datagram, remote));
    this.#growReceiveBuffer();
  }

  flowTo(destination: Destination): Flow {
    return this.#flow(destination.address, destination.port);
  }

  sendDatagram(flow: Flow, text: string): void {
    if (this.#closed) return this.#tellClosed(flow, 'not listening');
    if (text.length > maxDatagramBytes) return this.#refuse(flow, 'send EMSGSIZE');
    const socket = this.#socket;
    let datagram: Buffer;
    if (socket.getSendQueueCount() > 0) {
      if (socket.getSendQueueSize() > this.#context.options.maxQueuedBytes) return this.#refuse(flow, 'send ENOBUFS');
      datagram = Buffer.allocUnsafe(text.length);
    } else datagram = this.#view(text.length);
    datagram.latin1Write(text, 0);
    try {
      socket.send(datagram, flow.remotePort, flow.remoteAddress, this.#onSent);
    } catch (error) {
      // A flow comes back from a store or another process: its port may be none.
      this.#refuse(flow, (error as Error).message);
    }
  }

  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#socket.removeAllListeners('message');
    const end = performance.now() + graceMs;
    while (this.#socket.getSendQueueCount() > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #receive(datagram: Buffer, remote: RemoteInfo): void {
    // Port 0 is no source that could be answered; only a forger sends from it.
    if (datagram.length <= longestKeepAlive || datagram[0] <= lastStunByte || remote.port === 0) {
      this.#context.counters.datagramsIgnored++;
      return;
    }
    const text = datagram.latin1Slice(0, datagram.length);
    this.#context.receiver.receive(text, this.#flow(remote.address, remote.port));
  }

  #view(length: number): Buffer {
    if (length >= keptViews) return this.#buffer.subarray(0, length);
    return (this.#views[length] ??= this.#buffer.subarray(0, length));
  }

  #flow(address: string, port: number): Flow {
    const last = address.length - 1;
    const slot = (port ^ (address.charCodeAt(last) << 4) ^ (address.charCodeAt(last - 1) << 7)) & (rememberedFlows - 1);
    const known = this.#flows[slot];
    if (known !== undefined && known.remotePort === port && known.remoteAddress === address) return known;
    const flow: Flow = {
      transport: 'UDP',
      localAddress: this.listener.address,
      localPort: this.listener.port,
      remoteAddress: address,
      remotePort: port,
      connection: 0,
    };
    this.#flows[slot] = flow;
    return flow;
  }

  /** Unreachable network, message too long, refused by a filter: told where the error names the destination. */
  #failed(error: Error & { address?: string; port?: number }): void {
    this.#context.counters.datagramsFailed++;
    if (error.address === undefined || !error.port) return this.#context.options.log('warn', `UDP: ${error.message}`);
    this.#tellClosed(this.#flow(error.address, error.port), error.message);
  }

  #refuse(flow: Flow, error: string): void {
    this.#context.counters.datagramsFailed++;
    this.#tellClosed(flow, error);
  }

  #tellClosed(flow: Flow, error: string): void {
    setImmediate(() => this.#context.receiver.closed(flow, error));
  }

  /** The default buffer loses datagrams in a burst; the system may grant less than we ask for. */
  #growReceiveBuffer(): void {
    const { options } = this.#context;
    const asked = options.receiveBufferBytes;
    let granted = 0;
    try {
      this.#socket.setRecvBufferSize(asked);
      granted = this.#socket.getRecvBufferSize();
    } catch (error) {
      options.log('warn', `UDP receive buffer: ${(error as Error).message}`);
      return;
    }
    const { address, port } = this.listener;
    const message = `UDP ${address} port ${port}: receive buffer of ${granted} bytes granted, ${asked} asked`;
    options.log(granted < asked ? 'warn' : 'info', message);
  }
}
