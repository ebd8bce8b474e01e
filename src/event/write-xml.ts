/** Writing XML (XML 1.0, Namespaces in XML 1.0): what we send is strict, whatever we took. */

import { SipError } from '../message/index.ts';
import { isNcName, NO_CHARACTER } from './xml-characters.ts';
import { XML_NAMESPACE, type XmlElement } from './xml-element.ts';

/**
 * A document with its declaration. Nothing is indented, since blanks are content. Namespaces become default namespaces, each
 * declared where it changes. A character that XML does not have becomes U+FFFD: it may be a peer's.
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_XML_NAME for a name that is none, or an attribute that stands twice
 */
export function formatXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n${formatElement(root, '')}\r\n`;
}

function formatElement(element: XmlElement, outerNamespace: string): string {
  const { name, namespace, content } = element;
  let tag = checkName(name);
  if (namespace !== outerNamespace) tag += ` xmlns="${escapeAttribute(namespace)}"`;
  tag += formatAttributes(element);
  if (content.length === 0) return `<${tag}/>`;
  const inner = content.map((part) => (typeof part === 'string' ? escapeText(part) : formatElement(part, namespace)));
  return `<${tag}>${inner.join('')}</${name}>`;
}

function formatAttributes({ name: elementName, attributes }: XmlElement): string {
  let text = '';
  const prefixes = new Map([[XML_NAMESPACE, 'xml']]);
  const names = new Set<string>();
  for (const { name, namespace, value } of attributes) {
    const key = `${checkName(name)} ${namespace}`;
    if (names.has(key) || (namespace === '' && name === 'xmlns'))
      throw new SipError('SIP_XML_NAME', `the attribute ${name} of ${elementName} may not stand there`);
    names.add(key);
    let prefix = prefixes.get(namespace);
    if (namespace !== '' && prefix === undefined) {
      prefix = `n${prefixes.size}`;
      prefixes.set(namespace, prefix);
      text += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`;
    }
    text += ` ${namespace === '' ? name : `${prefix ?? ''}:${name}`}="${escapeAttribute(value)}"`;
  }
  return text;
}

function checkName(name: string): string {
  if (!isNcName(name)) throw new SipError('SIP_XML_NAME', `${JSON.stringify(name)} is no name of XML`);
  return name;
}

const ALL_NO_CHARACTERS = new RegExp(NO_CHARACTER.source, 'gu');

/** A carriage return must be a reference, or it reads as a line feed (XML 1.0 2.11). */
function escapeText(text: string): string {
  return text
    .replace(ALL_NO_CHARACTERS, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** Tabs and line ends would read as spaces (XML 1.0 3.3.3). */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
