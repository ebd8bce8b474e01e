/** Bodies of the refer package: message/sipfrag, a status line that tells how the request is going (RFC 3420, 3515 2.4.5). */

import { reasonPhrase } from '../catalogue/index.ts';
import { detach, Failure } from '../message/index.ts';
import { unwritable } from './values.ts';

/** The media type of the bodies, for Content-Type and Accept. */
export const SIPFRAG_TYPE = 'message/sipfrag';

/** Longer lines are a failure. */
const LINE = 1_024;

/** How the request that a REFER asked for is going. */
export interface Sipfrag {
  /** From 100 to 699. */
  readonly status: number;
  /** An ordinary Unicode string, for a person to read; may be ''. */
  readonly reason: string;
}

/**
 * Reads the status line that a body begins with; header fields that follow it are not read.
 * @param text an ordinary string: what `decodeUtf8` makes of a body
 * @returns a failure where no status line stands first, as in a fragment of a request
 */
export function parseSipfrag(text: string): Sipfrag | Failure {
  const at = text.search(/[^ \t\r\n]/);
  if (at < 0) return new Failure(text.length, 'a status line was expected');
  const line = text.slice(at, at + LINE);
  const stop = line.search(/[\r\n]/);
  if (stop < 0 && text.length > at + LINE) return new Failure(at, `a line longer than ${LINE} characters`);
  const match = /^SIP\/2\.0[ \t]+([1-6]\d\d)(?:[ \t](.*))?$/i.exec(stop < 0 ? line : line.slice(0, stop));
  if (match === null) return new Failure(at, 'a status line was expected');
  return { status: Number(match[1]), reason: detach((match[2] ?? '').trim()) };
}

/**
 * Writes a status line as a body of its own.
 * @param reason an ordinary string, which may be a peer's: controls in it are dropped
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_EVENT_BODY for a status that is not from 100 to 699
 */
export function formatSipfrag(status: number, reason: string = reasonPhrase(status)): string {
  if (!Number.isInteger(status) || status < 100 || status > 699)
    throw unwritable(`${status} is no response code`, '3515 2.4.5');
  return `SIP/2.0 ${status} ${reason.replace(/[\0-\x1f\x7f]/g, '').trim()}\r\n`;
}
