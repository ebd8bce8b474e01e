/** Puts fragmented IP packets together (RFC 791 3.2, RFC 815, RFC 8200 4.5, RFC 5722). */

import type { IpHeader } from './ip-header.ts';

/** A packet of which fragments have come. */
export interface Fragmented {
  /** Source and destination, one after the other, each of `addressLength` octets. */
  readonly addresses: Uint8Array;
  readonly addressLength: number;
  /** Of the first fragment once it is there, of another one before. */
  readonly protocol: number;
  /** Time and frame of the latest fragment. */
  readonly time: number;
  readonly frame: number;
  readonly count: number;
  /** The first fragment's payload, as far as it was captured; undefined where it did not come. */
  readonly beginning: Uint8Array | undefined;
  /** Octets that came. */
  readonly octets: number;
}

/** A packet that became whole. */
export interface Reassembled extends Fragmented {
  readonly payload: Uint8Array;
  /** Whether the capture has less of it than there was. */
  readonly isCut: boolean;
}

export interface FragmentLimits {
  /** Packets that are waited for. */
  readonly maxPending: number;
  /** Memory for their fragments, in bytes. */
  readonly maxBytes: number;
  /** How long one is waited for in the time of the capture, in ms. */
  readonly patience: number;
}

/** The patience is that of Linux (net.ipv4.ipfrag_time); RFC 8200 4.5 has 60 s, RFC 1122 3.3.2 at least that. */
export const defaultFragmentLimits: FragmentLimits = { maxPending: 1024, maxBytes: 16_777_216, patience: 30_000 };

/** Fragments begin at multiples of this. */
const UNIT = 8;
const MAX_PAYLOAD = 65_535;

interface Part {
  readonly offset: number;
  readonly octets: Uint8Array;
}

class Pending implements Fragmented {
  readonly addresses: Uint8Array;
  readonly addressLength: number;
  readonly firstTime: number;
  protocol: number;
  time: number;
  frame: number;
  count = 0;
  beginning: Uint8Array | undefined;
  octets = 0;
  readonly parts: Part[] = [];
  /** The number of the part that has each unit, from 1; 0 where none has. */
  owners = new Uint16Array(256);
  unitsHeld = 0;
  /** Known when the last fragment is there. */
  length = -1;
  /** Where the last of the octets that came ends. */
  reach = 0;
  /** Before it all is there, after it something was not captured. */
  cutAt = Infinity;
  /** Its fragments overlap: what else comes of it is dropped too. */
  isSpoilt = false;
  /** One of the same name became whole just before: nothing is lost if this one does not. */
  isEcho = false;

  constructor({ bytes, source, destination, addressLength, protocol }: IpHeader, time: number) {
    this.addresses = new Uint8Array(2 * addressLength);
    this.addresses.set(bytes.subarray(source, source + addressLength));
    this.addresses.set(bytes.subarray(destination, destination + addressLength), addressLength);
    this.addressLength = addressLength;
    this.protocol = protocol;
    this.firstTime = this.time = time;
    this.frame = 0;
  }

  get memory(): number {
    return this.octets + this.owners.length * 2;
  }

  get isWhole(): boolean {
    return this.length >= 0 && this.unitsHeld * UNIT >= this.length;
  }
}

/** The fragments of one capture. */
export class Fragments {
  readonly #limits: FragmentLimits;
  readonly #lost: (packet: Fragmented) => void;
  readonly #damage: (frame: number, reason: string) => void;
  /** In the order of their first fragments. */
  readonly #pending = new Map<string, Pending>();
  /** When the latest packets became whole: where each packet was captured twice, a fragment of them may still come. */
  readonly #done = new Map<string, number>();
  #memory = 0;
  /** When the oldest has waited for too long; Infinity while none waits. Compare before calling `expire`. */
  expiry = Infinity;

  /** @param lost told of each packet that will not become whole @param damage told of fragments that cannot be right */
  constructor(
    lost: (packet: Fragmented) => void,
    damage: (frame: number, reason: string) => void,
    limits: FragmentLimits = defaultFragmentLimits,
  ) {
    this.#lost = lost;
    this.#damage = damage;
    this.#limits = limits;
  }

  /** Bytes that are kept for fragments. */
  get memory(): number {
    return this.#memory;
  }

  /** Takes on the fragment whose header was read. @returns the packet when it became whole by that */
  add(ip: IpHeader, time: number, frame: number): Reassembled | undefined {
    const offset = ip.fragmentOffset;
    const length = ip.wholeEnd - ip.start;
    if (offset + length > MAX_PAYLOAD || (!ip.isLastFragment && length % UNIT !== 0)) {
      this.#damage(frame, 'a fragment of an impossible length');
      return undefined;
    }
    if (length === 0) return undefined;
    const key = keyOf(ip);
    let packet = this.#pending.get(key);
    if (packet === undefined) {
      if (this.#pending.size >= this.#limits.maxPending) this.#giveUpOldest();
      packet = new Pending(ip, time);
      packet.isEcho = time - (this.#done.get(key) ?? -Infinity) < this.#limits.patience;
      this.#pending.set(key, packet);
      this.#memory += packet.memory;
      if (this.#pending.size === 1) this.#setExpiry();
    }
    packet.time = time;
    packet.frame = frame;
    if (packet.isSpoilt) return undefined;
    this.#memory -= packet.memory;
    this.#place(packet, ip, offset, length);
    if (packet.isWhole) {
      this.#pending.delete(key);
      this.#setExpiry();
      this.#rememberDone(key, time);
      return assemble(packet);
    }
    this.#memory += packet.memory;
    while (this.#memory > this.#limits.maxBytes) this.#giveUpOldest();
    return undefined;
  }

  /** Gives up what has waited for too long. */
  expire(time: number): void {
    for (const [key, packet] of this.#pending) {
      if (packet.firstTime + this.#limits.patience > time) break;
      this.#giveUp(key, packet);
    }
    this.#setExpiry();
  }

  /** The capture has ended: nothing more will come. */
  end(): void {
    for (const [key, packet] of [...this.#pending]) this.#giveUp(key, packet);
    this.#setExpiry();
  }

  #place(packet: Pending, ip: IpHeader, offset: number, length: number): void {
    const firstUnit = offset / UNIT;
    const units = Math.ceil(length / UNIT);
    const end = offset + length;
    // Beyond the last one, or a last one that is before another: the first that said where the end is counts.
    if ((packet.length >= 0 && end > packet.length) || (ip.isLastFragment && end < packet.reach)) return;
    growOwners(packet, firstUnit + units);
    const { owners } = packet;
    let free = 0;
    for (let unit = firstUnit; unit < firstUnit + units; unit++) if (owners[unit] === 0) free++;
    if (free < units && ip.addressLength === 16 && !isRepeated(packet, ip, offset)) {
      // RFC 5722 4: the whole packet goes, with what is still to come of it.
      packet.isSpoilt = true;
      this.#lost(packet);
      packet.parts.length = 0;
      packet.octets = 0;
      packet.beginning = undefined;
      return;
    }
    if (free === 0) return;
    if (ip.isLastFragment && packet.length < 0) packet.length = end;
    packet.reach = Math.max(packet.reach, end);
    // A copy, whatever kind of array it is: the memory is the caller's again after this packet.
    const octets = new Uint8Array(ip.bytes.subarray(ip.start, ip.end));
    packet.parts.push({ offset, octets });
    packet.octets += octets.length;
    packet.count++;
    if (offset === 0 && packet.beginning === undefined) {
      packet.beginning = octets;
      packet.protocol = ip.protocol;
    }
    if (ip.isCut) packet.cutAt = Math.min(packet.cutAt, offset + octets.length);
    for (let unit = firstUnit; unit < firstUnit + units; unit++) {
      if (owners[unit] === 0) owners[unit] = packet.parts.length;
    }
    packet.unitsHeld += free;
  }

  #rememberDone(key: string, time: number): void {
    this.#done.delete(key);
    this.#done.set(key, time);
    if (this.#done.size <= this.#limits.maxPending) return;
    for (const oldest of this.#done.keys()) {
      this.#done.delete(oldest);
      break;
    }
  }

  #giveUpOldest(): void {
    for (const [key, packet] of this.#pending) {
      this.#giveUp(key, packet);
      break;
    }
    this.#setExpiry();
  }

  #giveUp(key: string, packet: Pending): void {
    this.#pending.delete(key);
    this.#memory -= packet.memory;
    if (!packet.isSpoilt && !packet.isEcho) this.#lost(packet);
  }

  #setExpiry(): void {
    this.expiry = Infinity;
    for (const { firstTime } of this.#pending.values()) {
      this.expiry = firstTime + this.#limits.patience;
      break;
    }
  }
}

/** Which packet it belongs to; the protocol counts in IPv4 only. */
function keyOf({ bytes, source, destination, addressLength, protocol, identification }: IpHeader): string {
  return String.fromCharCode(
    addressLength === 4 ? protocol : 256,
    identification >>> 16,
    identification & 0xffff,
    ...bytes.subarray(source, source + addressLength),
    ...bytes.subarray(destination, destination + addressLength),
  );
}

function growOwners(packet: Pending, units: number): void {
  if (units <= packet.owners.length) return;
  const owners = new Uint16Array(Math.max(units, packet.owners.length * 2));
  owners.set(packet.owners);
  packet.owners = owners;
}

/** Whether the very same fragment came before. */
function isRepeated(packet: Pending, { bytes, start, end }: IpHeader, offset: number): boolean {
  const part = packet.parts[packet.owners[offset / UNIT] - 1];
  if (part === undefined || part.offset !== offset || part.octets.length !== end - start) return false;
  return part.octets.every((octet, i) => octet === bytes[start + i]);
}

/** Of two fragments that have the same octets, the first that came counts: it is written last. */
function assemble(packet: Pending): Reassembled {
  const { addresses, addressLength, protocol, time, frame, count, beginning, octets, length, cutAt } = packet;
  const payload = new Uint8Array(Math.min(length, cutAt));
  for (const part of packet.parts.toReversed()) {
    const room = payload.length - part.offset;
    if (room > 0) payload.set(part.octets.length > room ? part.octets.subarray(0, room) : part.octets, part.offset);
  }
  const isCut = payload.length < length;
  return { addresses, addressLength, protocol, time, frame, count, beginning, octets, payload, isCut };
}
