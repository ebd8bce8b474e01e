/** The answer of a client to a digest challenge (RFC 2617 3.2.2), computed rightly: what is wrong with it is said by the scene. */

import { createHash } from 'node:crypto';

export interface Answer {
  readonly user?: string;
  readonly password?: string;
  readonly realm?: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  /** Of this nonce, from 1; none: the challenge has no qop (RFC 2069). */
  readonly count?: number;
  readonly opaque?: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The value of Authorization or Proxy-Authorization. */
export function digest(answer: Answer): string {
  const { user = 'alice', password = 'r7-Pq.2x', realm = 'example.com', nonce, method, uri, count, opaque } = answer;
  const [ha1, ha2] = [md5(`${user}:${realm}:${password}`), md5(`${method}:${uri}`)];
  const nc = (count ?? 0).toString(16).padStart(8, '0');
  const cnonce = md5(`${nonce}${nc}`).slice(0, 16);
  const response = md5(count === undefined ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`);
  return [
    `Digest username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    'algorithm=MD5',
    ...(count === undefined ? [] : [`cnonce="${cnonce}"`, 'qop=auth', `nc=${nc}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}
