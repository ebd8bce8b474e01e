/** Addresses and ports as programs print them: `192.0.2.1:5060`, `[2001:db8::1]:5060`, `192.0.2.1.5060`, `pbx.example.com.sip`. */

import { addressOctets } from '../write/address-octets.ts';
import type { HopTransport, Place } from '../seen.ts';

/** What follows an address as a port, where names of services are printed instead (IANA service names). */
const services: Readonly<Record<string, number>> = { sip: 5060, 'sip-tls': 5061, sips: 5061 };

const v4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const hostName = /^[a-z\d_](?:[\w-]*\.)*[\w-]*\.?$/i;

/** Reads an address with a colon before its port, which may be missing. */
export function readPlace(text: string): Place | undefined {
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed !== null) return place(bracketed[1], bracketed[2]);
  const colon = text.lastIndexOf(':');
  if (colon < 0) return place(text, undefined);
  if (text.indexOf(':') === colon) return place(text.slice(0, colon), text.slice(colon + 1));
  // IPv6 without brackets: what looks like a port is one.
  const port = /:(\d{4,5})$/.exec(text);
  const withPort = port === null ? undefined : place(text.slice(0, colon), port[1]);
  return withPort ?? place(text, undefined);
}

/** Reads an address with a dot before its port, as tcpdump prints it. */
export function readDottedPlace(text: string): Place | undefined {
  const dot = text.lastIndexOf('.');
  if (dot <= 0) return undefined;
  if (v4.test(text)) return place(text, undefined);
  const port = text.slice(dot + 1);
  const known = services[port] ?? (/^\d{1,5}$/.test(port) ? port : undefined);
  return known === undefined ? undefined : place(text.slice(0, dot), String(known));
}

function place(host: string, portText: string | undefined): Place | undefined {
  const port = portText === undefined ? 0 : (services[portText] ?? Number(portText));
  if (!Number.isInteger(port) || port > 65_535) return undefined;
  const address = host.toLowerCase();
  const isAddress = address.includes(':') ? addressOctets(address) !== undefined : hostName.test(address);
  if (!isAddress) return undefined;
  return { address, port };
}

const transports: Readonly<Record<string, HopTransport>> = {
  udp: 'UDP',
  tcp: 'TCP',
  tls: 'TLS',
  tcp_tls: 'TLS',
  sctp: 'SCTP',
  ws: 'WS',
  wss: 'WSS',
  'transport-udp': 'UDP',
};

/** The transport of this name, whatever its case: `udp`, `UDP6`; or undefined. */
export function readTransport(name: string | undefined): HopTransport | undefined {
  return name === undefined ? undefined : transports[name.toLowerCase().replace(/[46]$/, '')];
}
