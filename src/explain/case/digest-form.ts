/** Whether credentials have the form that their challenge asks for: all that can be seen without the password (RFC 7616 3.4). */

import { parseDigestAlgorithm } from '../../auth/index.ts';
import { type AuthValue } from '../../message/index.ts';
import { shown } from './step.ts';

/** What is wrong with credentials, each as the end of a sentence: `cnonce is missing though qop is given`. */
export interface DigestFaults {
  /** No server can compute the response, or take the answer for one to its challenge. */
  readonly grave: readonly string[];
  /** Most servers pass over it. */
  readonly slight: readonly string[];
}

/** @param challenge that the credentials answer; undefined where the capture does not show it */
export function digestFaults({ params }: AuthValue, challenge?: AuthValue): DigestFaults {
  const grave: string[] = [];
  const slight: string[] = [];
  for (const name of ['username', 'realm', 'nonce', 'uri', 'response'])
    if (params.get(name) === undefined && !(name === 'username' && params.has('username*')))
      grave.push(`${name} is missing`);

  const algorithm = parseDigestAlgorithm(params.get('algorithm'));
  const response = params.get('response');
  if (algorithm !== undefined && response !== undefined) {
    const digits = algorithm.startsWith('MD5') ? 32 : 64;
    if (response.length !== digits || !/^[0-9a-f]*$/i.test(response))
      grave.push(`response is not the ${digits} hex digits of ${algorithm}`);
  }

  const qop = params.get('qop')?.toLowerCase();
  const nc = params.get('nc');
  const cnonce = params.get('cnonce') ?? '';
  const isSession = algorithm?.endsWith('-sess') === true;
  if (qop !== undefined) {
    if (cnonce === '') grave.push('cnonce is missing though qop is given');
    if (nc === undefined) grave.push('nc is missing though qop is given');
    else if (!/^[0-9a-f]{8}$/i.test(nc)) grave.push(`nc=${shown(nc)} is not eight hex digits`);
    else if (/^0+$/.test(nc)) grave.push('nc begins with 00000000 instead of 00000001');
  } else {
    if (isSession && cnonce === '') grave.push('cnonce is missing, which the -sess algorithm is made with');
    if (nc !== undefined) slight.push('nc is given without qop');
    if (cnonce !== '' && !isSession) slight.push('cnonce is given without qop');
  }
  if (challenge !== undefined) compareQop(qop, challenge.params.get('qop'), grave, slight);
  const opaque = challenge?.params.get('opaque');
  if (opaque !== undefined && opaque !== params.get('opaque'))
    slight.push(params.has('opaque') ? 'opaque is another one than that of the challenge' : 'opaque is left out');
  for (const [position, name] of params.names.entries()) {
    const isQuoted = params.wasQuoted(position);
    if (isQuoted && (name === 'nc' || name === 'qop' || name === 'algorithm')) slight.push(`${name} stands in quotes`);
    if (!isQuoted && mustBeQuoted.has(name)) slight.push(`${name} stands without quotes`);
  }
  return { grave, slight };
}

const mustBeQuoted = new Set(['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'opaque']);

function compareQop(used: string | undefined, offered: string | undefined, grave: string[], slight: string[]): void {
  const names = offered?.split(',').map((name) => name.trim().toLowerCase());
  if (used === undefined) {
    // RFC 3261 22.4 item 8: the client must; a server must be able to do without.
    if (names !== undefined) slight.push(`qop is left out though the challenge offers "${shown(offered ?? '')}"`);
  } else if (names === undefined) grave.push(`qop=${shown(used)} is given though the challenge offers none`);
  else if (!names.includes(used))
    grave.push(`qop=${shown(used)} is given though the challenge offers only "${shown(offered ?? '')}"`);
}
