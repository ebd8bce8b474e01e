/** The least server that a simulated network needs: a proxy with a location table, on its own stack. */

import { Failure, type Request, type Uri } from '../../src/message/index.ts';
import {
  defaultProxyOptions,
  Proxy,
  type ProxyOptions,
  routeInformation,
  type Target,
  uriTarget,
} from '../../src/proxy/index.ts';
import { type Clock, type Core, type Logger, type Random, Stack } from '../../src/stack/index.ts';
import { type Machines } from '../../src/transaction/index.ts';
import { type BoundTransport, type Flow } from '../../src/transport/index.ts';
import { type Resolve, resolveNumeric } from '../../src/ua/index.ts';

const NO_REALMS: ReadonlySet<string> = new Set();

export interface ProxyCoreOptions {
  readonly transport: BoundTransport;
  readonly clock: Clock;
  readonly random: Random;
  /** The domain whose users `locations` holds. */
  readonly domain: string;
  /** By user: where the requests to it go. */
  readonly locations: ReadonlyMap<string, readonly Target[]>;
  readonly resolve?: Resolve;
  readonly proxy?: Partial<ProxyOptions>;
  readonly machines?: Machines;
  readonly log?: Logger;
}

export class ProxyCore implements Core {
  readonly stack: Stack;
  private readonly proxy: Proxy;
  private readonly options: ProxyCoreOptions;

  constructor(options: ProxyCoreOptions) {
    const { transport, clock, random, machines, log } = options;
    this.options = options;
    this.stack = new Stack({ core: this, clock, random, instance: 'p', machines, log });
    this.stack.attach(transport);
    transport.setReceiver(this.stack);
    const resolve = (uri: Uri, done: Parameters<Resolve>[1]) => (options.resolve ?? resolveNumeric)(uri, done);
    this.proxy = new Proxy(this.stack, resolve, (host, port) => this.isOwn(host, port), {
      ...defaultProxyOptions,
      ...options.proxy,
    });
  }

  onRequest(request: Request, flow: Flow): void {
    if (request.method === 'CANCEL') return this.stack.respond(request, flow, 481);
    if (this.proxy.refuses(request, flow)) return;
    const route = routeInformation(request, (host, port) => this.isOwn(host, port));
    if (route instanceof Failure) return this.stack.respond(request, flow, 400);
    const inDialog = request.to.tag !== '';
    const { domain, locations } = this.options;
    const located = route.uri.host === domain && route.routes.length === 0;
    const targets = located ? (locations.get(route.uri.user) ?? []) : [uriTarget(route.uri.text)];
    if (targets.length === 0) return this.stack.startServer(request, flow, {}).respond(404);
    this.proxy.forward(request, flow, {
      targets,
      route,
      recordRoute: !inDialog,
      token: () => 't',
      realms: NO_REALMS,
      mayFollow: false,
      locate: () => undefined,
    });
  }

  onAck(request: Request): void {
    const route = routeInformation(request, (host, port) => this.isOwn(host, port));
    if (!(route instanceof Failure)) this.proxy.forwardAck(request, route, NO_REALMS);
  }

  private isOwn(host: string, port: number): boolean {
    const { transport, domain } = this.options;
    return (
      host === domain ||
      transport.listeners.some((listener) => listener.address === host && listener.port === (port || 5060))
    );
  }
}
