/** All that was seen under one Call-ID: its steps, transactions and dialogs (RFC 3261 8.1.1.4, 12). */

import { type Place } from '../../capture/index.ts';
import { samePlace } from './address.ts';
import { SeenDialog } from './seen-dialog.ts';
import { SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** What a conversation is about, by the first request that tells. */
export type ConversationKind =
  | 'call'
  | 'registration'
  | 'subscription'
  | 'publication'
  | 'message'
  | 'options'
  | 'other';

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
  statuses?: ReadonlySet<number>;
  roots?: readonly SeenTransaction[];
  attempts?: readonly SeenTransaction[];
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
  readonly #byKey = new Map<string, SeenTransaction[]>();
  #linked = 0;
  #views: Views = {};

  constructor(callId: string) {
    this.callId = callId;
  }

  /** Takes the next message. */
  add(step: Step): void {
    if (this.steps.length >= MAX_STEPS) {
      this.omitted++;
      return;
    }
    this.#views = {};
    this.steps.push(step);
    this.size += step.seen.text.length;
    this.flaws |= step.flaws;
    step.copy = this.#isCopy(step);
    if (step.copy) this.copies++;
    else if (step.isRequest) this.#addRequest(step);
    else this.#addResponse(step);
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
    return this.statuses.has(status);
  }

  /** The statuses of all responses. */
  get statuses(): ReadonlySet<number> {
    return (this.#views.statuses ??= new Set(this.steps.map(({ status }) => status)));
  }

  /** Those that no proxy on the way has made of another one that was seen: each is what its client asked for itself. */
  get roots(): readonly SeenTransaction[] {
    return (this.#views.roots ??= this.#findRoots());
  }

  /** The transactions of a method with all their children known. */
  linked(method: string): readonly SeenTransaction[] {
    this.#link();
    return this.of(method);
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

  #findRoots(): SeenTransaction[] {
    this.#link();
    return this.transactions.filter(({ parent }) => parent === undefined);
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
    transaction.takeResponse(step);
  }

  #begin(step: Step, hop: SeenTransaction['hop']): SeenTransaction {
    const transaction = new SeenTransaction(step, hop);
    this.transactions.push(transaction);
    const key = keyOf(step.method, step);
    const alike = this.#byKey.get(key);
    if (alike === undefined) this.#byKey.set(key, [transaction]);
    else alike.push(transaction);
    return transaction;
  }

  /** The same branch seen on two ways (on both sides of a NAT) is two transactions; an answer may come from another port. */
  #find(method: string, step: Step, client: Place, server: Place): SeenTransaction | undefined {
    const alike = this.#byKey.get(keyOf(method, step));
    if (alike === undefined) return undefined;
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
  #link(): void {
    if (this.#linked === this.transactions.length) return;
    this.#linked = this.transactions.length;
    // What is passed on keeps its method and its CSeq number.
    const requests = new Set(this.transactions.map(({ method, sequence }) => `${method} ${sequence}`));
    if (requests.size === this.transactions.length) return;
    const byBranch = new Map<string, SeenTransaction[]>();
    for (const transaction of this.transactions) {
      const key = `${transaction.method} ${transaction.branch}`;
      byBranch.set(key, [...(byBranch.get(key) ?? []), transaction]);
    }
    for (const transaction of this.transactions) {
      transaction.parent = undefined;
      transaction.children.length = 0;
    }
    for (const transaction of this.transactions) {
      for (const branch of transaction.outerBranches) {
        const outer = byBranch.get(`${transaction.method} ${branch}`)?.find((one) => one !== transaction);
        if (outer === undefined || branch === '' || branch === transaction.branch) continue;
        transaction.parent = outer;
        outer.children.push(transaction);
        break;
      }
    }
  }
}

function startsSomething(method: string): boolean {
  return method !== 'ACK' && method !== 'CANCEL' && method !== 'BYE' && method !== 'PRACK' && method !== 'UPDATE';
}

/** Branches of RFC 2543 are not unique: the CSeq number stands beside. */
function keyOf(method: string, { branch, sequence }: Step): string {
  return `${method} ${sequence} ${branch}`;
}
