/** Bodies of the reg package: application/reginfo+xml (RFC 3680 5). Texts are ordinary Unicode strings. */

import { Failure } from '../message/index.ts';
import { type DocumentState, documentStates } from './document-version.ts';
import { checkExtensions, extensionsIn, parseRoot } from './extensions.ts';
import {
  buildLanguageText,
  checkWhole,
  checkWord,
  formatQ,
  type LanguageText,
  parseQ,
  parseWhole,
  parseWord,
  present,
  readLanguageText,
  unwritable,
} from './values.ts';
import { buildElement, type XmlElement } from './xml-element.ts';
import { formatXml } from './write-xml.ts';

/** The media type of the bodies, for Content-Type and Accept. */
export const REGINFO_TYPE = 'application/reginfo+xml';
const NAMESPACE = 'urn:ietf:params:xml:ns:reginfo';

/** The states of a registration: `init` while nothing is bound (RFC 3680 4.7.1). */
export const registrationStates = ['init', 'active', 'terminated'] as const;
/** One of `registrationStates`. */
export type RegistrationState = (typeof registrationStates)[number];

const contactStates = ['active', 'terminated'] as const;

/** What happened to a contact (RFC 3680 4.7.1); the first four leave it active. */
export const contactEvents = [
  'registered',
  'created',
  'refreshed',
  'shortened',
  'expired',
  'deactivated',
  'probation',
  'unregistered',
  'rejected',
] as const;
/** One of `contactEvents`. */
export type ContactEvent = (typeof contactEvents)[number];

/** A document: registrations, or what has changed of them. */
export interface Reginfo {
  /** Counts the documents of a subscription, by one. */
  readonly version: number;
  readonly state: DocumentState;
  readonly registrations: readonly ReginfoRegistration[];
}

/** What is registered for one address-of-record. */
export interface ReginfoRegistration {
  /** The address-of-record, a URI. */
  readonly aor: string;
  /** Of the notifier's own making; the same throughout a subscription. */
  readonly id: string;
  readonly state: RegistrationState;
  /** In a partial document those alone that have changed. */
  readonly contacts: readonly ReginfoContact[];
  /** Elements of other namespaces. */
  readonly extensions?: readonly XmlElement[];
}

/** A binding of a registration, or one that has ended (RFC 3680 5.1). */
export interface ReginfoContact {
  readonly id: string;
  readonly state: (typeof contactStates)[number];
  /** Why it is in that state; undefined where a peer left it out, which the format forbids. */
  readonly event?: ContactEvent;
  /** s for which it remains bound. */
  readonly expires?: number;
  /** s after which a contact on probation should register again. */
  readonly retryAfter?: number;
  /** s since it was bound. */
  readonly durationRegistered?: number;
  /** From 0 to 1. */
  readonly q?: number;
  /** Of the REGISTER that bound it last. */
  readonly callId?: string;
  readonly cseq?: number;
  readonly uri: string;
  readonly displayName?: LanguageText;
  /** Parameters of the Contact that the format has no place for. */
  readonly unknownParams: readonly ReginfoParam[];
  /** Elements of other namespaces, as the GRUUs of RFC 5628. */
  readonly extensions?: readonly XmlElement[];
}

/** A parameter of a Contact. */
export interface ReginfoParam {
  readonly name: string;
  /** As in the Contact, quotes included. */
  readonly value: string;
}

/**
 * Reads a document. What can't be understood and is not needed is left out; unknown elements of the format are ignored.
 * @param text an ordinary string: `decodeXml` makes one of a body
 * @returns a failure for what is no reginfo, or lacks a version, state, id, aor or uri
 */
export function parseReginfo(text: string): Reginfo | Failure {
  const root = parseRoot(text, NAMESPACE, 'reginfo');
  if (root instanceof Failure) return root;
  const version = parseWhole(root.attribute('version'));
  if (version === undefined) return new Failure(root.offset, 'a version was expected in reginfo');
  const state = parseWord(root.attribute('state'), documentStates);
  if (state === undefined) return new Failure(root.offset, 'full or partial was expected in reginfo');
  const registrations: ReginfoRegistration[] = [];
  for (const element of root.children('registration')) {
    const registration = readRegistration(element);
    if (registration instanceof Failure) return registration;
    registrations.push(registration);
  }
  return { version, state, registrations };
}

function readRegistration(element: XmlElement): ReginfoRegistration | Failure {
  const aor = element.attribute('aor')?.trim() ?? '';
  const id = element.attribute('id') ?? '';
  const state = parseWord(element.attribute('state'), registrationStates);
  if (aor === '' || id === '' || state === undefined)
    return new Failure(element.offset, 'aor, id and state were expected in registration');
  const contacts: ReginfoContact[] = [];
  for (const contactElement of element.children('contact')) {
    const contact = readContact(contactElement);
    if (contact instanceof Failure) return contact;
    contacts.push(contact);
  }
  return present({ aor, id, state, contacts, extensions: extensionsIn(element, NAMESPACE) });
}

function readContact(element: XmlElement): ReginfoContact | Failure {
  const id = element.attribute('id') ?? '';
  const state = parseWord(element.attribute('state'), contactStates);
  const uri = element.child('uri')?.text ?? '';
  if (id === '' || state === undefined || uri === '')
    return new Failure(element.offset, 'id, state and uri were expected in contact');
  const displayName = element.child('display-name');
  return present<ReginfoContact>({
    id,
    state,
    event: parseWord(element.attribute('event'), contactEvents),
    expires: parseWhole(element.attribute('expires')),
    retryAfter: parseWhole(element.attribute('retry-after')),
    durationRegistered: parseWhole(element.attribute('duration-registered')),
    q: parseQ(element.attribute('q')),
    callId: element.attribute('callid'),
    cseq: parseWhole(element.attribute('cseq')),
    uri,
    displayName: displayName === undefined ? undefined : readLanguageText(displayName),
    unknownParams: element
      .children('unknown-param')
      .map((param) => ({ name: param.attribute('name') ?? '', value: param.text }))
      .filter(({ name }) => name !== ''),
    extensions: extensionsIn(element, NAMESPACE),
  });
}

/**
 * Writes a document.
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_EVENT_BODY for what the format does not have: an empty id, aor or uri, a contact without an event, a
 * number that is none
 */
export function formatReginfo({ version, state, registrations }: Reginfo): string {
  const attributes = {
    version: checkWhole(version, '3680 5.1'),
    state: checkWord(state, documentStates, '3680 5.1'),
  };
  return formatXml(buildElement(NAMESPACE, 'reginfo', attributes, registrations.map(buildRegistration)));
}

function buildRegistration({ aor, id, state, contacts, extensions }: ReginfoRegistration): XmlElement {
  if (aor === '' || id === '') throw unwritable('a registration without aor or id', '3680 5.1');
  const attributes = { aor, id, state: checkWord(state, registrationStates, '3680 5.1') };
  return buildElement(NAMESPACE, 'registration', attributes, [
    ...contacts.map(buildContact),
    ...checkExtensions(extensions, NAMESPACE, '3680 5.4'),
  ]);
}

function buildContact(contact: ReginfoContact): XmlElement {
  const { id, state, event, uri, displayName, unknownParams, extensions } = contact;
  if (id === '' || uri === '' || event === undefined)
    throw unwritable('a contact without id, uri or event', '3680 5.1');
  const attributes = {
    id,
    state: checkWord(state, contactStates, '3680 5.1'),
    event: checkWord(event, contactEvents, '3680 5.1'),
    'duration-registered': checkWhole(contact.durationRegistered, '3680 5.1'),
    expires: checkWhole(contact.expires, '3680 5.1'),
    'retry-after': checkWhole(contact.retryAfter, '3680 5.1'),
    q: formatQ(contact.q, '3680 5.1'),
    callid: contact.callId,
    cseq: checkWhole(contact.cseq, '3680 5.1'),
  };
  return buildElement(NAMESPACE, 'contact', attributes, [
    buildElement(NAMESPACE, 'uri', {}, [uri]),
    displayName === undefined ? undefined : buildLanguageText(NAMESPACE, 'display-name', displayName),
    ...unknownParams.map(({ name, value }) => buildElement(NAMESPACE, 'unknown-param', { name }, [value])),
    ...checkExtensions(extensions, NAMESPACE, '3680 5.4'),
  ]);
}
