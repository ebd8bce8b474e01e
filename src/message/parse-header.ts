/** From a field's syntax (catalogue) to the parser of its value: the one place that pairs them (RFC 3261 20). */

import { headerFields, type HeaderSyntax, UNKNOWN_HEADER } from '../catalogue/index.ts';
import { type AuthValue, parseAuthValue, parseChallenges } from './auth-value.ts';
import { skipLws, unfold } from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import type { NameAddr } from './name-addr.ts';
import { parseNameAddr } from './name-addr.ts';
import type { Parameterised } from './values.ts';
import {
  type CSeq,
  type NumberWithParams,
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

// Lists hold at least one value, and none is empty (RFC 3261 25.1). Each value tells where it ends, at a comma or the end
// of the line. The loop is written out for the fields that every message has: a shared one cannot be compiled for each.

function parseVias(text: string, start: number, end: number): Via[] | Failure {
  const first = parseVia(text, start, end);
  if ('reason' in first) return first;
  return first.end >= end ? [first] : behind(first, parseVia, text, end);
}

function parseAddresses(text: string, start: number, end: number): NameAddr[] | Failure {
  const first = parseNameAddr(text, start, end);
  if ('reason' in first) return first;
  return first.end >= end ? [first] : behind(first, parseNameAddr, text, end);
}

function parseAddress(text: string, start: number, end: number): NameAddr | Failure {
  const value = parseNameAddr(text, start, end);
  return 'reason' in value || value.end >= end ? value : new Failure(value.end, 'one value was expected');
}

type ParserOf<T> = (text: string, start: number, end: number) => T | Failure;

function behind<T extends { readonly end: number }>(
  first: T,
  one: ParserOf<T>,
  text: string,
  end: number,
): T[] | Failure {
  const values = [first];
  for (let at = first.end; at < end; ) {
    const value = one(text, skipLws(codesOf(text), at + 1, end), end);
    if ('reason' in value) return value;
    values.push(value);
    at = value.end;
  }
  return values;
}

function listOf<T extends { readonly end: number }>(one: ParserOf<T>): ParserOf<T[]> {
  return (text, start, end) => {
    const first = one(text, start, end);
    return 'reason' in first ? first : behind(first, one, text, end);
  };
}

const parseParameterisedList = listOf(parseParameterised);

function parseOneParameterised(text: string, start: number, end: number): Parameterised | Failure {
  const value = parseParameterised(text, start, end);
  return 'reason' in value || value.end >= end ? value : new Failure(value.end, 'one value was expected');
}

function parseText(text: string, start: number, end: number): string {
  return unfold(text.slice(start, end));
}

/** Accept and its kin may be empty. */
const parseParameterisedListOrNone: Parser = (text, start, end) =>
  start >= end ? [] : parseParameterisedList(text, start, end);

function parseContact(text: string, start: number, end: number): NameAddr[] | '*' | Failure {
  if (end - start === 1 && codesOf(text)[start] === 0x2a) return '*';
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
  parameterised: [parseOneParameterised, parseParameterisedListOrNone],
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
  return id === UNKNOWN_HEADER ? parseText(text, start, end) : parserOf[id](text, start, end);
}

/** Appends the addresses of one line to `into`. */
export function parseListAt(text: string, start: number, end: number, into: NameAddr[]): Failure | undefined {
  for (let at = start; ; ) {
    const value = parseNameAddr(text, at, end);
    if ('reason' in value) return value;
    into.push(value);
    if (value.end >= end) return undefined;
    at = skipLws(codesOf(text), value.end + 1, end);
  }
}
