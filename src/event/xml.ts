/**
 * Reading XML as event bodies have it (XML 1.0, Namespaces in XML 1.0). There is no DOCTYPE and so nothing to expand, the
 * work is linear in the length, and what is not XML is a `Failure`.
 */

import { decodeUtf8, detach, Failure } from '../message/index.ts';
import { isNcName, NO_CHARACTER } from './xml-characters.ts';
import { XML_NAMESPACE, type XmlAttribute, XmlElement } from './xml-element.ts';
import { resolveReferences } from './xml-references.ts';

/** The bounds of a document that we are willing to read; beyond one it is a failure. */
export interface XmlLimits {
  readonly characters: number;
  readonly elements: number;
  /** Of elements in each other, the root being 1. */
  readonly depth: number;
  /** Of one element, declarations of namespaces included. */
  readonly attributes: number;
}

/** Of a body that fits a message: far more than a phone sends. */
export const defaultXmlLimits: XmlLimits = { characters: 65_536, elements: 4_096, depth: 16, attributes: 32 };

/**
 * A body as it came, one character per byte, as the ordinary string that the parsers take: UTF-8, unless its declaration
 * says ISO-8859-1. Windows-1252 is read as that, and whatever else is declared as UTF-8, which it then mostly is.
 */
export function decodeXml(wire: string): string {
  const declared = /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(wire.slice(0, 256))?.[1];
  return declared !== undefined && /^(?:iso-8859-1|latin-?1|windows-1252)$/i.test(declared) ? wire : decodeUtf8(wire);
}

/**
 * Reads a document: its root element. Comments and processing instructions are left out. Taken although XML has it
 * otherwise: blanks in front of the declaration, a bare `&`, `<` in an attribute, attributes without a blank between them.
 * @param text an ordinary string, not wire text: see `decodeXml`
 * @returns where and why it is none, or beyond a limit
 */
export function parseXml(text: string, limits: XmlLimits = defaultXmlLimits): XmlElement | Failure {
  if (text.length > limits.characters)
    return new Failure(limits.characters, `more than ${limits.characters} characters`);
  const wrong = text.search(NO_CHARACTER);
  return wrong < 0 ? new Reader(text, limits).read() : new Failure(wrong, 'a character that XML does not have');
}

const BLANK = /[ \t\r\n]/;
/** An element whose end is still to come. */
interface OpenElement {
  /** With its prefix, as the end tag repeats it. */
  readonly tag: string;
  readonly element: XmlElement;
  readonly content: (XmlElement | string)[];
  /** What the prefixes that it declares stood for outside. */
  readonly outer: readonly (readonly [prefix: string, namespace: string | undefined])[];
}

class Reader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  #at: number;
  #elements = 0;
  #root: XmlElement | undefined;
  readonly #open: OpenElement[] = [];
  readonly #prefixes = new Map<string, string>([
    ['', ''],
    ['xml', XML_NAMESPACE],
  ]);

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
  }

  read(): XmlElement | Failure {
    while (this.#at < this.#text.length) {
      const failure = this.#text[this.#at] === '<' ? this.#markup() : this.#characters();
      if (failure !== undefined) return failure;
    }
    const open = this.#open.at(-1);
    if (open !== undefined) return this.#expected(`</${open.tag}>`);
    return this.#root ?? this.#expected('an element');
  }

  #expected(what: string): Failure {
    return new Failure(this.#at, `${what} was expected`);
  }

  #characters(): Failure | undefined {
    const next = this.#text.indexOf('<', this.#at);
    const stop = next < 0 ? this.#text.length : next;
    const raw = this.#text.slice(this.#at, stop);
    if (this.#open.length === 0) {
      if (raw.trim() !== '') return this.#expected('an element');
    } else {
      const plain = resolveReferences(raw, this.#at, false);
      if (plain instanceof Failure) return plain;
      this.#add(plain);
    }
    this.#at = stop;
    return undefined;
  }

  #add(part: XmlElement | string): void {
    const content = this.#open.at(-1)?.content;
    if (content === undefined) return;
    const last = content.at(-1);
    if (typeof part !== 'string' || typeof last !== 'string') {
      if (part !== '') content.push(part);
    } else content[content.length - 1] = last + part;
  }

  #markup(): Failure | undefined {
    const text = this.#text;
    if (text.startsWith('<!--', this.#at)) return this.#skipTo('-->', 4);
    if (text.startsWith('<?', this.#at)) return this.#skipTo('?>', 2);
    if (text.startsWith('</', this.#at)) return this.#endTag();
    if (!text.startsWith('<!', this.#at)) return this.#startTag();
    if (!text.startsWith('<![CDATA[', this.#at)) return new Failure(this.#at, 'a DOCTYPE is refused');
    if (this.#open.length === 0) return this.#expected('an element');
    const start = this.#at + 9;
    const failure = this.#skipTo(']]>', 9);
    if (failure === undefined) this.#add(detach(text.slice(start, this.#at - 3).replace(/\r\n?/g, '\n')));
    return failure;
  }

  #skipTo(end: string, from: number): Failure | undefined {
    const found = this.#text.indexOf(end, this.#at + from);
    if (found < 0) return this.#expected(end);
    this.#at = found + end.length;
    return undefined;
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && BLANK.test(this.#text[this.#at])) this.#at++;
  }

  /** A name with or without a prefix. */
  #name(): string | Failure {
    const start = this.#at;
    while (this.#at < this.#text.length && !/[\s/>=<"'&]/.test(this.#text[this.#at])) this.#at++;
    const name = this.#text.slice(start, this.#at);
    const parts = name.split(':', 3);
    return parts.length < 3 && parts.every(isNcName) ? detach(name) : new Failure(start, 'a name was expected');
  }

  #endTag(): Failure | undefined {
    const start = this.#at;
    this.#at += 2;
    const name = this.#name();
    if (name instanceof Failure) return name;
    const open = this.#open.pop();
    if (open?.tag !== name) return new Failure(start, open === undefined ? 'nothing is open' : `not </${open.tag}>`);
    this.#skipBlanks();
    if (this.#text[this.#at] !== '>') return this.#expected('>');
    this.#at++;
    this.#close(open);
    return undefined;
  }

  #close({ element, outer }: OpenElement): void {
    for (const [prefix, namespace] of outer) {
      if (namespace === undefined) this.#prefixes.delete(prefix);
      else this.#prefixes.set(prefix, namespace);
    }
    if (this.#open.length === 0) this.#root = element;
    else this.#add(element);
  }

  #startTag(): Failure | undefined {
    const start = this.#at;
    if (this.#root !== undefined) return new Failure(start, 'a second root element');
    if (++this.#elements > this.#limits.elements)
      return new Failure(start, `more than ${this.#limits.elements} elements`);
    if (this.#open.length === this.#limits.depth)
      return new Failure(start, `deeper than ${this.#limits.depth} elements`);
    this.#at++;
    const tag = this.#name();
    if (tag instanceof Failure) return tag;
    const written = this.#attributes();
    if (written instanceof Failure) return written;
    const outer = this.#declare(written);
    if (outer instanceof Failure) return outer;
    const attributes: XmlAttribute[] = [];
    const names = new Set<string>();
    for (const { tag: attributeTag, value, at } of written) {
      // The default namespace is not for attributes (Namespaces in XML 1.0 6.2).
      const resolved = this.#resolveName(attributeTag, at, '');
      if (resolved instanceof Failure) return resolved;
      const key = `${resolved.name} ${resolved.namespace}`;
      if (names.has(key)) return new Failure(at, `a second ${attributeTag}`);
      names.add(key);
      if (declaredPrefix(attributeTag) === undefined) attributes.push({ ...resolved, value });
    }
    const resolved = this.#resolveName(tag, start + 1, this.#prefixes.get('') ?? '');
    if (resolved instanceof Failure) return resolved;
    const content: (XmlElement | string)[] = [];
    const element = new XmlElement(resolved.name, resolved.namespace, attributes, content, start);
    const open: OpenElement = { tag, element, content, outer };
    if (this.#text[this.#at] === '/') {
      this.#at += 2;
      this.#close(open);
    } else {
      this.#at++;
      this.#open.push(open);
    }
    return undefined;
  }

  /** The attributes up to the tag's `>` or `/>`, which is not passed. */
  #attributes(): { tag: string; value: string; at: number }[] | Failure {
    const attributes: { tag: string; value: string; at: number }[] = [];
    for (;;) {
      this.#skipBlanks();
      const at = this.#at;
      if (this.#text[at] === '>' || this.#text.startsWith('/>', at)) return attributes;
      if (attributes.length === this.#limits.attributes)
        return new Failure(at, `more than ${this.#limits.attributes} attributes`);
      const tag = this.#name();
      if (tag instanceof Failure) return tag;
      this.#skipBlanks();
      if (this.#text[this.#at] !== '=') return this.#expected('=');
      this.#at++;
      this.#skipBlanks();
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'") return this.#expected('a quote');
      const from = this.#at + 1;
      const failure = this.#skipTo(quote, 1);
      if (failure !== undefined) return failure;
      const value = resolveReferences(this.#text.slice(from, this.#at - 1), from, true);
      if (value instanceof Failure) return value;
      attributes.push({ tag, value, at });
    }
  }

  /** Binds the prefixes that an element declares. @returns what they stood for before */
  #declare(attributes: readonly { tag: string; value: string; at: number }[]): OpenElement['outer'] | Failure {
    const outer: [string, string | undefined][] = [];
    for (const { tag, value, at } of attributes) {
      const prefix = declaredPrefix(tag);
      if (prefix === undefined) continue;
      if (prefix === 'xml' || prefix === 'xmlns' || (prefix !== '' && value === ''))
        return new Failure(at, 'a prefix that may not be bound so');
      outer.push([prefix, this.#prefixes.get(prefix)]);
      this.#prefixes.set(prefix, value);
    }
    return outer;
  }

  #resolveName(tag: string, at: number, unprefixed: string): { name: string; namespace: string } | Failure {
    const colon = tag.indexOf(':');
    if (colon < 0) return { name: tag, namespace: unprefixed };
    const prefix = tag.slice(0, colon);
    const namespace = prefix === 'xmlns' ? prefix : this.#prefixes.get(prefix);
    if (namespace === undefined) return new Failure(at, `the prefix ${prefix} is not declared`);
    return { name: detach(tag.slice(colon + 1)), namespace };
  }
}

/** The prefix that an attribute declares, '' for the default; undefined for any other attribute. */
function declaredPrefix(tag: string): string | undefined {
  return tag === 'xmlns' ? '' : tag.startsWith('xmlns:') ? tag.slice(6) : undefined;
}
