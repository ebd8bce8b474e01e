/** Where the peer really is: symmetric RTP, and who may take its place (RFC 4961, RFC 7362). */

import { SipError } from '../message/index.ts';

/** An address that datagrams come from or go to. */
export interface MediaAddress {
  /** Numeric. */
  readonly address: string;
  readonly port: number;
}

/**
 * - `any`: the first source that sends in sequence is the peer, wherever it is: for peers behind NAT.
 * - `same-address`: only a source at the address that was signalled, from any port.
 * - `off`: only the address and port that were signalled.
 */
export type Latching = 'any' | 'same-address' | 'off';

/** - `peer`: to be heard. - `candidate`: to be heard once it has proved itself. - `foreign`: to be dropped. */
export type SourceKind = 'peer' | 'candidate' | 'foreign';

/** The peer must be silent for so long before somebody else may take its place, ms. */
const RELATCH_AFTER_MS = 5000;
/** So long what was the peer before signalling named another address may go on sending, without being taken for it, ms. */
const FORMER_MS = 1000;

/**
 * Without encryption nothing proves who sends. What this keeps off is a third party that sends into a call in progress:
 * the address of the peer changes only
 * - when signalling names a new one,
 * - to the very address that signalling names, which it may not leave to one that came first,
 * - when the peer has been silent for 5 s, to a source with the same SSRC: a NAT that forgot its binding.
 */
export class Latch {
  readonly #latching: Latching;
  #signalled: MediaAddress | undefined;
  #latched: MediaAddress | undefined;
  #latchedSsrc: number | undefined;
  #heardAt = -Infinity;
  /** Who was the peer before signalling named another address, and when that was. */
  #former: MediaAddress | undefined;
  #signalledAt = -Infinity;

  /** @throws SipError SIP_MEDIA_OPTIONS for no way of latching */
  constructor(latching: Latching) {
    if (!['any', 'same-address', 'off'].includes(latching))
      throw new SipError('SIP_MEDIA_OPTIONS', `no way of latching: ${String(latching)}`);
    this.#latching = latching;
  }

  /** Where to send to: the source that was heard, until then the address that was signalled. */
  get target(): MediaAddress | undefined {
    return this.#latched ?? this.#signalled;
  }

  /** Whether the peer was heard since signalling last named an address. */
  get isLatched(): boolean {
    return this.#latched !== undefined;
  }

  /** The address of the peer's description; the same again changes nothing. @param nowMs monotonic */
  signal(address: MediaAddress | undefined, nowMs: number): void {
    if (isSame(address, this.#signalled)) return;
    this.#former = this.#latched;
    this.#signalledAt = nowMs;
    this.#signalled = address;
    this.#latched = undefined;
    this.#latchedSsrc = undefined;
  }

  /** What a source is to us. @param nowMs monotonic */
  kindOf(source: MediaAddress, ssrc: number, nowMs: number): SourceKind {
    if (isSame(source, this.#latched)) return 'peer';
    if (!this.#isAllowed(source)) return 'foreign';
    if (this.#latched === undefined) return this.#isFormer(source, nowMs) ? 'foreign' : 'candidate';
    if (isSame(source, this.#signalled)) return 'candidate';
    return ssrc === this.#latchedSsrc && nowMs - this.#heardAt >= RELATCH_AFTER_MS ? 'candidate' : 'foreign';
  }

  /** A candidate has proved itself, or the peer was heard. @returns whether the target is another one now */
  heard(source: MediaAddress, ssrc: number, nowMs: number): boolean {
    const before = this.target;
    this.#latched = source;
    this.#latchedSsrc = ssrc;
    this.#heardAt = nowMs;
    return !isSame(before, source);
  }

  #isFormer(source: MediaAddress, nowMs: number): boolean {
    if (!isSame(source, this.#former) || isSame(source, this.#signalled)) return false;
    return nowMs - this.#signalledAt < FORMER_MS;
  }

  #isAllowed(source: MediaAddress): boolean {
    if (this.#latching === 'any') return true;
    const signalled = this.#signalled;
    if (signalled === undefined || source.address !== signalled.address) return false;
    return this.#latching === 'same-address' || source.port === signalled.port;
  }
}

function isSame(a: MediaAddress | undefined, b: MediaAddress | undefined): boolean {
  return a?.port === b?.port && a?.address === b?.address;
}
