/** Bodies of the presence package: application/pidf+xml (RFC 3863 4). Texts are ordinary Unicode strings. */

import { Failure } from '../message/index.ts';
import { checkExtensions, extensionsIn, parseRoot } from './extensions.ts';
import {
  buildLanguageText,
  checkWord,
  formatInstant,
  formatQ,
  type LanguageText,
  parseInstant,
  parseQ,
  parseWord,
  present,
  readLanguageText,
  unwritable,
} from './values.ts';
import { buildElement, type XmlElement } from './xml-element.ts';
import { isNcName } from './xml-characters.ts';
import { formatXml } from './write-xml.ts';

/** The media type of the bodies, for Content-Type and Accept (RFC 3863 3.1). */
export const PIDF_TYPE = 'application/pidf+xml';
const NAMESPACE = 'urn:ietf:params:xml:ns:pidf';

const basics = ['open', 'closed'] as const;

/** A document: the presence of one user, whole each time. */
export interface Presence {
  /** The URI of the user, `pres:` or `sip:`; '' where a peer left it out. */
  readonly entity: string;
  readonly tuples: readonly PresenceTuple[];
  /** About the user rather than one of the tuples. */
  readonly notes: readonly LanguageText[];
  /** Elements of other namespaces, as the person of RFC 4479 with its activities (RFC 4480). */
  readonly extensions?: readonly XmlElement[];
}

/** One way of reaching the user (RFC 3863 4.1.2). */
export interface PresenceTuple {
  /** Unique in the document, and the same in the next one; '' where a peer left it out. */
  readonly id: string;
  readonly status: PresenceStatus;
  readonly contact?: PresenceContact;
  readonly notes: readonly LanguageText[];
  /** When the status changed, in ms since 1970. */
  readonly timestamp?: number;
  readonly extensions?: readonly XmlElement[];
}

/** What a tuple says of the user (RFC 3863 4.1.3). */
export interface PresenceStatus {
  /** Whether an instant message would be accepted, or a call (RFC 3863 4.1.4); undefined where nothing is said. */
  readonly basic?: (typeof basics)[number];
  readonly extensions?: readonly XmlElement[];
}

/** The address of a tuple (RFC 3863 4.1.5). */
export interface PresenceContact {
  readonly uri: string;
  /** From 0 to 1, the highest first. */
  readonly priority?: number;
}

/**
 * Reads a document. What can't be understood is left out; unknown elements of the format are ignored, those that
 * say mustUnderstand too (RFC 3863 4.2).
 * @param text an ordinary string: `decodeXml` makes one of a body
 * @returns a failure for what is no presence document
 */
export function parsePidf(text: string): Presence | Failure {
  const root = parseRoot(text, NAMESPACE, 'presence');
  if (root instanceof Failure) return root;
  return present({
    entity: root.attribute('entity') ?? '',
    tuples: root.children('tuple').map(readTuple),
    notes: root.children('note').map(readLanguageText),
    extensions: extensionsIn(root, NAMESPACE),
  });
}

function readTuple(element: XmlElement): PresenceTuple {
  const status = element.child('status');
  const contact = element.child('contact');
  return present<PresenceTuple>({
    id: element.attribute('id') ?? '',
    status:
      status === undefined
        ? {}
        : present({
            basic: parseWord(status.child('basic')?.text, basics),
            extensions: extensionsIn(status, NAMESPACE),
          }),
    contact:
      contact === undefined || contact.text === ''
        ? undefined
        : present({ uri: contact.text, priority: parseQ(contact.attribute('priority')) }),
    notes: element.children('note').map(readLanguageText),
    timestamp: parseInstant(element.child('timestamp')?.text),
    extensions: extensionsIn(element, NAMESPACE),
  });
}

/** Whether the user can be reached in one way at least: what a list of contacts shows. */
export function isOpen(presence: Presence): boolean {
  return presence.tuples.some(({ status }) => status.basic === 'open');
}

/**
 * Writes a document.
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_EVENT_BODY for what the format does not have: no entity, an id that is no name of XML (xs:ID) or
 * stands twice, a priority that is not from 0 to 1
 */
export function formatPidf({ entity, tuples, notes, extensions }: Presence): string {
  if (entity === '') throw unwritable('presence without an entity', '3863 4.1.1');
  if (new Set(tuples.map(({ id }) => id)).size < tuples.length)
    throw unwritable('two tuples with the same id', '3863 4.1.2');
  const content = [
    ...tuples.map(buildTuple),
    ...notes.map((note) => buildLanguageText(NAMESPACE, 'note', note)),
    ...checkExtensions(extensions, NAMESPACE, '3863 4.4'),
  ];
  return formatXml(buildElement(NAMESPACE, 'presence', { entity }, content));
}

/** The order is that of the schema: extensions stand behind the status (RFC 3863 4.4). */
function buildTuple({ id, status, contact, notes, timestamp, extensions }: PresenceTuple): XmlElement {
  if (!isNcName(id)) throw unwritable(`${JSON.stringify(id)} is no id of a tuple`, '3863 4.1.2');
  return buildElement(NAMESPACE, 'tuple', { id }, [
    buildElement(NAMESPACE, 'status', {}, [
      status.basic === undefined
        ? undefined
        : buildElement(NAMESPACE, 'basic', {}, [checkWord(status.basic, basics, '3863 4.1.4')]),
      ...checkExtensions(status.extensions, NAMESPACE, '3863 4.4'),
    ]),
    ...checkExtensions(extensions, NAMESPACE, '3863 4.4'),
    contact === undefined
      ? undefined
      : buildElement(NAMESPACE, 'contact', { priority: formatQ(contact.priority, '3863 4.1.5') }, [contact.uri]),
    ...notes.map((note) => buildLanguageText(NAMESPACE, 'note', note)),
    timestamp === undefined
      ? undefined
      : buildElement(NAMESPACE, 'timestamp', {}, [formatInstant(timestamp, '3863 4.1.7')]),
  ]);
}
