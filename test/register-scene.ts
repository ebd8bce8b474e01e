/** Scenes for the tests of the rules about registrations: phones that register, and calls for their users. */
import { type HopTransport, type Place } from '../src/capture/index.ts';
import { type Headers, Scene, type Sent } from './scene.ts';

/** What may be said of a REGISTER and its answer. */
export interface Enrolment {
  /** The contact's URI; else the user at the place that the REGISTER comes from. `*` for all. */
  readonly contact?: string;
  readonly instance?: string;
  /** s that are asked for. */
  readonly expires?: number;
  /** The contacts that the 200 lists; else the one that was asked for, unless it was asked to be taken away. */
  readonly granted?: readonly string[];
  /** s; else those that were asked for. */
  readonly grantedExpires?: number;
  readonly status?: number;
  readonly reason?: string;
  readonly transport?: HopTransport;
  readonly headers?: Headers;
  /** Header fields of the answer. */
  readonly answer?: Headers;
}

/** A registrar, and phones of bob@example.com. */
export class RegisterScene extends Scene {
  readonly server = this.place('198.51.100.1');
  readonly caller = this.place('192.0.2.10');

  /** Begins the registration of a phone under a Call-ID of its own. */
  phone(user = 'bob@example.com'): this {
    this.call(`sip:${user}`, `sip:${user}`);
    return this;
  }

  /** A REGISTER of the phone in hand, with its answer. @returns the REGISTER */
  enrol(
    from: Place,
    {
      expires = 3600,
      status = 200,
      reason,
      transport,
      headers = {},
      answer = {},
      instance = '',
      ...rest
    }: Enrolment = {},
  ): Sent {
    const user = /^sips?:([^@;]+)@/.exec(this.inHand.callee)?.[1] ?? 'user';
    const { contact = `sip:${user}@${from.address}:${from.port}` } = rest;
    const more = instance === '' ? '' : `;+sip.instance="<${instance}>"`;
    const { granted = expires === 0 ? [] : [contact], grantedExpires = expires } = rest;
    const request = this.request(from, this.server, 'REGISTER', {
      transport,
      headers: { Contact: contact === '*' ? '*' : `<${contact}>${more}`, Expires: String(expires), ...headers },
    });
    const list = granted.map((one) => `<${one}>${one === contact ? more : ''};expires=${grantedExpires}`);
    this.respond(request, status, { reason, headers: { ...(status === 200 ? { Contact: list } : {}), ...answer } });
    return request;
  }

  /** Alice calls, and the server answers by itself. @returns the INVITE */
  refusedCall(status: number, callee = 'sip:bob@example.com', reason?: string): Sent {
    this.call('sip:alice@example.com', callee);
    const invite = this.request(this.caller, this.server, 'INVITE');
    this.respond(invite, 100);
    this.ack(invite, this.respond(invite, status, { reason }));
    return invite;
  }

  /** Alice calls, and the server sends the INVITE on, again and again, to a phone that does not answer. @returns the INVITE that it sends on */
  unansweredCall(to: Place, uri = 'sip:bob@example.com'): Sent {
    this.call('sip:alice@example.com', 'sip:bob@example.com');
    const invite = this.request(this.caller, this.server, 'INVITE');
    this.respond(invite, 100);
    const inner = this.request(this.server, to, 'INVITE', { via: invite, uri });
    for (const ms of [500, 1000, 2000, 4000, 8000]) {
      this.wait(ms);
      this.again(inner);
    }
    this.wait(16_000);
    this.ack(invite, this.respond(invite, 408));
    return inner;
  }
}
