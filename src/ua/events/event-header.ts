/** Event: the package of a SUBSCRIBE, NOTIFY, REFER or PUBLISH, and which of several subscriptions it means (RFC 6665 4.5.2, 8.2.1). */

import { headerId } from '../../catalogue/index.ts';
import { detach, type Message, Parameterised, quote, SipError } from '../../message/index.ts';

const EVENT = headerId('Event');
const TOKEN = /^[\w.!%*+`'~-]+$/;

/** What is compared to find the subscription: both byte by byte, and nothing else (8.2.1). */
export interface EventIdentity {
  /** The package with its templates: `presence.winfo`. */
  readonly event: string;
  /** '' without. */
  readonly id: string;
}

/** @returns undefined where Event is missing or can't be read */
export function readEvent(message: Message): (EventIdentity & { readonly value: Parameterised }) | undefined {
  const value = message.parse(EVENT);
  if (!(value instanceof Parameterised)) return undefined;
  return { event: detach(value.value), id: detach(value.params.get('id') ?? ''), value };
}

export function sameEvent(one: EventIdentity, other: EventIdentity): boolean {
  return one.event === other.event && one.id === other.id;
}

/** The value of Event. @throws SipError SIP_EVENT for a package, or a parameter's name, that is no token */
export function formatEvent(event: string, params: Readonly<Record<string, string>> = {}): string {
  let text = checked(event);
  for (const [name, value] of Object.entries(params)) {
    text += `;${checked(name)}`;
    if (value !== '') text += `=${TOKEN.test(value) ? value : quote(value)}`;
  }
  return text;
}

function checked(token: string): string {
  if (TOKEN.test(token)) return token;
  throw new SipError('SIP_EVENT', `no token: ${JSON.stringify(token)}`, { rfc: '6665 8.2.1' });
}
