/** What a stream carries, told by its first bytes: SIP, TLS, HTTP, or in mid-connection a WebSocket frame (RFC 3261 7, 8446 5.1, 6455 5.2). */

/**
 * - `http request`, `http response`: GET, which may ask for WebSocket, and an answer of any kind.
 * - `websocket`: a frame with SIP in it.
 * - `blank`: nothing but CR and LF.
 * - `part`: may become any of these when more comes.
 */
export type StreamStart = 'sip' | 'tls' | 'http request' | 'http response' | 'websocket' | 'blank' | 'part' | 'other';

/** Characters that a start line is waited for at most. */
export const startLineLimit = 4096;

const token = "[\\w\\-.!%*+`'~]+";
/** Blanks where none belong, other versions and a bare LF are shown, for a parser to complain about (RFC 4475 3.1.2). */
const requestLine = `${token}[ \\t][^\\r\\n]+[ \\t]SIP/\\d+\\.\\d+[ \\t]*\\r?\\n`;
const statusLine = `SIP/\\d+\\.\\d+[ \\t]+\\d{3}(?!\\d)[^\\r\\n]*\\r?\\n`;
const startLine = new RegExp(`${statusLine}|${requestLine}`, 'iy');
/** The beginning of a line that may become one of them. */
const startOfRequestLine = new RegExp(`${token}(?:[ \\t][^\\r\\n]*\\r?)?$`, 'y');
const startOfStatusLine = /S(?:I(?:P(?:\/(?:\d+(?:\.(?:\d+(?:[ \t]+(?:\d{1,3}(?:[ \t][^\r\n]*)?\r?)?)?)?)?)?)?)?)?$/iy;
const httpRequestLine = /GET [^\r\n]+ HTTP\/1\.\d\r?\n/y;
const httpStatusLine = /HTTP\/1\.\d \d{3}[^\r\n]*\r?\n/y;
const startOfHttpStatusLine = /H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:\d(?: [^\r\n]*\r?)?)?)?)?)?)?)?)?$/y;
/** A header field's name and its colon (RFC 3261 7.3.1), or the end of the header. */
const headerLine = new RegExp(`(?:${token}[ \\t]*:|\\r?\\n)`, 'y');
const startOfHeaderLine = new RegExp(`(?:${token}[ \\t]*|\\r)?$`, 'y');

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether a whole start line stands at `at` (RFC 3261 7.1, 7.2). */
export function hasStartLine(text: string, at = 0): boolean {
  return matches(startLine, text, at);
}

/** Whether a header line stands at `at`, or may stand there when more comes. */
export function hasHeaderLine(text: string, at: number): boolean | 'part' {
  if (matches(headerLine, text, at)) return true;
  return matches(startOfHeaderLine, text, at) && text.length - at < startLineLimit ? 'part' : false;
}

/** What the line at `at` is the start of: a message, its beginning, or something else. */
export function startOfMessage(text: string, at: number): 'sip' | 'part' | 'other' {
  if (hasStartLine(text, at)) return 'sip';
  if (text.length - at >= startLineLimit) return 'other';
  return matches(startOfRequestLine, text, at) || matches(startOfStatusLine, text, at) ? 'part' : 'other';
}

/** Judges the first bytes of a stream, or of a segment in mid-connection. @param text one character per byte */
export function startOfStream(text: string): StreamStart {
  let at = 0;
  while (at < text.length && (text.charCodeAt(at) === 13 || text.charCodeAt(at) === 10)) at++;
  if (at === text.length) return text.length < startLineLimit ? 'blank' : 'other';
  if (at === 0) {
    const first = text.charCodeAt(0);
    if (first >= 20 && first <= 23) return startOfTls(text);
    if (first === 0x81 || first === 0x82) return startOfFrame(text);
  }
  const message = startOfMessage(text, at);
  if (message === 'sip') return message;
  if (at > 0) return message;
  if (matches(httpRequestLine, text, 0)) return 'http request';
  if (matches(httpStatusLine, text, 0)) return 'http response';
  return text.length < startLineLimit && matches(startOfHttpStatusLine, text, 0) ? 'part' : message;
}

/** The header of a record: its type, the version with its major number 3, and its length (RFC 8446 5.1). */
function startOfTls(text: string): StreamStart {
  if (text.length > 1 && text.charCodeAt(1) !== 3) return 'other';
  if (text.length > 2 && text.charCodeAt(2) > 4) return 'other';
  if (text.length < 5) return 'part';
  const length = (text.charCodeAt(3) << 8) | text.charCodeAt(4);
  return length > 0 && length <= 16_384 + 2_048 ? 'tls' : 'other';
}

/** A whole text or binary message, or the first frame of one, with SIP in it (RFC 6455 5.2). */
function startOfFrame(text: string): StreamStart {
  if (text.length < 2) return 'part';
  const masked = text.charCodeAt(1) >= 128;
  const length = text.charCodeAt(1) & 127;
  const maskAt = length === 127 ? 10 : length === 126 ? 4 : 2;
  const payloadAt = masked ? maskAt + 4 : maskAt;
  if (text.length <= payloadAt) return 'part';
  const start = startOfMessage(masked ? unmasked(text, maskAt) : text, masked ? 0 : payloadAt);
  return start === 'sip' ? 'websocket' : start;
}

function unmasked(text: string, maskAt: number): string {
  let plain = '';
  for (let at = maskAt + 4; at < text.length; at++) {
    plain += String.fromCharCode(text.charCodeAt(at) ^ text.charCodeAt(maskAt + ((at - maskAt) & 3)));
  }
  return plain;
}
