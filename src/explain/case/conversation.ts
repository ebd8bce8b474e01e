/** All that was seen under one Call-ID: its steps, transactions and dialogs (RFC 3261 8.1.1.4, 12). */

import { type Place } from '../../capture/index.ts';
import { samePlace } from './address.ts';
import { SeenDialog } from './seen-dialog.ts';
import { SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** What a conversation is about, by the first request that tells. */
export type ConversationKind = (typeof conversationKinds)[number];
/** All of them. */
export const conversationKinds = [
  'call',
  'registration',
  'subscription',
  'publication',
  'message',
  'options',
  'other',
] as const;

const kinds: Readonly<Record<string, ConversationKind>> = {
  INVITE: 'call',
  ACK: 'call',
  BYE: 'call',
  CANCEL: 'call',
  PRACK: 'call',
  UPDATE: 'call',
  INFO: 'call',
  REGISTER: 'registration',
  SUBSCRIBE: 'subscription',
  NOTIFY: 'subscription',
  REFER: 'subscription',
  PUBLISH: 'publication',
  MESSAGE: 'message',
  OPTIONS: 'options',
};

/** A packet that is captured on two interfaces comes twice within this time, in ms; no timer of SIP is as short. */
const COPY_WINDOW = 20;
/** Steps that are kept of one conversation: one that never ends is judged by its beginning and its counts. */
const MAX_STEPS = 2_000;

/** What was worked out of a conversation, until the next message. */
interface Views {
  kind?: ConversationKind;
  byMethod?: ReadonlyMap<string, readonly SeenTransaction[]>;
  roots?: readonly SeenTransaction[];
  attempts?: readonly SeenTransaction[];
  found?: Map<(conversation: Conversation) => unknown, unknown>;
  dialogs?: readonly SeenDialog[];
}

const none: readonly SeenTransaction[] = [];

/** Grows with each message; what is asked of it is worked out when it is asked. */
export class Conversation {
  readonly callId: string;
  readonly steps: Step[] = [];
  readonly transactions: SeenTransaction[] = [];
  /** Steps beyond the bound, which were only counted. */
  omitted = 0;
  /** Of packets that were captured twice. */
  copies = 0;
  /** Characters of all its texts. */
  size = 0;
  /** The flaws of all its steps, as bits of flaws.ts. */
  flaws = 0;
  /** Transactions other than ACK that have no final response yet. */
  #unanswered = 0;
  #isAnswered = false;
  #isHungUp = false;
  readonly #byBranch = new Map<string, SeenTransaction[]>();
  /** Those that came through a proxy, and what came to this proxy was not seen, or not yet. */
  readonly #orphans = new Set<SeenTransaction>();
  #known: Views | undefined = undefined;

  constructor(callId: string) {
    this.callId = callId;
  }

  /** Takes the next message. */
  add(step: Step): void {
    if (this.steps.length >= MAX_STEPS) {
      this.omitted++;
      return;
    }
    this.#known = undefined;
    this.steps.push(step);
    this.size += step.seen.text.length;
    this.flaws |= step.flaws;
    step.copy = this.#isCopy(step);
    if (step.copy) this.copies++;
    else if (step.isRequest) this.#addRequest(step);
    else this.#addResponse(step);
  }

  /** Whether nothing is to come but repetitions: each request has its final response, and a call that was answered was hung up. */
  get isOver(): boolean {
    return this.#unanswered === 0 && (!this.#isAnswered || this.#isHungUp);
  }

  /** What a function finds in it, worked out once until the next message. */
  once<T>(find: (conversation: Conversation) => T): T {
    const found = (this.#views.found ??= new Map());
    if (!found.has(find)) found.set(find, find(this));
    return found.get(find) as T;
  }

  /** The first step that counts. */
  get first(): Step {
    return this.steps[0];
  }

  get last(): Step {
    return this.steps[this.steps.length - 1];
  }

  get kind(): ConversationKind {
    return (this.#views.kind ??= this.#findKind());
  }

  /** The transactions of one method, in order. */
  of(method: string): readonly SeenTransaction[] {
    return this.#byMethod.get(method) ?? none;
  }

  /** Whether any response had that status. */
  hasStatus(status: number): boolean {
    return this.steps.some((step) => step.status === status);
  }

  /** Those that no proxy on the way has made of another one that was seen: each is what its client asked for itself. */
  get roots(): readonly SeenTransaction[] {
    return (this.#views.roots ??= this.transactions.filter(({ parent }) => parent === undefined));
  }

  /**
   * The requests that began it, one for each try: the INVITE, and the INVITE with credentials, each on the first hop that
   * the capture shows. A request within a dialog is none of them.
   */
  get attempts(): readonly SeenTransaction[] {
    return (this.#views.attempts ??= this.#findAttempts());
  }

  /** The last try. */
  get attempt(): SeenTransaction | undefined {
    return this.attempts.at(-1);
  }

  /** Who asked first. */
  get caller(): Place | undefined {
    return this.attempts[0]?.client ?? this.transactions[0]?.client;
  }

  get dialogs(): readonly SeenDialog[] {
    return (this.#views.dialogs ??= SeenDialog.of(this));
  }

  /** The dialog that a 2xx to INVITE made; the first, where a fork made several. */
  get dialog(): SeenDialog | undefined {
    return this.dialogs.find(({ confirmedBy }) => confirmedBy !== undefined);
  }

  get #views(): Views {
    return (this.#known ??= {});
  }

  get #byMethod(): ReadonlyMap<string, readonly SeenTransaction[]> {
    return (this.#views.byMethod ??= Map.groupBy(this.transactions, ({ method }) => method));
  }

  #findKind(): ConversationKind {
    for (const { method } of this.transactions) {
      const kind = kinds[method];
      if (kind !== undefined) return kind;
    }
    return 'other';
  }

  #findAttempts(): SeenTransaction[] {
    const { roots } = this;
    const first = roots.find(({ method, request }) => request !== undefined && startsSomething(method));
    if (first === undefined) return [];
    const inner = (step: Step | undefined) => step === undefined || (step.toTag !== '' && first.request?.toTag === '');
    return roots.filter(
      (root) => root.method === first.method && root.client.address === first.client.address && !inner(root.request),
    );
  }

  #addRequest(step: Step): void {
    const invite =
      step.method === 'ACK' ? this.#find('INVITE', step, step.hop.source, step.hop.destination) : undefined;
    // The ACK of a 2xx has a branch of its own (13.2.2.4), though some peers take that of the INVITE.
    if (invite !== undefined && invite.status >= 300) {
      invite.takeRequest(step);
      return;
    }
    let transaction = this.#find(step.method, step, step.hop.source, step.hop.destination);
    if (transaction === undefined) {
      transaction = this.#begin(step, step.hop);
      if (step.method === 'CANCEL')
        this.#find('INVITE', step, step.hop.source, step.hop.destination)?.takeCancel(transaction);
    }
    transaction.takeRequest(step);
  }

  #addResponse(step: Step): void {
    const { source, destination } = step.hop;
    const transaction =
      this.#find(step.method, step, destination, source) ??
      this.#begin(step, { ...step.hop, source: destination, destination: source });
    const isFirst = step.isFinal && transaction.status === 0;
    transaction.takeResponse(step);
    if (!isFirst) return;
    if (step.method !== 'ACK') this.#unanswered--;
    this.#isAnswered ||= step.method === 'INVITE' && step.status < 300;
    this.#isHungUp ||= step.method === 'BYE';
  }

  #begin(step: Step, hop: SeenTransaction['hop']): SeenTransaction {
    const transaction = new SeenTransaction(step, hop);
    this.transactions.push(transaction);
    if (step.method !== 'ACK') this.#unanswered++;
    const alike = this.#byBranch.get(step.branch);
    if (alike === undefined) this.#byBranch.set(step.branch, [transaction]);
    else alike.push(transaction);
    this.#link(transaction);
    return transaction;
  }

  /** The same branch seen on two ways (on both sides of a NAT) is two transactions; an answer may come from another port. */
  #find(method: string, step: Step, client: Place, server: Place): SeenTransaction | undefined {
    // Branches of RFC 2543 are not unique: the CSeq number stands beside.
    const alike = this.#byBranch
      .get(step.branch)
      ?.filter((one) => one.method === method && one.sequence === step.sequence);
    if (alike === undefined || alike.length === 0) return undefined;
    return (
      alike.find((one) => samePlace(one.client, client) && samePlace(one.server, server)) ??
      alike.find((one) => one.client.address === client.address && one.server.address === server.address) ??
      (step.isRequest
        ? undefined
        : (alike.find((one) => one.client.address === client.address) ?? alike[alike.length - 1]))
    );
  }

  #isCopy(step: Step): boolean {
    // A copy is never far behind.
    for (let i = this.steps.length - 2; i >= 0 && i >= this.steps.length - 9; i--) {
      const other = this.steps[i];
      if (!(step.time - other.time < COPY_WINDOW)) return false;
      if (
        other.seen.text === step.seen.text &&
        samePlace(other.hop.source, step.hop.source) &&
        samePlace(other.hop.destination, step.hop.destination) &&
        step.frame !== other.frame
      )
        return true;
    }
    return false;
  }

  /** A proxy puts its Via on top of the one that it received (16.6 step 8): by that a transaction knows where it comes from. */
  #link(transaction: SeenTransaction): void {
    this.#findParent(transaction);
    // What was captured behind a proxy may stand before what was captured in front of it.
    for (const orphan of this.#orphans)
      if (orphan.method === transaction.method && orphan.outerBranches.includes(transaction.branch))
        this.#findParent(orphan);
  }

  #findParent(transaction: SeenTransaction): void {
    const { method, branch, outerBranches } = transaction;
    const nearest = outerBranches.findIndex((outer) => outer !== '' && outer !== branch);
    if (nearest < 0) return;
    for (let at = nearest; at < outerBranches.length; at++) {
      const outer = this.#byBranch
        .get(outerBranches[at])
        ?.find((one) => one.method === method && one !== transaction && one.branch !== branch);
      if (outer === undefined || outer.branch === '') continue;
      if (transaction.parent !== outer) transaction.follows(outer);
      if (at === nearest) this.#orphans.delete(transaction);
      else this.#orphans.add(transaction);
      return;
    }
    this.#orphans.add(transaction);
  }
}

function startsSomething(method: string): boolean {
  return method !== 'ACK' && method !== 'CANCEL' && method !== 'BYE' && method !== 'PRACK' && method !== 'UPDATE';
}
