/** name-addr and addr-spec with their parameters: From, To, Contact, Route and their kin (RFC 3261 20.10, 25.1). */

import { classOf, skipLws, skipQuoted, TOKEN, trimEnd, unfold, unquote } from './characters.ts';
import { codesOf } from './codes.ts';
import { Failure } from './failure.ts';
import { type Params, paramsEnd, parseParams } from './params.ts';
import { parseUri, parseUriUpTo, type Uri, uriEnd } from './uri.ts';

/** An address: display name, URI and the parameters of the header field. */
export class NameAddr {
  readonly uri: Uri;
  /** The header field's parameters; the URI has its own. */
  readonly params: Params;
  /** Where this value stands in the message's text. */
  readonly start: number;
  readonly end: number;
  private readonly text: string;
  private readonly nameEnd: number;

  constructor(text: string, start: number, end: number, nameEnd: number, uri: Uri, params: Params) {
    this.uri = uri;
    this.params = params;
    this.start = start;
    this.end = end;
    this.text = text;
    this.nameEnd = nameEnd;
  }

  /** Unquoted, one character per byte as on the wire; '' when none was given. `decodeUtf8` makes it readable. */
  get displayName(): string {
    const { text, start, nameEnd } = this;
    if (nameEnd === start) return '';
    const codes = codesOf(text);
    if (codes[start] === 0x22) return unquote(text, start, nameEnd);
    return unfold(text.slice(start, trimEnd(codes, start, nameEnd)));
  }

  /** The tag parameter, or ''. */
  get tag(): string {
    return this.params.get('tag') ?? '';
  }
}

/** Reads the one value at `start`; it ends at `end` or before a comma. */
export function parseNameAddr(text: string, start: number, end: number): NameAddr | Failure {
  const codes = codesOf(text);
  let at = start;
  let nameEnd = start;
  let code = at < end ? codes[at] : 0;
  if (code === 0x22) {
    nameEnd = skipQuoted(codes, at, end);
    if (nameEnd < 0) return new Failure(at, 'the quoted display name is not closed');
    at = skipLws(codes, nameEnd, end);
    if (at >= end || codes[at] !== 0x3c) return new Failure(at, '< was expected after the display name');
    code = 0x3c;
  } else if (code !== 0x3c) {
    // Either a display name of tokens before '<', or an addr-spec: tokens and LWS alone tell which.
    for (; at < end; at++) {
      code = codes[at];
      if ((classOf[code] & TOKEN) === 0 && code !== 0x20 && code !== 0x09 && code !== 0x0d && code !== 0x0a) break;
    }
    if (at < end && code === 0x3c) nameEnd = at;
    else if (at < end && code !== 0x3a) return new Failure(at, 'a character that must be quoted in a display name');
    else at = start;
  }

  let uri: Uri | Failure;
  if (code === 0x3c) {
    uri = parseUriUpTo(text, at + 1, end);
    if ('reason' in uri) return uri;
    const close = uriEnd();
    if (close >= end) return new Failure(at, 'the < is not closed');
    if (codes[close] !== 0x3e) return new Failure(close, 'a character that does not belong in a URI');
    at = close + 1;
  } else {
    // Without brackets a semicolon starts the header's parameters, and '?' and ',' may not be part of the URI (20.10).
    const open = at;
    for (; at < end; at++) {
      code = codes[at];
      if (code === 0x3b || code === 0x2c || code === 0x20 || code === 0x09 || code === 0x0d) break;
      if (code === 0x3f) return new Failure(at, 'a URI with ? must stand in < >');
    }
    uri = parseUri(text, open, at);
    if ('reason' in uri) return uri;
  }
  const params = parseParams(text, at, end);
  if ('reason' in params) return params;
  at = paramsEnd();
  if (at < end && codes[at] !== 0x2c) return new Failure(at, 'a character that does not belong after the address');
  return new NameAddr(text, start, at, nameEnd, uri, params);
}
