/** What each address has sent, counted over all calls: by that scanners and floods show (RFC 5039 is about the wish for it). */

import { detach, NameAddr, Uri } from '../../message/index.ts';
import { hasCredentials } from './challenge-round.ts';
import { type Step } from './step.ts';

/** Names that are kept of each kind: more of them would say no more. */
export const MAX_NAMES = 100;
const MAX_AGENTS = 8;
/** Requests of a source in which User-Agent is looked at. */
const AGENTS_IN = 32;
/** ms: the interval that a rate is taken over. */
const INTERVAL = 1_000;
/** What credentials are refused with. */
const refusing: ReadonlySet<number> = new Set([401, 403, 407]);

/** What came from one address. */
export class SourceProfile {
  readonly address: string;
  /** Requests by method, repetitions not counted. */
  readonly methods = new Map<string, number>();
  /** Final responses that it was given, by status. */
  readonly statuses = new Map<number, number>();
  /** User parts of Request-URIs and of To of REGISTER, at most 100. */
  readonly targets = new Set<string>();
  /** User parts of From, at most 100. */
  readonly callers = new Set<string>();
  /** User-Agent values, at most 100. */
  readonly agents = new Set<string>();
  readonly callIds = new Set<string>();
  requests = 0;
  /** Requests with credentials that were refused with 401, 403 or 407, other than for a stale nonce. */
  refusedCredentials = 0;
  /** The users whose credentials were refused: of To in a REGISTER, else of From; at most 100. */
  readonly refusedUsers = new Set<string>();
  /** Frame and time of the first and the last of them. */
  firstRefusedFrame = 0;
  lastRefusedFrame = 0;
  firstRefusedTime = Number.NaN;
  lastRefusedTime = Number.NaN;
  /** ms since 1970. */
  firstTime: number;
  lastTime: number;
  firstFrame: number;
  /** The most requests in one second. */
  peak = 0;
  /** Where the second of the peak begins. */
  peakFrame = 0;
  #intervalStart = 0;
  #inInterval = 0;
  #intervalFrame = 0;

  constructor(address: string, step: Step) {
    this.address = address;
    this.firstTime = step.time;
    this.lastTime = step.time;
    this.firstFrame = step.frame;
  }

  /** Takes a request that is no repetition. */
  takeRequest(step: Step): void {
    this.requests++;
    this.methods.set(step.method, (this.methods.get(step.method) ?? 0) + 1);
    this.lastTime = step.time;
    // Within a dialog nobody new is called.
    if (step.toTag === '') this.#noteParties(step);
    if (!(step.time - this.#intervalStart < INTERVAL)) {
      this.#intervalStart = step.time;
      this.#inInterval = 0;
      this.#intervalFrame = step.frame;
    }
    this.#inInterval++;
    if (this.#inInterval > this.peak) {
      this.peak = this.#inInterval;
      this.peakFrame = this.#intervalFrame;
    }
  }

  #noteParties(step: Step): void {
    const { request } = step;
    if (this.targets.size < MAX_NAMES) {
      const uri = request?.uriOrFailure;
      const to = step.method === 'REGISTER' ? request?.toOrFailure : undefined;
      note(this.targets, to instanceof NameAddr ? to.uri.user : uri instanceof Uri ? uri.user : '');
    }
    if (this.callers.size < MAX_NAMES) {
      const from = request?.fromOrFailure;
      if (from instanceof NameAddr) note(this.callers, from.uri.user);
    }
    note(this.callIds, step.callId);
    // Whoever changes its name does so from the first on.
    if (this.requests < AGENTS_IN && this.agents.size < MAX_AGENTS) note(this.agents, step.text('User-Agent'));
  }

  /** A final response to one of its requests, no repetition. */
  takeAnswer(status: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  /** One of its requests with credentials was refused. */
  takeRefusal(request: Step, response: Step): void {
    if (this.refusedCredentials++ === 0) {
      this.firstRefusedFrame = response.frame;
      this.firstRefusedTime = response.time;
    }
    this.lastRefusedFrame = response.frame;
    this.lastRefusedTime = response.time;
    const { message } = request;
    const who = request.method === 'REGISTER' ? message.toOrFailure : message.fromOrFailure;
    if (who instanceof NameAddr) note(this.refusedUsers, who.uri.user);
  }

  /** Final responses of 400 and above. */
  get refusals(): number {
    let sum = 0;
    for (const [status, count] of this.statuses) if (status >= 400) sum += count;
    return sum;
  }
}

/** The profiles of all sources, at most so many: the ones that sent least are forgotten. */
export class SourceBook {
  readonly #limit: number;
  readonly #all = new Map<string, SourceProfile>();

  constructor(limit = 5_000) {
    this.#limit = limit;
  }

  /** Takes a step that is no repetition. */
  note(step: Step): void {
    if (step.isRequest) {
      if (step.method !== 'ACK') this.#profile(step.hop.source.address, step).takeRequest(step);
    } else if (step.isFinal) {
      const profile = this.#all.get(step.hop.destination.address);
      if (profile === undefined) return;
      profile.takeAnswer(step.status);
      const request = step.transaction?.request;
      if (request !== undefined && refusing.has(step.status) && hasCredentials(request) && !isStale(step))
        profile.takeRefusal(request, step);
    }
  }

  get all(): readonly SourceProfile[] {
    return [...this.#all.values()];
  }

  /** The profile of one address; undefined where it asked for nothing, or was forgotten. */
  of(address: string): SourceProfile | undefined {
    return this.#all.get(address);
  }

  #profile(address: string, step: Step): SourceProfile {
    let profile = this.#all.get(address);
    if (profile === undefined) {
      if (this.#all.size >= this.#limit) this.#forget();
      this.#all.set(address, (profile = new SourceProfile(address, step)));
    }
    return profile;
  }

  /** A quarter goes at once, so that a flood of forged sources does not sort them each time. */
  #forget(): void {
    const least = [...this.#all.values()].sort((a, b) => a.requests - b.requests).slice(0, Math.ceil(this.#limit / 4));
    for (const { address } of least) this.#all.delete(address);
  }
}

function isStale({ seen }: Step): boolean {
  return /\bstale[ \t]*=[ \t]*"?true/i.test(seen.text);
}

function note(set: Set<string>, value: string): void {
  if (value !== '' && set.size < MAX_NAMES && !set.has(value)) set.add(detach(value));
}
