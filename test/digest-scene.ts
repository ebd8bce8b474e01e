/** Challenges and credentials as tests of the diagnosis write them, and the scene that most of them play in. */
import { type Place } from '../src/capture/index.ts';
import { type Family } from '../src/explain/rules/rule.ts';
import { type Headers, Scene, type SceneCall, type SceneDiagnosis, type Sent } from './scene.ts';

/** Parameters that differ from the usual; `undefined` takes one away. A value that is to stand without quotes begins with `=`. */
export type DigestParams = Readonly<Record<string, string | undefined>>;

/** Any 32 hex digits. */
export const RESPONSE = '0123456789abcdef0123456789abcdef';

/** The value of WWW-Authenticate or Proxy-Authenticate. */
export function challenge(nonce: string, params: DigestParams = {}): string {
  return digest({ realm: 'example.com', nonce, algorithm: '=MD5', ...params });
}

/** The value of Authorization or Proxy-Authorization. */
export function credentials(nonce: string, params: DigestParams = {}): string {
  const usual = { username: 'alice', realm: 'example.com', nonce, uri: 'sip:example.com', response: RESPONSE };
  return digest({ ...usual, algorithm: '=MD5', ...params });
}

/** With qop and what belongs to it. */
export function counted(nonce: string, count: number, params: DigestParams = {}): string {
  const nc = `=${count.toString(16).padStart(8, '0')}`;
  return credentials(nonce, { qop: '=auth', cnonce: 'f84f1c', nc, ...params });
}

function digest(params: DigestParams): string {
  const written = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [value.startsWith('=') ? `${name}${value}` : `${name}="${value}"`],
  );
  return `Digest ${written.join(', ')}`;
}

/** The ids of one family that were found in any case: what others say of a scene is not what it is about. */
export function idsOf({ verdicts }: SceneDiagnosis, family: Family): string[] {
  return verdicts.flatMap(({ findings }) => findings.filter(({ rule }) => rule.family === family).map(({ id }) => id));
}

/** A phone, a proxy and a server, and the words for what goes on between two of them. */
export class DigestScene extends Scene {
  readonly phone = this.place('192.0.2.10');
  readonly proxy = this.place('203.0.113.5');
  readonly server = this.place('198.51.100.1');

  /** A REGISTER of alice. */
  register(headers: Headers = {}, to: Place = this.server): Sent {
    if (this.#registration === undefined)
      this.#registration = this.call('sip:alice@example.com', 'sip:alice@example.com');
    return this.request(this.phone, to, 'REGISTER', {
      call: this.#registration,
      headers: { 'User-Agent': 'phone 1.0', ...headers },
    });
  }

  /** A REGISTER with an Authorization. */
  answer(authorization: string): Sent {
    return this.register({ Authorization: authorization });
  }

  /** A 401 with one or more challenges. */
  challenge401(request: Sent, ...challenges: readonly string[]): Sent {
    return this.respond(request, 401, { headers: { 'WWW-Authenticate': challenges } });
  }

  /** An INVITE of alice to bob. */
  invite(headers: Headers = {}): Sent {
    return this.request(this.phone, this.server, 'INVITE', { headers: { 'User-Agent': 'phone 1.0', ...headers } });
  }

  /** A 407 with one or more challenges, and its ACK. */
  challenge407(request: Sent, ...challenges: readonly string[]): Sent {
    return this.refuse(request, 407, { headers: { 'Proxy-Authenticate': challenges } });
  }

  /** A final response to an INVITE from 300 on, and its ACK. */
  refuse(request: Sent, status: number, options: { headers?: Headers; reason?: string } = {}): Sent {
    const response = this.respond(request, status, options);
    this.ack(request, response);
    return response;
  }

  /** Another call goes by: the capture goes on. */
  elsewhere(): this {
    const [a, b] = [this.place('192.0.2.77'), this.place('198.51.100.77')];
    const other: SceneCall = this.call('sip:carol@example.org', 'sip:dave@example.org');
    this.respond(this.request(a, b, 'OPTIONS', { call: other }), 200);
    return this;
  }

  #registration: SceneCall | undefined = undefined;
}
