/** The root of an event body, and the elements of other namespaces that stand in it (RFC 3863 4.2, 4235 4.4). */

import { Failure } from '../message/index.ts';
import { unwritable } from './values.ts';
import { parseXml } from './xml.ts';
import { type XmlElement } from './xml-element.ts';

/**
 * The root element of a body. Peers that forget to declare the namespace are understood: all is then in none.
 * @returns a failure for what is no XML, or another document
 */
export function parseRoot(text: string, namespace: string, name: string): XmlElement | Failure {
  const root = parseXml(text);
  if (root instanceof Failure) return root;
  if (root.name !== name || (root.namespace !== namespace && root.namespace !== ''))
    return new Failure(root.offset, `${name} of the namespace ${namespace} was expected`);
  return root;
}

/** The elements in one that are of another format, kept as they are; undefined for none. */
export function extensionsIn(element: XmlElement, namespace: string): readonly XmlElement[] | undefined {
  const others = element.elements.filter(
    (each) => each.namespace !== element.namespace && each.namespace !== namespace,
  );
  return others.length === 0 ? undefined : others;
}

/** @throws SipError SIP_EVENT_BODY for one of the format's own namespace, which would not be read as an extension */
export function checkExtensions(
  extensions: readonly XmlElement[] | undefined,
  namespace: string,
  rfc: string,
): readonly XmlElement[] {
  const own = extensions?.find((each) => each.namespace === namespace);
  if (own !== undefined) throw unwritable(`the extension ${own.name} has no namespace of its own`, rfc);
  return extensions ?? [];
}
