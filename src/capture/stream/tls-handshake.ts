/** What both directions of a connection show of a TLS handshake, told once (RFC 8446 4.1, 5246 7.4.1). */

import type { Outlet } from './outlet.ts';
import { readable } from './readable.ts';
import type { TlsHello } from './tls-hello.ts';

const versionNames: Record<number, string> = {
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

/** One for each connection that begins with a record of TLS. */
export class TlsHandshake {
  #client: TlsHello | undefined;
  #server: TlsHello | undefined;
  /** Whose hop the event has. */
  #outlet: Outlet;
  #isTold = false;

  /** @param outlet of whoever spoke first */
  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  clientSays(hello: TlsHello, outlet: Outlet): void {
    this.#client ??= hello;
    this.#outlet = outlet;
  }

  serverSays(hello: TlsHello, time: number, frame: number): void {
    this.#server ??= hello;
    this.tell(time, frame);
  }

  /** Whether a hello was seen. */
  get isSeen(): boolean {
    return this.#client !== undefined || this.#server !== undefined;
  }

  /** Tells what is known, the first time. */
  tell(time: number, frame: number): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#outlet.event('tls', this.#describe(), time, frame);
  }

  #describe(): string {
    const client = this.#client;
    const server = this.#server;
    if (client === undefined && server === undefined) return 'its handshake is not in the capture';
    const facts: string[] = [];
    if (server !== undefined) facts.push(nameOf(server.versions[0] ?? 0));
    else if (client !== undefined) facts.push(`offers ${client.versions.map(nameOf).join(', ')}`);
    if (client !== undefined)
      facts.push(client.serverName === '' ? 'no server name' : `server name ${client.serverName}`);
    const chosen = server?.protocols ?? [];
    const offered = client?.protocols ?? [];
    if (chosen.length > 0) facts.push(`ALPN ${chosen.join(', ')}`);
    else if (offered.length > 0) facts.push(`ALPN offered: ${offered.join(', ')}`);
    return readable(facts.join('; '));
  }
}

function nameOf(version: number): string {
  return versionNames[version] ?? `version 0x${version.toString(16).padStart(4, '0')}`;
}
