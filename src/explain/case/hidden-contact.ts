/** A Contact that names an address of an inner network, in a message that came from elsewhere (RFC 3261 18.2.1, RFC 6314 3). */

import { headerId } from '../../catalogue/index.ts';
import { type NameAddr, Via } from '../../message/index.ts';
import { isInside } from './address.ts';
import { type Step } from './step.ts';
import { viasOf } from './seen-transaction.ts';

const CONTACT = headerId('Contact');
const RECORD_ROUTE = headerId('Record-Route');

/** What a Contact says, and what the packet says. */
export interface HiddenContact {
  readonly step: Step;
  /** The URI as it stands. */
  readonly uri: string;
  readonly host: string;
  /** The address that the message really came from. */
  readonly seenFrom: string;
}

/** undefined where the Contact names where the message came from, or that cannot be told. */
export function hiddenContactIn(step: Step): HiddenContact | undefined {
  const { message } = step;
  if (step.status >= 300 || message.find(CONTACT) < 0) return undefined;
  const contacts = message.addresses(CONTACT);
  const hidden = Array.isArray(contacts) ? contacts.find(({ uri }) => isInside(uri.host)) : undefined;
  if (hidden === undefined || isOutbound(hidden)) return undefined;
  const { host, text } = hidden.uri;
  const seenFrom = sourceOf(step, host);
  if (seenFrom === '' || seenFrom === host) return undefined;
  return { step, uri: text, host, seenFrom };
}

/** RFC 5626 4.2: then the flow is what counts, and the address is not looked at. */
function isOutbound({ params }: NameAddr): boolean {
  return params.has('reg-id');
}

/** The address of whoever wrote the Contact, as the first element behind it saw it; '' where the capture does not tell. */
function sourceOf(step: Step, host: string): string {
  if (!step.isRequest) return step.message.has(RECORD_ROUTE) ? '' : step.hop.source.address;
  const vias = viasOf(step.message);
  const [origin] = vias.slice(-1);
  if (vias.length > 1) return origin.params.get('received') ?? '';
  const { address } = step.hop.source;
  if (address !== '' && address !== host) return address;
  // The capture was made on the inner side, or is a text: the answer says what the server saw.
  for (const response of step.transaction?.responses ?? []) {
    const via = response.message.topVia;
    const received = via instanceof Via ? via.params.get('received') : undefined;
    if (received !== undefined) return received;
  }
  return '';
}
