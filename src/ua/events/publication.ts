/** State of ours at a compositor: published, refreshed, changed and taken back, by its entity-tag (RFC 3903 4). */

import { eventPackage, headerId } from '../../catalogue/index.ts';
import { detach, type Header, Response, SipError } from '../../message/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type Body, noBody, type WireBody, wireBody } from '../request/body.ts';
import { Deadline } from '../deadline.ts';
import { Deferred } from '../deferred.ts';
import { draftRequest } from '../request/drafts.ts';
import { formatEvent } from './event-header.ts';
import { followResponses } from '../request/follow-responses.ts';
import { Inbox } from '../inbox.ts';
import { onAbort } from '../request/on-abort.ts';
import { OutgoingRequest, type RequestDraft, type RequestUser } from '../request/outgoing-request.ts';
import { type Outcome, RequestFailed } from '../request/request-failed.ts';
import { retryAfter, withHeaders } from '../request/retry.ts';
import { retryDelay } from '../registration/retry-delay.ts';

const EXPIRES = headerId('Expires');
const MIN_EXPIRES = headerId('Min-Expires');
const SIP_ETAG = headerId('SIP-ETag');

/** s before the end of a publication at which it is refreshed, where it is long enough. */
const REFRESH_AHEAD = 32;
/** s at least between two refreshes, whatever is granted. */
const REFRESH_PAUSE = 5;
/** How often in a row a compositor may have forgotten the state before we wait. */
const MAX_ANEW = 3;

/** How a state is published (RFC 3903 4.1). */
export interface PublishOptions {
  /** s that are asked for; what is usual for the package when left out, otherwise 3600. */
  readonly expires?: number;
  /** Whose state it is: a SIP URI; the identity when left out. */
  readonly target?: string;
  /** Further headers of each PUBLISH. */
  readonly headers?: readonly Header[];
  /** Takes the state back. */
  readonly signal?: AbortSignal;
}

/** What has become of a publication. */
export type PublicationChange =
  /** The compositor has the state. */
  | {
      readonly state: 'published';
      /** s that it is good for. */
      readonly expires: number;
    }
  /** It refused, or did not answer. */
  | {
      readonly state: 'failed';
      readonly failure: RequestFailed;
      /** s until the next attempt; undefined: there is none. */
      readonly retryIn: number | undefined;
    }
  /** The state was taken back, or is left to run out. */
  | { readonly state: 'unpublished' };

/** A state of ours at a compositor, kept fresh until it is taken back (RFC 3903 4). */
export class Publication implements RequestUser {
  /** The package. */
  readonly event: string;
  /** What becomes of it, from the first answer on. */
  readonly changes = new Inbox<PublicationChange>(16);
  private readonly agent: AgentParts;
  private readonly target: string;
  private readonly headers: readonly Header[];
  private readonly timer: Deadline;
  private body: WireBody;
  private expires: number;
  /** Of the state that the compositor has; '' where it has none of ours. */
  private etag = '';
  private request: OutgoingRequest | undefined = undefined;
  private follow: RequestUser['retry'] = undefined;
  /** Whether `body` has not been sent yet. */
  private modified = true;
  /** Of the request under way: whether it takes the state back, and whether it has a body. */
  private removes = false;
  private carries = false;
  private wanted = true;
  private over = false;
  private failures = 0;
  private anew = 0;
  /** Whoever waits for the state that is to be sent, and for the one that is under way. */
  private waiting: Deferred<void>[] = [];
  private carried: Deferred<void>[] = [];
  private readonly whenPublished = new Deferred<void>();
  private readonly whenUnpublished = new Deferred<void>();

  /**
   * Publishes, for `UserAgent.publish`.
   * @throws SipError SIP_EVENT, SIP_OPTIONS, and what `draftRequest` throws
   * @internal
   */
  static begin(agent: AgentParts, event: string, body: Body, target: string, options: PublishOptions): Publication {
    const publication = new Publication(agent, event, body, target, options);
    onAbort(options.signal, publication.ended, () => void publication.unpublish());
    publication.begin();
    return publication;
  }

  private constructor(agent: AgentParts, event: string, body: Body, target: string, options: PublishOptions) {
    const { expires = eventPackage(event)?.expires ?? 3_600, headers = [] } = options;
    if (!Number.isInteger(expires) || expires <= 0 || expires >= 2 ** 32)
      throw new SipError('SIP_OPTIONS', `no number of seconds: ${expires}`, { rfc: '3903 4.1' });
    this.agent = agent;
    this.event = event;
    this.target = target;
    this.headers = [['Event', formatEvent(event)], ...headers];
    this.expires = expires;
    this.body = this.wire(body);
    this.timer = new Deadline(agent.stack, () => this.send());
    this.waiting.push(this.whenPublished);
  }

  /** Whether the compositor has our state, as far as we know. */
  get active(): boolean {
    return this.etag !== '';
  }

  /** Resolves when the first PUBLISH is answered with 200; rejects with RequestFailed when it is refused, or nobody answers. */
  get published(): Promise<void> {
    return this.whenPublished.promise;
  }

  /** Resolves when it was taken back, or given up for good. */
  get ended(): Promise<void> {
    return this.whenUnpublished.promise;
  }

  /**
   * Publishes another state in place of the last (4.4). Of several that wait for an answer the newest is sent.
   * @returns when the compositor has it, or a newer one; rejects with RequestFailed, or SipError SIP_UNPUBLISHED after the end
   */
  update(body: Body): Promise<void> {
    if (this.over || !this.wanted) return Promise.reject(unpublished());
    const told = new Deferred<void>();
    this.waiting.push(told);
    this.body = this.wire(body);
    this.modified = true;
    this.begin();
    return told.promise;
  }

  /** Takes the state back (4.5). @returns when the compositor has answered, or did not */
  unpublish(): Promise<void> {
    if (this.wanted && !this.over) {
      this.wanted = false;
      this.begin();
    }
    return this.whenUnpublished.promise;
  }

  private begin(): void {
    this.agent.stack.turn(() => this.send());
  }

  private wire(body: Body): WireBody {
    return wireBody({ contentType: eventPackage(this.event)?.bodies[0], ...body });
  }

  private send(): void {
    const { agent, target, headers } = this;
    this.timer.clear();
    // 4.1: one after the other, since the answer to each has the entity-tag of the next
    if (this.request !== undefined || this.over) return;
    if (!this.wanted && this.etag === '') {
      this.close();
      return;
    }
    this.removes = !this.wanted;
    this.carries = this.wanted && (this.modified || this.etag === '');
    const conditional: Header[] = this.etag === '' ? [] : [['SIP-If-Match', this.etag]];
    const draft = draftRequest(agent, 'PUBLISH', target, {
      headers: [...headers, ...conditional, ['Expires', this.removes ? '0' : String(this.expires)]],
      body: this.carries ? this.body : noBody,
      contact: false,
    });
    if (this.carries) this.modified = false;
    this.carried.push(...this.waiting.splice(0));
    this.follow = followResponses(agent, target);
    this.request = new OutgoingRequest(agent, draft, this);
    this.request.begin();
  }

  // ---- what the request meets ----

  /** @hidden */
  onResponse(): void {}

  /** 6: the compositor says which duration it would take. @hidden */
  retry(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined {
    if (!(outcome instanceof Response) || outcome.status !== 423) return this.follow?.(request, outcome);
    const least = outcome.parse(MIN_EXPIRES);
    if (this.removes || typeof least !== 'number' || least <= this.expires || least >= 2 ** 32) return undefined;
    this.expires = least;
    return withHeaders(request.draft, [['Expires', String(least)]]);
  }

  /** @hidden */
  onFinal(_request: OutgoingRequest, outcome: Outcome): void {
    this.request = undefined;
    if (outcome instanceof Response && outcome.status < 300) this.succeed(outcome);
    else if (this.removes) this.close();
    else if (outcome.status === 412 && this.anew < MAX_ANEW) {
      // 4.1: the compositor has forgotten the state, and is told it anew
      this.anew++;
      this.etag = '';
      this.send();
    } else this.fail(outcome);
  }

  private succeed(response: Response): void {
    if (this.removes) {
      this.close();
      return;
    }
    this.failures = 0;
    this.anew = 0;
    const etag = response.parse(SIP_ETAG);
    this.etag = typeof etag === 'string' ? detach(etag) : '';
    const granted = response.parse(EXPIRES);
    const expires = typeof granted === 'number' ? granted : this.expires;
    for (const waiter of this.carried.splice(0)) waiter.resolve();
    this.changes.put({ state: 'published', expires });
    if (this.modified || !this.wanted) this.send();
    else {
      const wait = expires > 2 * REFRESH_AHEAD ? expires - REFRESH_AHEAD : expires / 2;
      this.timer.set(Math.max(REFRESH_PAUSE, wait) * 1_000);
    }
  }

  private fail(outcome: Outcome): void {
    const failure = new RequestFailed('PUBLISH', outcome);
    for (const waiter of this.carried.splice(0)) waiter.reject(failure);
    this.modified ||= this.carries;
    this.anew = 0;
    if (!this.wanted) {
      this.send();
      return;
    }
    this.failures++;
    const asked = outcome instanceof Response ? retryAfter(outcome) : undefined;
    const again = mayPass(outcome.status) || asked !== undefined;
    const retryIn = again ? retryDelay(this.agent.random, this.failures, true, asked) : undefined;
    this.changes.put({ state: 'failed', failure, retryIn });
    if (retryIn === undefined) this.end(failure);
    else this.timer.set(retryIn * 1_000);
  }

  private close(): void {
    this.changes.put({ state: 'unpublished' });
    this.end(unpublished());
  }

  private end(error: SipError): void {
    this.over = true;
    this.etag = '';
    this.timer.clear();
    this.changes.end();
    for (const waiter of [...this.carried.splice(0), ...this.waiting.splice(0)]) waiter.reject(error);
    this.whenUnpublished.resolve();
  }
}

/** Whether the same may fare better later: a server's fault, or silence. */
function mayPass(status: number): boolean {
  return status === 408 || status === 412 || status === 480 || (status >= 500 && status < 600 && status !== 501);
}

function unpublished(): SipError {
  return new SipError('SIP_UNPUBLISHED', 'the publication was given up', { rfc: '3903 4.5' });
}
