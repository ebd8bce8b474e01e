/** From what a person types to whom to call: a SIP URI (RFC 3261 19.1, RFC 3966 5.1.1). */

import { encodeUtf8, Failure, formatHost, parseUri, SipError, type Uri } from '../message/index.ts';

/** A telephone number as people write it: what is there for the eye is among it. */
const NUMBER = /^\+?[\d*#][\d\s().*#-]*$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/;

/**
 * Without a host, somebody at the host of the identity: `bob`, `+49 30 12345`, `*98#`, `tel:+49-30-12345`. With one it is the
 * URI, `sip:` before it or not: `bob@example.com`, `192.0.2.7`.
 * @param identity who calls
 * @returns a SIP URI
 * @throws SipError SIP_URI_INVALID
 */
export function dialledUri(typed: string, identity: Uri): string {
  const text = typed.trim();
  const uri = encodeUtf8(/^sips?:/i.test(text) ? text : withScheme(text, identity));
  const parsed = parseUri(uri);
  if (parsed instanceof Failure || !parsed.isSip || parsed.host === '')
    throw new SipError('SIP_URI_INVALID', `nobody can be called like this: ${typed}`, { rfc: '3261 19.1' });
  return uri;
}

/** @returns what is no URI where it is none */
function withScheme(text: string, { scheme, host, port }: Uri): string {
  const bare = text.replace(/^tel:/i, '');
  const at = bare.indexOf('@');
  // Another scheme, or a password: neither is meant.
  if ((at < 0 ? bare : bare.slice(0, at)).includes(':') && !IPV4.test(bare)) return bare;
  if (at >= 0 || IPV4.test(bare)) return `${scheme}:${bare}`;
  const user = NUMBER.test(bare) ? bare.replace(/[\s().-]/g, '').replaceAll('#', '%23') : bare;
  return user === '' ? user : `${scheme}:${user}@${formatHost(host)}${port === 0 ? '' : `:${port}`}`;
}
