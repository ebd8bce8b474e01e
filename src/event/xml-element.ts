/** An element of XML, its namespace resolved (XML 1.0 3, Namespaces in XML 1.0 6), its texts ordinary Unicode strings. */

/** What the prefix `xml` always stands for, as in xml:lang (Namespaces in XML 1.0 3). */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** An attribute; those that declare namespaces are none. */
export interface XmlAttribute {
  /** Without its prefix. */
  readonly name: string;
  /** The URI of its namespace; '' for one without a prefix. */
  readonly namespace: string;
  readonly value: string;
}

/** Immutable. Namespaces are URIs: how a peer abbreviates them does not matter to the reader. */
export class XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** The URI of its namespace, or ''. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  /** Its elements and character data in their order; no two strings follow each other, and none is empty. */
  readonly content: readonly (XmlElement | string)[];
  readonly #offset: number;

  /** @param offset where it stood in the text that it was read from */
  constructor(
    name: string,
    namespace: string,
    attributes: readonly XmlAttribute[] = [],
    content: readonly (XmlElement | string)[] = [],
    offset = 0,
  ) {
    this.name = name;
    this.namespace = namespace;
    this.attributes = attributes;
    this.content = content;
    this.#offset = offset;
  }

  /** Where its tag stood in the text that it was read from; 0 for one of ours. */
  get offset(): number {
    return this.#offset;
  }

  /** Its own character data without that of its children, blanks at both ends dropped, which is where peers indent. */
  get text(): string {
    return this.content
      .filter((part) => typeof part === 'string')
      .join('')
      .trim();
  }

  /** All elements in it. */
  get elements(): readonly XmlElement[] {
    return this.content.filter((part) => typeof part !== 'string');
  }

  /** The value of an attribute; undefined where there is none. */
  attribute(name: string, namespace = ''): string | undefined {
    return this.attributes.find((each) => each.name === name && each.namespace === namespace)?.value;
  }

  /** The first element of that name in it, of the same namespace as itself. */
  child(name: string): XmlElement | undefined {
    return this.elements.find((each) => each.name === name && each.namespace === this.namespace);
  }

  /** All elements of that name in it, of the same namespace as itself. */
  children(name: string): readonly XmlElement[] {
    return this.elements.filter((each) => each.name === name && each.namespace === this.namespace);
  }
}

/**
 * Puts an element together: what is undefined or an empty string is left out.
 * @param attributes without namespaces
 */
export function buildElement(
  namespace: string,
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly (XmlElement | string | undefined)[] = [],
): XmlElement {
  return new XmlElement(
    name,
    namespace,
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([attribute, value]) => ({ name: attribute, namespace: '', value: String(value) })),
    content.filter((part): part is XmlElement | string => part !== undefined && part !== ''),
  );
}
