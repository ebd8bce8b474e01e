/** A dialog: what two user agents agree on while they talk, and the requests made of it (RFC 3261 12). */

import { headerId } from '../catalogue/index.ts';
import { detach, Failure, type Header, type Message, type Request, type Response, type Uri } from '../message/index.ts';
import { type DialogEvent, dialogMachine, type DialogMachine, dialogRow, type DialogState } from './dialog-states.ts';
import { looseRoute, requestUri, routeUri } from './route-set.ts';

const FROM = headerId('From');
const TO = headerId('To');
const CONTACT = headerId('Contact');
const RECORD_ROUTE = headerId('Record-Route');

/** CSeq numbers start below 2^31 (8.1.1.5). */
const FIRST_SEQUENCE = 1;

/** What the map of dialogs is keyed by (12): Call-ID, local tag and remote tag. */
export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}\n${localTag}\n${remoteTag}`;
}

/** The dialog that a received request claims to belong to. */
export function requestDialogKey(request: Request): string {
  return dialogKey(request.callId, request.to.tag, request.from.tag);
}

/** The dialog that a response to our request belongs to, or makes. */
export function responseDialogKey(response: Response): string {
  return dialogKey(response.callId, response.from.tag, response.to.tag);
}

/** What every request within a dialog says, and where it goes. */
export interface DialogRequest {
  readonly uri: string;
  /** The URI by which the next hop is found (8.1.2). */
  readonly nextHop: string;
  /** Route, Max-Forwards, From, To and Call-ID; Via and CSeq are still to come. */
  readonly headers: readonly Header[];
}

/** What a dialog knows from its first message on. */
interface DialogParts {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly local: string;
  readonly remote: string;
  readonly localSequence: number;
  readonly remoteSequence: number;
  readonly secure: boolean;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
}

/**
 * One dialog, seen from our side (RFC 3261 12): made of the message that began it by `fromResponse` at the caller and
 * `fromRequest` at the callee, told of events by `handle`, asked for the parts of each request of ours by `request`.
 */
export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From of our requests, To of theirs, with its tag. */
  readonly local: string;
  /** To of our requests, From of theirs, with its tag. */
  readonly remote: string;
  /** Whether the dialog must stay on TLS (sips). */
  readonly secure: boolean;
  /** Of the last request that we sent; 0 before the first. */
  localSequence: number;
  /** Of the last request that came; -1 before the first. */
  remoteSequence: number;
  /** Where the peer wants our requests: the Request-URI behind the routes. */
  remoteTarget: string;
  /** Route values, the nearest first. */
  routeSet: readonly string[];
  private readonly machine: DialogMachine;
  private current: DialogState = 'Early';

  constructor(parts: DialogParts, machine: DialogMachine = dialogMachine) {
    this.callId = parts.callId;
    this.localTag = parts.localTag;
    this.remoteTag = parts.remoteTag;
    this.local = parts.local;
    this.remote = parts.remote;
    this.secure = parts.secure;
    this.localSequence = parts.localSequence;
    this.remoteSequence = parts.remoteSequence;
    this.remoteTarget = parts.remoteTarget;
    this.routeSet = parts.routeSet;
    this.machine = machine;
  }

  /**
   * The dialog that a response with a To tag makes at the caller (12.1.2). It is early; tell it the response's class.
   * @param request the INVITE as it was sent
   * @returns a Failure when Record-Route or Contact cannot be read
   */
  static fromResponse(request: Request, response: Response, machine?: DialogMachine): Dialog | Failure {
    const routeSet = routeSetOf(response);
    if (routeSet instanceof Failure) return routeSet;
    const contact = contactOf(response);
    if (contact instanceof Failure) return contact;
    const { from, to, cseq } = response;
    const parts: DialogParts = {
      callId: detach(response.callId),
      localTag: detach(from.tag),
      remoteTag: detach(to.tag),
      local: detach(request.header(FROM) ?? ''),
      remote: detach(response.header(TO) ?? ''),
      localSequence: cseq.sequence,
      remoteSequence: -1,
      secure: request.uri.scheme === 'sips',
      // Contact may be missing in a provisional response only; some leave it out of a 2xx too.
      remoteTarget: contact ?? detach(request.uriText),
      routeSet: routeSet.reverse(),
    };
    return new Dialog(parts, machine);
  }

  /**
   * The dialog that our response with a To tag makes at the callee (12.1.1); or a NOTIFY at its subscriber, whose tag stands
   * in To already (RFC 6665 4.4.1).
   * @param localTag the tag that our responses have
   * @returns a Failure when Record-Route or Contact cannot be read, or without Contact From is no SIP URI
   */
  static fromRequest(request: Request, localTag: string, machine?: DialogMachine): Dialog | Failure {
    const routeSet = routeSetOf(request);
    if (routeSet instanceof Failure) return routeSet;
    const contact = contactOf(request);
    if (contact instanceof Failure) return contact;
    const { from, cseq } = request;
    // Peers of RFC 2543 owe no Contact: From is where they are (RFC 4475 3.4.1).
    if (contact === undefined && !from.uri.isSip) return new Failure(request.headersEnd, 'Contact was expected');
    const parts: DialogParts = {
      callId: detach(request.callId),
      localTag,
      remoteTag: detach(from.tag),
      local: detach(`${request.header(TO) ?? ''}${request.to.tag === '' ? `;tag=${localTag}` : ''}`),
      remote: detach(request.header(FROM) ?? ''),
      localSequence: 0,
      remoteSequence: cseq.sequence,
      secure: request.uri.scheme === 'sips',
      remoteTarget: contact ?? detach(from.uri.text),
      routeSet,
    };
    return new Dialog(parts, machine);
  }

  /** What tells it from all others, see `dialogKey`. */
  get key(): string {
    return dialogKey(this.callId, this.localTag, this.remoteTag);
  }

  /** How far it has come: `Early`, `Confirmed` or `Terminated`. */
  get state(): DialogState {
    return this.current;
  }

  /**
   * Tells the dialog of an event.
   * @param message what may bring a new target, and before the dialog is confirmed a new route set: a response that we
   *   received, or a request of the peer's
   * @returns whether the dialog ended by it
   */
  handle(event: DialogEvent, message?: Message): boolean {
    const row = dialogRow(this.machine, this.current, event);
    if (row === undefined) return false;
    this.current = row.next;
    let ended = false;
    for (const effect of row.effects) {
      if (effect === 'end') ended = true;
      else if (message !== undefined && effect === 'set target') this.setTarget(message);
      else if (message !== undefined && 'status' in message) this.setRouteSet(message);
    }
    return ended;
  }

  /** A request within the dialog (12.2.1.1). Its CSeq number is `nextSequence()`, but for ACK and CANCEL. */
  request(): DialogRequest {
    const { routeSet, remoteTarget } = this;
    const headers: Header[] = [];
    const first = routeSet[0];
    let uri = requestUri(remoteTarget);
    let nextHop = uri;
    if (first !== undefined) {
      nextHop = routeUri(first);
      let routes = routeSet;
      if (!looseRoute(first)) {
        // 12.2.1.1: a strict router wants its own URI in the Request-URI, and the target behind the last route
        routes = [...routeSet.slice(1), `<${remoteTarget}>`];
        uri = requestUri(nextHop);
      }
      for (const route of routes) headers.push(['Route', route]);
    }
    headers.push(['Max-Forwards', '70'], ['From', this.local], ['To', this.remote], ['Call-ID', this.callId]);
    return { uri, nextHop, headers };
  }

  /** Takes a CSeq number for a request of ours. */
  nextSequence(): number {
    this.localSequence = this.localSequence === 0 ? FIRST_SEQUENCE : this.localSequence + 1;
    return this.localSequence;
  }

  /**
   * Takes the CSeq number of a request of the peer's (12.2.2).
   * @returns false for a number that is not above the last one: the request is answered 500. ACK and CANCEL have the number
   *   of their INVITE and are not asked about.
   */
  takeSequence(request: Request): boolean {
    const { sequence } = request.cseq;
    // 8.1.1.5: a number from 2^31 on is none, and would be the last of the dialog
    if (sequence <= this.remoteSequence || sequence >= 2 ** 31) return false;
    this.remoteSequence = sequence;
    return true;
  }

  private setTarget(message: Message): void {
    const contact = contactOf(message);
    if (contact !== undefined && !(contact instanceof Failure)) this.remoteTarget = contact;
  }

  /** 13.2.2.4: the 2xx is what counts, whatever the provisional responses said. */
  private setRouteSet(response: Message): void {
    const routeSet = routeSetOf(response);
    if (!(routeSet instanceof Failure)) this.routeSet = routeSet.reverse();
  }
}

function routeSetOf(message: Message): string[] | Failure {
  const values = message.addresses(RECORD_ROUTE);
  return values instanceof Failure ? values : values.map(({ start, end }) => detach(message.text.slice(start, end)));
}

/** The first Contact, or undefined where there is none. */
function contactOf(message: Message): string | Failure | undefined {
  if (!message.has(CONTACT)) return undefined;
  const values = message.addresses(CONTACT);
  if (values instanceof Failure) return values;
  const uri: Uri | undefined = values[0]?.uri;
  return uri?.isSip === true ? detach(uri.text) : new Failure(message.headersEnd, 'a SIP URI was expected in Contact');
}
