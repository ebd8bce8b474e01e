/** Headers that a program gives, before anything is done with them (RFC 3261 7.3.1, 25.1). */

import { checkValue, type Header, SipError } from '../../message/index.ts';

/** What a request or response is made of: written by us, and never twice. */
const OWN: ReadonlySet<string> = new Set([
  'via',
  'v',
  'from',
  'f',
  'to',
  't',
  'call-id',
  'i',
  'cseq',
  'max-forwards',
  'content-length',
  'l',
  'content-type',
  'c',
]);

/** @throws SipError SIP_HEADER_NAME for what is no token, or is ours to write; SIP_HEADER_VALUE for a line end in a value */
export function checkHeaders(headers: readonly Header[]): void {
  for (const [name, value] of headers) {
    if (!/^[\w.!%*+`'~-]+$/.test(name) || OWN.has(name.toLowerCase()))
      throw new SipError('SIP_HEADER_NAME', `no header of a program's own: ${JSON.stringify(name)}`, {
        rfc: '3261 7.3.1',
      });
    checkValue(name, value);
  }
}

/** The same as a value, for functions whose faults are rejections. */
export function headersFault(headers: readonly Header[] = []): SipError | undefined {
  try {
    checkHeaders(headers);
    return undefined;
  } catch (error) {
    return error as SipError;
  }
}
