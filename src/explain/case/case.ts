/** What is judged together: a conversation, or the legs of one call, with what surrounds it. */

import { type Place, type SeenEvent } from '../../capture/index.ts';
import { NameAddr } from '../../message/index.ts';
import { placeText } from './address.ts';
import { type Conversation } from './conversation.ts';
import { type Negotiation, negotiationsOf } from './negotiation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';
import { type Surroundings } from './surroundings.ts';

/** Something that our own server decided about a call, told in words. */
export interface SeenDecision {
  /** ms since 1970. */
  readonly time: number;
  /** `route`, `authentication`, `targets`, …, as in the trace. */
  readonly subject: string;
  readonly text: string;
}

/** One call with all its legs, one registration, one subscription, … */
export class Case {
  /** In the order of their beginning; never empty. */
  readonly legs: readonly Conversation[];
  readonly surroundings: Surroundings;
  /** Of our own server; empty for the captures of others. */
  readonly decisions: readonly SeenDecision[];
  #steps: readonly Step[] | undefined;
  #transactions: readonly SeenTransaction[] | undefined;
  #negotiations: readonly Negotiation[] | undefined;
  #events: readonly SeenEvent[] | undefined;
  readonly #found = new Map<(subject: Case) => unknown, unknown>();

  constructor(legs: readonly Conversation[], surroundings: Surroundings, decisions: readonly SeenDecision[] = []) {
    this.legs = legs;
    this.surroundings = surroundings;
    this.decisions = decisions;
  }

  /** The leg that began first. */
  get main(): Conversation {
    return this.legs[0];
  }

  /** What a function finds in this case, worked out once: many rules ask for the same. */
  once<T>(find: (subject: Case) => T): T {
    if (this.#found.has(find)) return this.#found.get(find) as T;
    const found = find(this);
    this.#found.set(find, found);
    return found;
  }

  /** The steps of all legs in order, without those that were captured twice. */
  get steps(): readonly Step[] {
    return (this.#steps ??= this.legs
      .flatMap((leg) => leg.steps)
      .filter(({ copy }) => !copy)
      .sort((a, b) => a.number - b.number));
  }

  /** The transactions of all legs. */
  get transactions(): readonly SeenTransaction[] {
    return (this.#transactions ??=
      this.legs.length === 1 ? this.main.transactions : this.legs.flatMap((leg) => leg.transactions));
  }

  /** The transactions of one method on all legs and hops. */
  of(method: string): readonly SeenTransaction[] {
    return this.legs.length === 1 ? this.main.of(method) : this.legs.flatMap((leg) => leg.of(method));
  }

  /** Offers and answers of all legs and hops, in order. */
  get negotiations(): readonly Negotiation[] {
    return (this.#negotiations ??= this.legs.flatMap(negotiationsOf));
  }

  /** ms since 1970 of the first step. */
  get beganAt(): number {
    return this.main.first.time;
  }

  /** ms since 1970 of the last step. */
  get endedAt(): number {
    return Math.max(...this.legs.map(({ last }) => last.time));
  }

  /** What befell the flows that its messages took, from shortly before its beginning to shortly after its end. */
  get events(): readonly SeenEvent[] {
    return (this.#events ??= this.#findEvents());
  }

  #findEvents(): SeenEvent[] {
    if (this.surroundings.events.length === 0) return [];
    const seen = new Set<SeenEvent>();
    for (const { hop } of this.transactions)
      for (const event of this.surroundings.eventsBetween(hop))
        if (!(event.time < this.beganAt - 5_000) && !(event.time > this.endedAt + 40_000)) seen.add(event);
    return [...seen].sort((a, b) => a.frame - b.frame);
  }

  /**
   * The step that a response began as: the same answer on the hop that is farthest from whom it goes to. A proxy passes on
   * what it was answered (16.7 step 9).
   */
  originOf(response: Step): Step {
    let origin = response;
    // Messages may name each other as the hop before.
    const passed = new Set<Step>();
    for (;;) {
      const current = origin;
      passed.add(current);
      const inner = current.transaction?.children
        .flatMap(({ responses }) => responses)
        .find(({ status, toTag }) => status === current.status && toTag === current.toTag);
      if (inner === undefined || passed.has(inner)) return origin;
      origin = inner;
    }
  }

  /** Who is at a place, for a sentence: `the caller alice@example.com (192.0.2.10:5060, baresip 1.0.0)`. */
  who(place: Place): string {
    return `${this.roleOf(place)} (${[placeText(place), this.programOf(place)].filter((part) => part !== '').join(', ')})`;
  }

  /** The same without the program: `the caller at 192.0.2.10:5060`. */
  whoShort(place: Place): string {
    return `${this.roleOf(place)} at ${placeText(place)}`;
  }

  /** What somebody at a place is in this case. */
  roleOf(place: Place): string {
    const at = (other: Place) => other.address === place.address && (other.port === place.port || place.port === 0);
    const leg = this.legs.find(({ transactions }) =>
      transactions.some(({ client, server }) => at(client) || at(server)),
    );
    const [first] = this.main.attempts;
    const asks = this.transactions.some(({ client, request }) => at(client) && request !== undefined);
    const isAsked = this.transactions.some(({ server }) => at(server));
    const forwards = this.transactions.some(({ server, children }) => at(server) && children.length > 0);
    if (first === undefined || leg === undefined) return 'the host';
    if (forwards) return 'the proxy';
    const kind = this.main.kind;
    if (at(first.client)) return kind === 'call' ? `the caller ${userAt(first.request, 'from')}`.trim() : 'the client';
    if (asks && isAsked && this.legs.length > 1) return 'the B2BUA';
    if (kind === 'registration') return 'the registrar';
    if (kind === 'call' && at(first.server))
      return this.isLast(first) && !this.isServer(place) ? 'the called side' : 'the server';
    return kind === 'call' ? 'the called side' : 'the server';
  }

  /** The User-Agent or Server that somebody at a place names; ''. */
  programOf(place: Place): string {
    for (const step of this.steps) {
      const { source } = step.hop;
      if (source.address !== place.address || source.port !== place.port) continue;
      // What a proxy passes on is the name of somebody else.
      if (step.isRequest && step.transaction?.parent !== undefined) continue;
      if (!step.isRequest && (step.transaction?.children.length ?? 0) > 0) continue;
      const name = step.isRequest ? step.text('User-Agent') : step.text('Server') || step.text('User-Agent');
      if (name !== '') return name.slice(0, 60);
    }
    return '';
  }

  /** Whether who is at a place is known as a server, though the capture shows nobody behind it: it challenged, or registers users. */
  private isServer({ address, port }: Place): boolean {
    return (
      this.surroundings.registrations.domainsAt(address).size > 0 ||
      this.transactions.some(
        ({ server, status }) =>
          (status === 401 || status === 407) && server.address === address && server.port === port,
      )
    );
  }

  private isLast({ children }: SeenTransaction): boolean {
    return children.length === 0 && this.legs.length === 1;
  }
}

/** `alice@example.com` of From or To; ''. */
export function userAt(step: Step | undefined, side: 'from' | 'to'): string {
  const value = side === 'from' ? step?.message.fromOrFailure : step?.message.toOrFailure;
  if (!(value instanceof NameAddr)) return '';
  const { user, host } = value.uri;
  return user === '' ? host : `${user}@${host}`;
}
