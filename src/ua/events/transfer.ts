/** A REFER of ours, and what becomes of the request that it asks for (RFC 3515, RFC 4488, RFC 5589, RFC 7614). */

import { parseSipfrag, SIPFRAG_TYPE } from '../../event/index.ts';
import { Failure, type Header, Response } from '../../message/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { AwaitedNotifies } from './awaited-notifies.ts';
import { noBody } from '../request/body.ts';
import { Deferred } from '../deferred.ts';
import { type DialogPeer } from '../call/dialog-peer.ts';
import { draftRequest } from '../request/drafts.ts';
import { readEvent } from './event-header.ts';
import { followResponses } from '../request/follow-responses.ts';
import { Inbox } from '../inbox.ts';
import { onAbort } from '../request/on-abort.ts';
import { OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { refusesSubscription } from './refer-header.ts';
import { type Outcome, RequestFailed } from '../request/request-failed.ts';
import { type Notification, Subscriber, type SubscriberHost } from './subscriber.ts';

/** s that we wait at least after each NOTIFY: a telephone may ring for longer than the time that its phone grants. */
const PATIENCE = 300;

/** How a REFER is sent (RFC 3515 2.4.1). */
export interface ReferOptions {
  /** Further headers; a Referred-By among them stands in place of our own. */
  readonly headers?: readonly Header[];
  /** false: what becomes of it is not to be told (RFC 4488, RFC 7614); the peer may tell it all the same. */
  readonly subscribe?: boolean;
  /** Stops waiting for the response, the promise is rejected with the signal's reason; later: for the outcome. */
  readonly signal?: AbortSignal;
}

/** How the request is going that a REFER asked for (RFC 3515 2.4.5). */
export interface TransferStatus {
  /** 100 to 699. */
  readonly status: number;
  /** The phrase, Unicode. */
  readonly reason: string;
}

/** Where a REFER goes. */
export type ReferWay =
  | { readonly peer: DialogPeer; readonly peerSupports: readonly string[] }
  | { readonly target: string; readonly from?: string; readonly to?: string };

/** A REFER of ours that was agreed to: `progress` tells how it goes, `done` how it ended (RFC 3515 2.4.4, RFC 5589 5). */
export class Transfer implements SubscriberHost {
  /** What NOTIFY tells, the final status last. */
  readonly progress = new Inbox<TransferStatus>();
  private readonly agent: AgentParts;
  private readonly way: ReferWay;
  private readonly subscriber: Subscriber;
  private readonly whenAnswered = new Deferred<this>();
  private readonly whenDone = new Deferred<TransferStatus | undefined>();
  private request: OutgoingRequest | undefined = undefined;
  private awaited: AwaitedNotifies | undefined = undefined;
  private follow: RequestUser['retry'] = undefined;
  private accepted: Response | undefined = undefined;

  /**
   * Sends a REFER.
   * @param referTo the value of Refer-To
   * @returns when it was answered with 2xx; rejects with RequestFailed when it is refused, or nobody answers
   * @internal
   */
  static async send(agent: AgentParts, way: ReferWay, referTo: string, options: ReferOptions): Promise<Transfer> {
    const { signal } = options;
    const transfer = new Transfer(agent, way);
    onAbort(signal, transfer.done, () => agent.stack.turn(() => transfer.abandon(signal?.reason as Error)));
    agent.stack.turn(() => transfer.begin(referTo, options));
    return transfer.whenAnswered.promise;
  }

  private constructor(agent: AgentParts, way: ReferWay) {
    this.agent = agent;
    this.way = way;
    this.subscriber = new Subscriber({
      agent,
      host: this,
      headers: [
        ['Event', 'refer'],
        ['Accept', SIPFRAG_TYPE],
      ],
      expires: undefined,
      patience: PATIENCE,
      // RFC 3515 2.4.6: the CSeq number tells several REFERs of a dialog apart
      matches: (notify) => {
        const event = readEvent(notify);
        return event?.event === 'refer' && (event.id === '' || event.id === String(this.request?.sequence));
      },
    });
  }

  /** The 2xx to the REFER. */
  get response(): Response {
    // Whoever has a transfer got it with its 2xx.
    return this.accepted as Response;
  }

  /** Whether more is to be told. */
  get subscribed(): boolean {
    return !this.subscriber.over;
  }

  /**
   * Resolves with the final status of the request that was asked for: 200 where the transfer succeeded. With undefined where
   * nobody tells it: without a subscription, or when that ends before.
   */
  get done(): Promise<TransferStatus | undefined> {
    return this.whenDone.promise;
  }

  private begin(referTo: string, { headers = [], subscribe = true }: ReferOptions): void {
    const { agent, way, subscriber } = this;
    const named = headers.some(([name]) => name.toLowerCase() === 'referred-by');
    const all: Header[] = [
      ['Refer-To', referTo],
      ...(named ? [] : [['Referred-By', agent.identity] as const]),
      ...(subscribe ? [] : [unsubscribedHeader(way)]),
      ...agent.capabilities().filter(([name]) => name !== 'Accept'),
      ['Accept', SIPFRAG_TYPE],
      ...headers,
    ];
    if ('peer' in way) {
      subscriber.peer = way.peer;
      this.request = way.peer.request('REFER', all, noBody, subscriber);
    } else {
      const { target, from, to } = way;
      const draft = draftRequest(agent, 'REFER', target, { from, to, headers: all, body: noBody, contact: true });
      this.follow = followResponses(agent, target);
      this.request = new OutgoingRequest(agent, draft, subscriber);
      this.awaited = new AwaitedNotifies(agent, draft, this.request, (peer, notify, server) => {
        // A REFER that forked is told about by the first alone.
        if (subscriber.peer === undefined && !subscriber.over) subscriber.receiveFirst(peer, notify, server);
        else server.respond(481);
      });
    }
    subscriber.begin(this.request);
  }

  private abandon(reason: Error): void {
    this.request?.abandon();
    this.whenAnswered.reject(reason);
    this.subscriber.drop();
  }

  // ---- what the REFER meets ----

  /** @hidden */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    return this.follow?.(request, outcome);
  }

  /** @hidden */
  onFinal(outcome: Outcome): void {
    if (!(outcome instanceof Response) || outcome.status >= 300) {
      this.whenAnswered.reject(new RequestFailed('REFER', outcome));
      this.subscriber.drop();
      return;
    }
    this.accepted = outcome;
    const quiet = refusesSubscription(outcome) || this.request?.draft.headers.some(isNosub) === true;
    if (quiet) this.subscriber.drop();
    else if (!this.subscriber.over && this.subscriber.peer === undefined) this.awaited?.restart();
    this.whenAnswered.resolve(this);
  }

  /** A NOTIFY has come. @hidden */
  onNotify({ body, request }: Notification): void {
    const fragment = parseSipfrag(body);
    if (fragment instanceof Failure) {
      this.agent.stack.log.info(
        { callId: request.callId, problem: fragment.reason },
        'a NOTIFY of refer without a status',
      );
      return;
    }
    const { status, reason } = fragment;
    this.progress.put({ status, reason });
    if (status < 200) return;
    this.whenDone.resolve({ status, reason });
    // 2.4.5: the last NOTIFY says terminated; who forgets it is not waited for
    if (this.subscriber.state !== 'terminated') this.subscriber.drop();
  }

  /** @hidden */
  onOver(): void {
    this.awaited?.close();
    this.whenDone.resolve(undefined);
    this.progress.end();
  }
}

/** RFC 7614 where the peer knows it: no dialog usage at all; otherwise a wish (RFC 4488). */
function unsubscribedHeader(way: ReferWay): Header {
  return 'peer' in way && way.peerSupports.includes('nosub') ? ['Require', 'nosub'] : ['Refer-Sub', 'false'];
}

function isNosub([name, value]: Header): boolean {
  return name === 'Require' && value === 'nosub';
}
