/** What a user agent has to do with events: subscriptions to others and to us, and REFER outside a call (RFC 6665, RFC 3515). */

import { Dialog } from '../dialog/index.ts';
import { Failure, formatHost, type Header, type Request, type Uri } from '../message/index.ts';
import { type ServerTransaction } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { awaitedKey } from './events/awaited-notifies.ts';
import { type Body, wireBody } from './request/body.ts';
import type { Call } from './call/call.ts';
import { DialogPeer } from './call/dialog-peer.ts';
import { type Parties } from './request/drafts.ts';
import { readEvent } from './events/event-header.ts';
import { Inbox } from './inbox.ts';
import { IncomingSubscription } from './events/incoming-subscription.ts';
import { grantedExpires, LEAST_EXPIRES, MAX_NOTIFIERS } from './events/notifier.ts';
import { Publication, type PublishOptions } from './events/publication.ts';
import { referToValue } from './events/refer-to.ts';
import { receiveRefer, type Referral } from './events/referral.ts';
import { type SubscribeOptions, Subscription } from './events/subscription.ts';
import { type ReferOptions, Transfer } from './events/transfer.ts';

export class AgentEvents {
  readonly subscriptions = new Inbox<IncomingSubscription>(256, (subscription) => subscription.reject(503));
  readonly referrals = new Inbox<Referral>(256, (referral) => referral.reject(603));
  private readonly agent: AgentParts;
  private readonly identity: Uri;
  private readonly packages: readonly string[] | undefined;
  /** Our own. */
  private readonly live = new Set<Subscription>();
  private readonly publications = new Set<Publication>();

  /** @param packages what may be subscribed to at us; undefined: the application looks at each */
  constructor(agent: AgentParts, identity: Uri, packages: readonly string[] | undefined) {
    this.agent = agent;
    this.identity = identity;
    this.packages = packages;
  }

  // ---- for the user, see `UserAgent` ----

  subscribe(target: string, event: string, options: SubscribeOptions & Parties): Subscription {
    const { from, to, body, contentType } = options;
    const wire = wireBody({ body, contentType });
    const subscription = Subscription.begin(this.agent, event, { target, body: wire, from, to }, options);
    this.live.add(subscription);
    void subscription.ended.then(() => this.live.delete(subscription));
    return subscription;
  }

  publish(event: string, body: Body, options: PublishOptions): Publication {
    const { scheme, user, host } = this.identity;
    const { target = `${scheme}:${user}@${formatHost(host)}` } = options;
    const publication = Publication.begin(this.agent, event, body, target, options);
    this.publications.add(publication);
    void publication.ended.then(() => this.publications.delete(publication));
    return publication;
  }

  async refer(whom: string, target: string | Call, options: ReferOptions & Parties): Promise<Transfer> {
    const { from, to } = options;
    return Transfer.send(this.agent, { target: whom, from, to }, referToValue(target), options);
  }

  /** Our addresses may have changed: notifiers are told where we are. */
  renew(): void {
    for (const subscription of this.live) subscription.refresh();
  }

  /** Gives up what is ours with others. */
  async close(): Promise<void> {
    const subscriptions = [...this.live].map((one) => one.unsubscribe());
    await Promise.all([...subscriptions, ...[...this.publications].map((one) => one.unpublish())]);
  }

  // ---- from peers ----

  /** Allow-Events (RFC 6665 4.4.4, 8.2.2). REFER subscribes to the refer package. */
  get headers(): Header[] {
    return [['Allow-Events', [...(this.packages ?? []), 'refer'].join(', ')]];
  }

  /** A request outside a dialog. @returns whether it is ours to answer */
  receiveNew(request: Request, server: ServerTransaction): boolean {
    if (request.method === 'SUBSCRIBE') this.receiveSubscribe(request, server);
    else if (request.method === 'REFER') receiveRefer(this.agent, request, server, this.referrals);
    else return false;
    return true;
  }

  /** A request within a dialog that nothing in it has a use for (RFC 5057). @returns whether it is ours to answer */
  receiveWithin(peer: DialogPeer, request: Request, server: ServerTransaction): boolean {
    if (request.method === 'SUBSCRIBE') this.receiveSubscribe(request, server, peer);
    else if (request.method === 'REFER') receiveRefer(this.agent, request, server, this.referrals, { peer });
    else return false;
    return true;
  }

  /** Whether a request of a dialog that we do not have is a NOTIFY that may make one. */
  awaits(request: Request): boolean {
    return request.method === 'NOTIFY' && this.agent.awaited.has(awaitedKey(request.callId, request.to.tag));
  }

  /** A request of a dialog that we do not have. @returns whether it is ours to answer */
  receiveUnknown(request: Request, flow: Flow): boolean {
    const awaited = this.agent.awaited.get(awaitedKey(request.callId, request.to.tag));
    if (awaited === undefined || request.method !== 'NOTIFY') return false;
    awaited.receive(request, this.agent.stack.startServer(request, flow, {}));
    return true;
  }

  /** Nothing more comes. */
  end(): void {
    this.subscriptions.end();
    this.referrals.end();
    this.agent.awaited.clear();
    this.agent.notifiers.clear();
  }

  private receiveSubscribe(request: Request, server: ServerTransaction, within?: DialogPeer): void {
    const { agent, packages, subscriptions } = this;
    const event = readEvent(request);
    const peer = within ?? this.peerFor(request, server);
    if (event?.event === 'refer') {
      // RFC 3515 2.4.4: REFER alone makes such a subscription
      server.respond(within === undefined ? 403 : 481);
    } else if (event === undefined || !subscriptions.listening || packages?.includes(event.event) === false)
      server.respond(489, { headers: this.headers });
    else if (grantedExpires(request, LEAST_EXPIRES) === undefined)
      server.respond(423, { headers: [['Min-Expires', String(LEAST_EXPIRES)]] });
    else if (agent.notifiers.size >= MAX_NOTIFIERS) server.respond(503, { headers: [['Retry-After', '60']] });
    else if (peer === undefined) server.respond(400, { reason: 'Bad Contact Or Record-Route' });
    else {
      within?.dialog.handle('target refresh', request);
      const { value, ...identity } = event;
      subscriptions.put(new IncomingSubscription(agent, request, server, { peer, identity, value }));
    }
  }

  private peerFor(request: Request, server: ServerTransaction): DialogPeer | undefined {
    const dialog = Dialog.fromRequest(request, server.localTag, this.agent.dialogMachine);
    if (dialog instanceof Failure) return undefined;
    dialog.handle('2xx');
    return new DialogPeer(this.agent, dialog);
  }
}
