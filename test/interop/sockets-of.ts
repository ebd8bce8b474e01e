/** Which process a port belongs to, from the kernel's tables: a test must not talk to a program that only looks like its own. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface BoundSocket {
  readonly protocol: 'udp' | 'tcp';
  /** As Node writes it. */
  readonly address: string;
  readonly port: number;
}

/** State of a TCP socket that listens, in /proc/net/tcp. */
const LISTEN = '0A';

/** The UDP sockets and the listening TCP sockets of a process; none when it is gone. */
export function socketsOf(pid: number): BoundSocket[] {
  const inodes = inodesOf(pid);
  const found: BoundSocket[] = [];
  for (const protocol of ['udp', 'tcp'] as const) {
    for (const family of ['', '6']) {
      for (const line of readFileSync(`/proc/${pid === process.pid ? 'self' : pid}/net/${protocol}${family}`, 'latin1')
        .split('\n')
        .slice(1)) {
        const fields = line.trim().split(/\s+/);
        if (fields.length < 10 || !inodes.has(fields[9])) continue;
        if (protocol === 'tcp' && fields[3] !== LISTEN) continue;
        const [address, port] = fields[1].split(':');
        found.push({ protocol, address: readAddress(address), port: Number.parseInt(port, 16) });
      }
    }
  }
  return found;
}

/** A port of 127.0.0.1 that nobody holds, neither for UDP nor for TCP. @param below for programs that cut long ports */
export async function freePort(below = 65_536): Promise<number> {
  for (;;) {
    const port = 1024 + Math.floor(Math.random() * (below - 1024));
    const server = createServer();
    const socket = createSocket('udp4');
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      socket.bind(port, '127.0.0.1');
      await once(socket, 'listening');
      return port;
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      server.close();
      socket.close();
    }
  }
}

function inodesOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set<string>();
  for (const fd of readdirSync(folder)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`));
      if (inode !== null) inodes.add(inode[1]);
    } catch {
      // closed in the meantime
    }
  }
  return inodes;
}

/** In 32-bit words of the machine's byte order, as the kernel prints them. */
function readAddress(hex: string): string {
  const bytes = Buffer.concat((hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex').reverse()));
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':');
  return new URL(`http://[${groups}]/`).hostname.slice(1, -1);
}
