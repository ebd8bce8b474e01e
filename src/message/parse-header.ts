/** From a field's syntax (catalogue) to the parser of its value: the one place that pairs them. */

import { headerFields, type HeaderSyntax, UNKNOWN_HEADER } from '../catalogue/index.ts';
import { type AuthValue, parseAuthValue, parseChallenges } from './auth-value.ts';
import { skipLws } from './characters.ts';
import { Failure } from './failure.ts';
import { NameAddr, parseNameAddr } from './name-addr.ts';
import {
  type CSeq,
  type NumberWithParams,
  Parameterised,
  parseCSeq,
  parseDate,
  parseNumber,
  parseNumberWithParams,
  parseParameterised,
  parseRAck,
  parseResource,
  parseTimestamp,
  parseToken,
  parseTokens,
  parseWarning,
  parseWord,
  parseWords,
  type RAck,
  type Resource,
  type Timestamp,
  type WarningValue,
} from './values.ts';
import { parseVia, type Via } from './via.ts';

/** A parsed value; which of them, `HeaderField.syntax` and `.list` tell. Numbers are also dates, in ms since 1970. */
export type HeaderValue =
  | string
  | string[]
  | number
  | CSeq
  | RAck
  | NameAddr
  | NameAddr[]
  | '*'
  | Via[]
  | NumberWithParams
  | Parameterised
  | Parameterised[]
  | Resource[]
  | WarningValue[]
  | AuthValue
  | AuthValue[]
  | Timestamp;

type Parser = (text: string, start: number, end: number) => HeaderValue | Failure;

/** Reads comma-separated values that each know where they end. Empty values are no values (RFC 3261 7.3.1). */
function listOf<T extends { readonly end: number }>(
  one: (text: string, start: number, end: number) => T | Failure,
): (text: string, start: number, end: number) => T[] | Failure {
  return (text, start, end) => {
    const values: T[] = [];
    let at = start;
    for (;;) {
      const value = one(text, at, end);
      if (value instanceof Failure) return value;
      values.push(value);
      at = value.end;
      if (at >= end) return values;
      at = skipLws(text, at + 1, end);
    }
  };
}

function single<T extends { readonly end: number }>(
  one: (text: string, start: number, end: number) => T | Failure,
): (text: string, start: number, end: number) => T | Failure {
  return (text, start, end) => {
    const value = one(text, start, end);
    return value instanceof Failure || value.end >= end ? value : new Failure(value.end, 'one value was expected');
  };
}

const parseVias = listOf<Via>(parseVia);
const parseAddresses = listOf<NameAddr>(parseNameAddr);
const parseAddress = single<NameAddr>(parseNameAddr);
const parseParameterisedList = listOf(parseParameterised);
const parseText: Parser = (text, start, end) => text.slice(start, end);

/** Accept and its kin may be empty. */
const parseParameterisedListOrNone: Parser = (text, start, end) =>
  start >= end ? [] : parseParameterisedList(text, start, end);

function parseContact(text: string, start: number, end: number): NameAddr[] | '*' | Failure {
  if (end - start === 1 && text.charCodeAt(start) === 0x2a) return '*';
  return parseAddresses(text, start, end);
}

const parsers: Readonly<Record<HeaderSyntax, readonly [one: Parser, list: Parser]>> = {
  via: [parseVias, parseVias],
  address: [parseAddress, parseAddresses],
  contact: [parseContact, parseContact],
  resource: [listOf(parseResource), listOf(parseResource)],
  cseq: [parseCSeq, parseCSeq],
  rack: [parseRAck, parseRAck],
  number: [parseNumber, parseNumber],
  'number-params': [parseNumberWithParams, parseNumberWithParams],
  token: [parseToken, parseTokens],
  word: [parseWord, parseWords],
  parameterised: [single(parseParameterised), parseParameterisedListOrNone],
  // Credentials use commas between their own parameters, so a line is one value (RFC 3261 7.3.1).
  credentials: [parseAuthValue, parseAuthValue],
  challenge: [parseChallenges, parseChallenges],
  'auth-info': [parseText, parseText],
  warning: [listOf(parseWarning), listOf(parseWarning)],
  date: [parseDate, parseDate],
  timestamp: [parseTimestamp, parseTimestamp],
  text: [parseText, parseText],
};

const parserOf: readonly Parser[] = headerFields.map((field) => parsers[field.syntax][field.list ? 1 : 0]);

/** Parses the value `text[start, end)` of a field; a field that is not in the table is its text. */
export function parseHeaderAt(id: number, text: string, start: number, end: number): HeaderValue | Failure {
  return id === UNKNOWN_HEADER ? text.slice(start, end) : parserOf[id](text, start, end);
}

/** Appends the addresses of one line to `into`. */
export function parseListAt(text: string, start: number, end: number, into: NameAddr[]): Failure | undefined {
  let at = start;
  for (;;) {
    const value = parseNameAddr(text, at, end);
    if (value instanceof Failure) return value;
    into.push(value);
    if (value.end >= end) return undefined;
    at = skipLws(text, value.end + 1, end);
  }
}
