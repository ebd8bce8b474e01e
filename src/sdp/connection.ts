/** c=: where media are wanted (RFC 8866 5.7). */

import { Failure } from '../message/index.ts';
import { sdpLine, wordsOf } from './line.ts';
import { addressTypeOf } from './origin.ts';

/** The value of c=: an address to which media are sent. */
export interface Connection {
  /** IN. */
  readonly networkType: string;
  /** IP4 or IP6. */
  readonly addressType: string;
  /** An address or a host name. */
  readonly address: string;
  /** Of IPv4 multicast, in hops, 0 to 255. */
  readonly ttl?: number;
  /** How many multicast addresses in a row there are, where more than one. */
  readonly addresses?: number;
}

/** The connection to a unicast address or a host. */
export function connectionTo(address: string): Connection {
  return { networkType: 'IN', addressType: addressTypeOf(address), address };
}

/** The value of c=, or what is wrong with it. @param at where it stands in its text, in characters */
export function parseConnection(value: string, at: number): Connection | Failure {
  const words = wordsOf(value);
  if (words.length !== 3) return new Failure(at, 'network type, address type and address were expected in c=');
  const [networkType, addressType, target] = words;
  const [address, ...numbers] = target.split('/', 4);
  if (address === '') return new Failure(at, 'an address was expected in c=');
  if (numbers.length === 0) return { networkType, addressType, address };
  // IPv6 multicast has no TTL: its one number counts addresses.
  const isIp6 = addressType === 'IP6';
  if (numbers.length > (isIp6 ? 1 : 2) || !numbers.every((number) => /^\d{1,5}$/.test(number)))
    return new Failure(at, 'TTL or a number of addresses was expected after / in c=');
  const ttl = isIp6 ? undefined : Number(numbers[0]);
  if (ttl !== undefined && ttl > 255) return new Failure(at, 'a TTL from 0 to 255 was expected in c=');
  const count = isIp6 ? numbers[0] : numbers[1];
  return { networkType, addressType, address, ttl, addresses: count === undefined ? undefined : Number(count) };
}

/** The line c=. @throws SipError SIP_SDP_TEXT for text that would be more than one line */
export function formatConnection(connection: Connection): string {
  const { networkType, addressType, address, ttl, addresses } = connection;
  const target = [address, ttl, addresses].filter((part) => part !== undefined).join('/');
  return sdpLine('c', `${networkType} ${addressType} ${target}`);
}

/** Whether the address is one of a group: IPv4 224 to 239, IPv6 ff. */
export function isMulticast({ addressType, address }: Connection): boolean {
  return addressType === 'IP6' ? /^ff/i.test(address) : /^2(?:2[4-9]|3\d)\./.test(address);
}

/** 0.0.0.0 or ::, to which nothing may be sent, not even RTCP: the hold of RFC 2543 (RFC 3264 8.4). */
export function isUnspecified({ address }: Connection): boolean {
  return address === '0.0.0.0' || (address.includes(':') && /^[0:]+$/.test(address));
}
