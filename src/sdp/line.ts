/** The lines of a description that we write (RFC 8866 5, 9). */

import { SipError } from '../message/index.ts';

/**
 * A line without its end.
 * @throws SipError SIP_SDP_TEXT for text that would be more than this one line
 */
export function sdpLine(type: string, value: string): string {
  if (/[\0\r\n]/.test(value)) throw new SipError('SIP_SDP_TEXT', `a line end or NUL in ${type}=`, { rfc: '8866 9' });
  return `${type}=${value}`;
}

/** The words of a value: parted by one space, of which peers write more, or some at the end. */
export function wordsOf(value: string): string[] {
  return value.split(/[ \t]+/).filter((word) => word !== '');
}
