/** The telephone-event payload, and the digits that it names (RFC 4733 2.3, 3.2). */

import { SipError } from '../message/index.ts';

/** The longest duration that the payload can say, in timestamp units. */
export const LONGEST_DURATION = 0xffff;

const OCTETS = 4;
const digits = '0123456789*#ABCD';

/** Digits of DTMF: `0` to `9`, `*`, `#`, `A` to `D`. */
export type DtmfDigit = string;

/** The payload of one packet of an event (RFC 4733 2.3). */
export interface TelephoneEvent {
  /** 0 to 255; 0 to 15 are the digits of DTMF. */
  readonly event: number;
  readonly end: boolean;
  /** In -dBm0, 0 to 63. */
  readonly volume: number;
  /** In timestamp units, up to now, of the event or of its present segment. */
  readonly duration: number;
}

/** The digit of an event, 0 to 255. @returns undefined for an event that is no digit */
export function digitOf(event: number): DtmfDigit | undefined {
  return digits[event];
}

/**
 * The event of a digit; letters in any case.
 * @throws SipError SIP_DTMF_DIGIT
 */
export function eventOf(digit: DtmfDigit): number {
  const event = digit.length === 1 ? digits.indexOf(digit.toUpperCase()) : -1;
  if (event < 0) throw new SipError('SIP_DTMF_DIGIT', `no digit of DTMF: ${digit}`, { rfc: '4733 3.2' });
  return event;
}

/** The events of a payload, one after the other in time (RFC 4733 2.5.1.5); octets that are no event are passed over. */
export function parseTelephoneEvents(payload: Uint8Array): TelephoneEvent[] {
  const events: TelephoneEvent[] = [];
  for (let at = 0; at + OCTETS <= payload.length; at += OCTETS) {
    events.push({
      event: payload[at],
      end: (payload[at + 1] & 0x80) !== 0,
      volume: payload[at + 1] & 0x3f,
      duration: (payload[at + 2] << 8) | payload[at + 3],
    });
  }
  return events;
}

/** The payload of a packet with one event, 4 octets. */
export function buildTelephoneEvent({ event, end, volume, duration }: TelephoneEvent): Uint8Array {
  return Uint8Array.of(event, (end ? 0x80 : 0) | (volume & 0x3f), duration >> 8, duration);
}
