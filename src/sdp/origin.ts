/** o=: who made a description, and which version of it this is (RFC 8866 5.2, RFC 3264 5). */

import { Failure, SipError } from '../message/index.ts';
import { sdpLine, wordsOf } from './line.ts';

/** The value of o=: with its version it tells whether a description is new. */
export interface Origin {
  /** '-' for none. */
  readonly username: string;
  /** Decimal digits. A string, since some peers exceed 64 bits. */
  readonly sessionId: string;
  /** Decimal digits; goes up by one with each change of the description. */
  readonly version: string;
  /** IN. */
  readonly networkType: string;
  /** IP4 or IP6. */
  readonly addressType: string;
  /** Of the machine that made the description; no media go there. */
  readonly address: string;
}

/**
 * The origin of a session of our own, at its first version.
 * @param sessionId decimal digits, below 2^63, never used twice with this address
 * @throws SipError SIP_SDP_SESSION_ID
 */
export function localOrigin(sessionId: string, address: string, username = '-'): Origin {
  if (!/^\d{1,18}$/.test(sessionId))
    throw new SipError('SIP_SDP_SESSION_ID', `not 1 to 18 digits: ${sessionId}`, { rfc: '3264 5' });
  return { username, sessionId, version: '1', networkType: 'IN', addressType: addressTypeOf(address), address };
}

/** @param at where the value stands in its text */
export function parseOrigin(value: string, at: number): Origin | Failure {
  const words = wordsOf(value);
  if (words.length < 6) return new Failure(at, 'six parts of o= were expected');
  // From the end: the user names of some phones have spaces.
  const [sessionId, version, networkType, addressType, address] = words.slice(-5);
  if (!/^\d+$/.test(sessionId) || !/^\d+$/.test(version))
    return new Failure(at, 'session id and version in o= were expected to be digits');
  return { username: words.slice(0, -5).join(' '), sessionId, version, networkType, addressType, address };
}

export function formatOrigin(origin: Origin): string {
  const { username, sessionId, version, networkType, addressType, address } = origin;
  return sdpLine('o', `${username} ${sessionId} ${version} ${networkType} ${addressType} ${address}`);
}

/** The version after this one. The length of a number that a peer chose does not matter: it has been ours from the first. */
export function nextVersion(origin: Origin): Origin {
  return { ...origin, version: (BigInt(origin.version) + 1n).toString() };
}

/** IP6 for what has a colon; host names count as IP4. */
export function addressTypeOf(address: string): 'IP4' | 'IP6' {
  return address.includes(':') ? 'IP6' : 'IP4';
}
