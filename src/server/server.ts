/** The server on the network: sockets under the composed roles, and its end in good order. */

import { randomBytes } from 'node:crypto';
import { type WriteLatin1 } from '../message/index.ts';
import { nodeHash } from '../node/index.ts';
import { Resolver } from '../resolve/index.ts';
import { openSockets, type Sockets } from '../sockets/index.ts';
import { type Logger, systemClock, systemRandom } from '../stack/index.ts';
import { Composition } from './compose.ts';
import { type Config } from './config.ts';
import { type RoutingModule } from './routing-module.ts';
import { type Server, type ServerDeps, type ServerStats } from './server-contract.ts';
import { HepExport } from './hep-export.ts';
import { VerdictLog } from './verdict-log.ts';

// Taken once: globals of Node such as this one are found by a getter each time.
const { latin1Write } = Buffer.prototype;
const writeLatin1: WriteLatin1 = (target, text, offset) => latin1Write.call(target, text, offset);
/** How often a draining server looks whether everything has ended, ms. */
const DRAIN_LOOK_MS = 50;

/**
 * Listens when it resolves.
 * @throws SipError (as a rejection) SIP_PORT_IN_USE, SIP_LISTEN_FAILED; the store stays the caller's
 */
export async function startServer(config: Config, deps: ServerDeps): Promise<Server> {
  const { log } = deps;
  const composition = await Composition.create({
    ...deps,
    config,
    clock: systemClock,
    random: systemRandom(),
    hash: nodeHash,
    resolver: new Resolver(),
    // A new id each start: what an earlier process minted is not ours any more.
    instance: randomBytes(3).toString('hex'),
    writeLatin1,
  });
  const { limits } = config;
  const sockets = await openSockets(config.listen, composition.stack, {
    framing: { maxHeaderBytes: limits.messageBytes, maxBodyBytes: limits.bodyBytes },
    maxConnections: limits.connections,
    maxConnectionsPerAddress: limits.connectionsPerAddress,
    idleTimeoutMs: limits.idleTimeout,
    messageTimeoutMs: limits.messageTimeout,
    connectTimeoutMs: limits.connectTimeout,
    log: (level, message) => log[level]({}, message),
  });
  composition.stack.attach(sockets);
  composition.begin(sockets.listeners);
  const readers = [new VerdictLog(composition.failures, systemClock, log), ...exportsOf(config, composition, log)];
  return new RunningServer(composition, sockets, readers);
}

/** Who else is to have the messages. */
function exportsOf({ trace: { hep } }: Config, { ring }: Composition, log: Logger): HepExport[] {
  if (hep === undefined) return [];
  return [new HepExport(hep, ring, () => Date.now() - systemClock.now(), writeLatin1, log)];
}

class RunningServer implements Server {
  private readonly composition: Composition;
  private readonly sockets: Sockets;
  /** Of the trace. */
  private readonly readers: readonly { close(): void }[];
  private closing: Promise<void> | undefined = undefined;

  constructor(composition: Composition, sockets: Sockets, readers: readonly { close(): void }[]) {
    this.composition = composition;
    this.sockets = sockets;
    this.readers = readers;
  }

  get listeners(): Server['listeners'] {
    return this.sockets.listeners;
  }

  get trace(): Server['trace'] {
    return this.composition.trace;
  }

  ready(): boolean {
    return this.closing === undefined;
  }

  reload(config: Config, routing: RoutingModule | undefined): Promise<void> {
    return this.composition.reload(config, routing);
  }

  stats(): ServerStats {
    const { stack, authenticator } = this.composition;
    const { counters } = stack;
    return {
      requestsReceived: counters.requestsReceived,
      requestsSent: counters.requestsSent,
      responsesReceived: counters.responsesReceived,
      responsesSent: counters.responsesSent,
      retransmissionsAbsorbed: counters.retransmissionsAbsorbed,
      retransmissionsSent: counters.retransmissionsSent,
      timeouts: counters.timeouts,
      drops: counters.drops,
      authVerdicts: authenticator.verdicts,
      serverTransactions: stack.serverTransactionCount,
      clientTransactions: stack.clientTransactionCount,
      bridgedCalls: this.composition.bridged,
      connections: this.sockets.connectionCount,
      storeBatches: undefined,
    };
  }

  close(graceMs: number): Promise<void> {
    this.closing ??= this.drain(graceMs);
    return this.closing;
  }

  /** Proxied calls go on without us, bridged ones are ended; what is waited for are answers that we owe or expect. */
  private async drain(graceMs: number): Promise<void> {
    const { composition, sockets } = this;
    composition.drain();
    const end = systemClock.now() + graceMs;
    while (composition.unanswered > 0 && systemClock.now() < end)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK_MS));
    for (const reader of this.readers) reader.close();
    composition.stop();
    await sockets.close();
  }
}
