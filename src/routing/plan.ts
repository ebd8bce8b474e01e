/** From a URI to what is to be looked up: transport, host and port of the next hop (RFC 3263 4.1, 4.2). */

import { type Uri } from '../message/index.ts';

/**
 * Where a request for a URI goes. SRV and NAPTR are not looked up yet: a host name without a port stands for its
 * addresses at the default port, which is what RFC 3263 4.2 does where a domain has no SRV records.
 */
export interface TargetPlan {
  /** A name, or a numeric address (IPv6 without brackets); lower case. */
  readonly host: string;
  /** As the URI says, or the default of the transport. */
  readonly port: number;
  /** Whether the URI names the port: then no SRV record may move it. */
  readonly portGiven: boolean;
  readonly transport: 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS';
  /** Whether the URI names the transport: then 18.1.1 of RFC 3261 may still move it to TCP, and a failure back. */
  readonly transportGiven: boolean;
  /** Whether `host` needs no look-up. */
  readonly numeric: boolean;
  /** Whether nothing but an encrypted transport will do (a sips URI). */
  readonly secure: boolean;
}

const DEFAULT_PORT = { UDP: 5060, TCP: 5060, TLS: 5061, WS: 80, WSS: 443 } as const;

/**
 * How to reach a SIP URI before any look-up: by which transport, which host, and which port (RFC 3263 4.1, 4.2).
 * @returns undefined where no transport that we know carries a request to the URI: a tel URI, an unknown transport, or a
 * sips URI that asks for UDP
 */
export function planTarget(uri: Uri): TargetPlan | undefined {
  if (!uri.isSip) return undefined;
  const secure = uri.scheme === 'sips';
  const wanted = uri.params.get('transport');
  const transport = wanted === undefined ? (secure ? 'TLS' : 'UDP') : transportOf(wanted.toLowerCase(), secure);
  if (transport === undefined) return undefined;
  const maddr = uri.params.get('maddr');
  const host = maddr === undefined || maddr === '' ? uri.host : unbracketed(maddr.toLowerCase());
  return {
    host,
    port: uri.port === 0 ? DEFAULT_PORT[transport] : uri.port,
    portGiven: uri.port !== 0,
    transport,
    transportGiven: wanted !== undefined,
    numeric: isNumericHost(host),
    secure,
  };
}

/** With sips, the parameter names what lies below TLS (RFC 3261 26.2.2); `transport=tls` is deprecated but in use. */
function transportOf(wanted: string, secure: boolean): TargetPlan['transport'] | undefined {
  switch (wanted) {
    case 'udp':
      return secure ? undefined : 'UDP';
    case 'tcp':
      return secure ? 'TLS' : 'TCP';
    case 'tls':
      return 'TLS';
    case 'ws':
      return secure ? 'WSS' : 'WS';
    case 'wss':
      return 'WSS';
    default:
      return undefined;
  }
}

function unbracketed(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** Whether it is an IPv4 address, or, without brackets, an IPv6 address: no name holds a colon. */
export function isNumericHost(host: string): boolean {
  if (host.includes(':')) return true;
  let parts = 1;
  let value = -1;
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (code === 0x2e) {
      if (value < 0 || ++parts > 4) return false;
      value = -1;
    } else {
      if (code < 0x30 || code > 0x39) return false;
      value = (value < 0 ? 0 : value * 10) + code - 0x30;
      if (value > 255) return false;
    }
  }
  return parts === 4 && value >= 0;
}
