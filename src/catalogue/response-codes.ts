/** The registered response codes (RFC 3261 21 and its extensions), in one table. */

import { type HeaderName } from './header-fields.ts';

/** The first digit of a code: 1 provisional, 2 success, 3 redirection, 4 to 6 failure (RFC 3261 7.2). */
export type StatusClass = 1 | 2 | 3 | 4 | 5 | 6;

export interface ResponseCode {
  readonly code: StatusCode;
  /** The recommended Reason-Phrase. */
  readonly phrase: string;
  readonly rfc: string;
  readonly class: StatusClass;
  /** A response with this code has at least one of these header fields; empty when it needs none. */
  readonly mustCarry: readonly HeaderName[];
}

// code, phrase, reference, header fields of which one must be there
const table = [
  [100, 'Trying', '3261 21.1.1', []],
  [180, 'Ringing', '3261 21.1.2', []],
  [181, 'Call Is Being Forwarded', '3261 21.1.3', []],
  [182, 'Queued', '3261 21.1.4', []],
  [183, 'Session Progress', '3261 21.1.5', []],
  [199, 'Early Dialog Terminated', '6228', []],
  [200, 'OK', '3261 21.2.1', []],
  [202, 'Accepted', '6665 8.3.1', []],
  [204, 'No Notification', '5839', []],
  [300, 'Multiple Choices', '3261 21.3.1', []],
  [301, 'Moved Permanently', '3261 21.3.2', []],
  [302, 'Moved Temporarily', '3261 21.3.3', []],
  [305, 'Use Proxy', '3261 21.3.4', []],
  [380, 'Alternative Service', '3261 21.3.5', []],
  [400, 'Bad Request', '3261 21.4.1', []],
  [401, 'Unauthorized', '3261 21.4.2', ['WWW-Authenticate']],
  [402, 'Payment Required', '3261 21.4.3', []],
  [403, 'Forbidden', '3261 21.4.4', []],
  [404, 'Not Found', '3261 21.4.5', []],
  [405, 'Method Not Allowed', '3261 21.4.6', ['Allow']],
  [406, 'Not Acceptable', '3261 21.4.7', []],
  [407, 'Proxy Authentication Required', '3261 21.4.8', ['Proxy-Authenticate']],
  [408, 'Request Timeout', '3261 21.4.9', []],
  [410, 'Gone', '3261 21.4.10', []],
  [412, 'Conditional Request Failed', '3903 11.2.1', []],
  [413, 'Request Entity Too Large', '3261 21.4.11', []],
  [414, 'Request-URI Too Long', '3261 21.4.12', []],
  [415, 'Unsupported Media Type', '3261 21.4.13', ['Accept', 'Accept-Encoding', 'Accept-Language']],
  [416, 'Unsupported URI Scheme', '3261 21.4.14', []],
  [417, 'Unknown Resource-Priority', '4412', []],
  [420, 'Bad Extension', '3261 21.4.15', ['Unsupported']],
  [421, 'Extension Required', '3261 21.4.16', ['Require']],
  [422, 'Session Interval Too Small', '4028 6', ['Min-SE']],
  [423, 'Interval Too Brief', '3261 21.4.17', ['Min-Expires']],
  [424, 'Bad Location Information', '6442', []],
  [425, 'Bad Alert Message', '8876', []],
  [428, 'Use Identity Header', '8224 6.2.2', []],
  [429, 'Provide Referrer Identity', '3892 5', []],
  [430, 'Flow Failed', '5626', []],
  [433, 'Anonymity Disallowed', '5079', []],
  [436, 'Bad Identity Info', '8224 6.2.2', []],
  [437, 'Unsupported Credential', '8224 6.2.2', []],
  [438, 'Invalid Identity Header', '8224 6.2.2', []],
  [439, 'First Hop Lacks Outbound Support', '5626', []],
  [440, 'Max-Breadth Exceeded', '5393', []],
  [469, 'Bad Info Package', '6086 4.2.2', ['Recv-Info']],
  [470, 'Consent Needed', '5360', []],
  [480, 'Temporarily Unavailable', '3261 21.4.18', []],
  [481, 'Call/Transaction Does Not Exist', '3261 21.4.19', []],
  [482, 'Loop Detected', '3261 21.4.20', []],
  [483, 'Too Many Hops', '3261 21.4.21', []],
  [484, 'Address Incomplete', '3261 21.4.22', []],
  [485, 'Ambiguous', '3261 21.4.23', []],
  [486, 'Busy Here', '3261 21.4.24', []],
  [487, 'Request Terminated', '3261 21.4.25', []],
  [488, 'Not Acceptable Here', '3261 21.4.26', []],
  [489, 'Bad Event', '6665 8.3.2', ['Allow-Events']],
  [491, 'Request Pending', '3261 21.4.27', []],
  [493, 'Undecipherable', '3261 21.4.28', []],
  [494, 'Security Agreement Required', '3329', ['Security-Server']],
  [500, 'Server Internal Error', '3261 21.5.1', []],
  [501, 'Not Implemented', '3261 21.5.2', []],
  [502, 'Bad Gateway', '3261 21.5.3', []],
  [503, 'Service Unavailable', '3261 21.5.4', []],
  [504, 'Server Time-out', '3261 21.5.5', []],
  [505, 'Version Not Supported', '3261 21.5.6', []],
  [513, 'Message Too Large', '3261 21.5.7', []],
  [555, 'Push Notification Service Not Supported', '8599', []],
  [580, 'Precondition Failure', '3312', []],
  [600, 'Busy Everywhere', '3261 21.6.1', []],
  [603, 'Decline', '3261 21.6.2', []],
  [604, 'Does Not Exist Anywhere', '3261 21.6.3', []],
  [606, 'Not Acceptable', '3261 21.6.4', []],
  [607, 'Unwanted', '8197', []],
  [608, 'Rejected', '8688', []],
] as const satisfies readonly (readonly [number, string, string, readonly HeaderName[]])[];

/** A registered response code. */
export type StatusCode = (typeof table)[number][0];

export const responseCodes: readonly ResponseCode[] = table.map(([code, phrase, rfc, mustCarry]) => ({
  code,
  phrase,
  rfc,
  class: Math.floor(code / 100) as StatusClass,
  mustCarry,
}));

const byCode = new Array<ResponseCode | undefined>(700).fill(undefined);
for (const row of responseCodes) byCode[row.code] = row;

// RFC 3261 8.1.3.2: what a code that nobody registered is treated as, by its class.
const standIns: readonly StatusCode[] = [183, 200, 300, 400, 500, 600];

/** The row of a registered code, or undefined. */
export function responseCode(code: number): ResponseCode | undefined {
  return byCode[code];
}

/**
 * The Reason-Phrase of a code. One that is not registered gets that of the code which it is treated as (RFC 3261
 * 8.1.3.2): 183 for a provisional response, x00 of its class for a final one.
 * @returns '' outside 100 to 699, as the grammar allows
 */
export function reasonPhrase(code: number): string {
  const row = byCode[code] ?? byCode[standIns[Math.floor(code / 100) - 1]];
  return row === undefined ? '' : row.phrase;
}
