/** Requests as scripted peers write them: every part has a value, and a test names those that it is about. */

import { answerChallenge, chooseChallenges } from '../src/auth/index.ts';
import { headerId } from '../src/catalogue/index.ts';
import { type AuthValue, type Message, Request, type Response } from '../src/message/index.ts';
import { nodeHash } from '../src/node/index.ts';
import { type ScriptedPeer } from '../src/testing/index.ts';
import { type TransportName } from '../src/transport/index.ts';

export interface RequestFields {
  method?: string;
  uri?: string;
  from?: string;
  fromTag?: string;
  to?: string;
  toTag?: string;
  callId?: string;
  cseq?: number;
  branch?: string;
  transport?: TransportName;
  /** undefined: no line of it. */
  maxForwards?: number | undefined;
  /** Whole lines, without their end; they stand behind CSeq. */
  headers?: readonly string[];
  /** '' for none. */
  contact?: string;
  body?: string;
}

let branches = 0;

export function requestText(peer: ScriptedPeer, fields: RequestFields = {}): string {
  const { method = 'INVITE', uri = 'sip:bob@example.com' } = fields;
  const { from = 'sip:alice@example.com', fromTag = 'alice-tag', to = uri, toTag = '' } = fields;
  const { callId = 'call-1', cseq = 1, branch = `z9hG4bK-${++branches}`, transport = 'UDP' } = fields;
  const { contact = `<sip:alice@${peer.address}:${peer.port}>`, headers = [], body = '' } = fields;
  const maxForwards = 'maxForwards' in fields ? fields.maxForwards : 70;
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${peer.address}:${peer.port};branch=${branch}`,
    ...(maxForwards === undefined ? [] : [`Max-Forwards: ${maxForwards}`]),
    `From: <${from}>;tag=${fromTag}`,
    `To: <${to}>${toTag === '' ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    ...headers,
    ...(contact === '' ? [] : [`Contact: ${contact}`]),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ];
  return lines.join('\r\n');
}

const WWW_AUTHENTICATE = headerId('WWW-Authenticate');
const PROXY_AUTHENTICATE = headerId('Proxy-Authenticate');

export interface Login {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly body?: string;
  readonly nc?: number;
}

/** The header line that answers a 401 or 407; the first challenge that can be answered. */
export function credentialsLine(challenged: Message, login: Login): string {
  const { method, uri, username = 'alice', password = 'secret', body = '', nc = 1 } = login;
  const proxy = challenged.has(PROXY_AUTHENTICATE);
  const id = proxy ? PROXY_AUTHENTICATE : WWW_AUTHENTICATE;
  const values: AuthValue[] = [];
  for (let line = challenged.find(id); line >= 0; line = challenged.find(id, line + 1))
    values.push(...(challenged.parseAt(line) as AuthValue[]));
  const [challenge] = chooseChallenges(values);
  if (challenge === undefined) throw new Error('there is no challenge to answer');
  const value = answerChallenge(nodeHash, { challenge, username, password, method, uri, body, nc, cnonce: 'c0ffee' });
  return `${proxy ? 'Proxy-Authorization' : 'Authorization'}: ${value}`;
}

/** What a peer received, each in a word: `INVITE`, `180 INVITE`. */
export function titles(received: readonly { readonly message: Message }[]): string[] {
  return received.map(({ message }) =>
    message instanceof Request ? message.method : `${(message as Response).status} ${message.cseq.method}`,
  );
}

/** The values of every line of a header, by its name as written. */
export function valuesOf(message: Message, name: string): string[] {
  return [...message.text.matchAll(new RegExp(`^${name}: (.*)\r$`, 'gm'))].map(([, value]) => value);
}
