/** From wire text to an indexed message: start line, header lines, body (RFC 3261 7, 18.3). Never throws. */

import { headerId, lookUpHeaderIn } from '../catalogue/index.ts';
import { allOf, classOf, parseDigits, skipLws, startsWithVersion, TOKEN, trimEnd } from './characters.ts';
import { codesOf } from './codes.ts';
import { type Defect } from './defect.ts';
import { defaultMessageLimits, type MessageLimits } from './limits.ts';
import { type Layout, Request, Response, SLOT } from './message.ts';

const CONTENT_LENGTH = headerId('Content-Length');
const CR = 0x0d;

/**
 * Indexes one message: a whole datagram, or what the framer cut from a stream.
 * @param text one character per byte
 * @returns undefined for what is no SIP message, which deserves silence; a message with a `defect` where one can be named
 */
export function indexMessage(
  text: string,
  limits: MessageLimits = defaultMessageLimits,
): Request | Response | undefined {
  const codes = codesOf(text);
  let start = 0;
  // 7.5: empty lines before the start line are ignored
  while (codes[start] === CR && codes[start + 1] === 0x0a) start += 2;
  let lineEnd = text.indexOf('\n', start);
  if (lineEnd <= start) return undefined;
  if (codes[lineEnd - 1] === CR) lineEnd--;
  const response = startsWithVersion(codes, start) && codes[start + 7] === 0x20;
  return response
    ? indexResponse(text, codes, start, lineEnd, limits)
    : indexRequest(text, codes, start, lineEnd, limits);
}

function indexResponse(
  text: string,
  codes: Uint8Array,
  start: number,
  lineEnd: number,
  limits: MessageLimits,
): Response | undefined {
  const status = parseDigits(codes, start + 8, start + 11);
  // A status code has three digits and a class from 1 to 6; anything else cannot be acted on.
  if (status < 100 || status > 699) return undefined;
  if (start + 11 < lineEnd && codes[start + 11] !== 0x20) return undefined;
  const layout = indexHeaders(text, codes, start, lineEnd, undefined, limits);
  return new Response(text, layout, status, Math.min(start + 12, lineEnd));
}

function indexRequest(
  text: string,
  codes: Uint8Array,
  start: number,
  lineEnd: number,
  limits: MessageLimits,
): Request | undefined {
  const methodEnd = text.indexOf(' ', start);
  if (methodEnd < 0 || methodEnd >= lineEnd) return undefined;
  const uriStart = methodEnd + 1;
  let uriEnd = lineEnd - 8;
  let defect: Defect | undefined;
  if (uriEnd < methodEnd || codes[uriEnd] !== 0x20 || !startsWithVersion(codes, uriEnd + 1)) {
    // Something else than "METHOD URI SIP/2.0": another version, or spaces behind it (RFC 4475 3.1.2.10, 3.1.2.16).
    const version = text.slice(methodEnd, lineEnd).toUpperCase().lastIndexOf(' SIP/');
    if (version < 0) return undefined;
    uriEnd = methodEnd + version;
    const spaces = startsWithVersion(codes, uriEnd + 1) && trimEnd(codes, uriEnd, lineEnd) === uriEnd + 8;
    defect = spaces ? startLine(uriEnd + 8, 'white space after the version') : badVersion(uriEnd + 1);
  }
  if (uriEnd < uriStart) {
    defect ??= startLine(uriStart, 'a Request-URI was expected');
    uriEnd = uriStart;
  }
  if (methodEnd === start || !allOf(codes, start, methodEnd, TOKEN))
    defect ??= {
      code: 'SIP_METHOD',
      status: 400,
      where: 'start line',
      offset: start,
      reason: 'the method is no token',
      rfc: '3261 7.1',
    };
  if (uriEnd - uriStart > limits.uriBytes)
    defect ??= {
      code: 'SIP_URI_TOO_LONG',
      status: 414,
      where: 'Request-URI',
      offset: uriStart,
      reason: `longer than ${limits.uriBytes} bytes`,
      rfc: '3261 21.4.12',
    };
  if (codes[uriStart] === 0x20 || codes[uriEnd - 1] === 0x20)
    defect ??= startLine(uriStart, 'single spaces were expected');
  const layout = indexHeaders(text, codes, start, lineEnd, defect, limits);
  return new Request(text, layout, text.slice(start, methodEnd), uriStart, uriEnd);
}

function startLine(offset: number, reason: string): Defect {
  return { code: 'SIP_START_LINE', status: 400, where: 'start line', offset, reason, rfc: '3261 7.1' };
}

function badVersion(offset: number): Defect {
  return {
    code: 'SIP_VERSION',
    status: 505,
    where: 'start line',
    offset,
    reason: 'the version is not SIP/2.0',
    rfc: '3261 8.2.1',
  };
}

/** The lines of the message in work, as `Message.slots` holds them: cut to size when it is done. */
const scratch: number[] = [];

/** Walks the header lines and finds the body. The first defect is kept. */
function indexHeaders(
  text: string,
  codes: Uint8Array,
  startLineAt: number,
  startLineEnd: number,
  startLineDefect: Defect | undefined,
  limits: MessageLimits,
): Layout {
  let defect = startLineDefect;
  let used = 0;
  let count = 0;
  let newline = codes[startLineEnd] === CR ? startLineEnd + 1 : startLineEnd;
  const headersStart = newline + 1;
  // The next carriage return is searched for only once the last one is passed, so that no text, whatever it lacks, is
  // searched through twice.
  let carriageReturn = nextReturn(text, startLineAt);
  if (carriageReturn !== newline - 1) defect ??= badLineEnd(codes, carriageReturn, newline);
  let at = headersStart;
  let headersEnd = -1;
  let bodyStart = text.length;
  let contentLengthAt = -1;
  for (;;) {
    if (codes[at] === CR && codes[at + 1] === 0x0a) {
      headersEnd = at;
      bodyStart = at + 2;
      break;
    }
    // 7.3.1: a line that starts with white space continues the one before
    let next = 0;
    newline = at - 1;
    do {
      const lineStart = newline + 1;
      newline = text.indexOf('\n', lineStart);
      if (newline < 0) break;
      if (carriageReturn < lineStart) carriageReturn = nextReturn(text, lineStart);
      if (carriageReturn !== newline - 1) defect ??= badLineEnd(codes, carriageReturn, newline);
      next = codes[newline + 1];
    } while (next === 0x20 || next === 0x09);
    if (newline < 0) {
      headersEnd = text.length;
      defect ??= malformed('SIP_HEADERS_OPEN', 'headers', at, 'the empty line after the headers is missing', '3261 7');
      break;
    }
    if (count >= limits.headers) {
      defect ??= {
        code: 'SIP_TOO_MANY_HEADERS',
        status: 513,
        where: 'headers',
        offset: at,
        reason: `more than ${limits.headers} header lines`,
        rfc: '3261 21.5.7',
      };
      // What lies behind is not read: the refusal needs none of it.
      headersEnd = at;
      break;
    }

    let nameEnd = at;
    while ((classOf[codes[nameEnd]] & TOKEN) !== 0) nameEnd++;
    let colon = nameEnd;
    while (codes[colon] === 0x20 || codes[colon] === 0x09) colon++;
    if (nameEnd === at || codes[colon] !== 0x3a) {
      defect ??= malformed('SIP_HEADER_NAME', 'headers', at, 'a header name and a colon were expected', '3261 7.3.1');
    } else {
      const id = lookUpHeaderIn(codes, at, nameEnd);
      const valueEnd = trimEnd(codes, colon + 1, newline);
      const valueStart = skipLws(codes, colon + 1, valueEnd);
      if (valueEnd - valueStart > limits.headerBytes)
        defect ??= malformed(
          'SIP_HEADER_TOO_LONG',
          text.slice(at, nameEnd),
          valueStart,
          `longer than ${limits.headerBytes} bytes`,
          '3261 7.3',
        );
      if (id === CONTENT_LENGTH && contentLengthAt < 0) contentLengthAt = used;
      scratch[used] = id;
      scratch[used + 1] = at;
      scratch[used + 2] = valueStart;
      scratch[used + 3] = valueEnd;
      used += SLOT;
      count++;
    }
    at = newline + 1;
  }
  const slots = scratch.slice(0, used);

  let bodyEnd = text.length;
  if (contentLengthAt >= 0) {
    const valueStart = slots[contentLengthAt + 2];
    const length = parseDigits(codes, valueStart, slots[contentLengthAt + 3]);
    if (length < 0)
      defect ??= malformed('SIP_CONTENT_LENGTH', 'Content-Length', valueStart, 'a number was expected', '3261 20.14');
    else if (length > limits.bodyBytes)
      defect ??= {
        code: 'SIP_BODY_TOO_LARGE',
        status: 413,
        where: 'Content-Length',
        offset: valueStart,
        reason: `a body longer than ${limits.bodyBytes} bytes`,
        rfc: '3261 21.4.11',
      };
    else if (bodyStart + length > text.length)
      defect ??= malformed(
        'SIP_BODY_SHORT',
        'Content-Length',
        valueStart,
        `announces ${length} bytes, ${text.length - bodyStart} came`,
        '3261 18.3',
      );
    // 18.3: what a datagram holds behind the announced length is discarded
    if (length >= 0 && bodyStart + length < bodyEnd) bodyEnd = bodyStart + length;
  }
  if (bodyEnd - bodyStart > limits.bodyBytes)
    defect ??= {
      code: 'SIP_BODY_TOO_LARGE',
      status: 413,
      where: 'body',
      offset: bodyStart,
      reason: `longer than ${limits.bodyBytes} bytes`,
      rfc: '3261 21.4.11',
    };
  if (text.length > limits.messageBytes)
    defect = {
      code: 'SIP_MESSAGE_TOO_LARGE',
      status: 513,
      where: 'message',
      offset: limits.messageBytes,
      reason: `longer than ${limits.messageBytes} bytes`,
      rfc: '3261 21.5.7',
    };
  return { defect, startLineEnd, headersStart, headersEnd, bodyStart, bodyEnd, slots, count };
}

function malformed(code: `SIP_${string}`, where: string, offset: number, reason: string, rfc: string): Defect {
  return { code, status: 400, where, offset, reason, rfc };
}

function nextReturn(text: string, start: number): number {
  const at = text.indexOf('\r', start);
  return at < 0 ? text.length : at;
}

/** A lone LF or CR reads as a line end to some and as part of a value to others: a header could be smuggled past one of them. */
function badLineEnd(codes: Uint8Array, carriageReturn: number, newline: number): Defect {
  if (carriageReturn < newline && codes[carriageReturn + 1] !== 0x0a)
    return malformed('SIP_BARE_CR', 'headers', carriageReturn, 'a line must end with CR LF', '3261 7');
  return malformed('SIP_BARE_LF', 'headers', newline, 'a line must end with CR LF', '3261 7');
}
