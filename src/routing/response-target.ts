/** Where a response goes: what the receiver notes in the topmost Via, and what it reads there later (RFC 3261 18.2, RFC 3581). */

import { detach, type Request, type Via } from '../message/index.ts';

/** The source of a request: numeric address, IPv6 without brackets. */
export interface Source {
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/**
 * The topmost Via value with `received` and `rport` as 18.2.1 and RFC 3581 4 ask, or undefined when nothing is to note.
 * `received` and `rport` values that the sender wrote itself are replaced: a forged one would send responses elsewhere.
 */
export function stampVia(request: Request, source: Source): string | undefined {
  const via = request.via;
  const asked = via.params.has('rport');
  const given = via.params.has('received');
  if (!asked && !given && via.host === source.remoteAddress) return undefined;
  let text = request.text.slice(via.start, via.end);
  if (given) text = dropParameter(text, 'received');
  if (asked) text = setRport(text, source.remotePort);
  return `${text};received=${source.remoteAddress}`;
}

/** Gives `;rport` its value, whether it had one or not. */
function setRport(via: string, port: number): string {
  // As nearly everybody writes it.
  const stop = via.indexOf(';rport') + 6;
  if (stop > 5 && (stop === via.length || via.charCodeAt(stop) === 0x3b))
    return `${via.slice(0, stop)}=${port}${via.slice(stop)}`;
  return via.replace(/;[ \t\r\n]*rport[ \t\r\n]*(?:=[ \t\r\n]*[^;, \t\r\n]*)?(?=[; \t\r\n]|$)/i, `;rport=${port}`);
}

function dropParameter(via: string, name: string): string {
  return via.replace(new RegExp(`;[ \\t\\r\\n]*${name}[ \\t\\r\\n]*=[ \\t\\r\\n]*[^;, \\t\\r\\n]*`, 'gi'), '');
}

/** Where a response over UDP goes, or one over a stream whose connection is gone (18.2.2). */
export interface ResponseTarget {
  /** A host name only for `maddr`, which may be one; else numeric. */
  readonly host: string;
  readonly port: number;
}

/**
 * Where to send the response to a request with this topmost Via (RFC 3261 18.2.2, RFC 3581 4).
 * @param reliable whether it came by a connection: one that is gone is opened again to the sent-by port
 */
export function responseTarget(via: Via, source: Source, reliable: boolean): ResponseTarget {
  const port = via.port === 0 ? 5060 : via.port;
  if (reliable) return { host: source.remoteAddress, port };
  const maddr = via.params.get('maddr');
  if (maddr !== undefined && maddr !== '') return { host: detach(maddr), port };
  // RFC 3581 4: with rport, back to the very address and port that it came from
  return { host: source.remoteAddress, port: via.params.has('rport') ? source.remotePort : port };
}
