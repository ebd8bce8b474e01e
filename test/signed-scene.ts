/** Signed calls as tests of the diagnosis write them: tokens whose signature is none, since nobody checks it there. */
import { type Headers, type RequestOptions, Scene, type Sent } from './scene.ts';

/** Header and claims that differ from the usual; `undefined` takes one away. */
export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const INFO = 'https://cert.example.net/shaken.crt';
export const CALLER = '12155550112';
export const CALLED = '12155550113';

/** A PASSporT of SHAKEN. @param iat s since 1970 */
export function token(iat: number, { header = {}, claims = {} }: TokenParts = {}): string {
  const protectedHeader = { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: INFO, ...header };
  const payload = { attest: 'A', dest: { tn: [CALLED] }, iat, orig: { tn: CALLER }, origid: '1ffca077', ...claims };
  return `${encode(protectedHeader)}.${encode(payload)}.c2lnbmF0dXJl`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The value of Identity. */
export function identity(passport: string, params = `;info=<${INFO}>;alg=ES256;ppt=shaken`): string {
  return passport + params;
}

/** A caller, a proxy of the network behind it, and the network of the called side. */
export class SignedScene extends Scene {
  readonly caller = this.place('192.0.2.10');
  readonly proxy = this.place('203.0.113.5');
  readonly verifier = this.place('198.51.100.1');

  constructor() {
    super();
    this.call(`sip:+${CALLER}@example.net`, `sip:+${CALLED}@example.com`);
  }

  /** s since 1970. */
  get now(): number {
    return Math.floor(this.time / 1000);
  }

  /** An INVITE that is signed now, unless it says otherwise. */
  signed(value = identity(token(this.now)), { headers = {}, ...options }: RequestOptions = {}): Sent {
    const date = new Date(this.time).toUTCString();
    return this.request(this.caller, this.verifier, 'INVITE', {
      headers: { Identity: value, Date: date, ...headers },
      ...options,
    });
  }

  /** A final response from 300 on, and its ACK. */
  refuse(invite: Sent, status: number, reason: string, headers: Headers = {}): Sent {
    const response = this.respond(invite, status, { reason, headers });
    this.ack(invite, response);
    return response;
  }

  /** A call that is answered and ended. */
  goOn(invite: Sent, headers: Headers = {}): void {
    this.ack(invite, this.respond(invite, 200, { headers }));
    this.wait(10_000);
    this.respond(this.request(this.caller, this.verifier, 'BYE'), 200);
  }
}
