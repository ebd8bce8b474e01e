/** Values in the attributes and texts of event bodies: words of a list, numbers, instants (RFC 3680 5.4, 3863 4.4, 4235 4.4). */

import { SipError } from '../message/index.ts';
import { XML_NAMESPACE, XmlElement } from './xml-element.ts';

/** What is wrong with a body that we are asked to write. */
export function unwritable(text: string, rfc: string): SipError {
  return new SipError('SIP_EVENT_BODY', text, { rfc });
}

/** The word of a list that a peer wrote, in whatever case and between blanks; undefined for any other. */
export function parseWord<T extends string>(text: string | undefined, words: readonly T[]): T | undefined {
  const word = text?.trim().toLowerCase();
  return words.find((each) => each === word);
}

/** @throws SipError SIP_EVENT_BODY for a word that is not of the list */
export function checkWord(word: string, words: readonly string[], rfc: string): string {
  if (!words.includes(word)) throw unwritable(`${JSON.stringify(word)} is none of ${words.join(', ')}`, rfc);
  return word;
}

/** A whole number from 0 to 2^53 - 1; undefined for anything else. */
export function parseWhole(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,16}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** @throws SipError SIP_EVENT_BODY for what is no whole number from 0 to 2^53 - 1; undefined passes */
export function checkWhole(value: number | undefined, rfc: string): number | undefined {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
    throw unwritable(`${value} is no whole number`, rfc);
  return value;
}

/** A qvalue (RFC 3261 25.1): from 0 to 1. More than three decimals are rounded. */
export function parseQ(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*(?:0(?:\.\d{0,16})?|\.\d{1,16}|1(?:\.0{0,16})?)\s*$/.test(text)) return undefined;
  return Math.round(Number(text) * 1000) / 1000;
}

/** @throws SipError SIP_EVENT_BODY for what is not from 0 to 1; undefined passes */
export function formatQ(value: number | undefined, rfc: string): string | undefined {
  if (value === undefined) return undefined;
  if (!(value >= 0 && value <= 1)) throw unwritable(`${value} is not from 0 to 1`, rfc);
  return String(Math.round(value * 1000) / 1000);
}

const INSTANT = /^\s*(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d{0,16})?(Z|[+-]\d\d:\d\d)?\s*$/i;

/** An xs:dateTime (RFC 3339); one without a zone is read as UTC. @returns ms since 1970; undefined for anything else */
export function parseInstant(text: string | undefined): number | undefined {
  const match = INSTANT.exec(text ?? '');
  if (match === null) return undefined;
  const [, day, time, fraction = '0', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0')}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** @param ms since 1970. @throws SipError SIP_EVENT_BODY outside of the years 0 to 9999 */
export function formatInstant(ms: number, rfc: string): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw unwritable(`${ms} is no instant that can be written`, rfc);
  return date.toISOString();
}

/** A text and what language it is in. */
export interface LanguageText {
  readonly text: string;
  /** A language tag (RFC 5646), from xml:lang. */
  readonly language?: string;
}

/** The text of an element for a person to read. */
export function readLanguageText(element: XmlElement): LanguageText {
  return present({ text: element.text, language: element.attribute('lang', XML_NAMESPACE) });
}

/** The element that carries a text for a person to read. */
export function buildLanguageText(namespace: string, name: string, { text, language }: LanguageText): XmlElement {
  const attributes = language === undefined ? [] : [{ name: 'lang', namespace: XML_NAMESPACE, value: language }];
  return new XmlElement(name, namespace, attributes, text === '' ? [] : [text]);
}

/** The object without the members that are undefined. */
export function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
