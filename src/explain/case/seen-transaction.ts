/** One transaction between two places, as it was seen: its request, its responses, its ACK, and the machines of both sides (RFC 3261 17). */

import { type Hop, type Place } from '../../capture/index.ts';
import { headerId } from '../../catalogue/index.ts';
import { type Message, parseVia, SLOT, Via } from '../../message/index.ts';
import { machines } from '../../transaction/index.ts';
import { MachineWalk, type WalkFacts } from './machine-walk.ts';
import { type Step } from './step.ts';

const VIA = headerId('Via');

/** A request from one place to another with all that it brought about between these two. */
export class SeenTransaction {
  readonly method: string;
  readonly sequence: number;
  readonly branch: string;
  /** The way of the request. */
  readonly hop: Hop;
  /** The request and its repetitions; empty where the capture has only answers. */
  requests: readonly Step[] = none;
  /** The responses and their repetitions. */
  responses: readonly Step[] = none;
  /** The first final response. */
  final: Step | undefined = undefined;
  /** The ACKs for a final response other than 2xx (17.1.1.3). */
  acks: readonly Step[] = none;
  /** The transaction whose proxy sent this one on; undefined for the first that the capture shows. */
  parent: SeenTransaction | undefined = undefined;
  /** Those that a proxy made of it. */
  children: readonly SeenTransaction[] = none;
  /** Of an INVITE, the CANCEL that was sent for it. */
  cancel: SeenTransaction | undefined = undefined;
  /**
   * The branches of all Via values but the first: of the transactions that led to this one, the nearest first (16.6 step 8).
   */
  readonly outerBranches: readonly string[];
  readonly #client: MachineWalk;
  readonly #server: MachineWalk;

  /** @param hop the way of the request */
  constructor(first: Step, hop: Hop) {
    this.method = first.method;
    this.sequence = first.sequence;
    this.branch = first.branch;
    this.hop = hop;
    this.outerBranches = outerBranchesOf(first.message);
    const facts = hop.transport === 'UDP' ? unreliable : reliable;
    const invite = this.method === 'INVITE';
    this.#client = new MachineWalk(invite ? machines.inviteClient : machines.nonInviteClient, facts);
    this.#server = new MachineWalk(invite ? machines.inviteServer : machines.nonInviteServer, facts);
  }

  /** Who asks. */
  get client(): Place {
    return this.hop.source;
  }

  /** Who is asked. */
  get server(): Place {
    return this.hop.destination;
  }

  /** The first step that was seen of it. */
  get first(): Step {
    return this.requests[0] ?? this.responses[0] ?? this.acks[0];
  }

  /** The request as it went first; undefined where the capture has only answers. */
  get request(): Step | undefined {
    return this.requests[0];
  }

  /** The status of the final response, 0 without one. */
  get status(): number {
    return this.final?.status ?? 0;
  }

  /** The first provisional response with that status; of any where it is left out. */
  provisional(status?: number): Step | undefined {
    return this.responses.find((step) => step.isProvisional && (status === undefined || step.status === status));
  }

  /** How often the request was sent again. */
  get requestRepeats(): number {
    return this.requests.length - 1;
  }

  /** Takes a request of it: the first, one that is repeated, or the ACK of a refused INVITE. */
  takeRequest(step: Step): void {
    step.transaction = this;
    if (this.method === 'INVITE' && step.method === 'ACK') {
      this.acks = added(this.acks, step);
      if (this.acks.length > 1) step.repeats = this.acks[0];
      step.received = this.#server.take('ack');
      return;
    }
    if (this.requests.length === 0) {
      step.sent = this.#client.begin();
      step.received = this.#server.begin();
    } else {
      step.repeats = this.requests[0];
      step.sent = this.#client.take(this.method === 'INVITE' ? 'timer A' : 'timer E');
      step.received = this.#server.take('request');
    }
    this.requests = added(this.requests, step);
  }

  /** Takes a response to it. */
  takeResponse(step: Step): void {
    step.transaction = this;
    const twin = this.responses.find((other) => sameResponse(other, step));
    step.repeats = twin;
    const kind = step.status < 200 ? '1xx' : step.status < 300 ? '2xx' : '300-699';
    // A 2xx to INVITE is repeated by the core, not by the machine (13.3.1.4).
    const resent = twin !== undefined && !(this.method === 'INVITE' && kind === '2xx') && kind !== '1xx';
    step.sent = resent ? this.#server.resend() : this.#server.take(`send ${kind}`);
    step.received = this.#client.take(kind);
    this.responses = added(this.responses, step);
    if (step.isFinal) this.final ??= step;
  }

  /** A CANCEL for it was seen. */
  takeCancel(cancel: SeenTransaction): void {
    this.cancel = cancel;
    this.#client.take('cancel');
  }

  /** Another transaction has led to this one: a proxy passed on its request. */
  follows(outer: SeenTransaction): void {
    if (this.parent !== undefined) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = outer;
    outer.children = added(outer.children, this);
  }
}

const none: readonly never[] = [];
const reliable: WalkFacts = { unreliable: false };
const unreliable: WalkFacts = { unreliable: true };

/** Most lists have one entry, and then no room for more. */
function added<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item];
}

function outerBranchesOf(message: Message): readonly string[] {
  const line = message.find(VIA);
  if (line < 0) return none;
  const top = message.topVia;
  const isAlone = top instanceof Via && top.end >= message.slots[line * SLOT + 3] && message.find(VIA, line + 1) < 0;
  if (isAlone) return none;
  return viasOf(message)
    .slice(1)
    .map(({ branch }) => branch);
}

/** Whether a response is another one's repetition rather than a new one: another branch of a fork has another To tag. */
function sameResponse(a: Step, b: Step): boolean {
  if (a.status !== b.status || a.toTag !== b.toTag) return false;
  if (a.status >= 200) return true;
  // 13.3.1.1: a provisional one may be sent again each minute; another RSeq makes it another response (RFC 3262 3).
  return a.seen.text === b.seen.text;
}

/** The Via values of a message, topmost first, as far as they can be read. */
export function viasOf(message: Message): Via[] {
  const vias: Via[] = [];
  const { text, slots } = message;
  for (let line = message.find(VIA); line >= 0; line = message.find(VIA, line + 1)) {
    const end = slots[line * SLOT + 3];
    let at = slots[line * SLOT + 2];
    while (at < end) {
      const via = parseVia(text, at, end);
      if (!(via instanceof Via)) return vias;
      vias.push(via);
      at = via.end + 1;
      while (at < end && /[\s]/.test(text[at])) at++;
    }
  }
  return vias;
}
