/** The network of a user agent on Node: sockets, look-ups, hash functions, and the address that it is reached at (RFC 3261 18, RFC 3263). */

import { isIP } from 'node:net';
import { SipError } from '../message/index.ts';
import { Resolver } from '../resolve/index.ts';
import { type ListenAddress, openSockets, type SocketOptions, type Sockets } from '../sockets/index.ts';
import { type Flow } from '../transport/index.ts';
import { type UserAgentOptions } from '../ua/index.ts';
import { addressToward, hasFamily, outwardAddress } from './local-address.ts';
import { nodeHash } from './node-hash.ts';
import { resolveTarget } from './resolve-target.ts';

/** How often a free port is looked for that is free for every transport. */
const ATTEMPTS = 16;

/** What is opened, where something else is wanted than UDP and TCP on a free port of all addresses. */
export interface NetworkOptions {
  /** A numeric address to listen on; all of this machine's when left out. */
  readonly address?: string;
  /** The same for all transports; a free one when left out, or 0. */
  readonly port?: number;
  /** UDP and TCP when left out. */
  readonly transports?: readonly ('UDP' | 'TCP')[];
  /** Limits and times of the sockets. */
  readonly sockets?: Partial<SocketOptions>;
}

/** Made to be spread into the options of a user agent. */
export interface NodeNetwork extends Required<Pick<UserAgentOptions, 'resolve' | 'hash' | 'sentBy'>> {
  readonly transport: Sockets;
  /** Where we are reached: the address that was asked for, or else the one that leads outwards. For media, and for people. */
  readonly address: string;
  /** Closes the sockets, once what was queued is sent, or after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Opens the network of one user agent. Without an address it listens on all of them, and each peer is told the one that the
 * routing table has for it: right on a machine in several networks, and after a change of address.
 * @throws SipError (as a rejection) SIP_PORT_IN_USE, SIP_LISTEN_FAILED, SIP_OPTIONS without a transport
 */
export async function openNetwork(options: NetworkOptions = {}): Promise<NodeNetwork> {
  const { address, port = 0, transports = ['UDP', 'TCP'] } = options;
  if (transports.length === 0) throw new SipError('SIP_OPTIONS', 'a network needs a transport');
  const hosts = address === undefined ? wildcards() : [address];
  const listeners = hosts.flatMap((host) => transports.map((transport) => ({ transport, address: host, port })));
  const transport = await openOnOnePort(listeners, options.sockets);
  return {
    transport,
    address: address === undefined || isWildcard(address) ? outwardAddress() : address,
    resolve: resolveTarget(new Resolver()),
    hash: nodeHash,
    sentBy: whereabouts,
    close: (graceMs) => transport.close(graceMs),
  };
}

function wildcards(): string[] {
  const families = [hasFamily('IPv4') ? '0.0.0.0' : '', hasFamily('IPv6') ? '::' : ''].filter((each) => each !== '');
  return families.length > 0 ? families : ['0.0.0.0'];
}

/**
 * 18.2.1: who listens on a UDP port listens for TCP there too, so a free port has to be free for all.
 * @param open for tests
 */
export async function openOnOnePort(
  listeners: readonly ListenAddress[],
  options: Partial<SocketOptions> = {},
  open = openSockets,
): Promise<Sockets> {
  if (listeners[0].port !== 0 || listeners.length === 1) return open(listeners, undefined, options);
  for (let attempt = 1; ; attempt++) {
    const probe = await open(listeners.slice(0, 1), undefined);
    const [{ port }] = probe.listeners;
    await probe.close(0);
    try {
      const wanted = listeners.map((listener) => ({ ...listener, port }));
      return await open(wanted, undefined, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof SipError) || error.code !== 'SIP_PORT_IN_USE') throw error;
    }
  }
}

/**
 * Our address as the peer on a flow reaches it: as it was bound, or, where that is any, by the route to the peer. The route
 * is asked for each time, since it changes with the network, and costs some 20 µs.
 */
function whereabouts({ localAddress, localPort, remoteAddress }: Flow) {
  return { host: isWildcard(localAddress) ? addressToward(remoteAddress) : localAddress, port: localPort };
}

function isWildcard(address: string): boolean {
  return isIP(address) === 6 ? /^[0:]+$/.test(address) : address === '0.0.0.0';
}
