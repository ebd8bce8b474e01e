/** What was registered for an address-of-record at a moment, told from all REGISTERs of the capture (RFC 3261 10.3). */

import { type Place } from '../../capture/index.ts';
import { NameAddr, parseUri, Uri } from '../../message/index.ts';
import { samePlace } from './address.ts';
import { type RegistrationBook, type SeenContact, type SeenRegistration } from './registration-book.ts';
import { type Step } from './step.ts';

const DEFAULT_PORT = 5060;

/** A contact that the registrar listed last. */
export interface KnownBinding {
  readonly contact: SeenContact;
  /** The REGISTER that asked for it last; where none was seen, the one whose answer lists it. */
  readonly registration: SeenRegistration;
  /** ms since 1970; NaN where nothing was said of it. */
  readonly until: number;
}

/** One address-of-record at one registrar, as of a moment. */
export interface BindingHistory {
  readonly addressOfRecord: string;
  /** REGISTERs that had been answered by then, in order. */
  readonly before: readonly SeenRegistration[];
  readonly after: readonly SeenRegistration[];
  /** The last that was accepted. */
  readonly last: SeenRegistration | undefined;
  /** What it left; the times of some of them may have run out. */
  readonly bindings: readonly KnownBinding[];
}

/**
 * The history of whom a request was for: its Request-URI, or else To; undefined where nobody registered as that in the capture,
 * or the capture has no times.
 */
export function historyFor(book: RegistrationBook, request: Step): BindingHistory | undefined {
  const uri = request.request?.uriOrFailure;
  const to = request.message.toOrFailure;
  for (const one of [uri, to instanceof NameAddr ? to.uri : undefined]) {
    if (!(one instanceof Uri) || one.user === '') continue;
    const history = historyAt(book, `${one.user}@${one.host}`, request.time, request.hop.destination);
    if (history !== undefined) return history;
  }
  return undefined;
}

/**
 * @param time ms since 1970
 * @param server of several registrars the one that counts, else the one that answered last
 */
export function historyAt(
  book: RegistrationBook,
  addressOfRecord: string,
  time: number,
  server: Place,
): BindingHistory | undefined {
  const all = book.of(addressOfRecord);
  const earlier = all.filter((one) => one.time < time);
  const last = earlier.findLast((one) => samePlace(one.server, server)) ?? earlier.at(-1);
  if (last === undefined) return undefined;
  // A REGISTER that proxies pass on is seen on each hop; what each of them lists may differ.
  const own = all.filter((one) => samePlace(one.server, last.server));
  const before = own.filter((one) => one.time < time);
  const accepted = before.findLast(isAccepted);
  return {
    addressOfRecord,
    before,
    after: own.filter((one) => !(one.time < time)),
    last: accepted,
    bindings: accepted === undefined ? [] : bindingsAfter(accepted, before),
  };
}

/** What a REGISTER left. @param before the REGISTERs up to and including it */
export function bindingsAfter(accepted: SeenRegistration, before: readonly SeenRegistration[]): KnownBinding[] {
  // Some registrars do not list what they granted (10.3 step 8).
  const listed = accepted.granted.length > 0 ? accepted.granted : accepted.asked.filter(isWanted);
  return listed.map((contact) => ({
    contact,
    registration:
      before.findLast((one) => isAccepted(one) && one.asked.some((other) => isSameContact(other, contact))) ?? accepted,
    until: accepted.time + (contact.expires ?? Number.NaN) * 1000,
  }));
}

export function isAccepted({ status }: SeenRegistration): boolean {
  return status >= 200 && status < 300;
}

/** Whether a REGISTER asks for a contact to be bound, rather than taken away. */
export function isWanted({ uri, expires }: SeenContact): boolean {
  return uri !== '*' && expires !== 0;
}

/** Whether it takes away whatever it names, and binds nothing. */
export function isRemoval({ asked }: SeenRegistration): boolean {
  return asked.length > 0 && !asked.some(isWanted);
}

/** The same user, host and port; parameters are often changed on the way. */
export function isSameContact(a: SeenContact, b: SeenContact): boolean {
  if (a.uri === b.uri) return true;
  if (a.instance !== '' && a.instance === b.instance) return true;
  const [one, other] = [parseUri(a.uri), parseUri(b.uri)];
  return (
    one instanceof Uri &&
    other instanceof Uri &&
    one.user === other.user &&
    one.host === other.host &&
    (one.port || DEFAULT_PORT) === (other.port || DEFAULT_PORT)
  );
}

/**
 * Whether two REGISTERs are of two devices: `true` where the capture shows it, `undefined` where it may be one device that moved or
 * began anew. A device keeps its Call-ID as long as it runs (10.2), and its instance for ever (RFC 5626 4.1).
 */
export function areTwoDevices(a: SeenRegistration, b: SeenRegistration): boolean | undefined {
  if (a.callId === b.callId) return false;
  const [one, other] = [instanceOf(a), instanceOf(b)];
  if (one !== '' && other !== '') return one !== other;
  // Versions change by an update; the name before them does not.
  const [name, otherName] = [a, b].map(({ program }) => program.split(/[\s/]/, 1)[0].toLowerCase());
  return name !== '' && otherName !== '' && name !== otherName ? true : undefined;
}

/** Whether a contact names a place. */
export function isContactAt({ uri }: SeenContact, { address, port }: Place): boolean {
  const parsed = parseUri(uri);
  return (
    parsed instanceof Uri && parsed.host !== '' && parsed.host === address && (parsed.port || DEFAULT_PORT) === port
  );
}

/** The contact's host; '' where it cannot be read. */
export function hostOf({ uri }: SeenContact): string {
  const parsed = parseUri(uri);
  return parsed instanceof Uri ? parsed.host : '';
}

/** The address-of-record that a REGISTER is about, `user@host` of To, as the book has it; '' where it cannot be read. */
export function registeredAs({ message }: Step): string {
  const to = message.toOrFailure;
  return to instanceof NameAddr ? `${to.uri.user}@${to.uri.host}` : '';
}

function instanceOf({ asked }: SeenRegistration): string {
  return asked.find(({ instance }) => instance !== '')?.instance ?? '';
}
