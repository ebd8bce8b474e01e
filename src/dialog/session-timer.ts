/** Session timers: who refreshes a session, and within which interval, agreed in every 2xx to INVITE and UPDATE (RFC 4028). */

import { type Header, type Request, type Response, SipError } from '../message/index.ts';
import {
  formatSessionExpires,
  LONGEST_SESSION,
  readMinSE,
  readSessionExpires,
  type RefresherParameter,
  refresherRows,
  SESSION_TIMER_OPTION,
  SHORTEST_SESSION,
  supportsSessionTimer,
} from './session-expires.ts';

/** What RFC 4028 4 recommends for Session-Expires, s. */
const RECOMMENDED = 1800;
/** How many 422 in a row are followed: each comes from another element of the path. */
const MAX_ROUNDS = 5;
/** A peer that breaks 9 with a tiny interval does not make us send more often, ms. */
const SHORTEST_REFRESH = 10_000;
/** A session ends this long before its expiration, or a third of its interval (RFC 4028 10), ms. */
const MARGIN = 32_000;

/** What we want of session timers (RFC 4028 7.1, 9). */
export interface SessionTimerPolicy {
  /** Default true. False: nothing is asked, and Session-Expires is ignored; 420 for Require: timer is not decided here. */
  readonly supported?: boolean;
  /** The interval that we want, s; default 1800. Raised to `minSE` where it is below. */
  readonly sessionExpires?: number;
  /** The shortest interval that we take, s; default 90, and 90 where it is below. */
  readonly minSE?: number;
  /** Who is to refresh, where the choice is ours; left out: it is left to the peer. */
  readonly refresher?: Refresher;
  /** Whether our requests have Require: timer, so that a peer without session timers answers 420. Default false. */
  readonly required?: boolean;
  /** Whether we refresh a session with a peer that knows no session timers, for our own benefit (7.2). Default false. */
  readonly alone?: boolean;
}

/** The side that refreshes the session, seen from here: the `refresher` of Session-Expires (RFC 4028 4). */
export type Refresher = 'local' | 'remote';

/** The response that refuses a session refresh request: 422 for too small an interval (RFC 4028 6), 400 for one that cannot be read. */
export interface SessionTimerRefusal {
  readonly status: 400 | 422;
  /** Min-SE in a 422 (RFC 4028 6). */
  readonly headers: readonly Header[];
}

/** What a session refresh request of the peer's says. */
interface Proposal {
  readonly supports: boolean;
  /** s; undefined without Session-Expires. */
  readonly interval: number | undefined;
  readonly refresher: RefresherParameter | undefined;
  /** s; 0 without Min-SE. */
  readonly minSE: number;
}

/**
 * The session timer of one dialog, for both roles in turn. Give it every INVITE and UPDATE of the dialog, whatever they are
 * for: each refreshes the session and agrees anew (7.2). It has no clock: `refreshAfter` and `expireAfter` count from the last
 * 2xx to any of them.
 */
export class SessionTimer {
  private readonly policy: SessionTimerPolicy;
  private readonly supported: boolean;
  private readonly wanted: number;
  private readonly shortest: number;
  private running: { readonly interval: number; readonly refresher: Refresher } | undefined = undefined;
  /** Session-Expires of our last request; 0 before the first. */
  private asked = 0;
  /** Its Min-SE, or what is meant without one. */
  private askedMinSE = 0;
  private rounds = 0;
  private established = false;
  /** The largest Min-SE of this dialog; 0 for none. */
  private minSE = 0;
  /** The same, of what refused our INVITE before there was a dialog: it is forgotten once there is one (7.4). */
  private earlyMinSE = 0;
  private peerSupports = false;
  private proposal: Proposal | undefined = undefined;

  /** @throws SipError SIP_SESSION_TIMER for an interval that is not a whole number of seconds from 1 to 2**32-1 */
  constructor(policy: SessionTimerPolicy = {}) {
    this.policy = policy;
    this.supported = policy.supported ?? true;
    this.shortest = Math.max(SHORTEST_SESSION, seconds('minSE', policy.minSE ?? SHORTEST_SESSION));
    this.wanted = seconds('sessionExpires', policy.sessionExpires ?? RECOMMENDED);
  }

  /** The session interval, s; undefined: there is no timer, the session never expires. */
  get interval(): number | undefined {
    return this.running?.interval;
  }

  /** Who refreshes the session; undefined without a timer. */
  get refresher(): Refresher | undefined {
    return this.running?.refresher;
  }

  /** When we refresh, ms after the last 2xx: half of the interval (RFC 4028 7.2, 10). Infinity where it is not up to us. */
  get refreshAfter(): number {
    const { running } = this;
    return running?.refresher === 'local' ? Math.max(SHORTEST_REFRESH, running.interval * 500) : Infinity;
  }

  /**
   * When we end the session with BYE unless it was refreshed, ms after the last 2xx: 32 s or a third of the interval before
   * it expires (RFC 4028 10). Infinity without a timer. A refresher whose refreshes fail has lost the session just as well.
   */
  get expireAfter(): number {
    if (this.running === undefined) return Infinity;
    // An interval below 90 s breaks 9: a peer that does refresh so often is not cut off for it.
    const length = Math.max(SHORTEST_SESSION, this.running.interval) * 1000;
    return length - Math.min(MARGIN, length / 3);
  }

  // ---- our requests ----

  /** Session-Expires and Min-SE of our next INVITE or UPDATE, and Require where the policy says so (RFC 4028 7.1, 7.4). */
  requestHeaders(): Header[] {
    if (!this.supported) return [];
    const demanded = Math.max(this.minSE, this.earlyMinSE);
    const minSE = Math.max(this.shortest, demanded);
    // 7.4: what is agreed stays, unless somebody wants it longer
    this.asked = Math.max(minSE, this.running?.interval ?? this.wanted);
    this.askedMinSE = minSE;
    const refresher = this.askedRefresher();
    const headers: Header[] = [['Session-Expires', formatSessionExpires(this.asked, refresher)]];
    if (demanded > 0 || minSE > SHORTEST_SESSION) headers.push(['Min-SE', String(minSE)]);
    if (this.policy.required === true) headers.push(['Require', SESSION_TIMER_OPTION]);
    return headers;
  }

  /**
   * Takes a 422 to our INVITE or UPDATE (RFC 4028 7.3).
   * @returns whether the same request with new `requestHeaders()` can help. False: Min-SE is missing, unreadable or no higher
   *   than ours was, or one element after the other refuses.
   */
  receiveTooSmall(response: Response): boolean {
    const minSE = readMinSE(response);
    // It may be below what we asked: then a proxy on the way had lowered that, which a higher Min-SE keeps it from.
    if (!this.supported || typeof minSE !== 'number' || minSE <= this.askedMinSE) return false;
    if (this.established) this.minSE = Math.max(this.minSE, minSE);
    else this.earlyMinSE = Math.max(this.earlyMinSE, minSE);
    return ++this.rounds <= MAX_ROUNDS;
  }

  /**
   * Takes a 2xx to our INVITE or UPDATE (RFC 4028 7.2). Without Session-Expires the timer is off from now on, unless the policy
   * is to refresh alone.
   */
  receiveSuccess(response: Response): void {
    this.rounds = 0;
    this.established = true;
    this.earlyMinSE = 0;
    if (!this.supported) return;
    if (supportsSessionTimer(response)) this.peerSupports = true;
    const agreed = readSessionExpires(response);
    if (agreed === undefined || agreed === 'unreadable' || agreed.interval === 0) {
      this.running =
        this.policy.alone === true ? { interval: Math.max(this.shortest, this.asked), refresher: 'local' } : undefined;
    } else {
      // Where the parameter is missing against 9, two that refresh are better than none.
      this.running = { interval: agreed.interval, refresher: agreed.refresher === 'uas' ? 'remote' : 'local' };
    }
  }

  // ---- the peer's requests ----

  /**
   * Takes an INVITE or UPDATE of the peer's (RFC 4028 9).
   * @returns the response that refuses it: 422 for an interval that is too small for us, 400 for one that cannot be read;
   *   undefined where it may be answered with 2xx
   */
  receiveRequest(request: Request): SessionTimerRefusal | undefined {
    this.proposal = undefined;
    if (!this.supported) return undefined;
    const minSE = readMinSE(request);
    if (supportsSessionTimer(request)) this.peerSupports = true;
    if (typeof minSE === 'number') this.minSE = Math.max(this.minSE, minSE);
    const proposal = this.readProposal(request);
    if ('status' in proposal) return proposal;
    this.proposal = proposal;
    return undefined;
  }

  /**
   * Session-Expires and Require of our 2xx to a request that `receiveRequest` took. The session is refreshed by it, and its
   * timer set (RFC 4028 9): call it for a 2xx that is sent, and for no other response.
   * @param request the one that is answered; the last one that came where it is left out, which it need not be: an UPDATE may
   *   come and go while INVITE waits for its answer
   * @throws SipError SIP_SESSION_TIMER where there is no such request, or it was refused
   */
  responseHeaders(request?: Request): Header[] {
    this.established = true;
    if (!this.supported) return [];
    const proposal = request === undefined ? this.proposal : this.readProposal(request);
    if (proposal === undefined || 'status' in proposal)
      throw new SipError('SIP_SESSION_TIMER', 'a 2xx to a request that receiveRequest did not take', { rfc: '4028 9' });
    const { supports } = proposal;
    const interval = this.answeredInterval(proposal);
    if (interval === undefined) {
      this.running = undefined;
      return [];
    }
    const row = refresherRows.find((each) => each.supports === supports && each.request === proposal.refresher);
    const refresher = row?.response ?? this.chosenRefresher();
    this.running = { interval, refresher: refresher === 'uas' ? 'local' : 'remote' };
    const headers: Header[] = [['Session-Expires', formatSessionExpires(interval, refresher)]];
    // A must where the peer refreshes, and what should be where it at least knows how to end a session that nobody does.
    if (supports) headers.push(['Require', SESSION_TIMER_OPTION]);
    return headers;
  }

  /** The same timer for another dialog of our INVITE, which forked: each agrees with its own peer (RFC 4028 7.2). */
  fork(): SessionTimer {
    const other = new SessionTimer(this.policy);
    other.asked = this.asked;
    return other;
  }

  private readProposal(request: Request): Proposal | SessionTimerRefusal {
    const asked = readSessionExpires(request);
    const minSE = readMinSE(request);
    if (asked === 'unreadable' || minSE === 'unreadable') return { status: 400, headers: [] };
    const supports = supportsSessionTimer(request);
    // Who does not support it could make nothing of a 422: its interval is raised instead, as a proxy would (8.1).
    if (supports && asked !== undefined && asked.interval < this.shortest)
      return { status: 422, headers: [['Min-SE', String(this.shortest)]] };
    return { supports, interval: asked?.interval, refresher: asked?.refresher, minSE: minSE ?? 0 };
  }

  private askedRefresher(): RefresherParameter | undefined {
    // 7.4: the role stays where it is
    if (this.running !== undefined) return this.running.refresher === 'local' ? 'uac' : 'uas';
    if (this.policy.refresher === 'local') return 'uac';
    // Only a peer that is known to support it can be given the role.
    return this.policy.refresher === 'remote' && this.peerSupports ? 'uas' : undefined;
  }

  private chosenRefresher(): RefresherParameter {
    const choice = this.policy.refresher ?? this.running?.refresher ?? 'remote';
    return choice === 'local' ? 'uas' : 'uac';
  }

  /** @returns s; undefined for no timer */
  private answeredInterval({ supports, interval, minSE }: Proposal): number | undefined {
    const least = Math.max(this.shortest, minSE);
    if (interval === undefined) {
      if (!supports && this.policy.alone !== true) return undefined;
      return Math.max(least, this.running?.interval ?? this.wanted);
    }
    // It may be lowered, but not below Min-SE.
    const answered = Math.min(interval, Math.max(least, this.wanted));
    return supports ? answered : Math.max(least, answered);
  }
}

function seconds(name: string, number: number): number {
  if (Number.isInteger(number) && number >= 1 && number <= LONGEST_SESSION) return number;
  throw new SipError('SIP_SESSION_TIMER', `${name} is no number of seconds: ${number}`, { rfc: '4028 4' });
}
