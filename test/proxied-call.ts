/** A call by way of one proxy, for tests of the diagnosis: each message on both hops, the later one first where it goes back. */

import { type RequestOptions, Scene, type Sent } from './scene.ts';

type ResponseOptions = RequestOptions & { readonly reason?: string };

/** The scene is `all`; what it does not say here a test says there. */
export class ProxiedCall {
  readonly all = new Scene();
  readonly caller = this.all.place('192.0.2.10');
  readonly proxy = this.all.place('198.51.100.1');
  readonly callee = this.all.place('203.0.113.20');
  /** The INVITE from caller to proxy. */
  readonly outer: Sent;
  /** The same from proxy to callee. */
  readonly inner: Sent;

  constructor(options: RequestOptions = {}, change: RequestOptions = {}) {
    this.all.call();
    this.outer = this.all.request(this.caller, this.proxy, 'INVITE', { branch: 'z9hG4bKouter', ...options });
    this.inner = this.all.request(this.proxy, this.callee, 'INVITE', {
      via: this.outer,
      branch: 'z9hG4bKinner',
      ...change,
    });
  }

  /** A response of the callee, passed on. @returns it as the caller gets it */
  respond(status: number, options: ResponseOptions = {}): Sent {
    return this.all.passOn(this.all.respond(this.inner, status, options), this.proxy, this.caller);
  }

  /** A refusal of the callee with the ACKs of both hops. */
  refuse(status: number, options: ResponseOptions = {}): this {
    const response = this.all.respond(this.inner, status, options);
    this.all.ack(this.inner, response);
    this.all.ack(this.outer, this.all.passOn(response, this.proxy, this.caller));
    return this;
  }

  /** The callee refuses, and the proxy tells the caller something else. */
  refuseAs(status: number, told: number, options: ResponseOptions = {}): this {
    this.all.ack(this.inner, this.all.respond(this.inner, status, options));
    this.all.ack(this.outer, this.all.respond(this.outer, told));
    return this;
  }

  /** The callee accepts, and the ACK goes the same way. */
  accept(options: ResponseOptions = {}): this {
    const ok = this.respond(200, options);
    const ack = this.all.ack(this.outer, ok);
    this.all.request(this.proxy, this.callee, 'ACK', { via: ack });
    return this;
  }

  /** A request of the caller within the dialog, on both hops, with its response. */
  within(method: string, status: number, options: RequestOptions = {}): this {
    const outer = this.all.request(this.caller, this.proxy, method, options);
    const inner = this.all.request(this.proxy, this.callee, method, { via: outer });
    this.all.passOn(this.all.respond(inner, status), this.proxy, this.caller);
    return this;
  }
}
