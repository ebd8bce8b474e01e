/** Two UDP sockets on an even port and the next one (RFC 3550 11). */

import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SipError } from '../message/index.ts';

/** The UDP ports that media may take. */
export interface PortRange {
  /** The least and the greatest port for RTP; odd ones are not taken. */
  readonly first: number;
  readonly last: number;
}

export interface PortPair {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  /** Of RTP, even; RTCP has the next one. */
  readonly port: number;
}

/** What programs of today take: away from the ports that the system gives out by itself. */
export const defaultPortRange: PortRange = { first: 10_000, last: 19_998 };

/**
 * Binds a free pair; the place in the range where the search begins is drawn, so that an old call's stragglers do not meet
 * a new one's port. Nobody else can bind the ports meanwhile.
 * @param address numeric, of this machine
 * @param random at least 0, less than 1
 * @throws SipError (as a rejection) SIP_MEDIA_PORTS where every pair is taken, SIP_MEDIA_ADDRESS where none can be bound,
 * SIP_MEDIA_OPTIONS for a range without a pair
 */
export async function openPortPair(address: string, range: PortRange, random: () => number): Promise<PortPair> {
  const first = range.first + (range.first % 2);
  const pairs = Math.floor((range.last - first) / 2) + 1;
  const isRange = Number.isInteger(range.first) && Number.isInteger(range.last) && first > 1 && range.last <= 65_534;
  if (!isRange || pairs < 1)
    throw new SipError('SIP_MEDIA_OPTIONS', `no pair of ports from ${range.first} to ${range.last}`);
  const start = Math.floor(random() * pairs);
  for (let i = 0; i < pairs; i++) {
    const port = first + 2 * ((start + i) % pairs);
    const rtp = await bind(address, port);
    if (rtp === undefined) continue;
    const rtcp = await bind(address, port + 1).catch((error: unknown) => {
      rtp.close();
      throw error;
    });
    if (rtcp !== undefined) return { rtp, rtcp, port };
    rtp.close();
  }
  throw new SipError('SIP_MEDIA_PORTS', `every port from ${range.first} to ${range.last} of ${address} is taken`);
}

/** @returns undefined if somebody has the port */
function bind(address: string, port: number): Promise<Socket | undefined> {
  const socket = createSocket({
    type: isIPv6(address) ? 'udp6' : 'udp4',
    ipv6Only: isIPv6(address),
    lookup: numericLookup as never,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      socket.close();
      if (cause.code === 'EADDRINUSE' || cause.code === 'EACCES') resolve(undefined);
      else reject(new SipError('SIP_MEDIA_ADDRESS', `no port of ${address} can be bound: ${cause.message}`, { cause }));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** Addresses are numeric, so nothing is looked up and each datagram leaves in the same turn. */
function numericLookup(
  address: string,
  family: number,
  callback: (error: null, address: string, family: number) => void,
) {
  callback(null, address, family);
}
