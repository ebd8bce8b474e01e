/** What nobody may read in a trace is masked on its way out: credentials, media keys, and what people write each other. */

const MASK = '***';

/** Parameters of credentials that are no secret and that a diagnosis needs (RFC 7616 3.4); all others are masked. */
const harmless = new Set(['username', 'userhash', 'realm', 'uri', 'algorithm', 'qop', 'nc', 'charset']);
/** Those whose names may be shown, though not their values. */
const secret = new Set(['nonce', 'nextnonce', 'response', 'cnonce', 'opaque', 'auts', 'rspauth']);

// A header field with its folds (RFC 3261 7.3.1). Also in bodies: a sipfrag carries header fields.
const CREDENTIALS = /^((?:Proxy-)?Authorization[ \t]*:)([^\n]*(?:\n[ \t][^\n]*)*)/gim;
const AUTHENTICATION_INFO = /^((?:Proxy-)?Authentication-Info[ \t]*:)([^\n]*(?:\n[ \t][^\n]*)*)/gim;
// One parameter, or whatever else stands between two commas; a quote that never ends takes the rest.
const PARAMETER = /((?:[^,"]|"(?:[^"\\]|\\[^])*(?:"|$))+)/g;
const NAME_AND_VALUE = /^(\s*)([^\s=",]+)(\s*=\s*)("?)/;
// RFC 3261 19.1.1: userinfo "user:password@", and header fields that a URI carries.
const PASSWORD = /((?:sips?:|https?:\/\/)[^\s:@<>"]+:)[^\s:@<>"]*@/gi;
const CREDENTIALS_IN_URI = /([?&](?:proxy-)?authorization=)[^&\s<>"]*/gi;
// RFC 4568 9.1; RFC 4567 3; RFC 4566 5.12; RFC 8839 5.4
const CRYPTO = /^(a=crypto:)([^\r\n]*)/gim;
const CRYPTO_PARTS = /^(\d+[ \t]+[^\s]+[ \t]+)(inline:[^]*)$/i;
const INLINE_KEY = /(inline:)[^|;\s]*/gi;
const KEY_LINES = /^(a=key-mgmt:[^\s:]+|k=[^\s:]+:|a=ice-pwd:)[^\r\n]*/gim;

const MESSAGE_REQUEST = /^\s*MESSAGE\s/i;
const CSEQ_OF_MESSAGE = /^CSeq[ \t]*:\s*\d+\s+MESSAGE\b/im;

/**
 * Masks the secrets of a message. Its structure stays, and no mask tells how long a secret was; Content-Length is left
 * as it came.
 * @param text one character per byte, as it was recorded
 */
export function redact(text: string): string {
  const body = bodyStart(text);
  const header = text.slice(0, body);
  const isMessage = MESSAGE_REQUEST.test(header) || CSEQ_OF_MESSAGE.test(header);
  const shown = isMessage && body < text.length ? header + MASK : text;
  return shown
    .replace(CREDENTIALS, (_, name: string, value: string) => name + maskCredentials(value))
    .replace(AUTHENTICATION_INFO, (_, name: string, value: string) => name + maskParameters(value))
    .replace(PASSWORD, `$1${MASK}@`)
    .replace(CREDENTIALS_IN_URI, `$1${MASK}`)
    .replace(CRYPTO, (_, name: string, value: string) => name + maskCrypto(value))
    .replace(KEY_LINES, (_, name: string) => (name.startsWith('a=key-mgmt') ? `${name} ${MASK}` : name + MASK));
}

/** Where the body starts: after the first empty line that follows the start line. */
function bodyStart(text: string): number {
  const start = text.search(/[^\r\n]/);
  const end = /\r?\n\r?\n/g;
  end.lastIndex = Math.max(start, 0);
  return end.exec(text) === null ? text.length : end.lastIndex;
}

/** Of an unknown scheme (Basic, Bearer) nothing is shown but its name. */
function maskCredentials(value: string): string {
  const [, scheme, rest] = /^(\s*[^\s,="]*)([^]*)$/.exec(value) as unknown as [string, string, string];
  if (scheme.trim().toLowerCase() === 'digest') return scheme + maskParameters(rest);
  return rest === '' && scheme.trim() === ''
    ? value
    : `${/\s/.test(rest[0] ?? '') ? scheme : ''} ${MASK}${lineEnd(value)}`;
}

function maskParameters(value: string): string {
  const end = lineEnd(value);
  const parameters = value.slice(0, value.length - end.length);
  return parameters.replace(PARAMETER, maskParameter) + end;
}

function maskParameter(parameter: string): string {
  const [start, space = '', name = '', equals = '', quote = ''] = NAME_AND_VALUE.exec(parameter) ?? [];
  if (start !== undefined && harmless.has(name.toLowerCase())) return parameter;
  if (start !== undefined && secret.has(name.toLowerCase())) return space + name + equals + quote + MASK + quote;
  return parameter.trim() === '' ? parameter : parameter.slice(0, parameter.search(/\S/)) + MASK;
}

function maskCrypto(value: string): string {
  const [, before, keys] = CRYPTO_PARTS.exec(value) ?? [];
  return keys === undefined ? MASK : before + keys.replace(INLINE_KEY, `$1${MASK}`);
}

function lineEnd(value: string): string {
  return value.endsWith('\r') ? '\r' : '';
}
