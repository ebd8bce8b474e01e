/** What the faults of authentication held out have in common: registrars and proxies that sipp plays, one turn after the other. */

import { succeeded } from '../bench-scene.ts';
import { digest } from './credentials.ts';
import { type Caller, message } from '../sipp-messages.ts';
import { recv, scenario, send, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

export const SERVER = '198.51.100.40';
export const PHONE = '203.0.113.41';
export const HOME = 'sip:example.com';

/** A response of a server that is no party of a call: with a tag, without a Contact of its own. */
export function answer(line: string, agent: string, more: readonly string[] = []): string {
  const copied = [
    '[last_Via:]',
    '[last_From:]',
    '[last_To:];tag=[pid]s[call_number]',
    '[last_Call-ID:]',
    '[last_CSeq:]',
  ];
  return send(message(`SIP/2.0 ${line}`, [...copied, ...more, `Server: ${agent}`]));
}

const wanted = (nonce: string, more = '') =>
  `Digest realm="example.com", nonce="${nonce}"${more}, algorithm=MD5, qop="auth"`;
export const refused401 = (agent: string, nonce: string, more = '', headers: readonly string[] = []) =>
  answer('401 Unauthorized', agent, [`WWW-Authenticate: ${wanted(nonce, more)}`, ...headers]);
export const refused407 = (agent: string, nonce: string, more = '') =>
  answer('407 Proxy Authentication Required', agent, [`Proxy-Authenticate: ${wanted(nonce, more)}`]);

/** One call or registration: the server takes part in it, and is gone until the next. */
export async function turn(
  stage: Stage,
  server: readonly string[],
  phone: readonly string[],
  { from = PHONE, to = SERVER }: { from?: string; to?: string } = {},
): Promise<void> {
  const waiting = await sipp(stage, scenario('server', ...server), { at: to });
  await succeeded(await sipp(stage, scenario('phone', ...phone), { at: from, to }));
  await stage.wait(150);
  await waiting.end();
}

/** A phone that registers as it should. @returns what both sides play */
export function registration(of: Caller, user: string, nonce: string, agent: string, bound?: readonly string[]) {
  const right = `Authorization: ${digest({ user, nonce, method: 'REGISTER', uri: HOME, count: 1 })}`;
  const contacts = bound ?? [`${of.contact.replace('[local_ip]', PHONE).replace('[local_port]', '5060')}`];
  return {
    server: [
      recv('REGISTER'),
      refused401(agent, nonce),
      recv('REGISTER'),
      answer(
        '200 OK',
        agent,
        contacts.map((contact) => `Contact: <${contact}>;expires=3600`),
      ),
    ],
    phone: [of.register(3600), recv(401), of.register(3600, { cseq: 2, more: [right] }), recv(200)],
  };
}
