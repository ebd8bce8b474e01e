/** What ClientHello and ServerHello show in plain: server name, versions, application protocols (RFC 8446 4.1, 4.2, 6066 3, 7301 3.1). */

import { readLatin1 } from '../../message/index.ts';

/** A hello, as far as it is about what a person asks. */
export interface TlsHello {
  /** RFC 6066 3, one character per byte; '' where the client names none. */
  readonly serverName: string;
  /** 0x0304 is TLS 1.3. Offered by the client, the best first; chosen by the server: one. */
  readonly versions: readonly number[];
  /** Offered, or the one chosen; a server of TLS 1.3 hides it (RFC 8446 4.3.1). */
  readonly protocols: readonly string[];
}

const serverNameExtension = 0;
const alpnExtension = 16;
const supportedVersionsExtension = 43;

/**
 * Reads the body of a ClientHello or ServerHello. What is cut off or garbled is left out.
 * @param body after the handshake header of 4 octets
 */
export function readHello(body: Uint8Array, fromClient: boolean): TlsHello {
  const cursor = new Cursor(body, 0, body.length);
  const legacyVersion = cursor.number(2);
  cursor.skip(32);
  cursor.vector(1);
  if (fromClient) {
    cursor.vector(2);
    cursor.vector(1);
  } else {
    cursor.skip(3);
  }
  let serverName = '';
  let versions = [legacyVersion];
  let protocols: string[] = [];
  const extensions = cursor.vector(2);
  while (extensions.more) {
    const type = extensions.number(2);
    const content = extensions.vector(2);
    if (type === serverNameExtension && fromClient) serverName = readServerName(content);
    else if (type === alpnExtension) protocols = readProtocols(content.vector(2));
    else if (type === supportedVersionsExtension) versions = readVersions(fromClient ? content.vector(1) : content);
  }
  return { serverName, versions, protocols };
}

function readServerName(content: Cursor): string {
  const list = content.vector(2);
  while (list.more) {
    const type = list.number(1);
    const name = list.vector(2).text();
    if (type === 0) return name;
  }
  return '';
}

function readProtocols(list: Cursor): string[] {
  const protocols: string[] = [];
  while (list.more) protocols.push(list.vector(1).text());
  return protocols.filter((protocol) => !isGrease(protocol));
}

function readVersions(list: Cursor): number[] {
  const versions: number[] = [];
  while (list.more) versions.push(list.number(2));
  return versions.filter((version) => version >> 8 === 3).sort((a, b) => b - a);
}

/** Names that nobody speaks, offered so that servers keep ignoring what they do not know (RFC 8701 2). */
function isGrease(protocol: string): boolean {
  return /^([\x0a\x1a\x2a\x3a\x4a\x5a\x6a\x7a\x8a\x9a\xaa\xba\xca\xda\xea\xfa])\1$/.test(protocol);
}

/** Reads on in a part of octets; behind its end everything is 0 and empty. */
class Cursor {
  readonly #octets: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(octets: Uint8Array, start: number, end: number) {
    this.#octets = octets;
    this.#at = start;
    this.#end = end;
  }

  get more(): boolean {
    return this.#at < this.#end;
  }

  skip(count: number): void {
    this.#at = Math.min(this.#end, this.#at + count);
  }

  number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) {
      value = value * 256 + (this.#at < this.#end ? this.#octets[this.#at] : 0);
      this.skip(1);
    }
    return value;
  }

  /** What follows, with its length before it (RFC 8446 3.4). @param size octets of the length */
  vector(size: number): Cursor {
    const length = this.number(size);
    const start = this.#at;
    this.skip(length);
    return new Cursor(this.#octets, start, this.#at);
  }

  text(): string {
    return readLatin1(this.#octets, this.#at, this.#end);
  }
}
