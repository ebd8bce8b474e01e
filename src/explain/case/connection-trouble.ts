/** Connections that could not be opened, and the requests of a case that were to go over them (RFC 3261 18.1.1, 18.4). */

import { type Place, type SeenEvent, type SeenEventName } from '../../capture/index.ts';
import { headerId } from '../../catalogue/index.ts';
import { Uri } from '../../message/index.ts';
import { hostOf } from './binding-history.ts';
import { type Case } from './case.ts';
import { refusalOf } from './refusal.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Surroundings } from './surroundings.ts';

/** A connection that did not come about, and what it meant for a case. */
export interface Trouble {
  readonly event: SeenEvent;
  /** Who wanted to open it, and to where. */
  readonly client: Place;
  readonly server: Place;
  /** What whoever opened it had been asked, and could not pass on; or what it then sent in another way. */
  readonly request: SeenTransaction;
  /** The request came through by another way. */
  readonly isAvoided: boolean;
  /** Whether the case names the place that could not be reached, rather than only the time fits. */
  readonly isNamed: boolean;
}

/** What befalls a connection before anything of SIP goes over it. */
const beginnings: ReadonlySet<SeenEventName> = new Set(['refused', 'unanswered', 'tls alert', 'websocket refused']);
/** What a server says when it cannot pass a request on; 477 and 478 are those of Kamailio. */
const helpless: ReadonlySet<number> = new Set([0, 408, 430, 477, 478, 480, 500, 502, 503, 504]);
/** Those of them that say it by themselves: no timer, and not about the person who was called. */
const ownTrouble: ReadonlySet<number> = new Set([477, 478, 500, 502, 503]);
/** ms: what comes together by its time alone must lie close together. */
const NEAR = 5_000;
/** ms: SYNs go on after the program has given up. */
const SYN_TIME = 130_000;
/** ms in which a client turns to another way. */
const DETOUR = 40_000;
const ROUTE = headerId('Route');

interface EventIndex {
  /** Events that it was made of. */
  readonly count: number;
  /** By kind and the address of who opened the connection, in the order of time. */
  readonly byClient: Map<string, SeenEvent[]>;
}

const indexes = new WeakMap<Surroundings, EventIndex>();
const none: readonly SeenEvent[] = [];

/** Who opened the connection that an event is about, and to where. */
export function endsOf(surroundings: Surroundings, { event, hop }: SeenEvent): { client: Place; server: Place } {
  const there = { client: hop.source, server: hop.destination };
  const back = { client: hop.destination, server: hop.source };
  if (event === 'refused' || event === 'unanswered') return there;
  if (event === 'websocket refused') return back;
  const tls = surroundings.eventsBetween(hop).find((other) => other.event === 'tls');
  if (tls !== undefined) return tls.hop.source === hop.source ? there : back;
  // A client takes any high port.
  return hop.source.port < hop.destination.port ? back : there;
}

/** The trouble of one kind that a case had; one that stopped it before one that it got around. */
export function troubleOf(
  subject: Case,
  kind: SeenEventName,
  isMeant: (event: SeenEvent) => boolean = () => true,
): Trouble | undefined {
  const { surroundings } = subject;
  if (surroundings.events.length === 0) return undefined;
  let avoided: Trouble | undefined;
  for (const request of subject.transactions) {
    const stopped = stoppedBy(subject, request, kind, isMeant);
    if (stopped !== undefined) return stopped;
    avoided ??= avoidedBy(subject, request, kind, isMeant);
  }
  return avoided;
}

/** What befell the connections that an address wanted to open between two moments, ms since 1970. */
function beginningsFrom(
  surroundings: Surroundings,
  kind: SeenEventName,
  address: string,
  begin: number,
  end: number,
): readonly SeenEvent[] {
  const { events } = surroundings;
  let index = indexes.get(surroundings);
  if (index?.count !== events.length)
    indexes.set(surroundings, (index = { count: events.length, byClient: indexed(surroundings) }));
  const all = index.byClient.get(`${kind} ${address}`) ?? none;
  let low = 0;
  for (let high = all.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (all[middle].time < begin) low = middle + 1;
    else high = middle;
  }
  let stop = low;
  while (stop < all.length && all[stop].time <= end) stop++;
  return low === stop ? none : all.slice(low, stop);
}

function indexed(surroundings: Surroundings): Map<string, SeenEvent[]> {
  const byClient = new Map<string, SeenEvent[]>();
  for (const event of surroundings.events) {
    // Without addresses nobody knows whose connection it was.
    const isKnown = event.hop.source.address !== '' && event.hop.destination.address !== '';
    if (!beginnings.has(event.event) || Number.isNaN(event.time) || !isKnown) continue;
    const key = `${event.event} ${endsOf(surroundings, event).client.address}`;
    const alike = byClient.get(key);
    if (alike === undefined) byClient.set(key, [event]);
    else alike.push(event);
  }
  for (const list of byClient.values()) list.sort((a, b) => a.time - b.time);
  return byClient;
}

/** A proxy was asked, opened a connection to pass it on, failed, and said so. */
function stoppedBy(
  subject: Case,
  request: SeenTransaction,
  kind: SeenEventName,
  isMeant: (event: SeenEvent) => boolean,
): Trouble | undefined {
  if (!helpless.has(request.status) || request.request === undefined) return undefined;
  const { surroundings } = subject;
  const begin = request.request.time;
  const end = (request.final?.time ?? begin + DETOUR) + (kind === 'unanswered' ? SYN_TIME : 0);
  const stop = request.final?.time ?? end;
  const events = beginningsFrom(surroundings, kind, request.server.address, begin, end).filter((event) => {
    const started = startOf(event);
    return isMeant(event) && started >= begin && started <= stop;
  });
  if (events.length === 0) return undefined;
  const { attempt } = subject.main;
  if (attempt === undefined || (attempt.status >= 200 && attempt.status < 300)) return undefined;
  // A refusal that came from farther on has another reason.
  if (request.status !== 0 && refusalOf(subject)?.made !== request) return undefined;
  if (request.children.some(({ responses }) => responses.some(({ status }) => status > 100))) return undefined;
  const tell = (event: SeenEvent, isNamed: boolean): Trouble => ({
    ...endsOf(surroundings, event),
    event,
    request,
    isAvoided: false,
    isNamed,
  });
  const serverOf = (event: SeenEvent) => endsOf(surroundings, event).server.address;
  const named = events.find((event) => isNamedBy(subject, request, serverOf(event)));
  if (named !== undefined) return tell(named, true);
  const isOnly = events.every((event) => serverOf(event) === serverOf(events[0]));
  return isOnly && ownTrouble.has(request.status) && events[0].time - begin <= NEAR
    ? tell(events[0], false)
    : undefined;
}

/** When whoever opened it began: SYNs are repeated after 1, 2, 4, … s, and the event is that of the last (RFC 6298 5). */
function startOf({ event, detail, time }: SeenEvent): number {
  const count = event === 'unanswered' ? Number(/^\d{1,2}/.exec(detail)?.[0] ?? 1) : 1;
  return time - (2 ** (count - 1) - 1) * 1_000;
}

/** Whether a request goes to an address by its own words, or by what its callee registered. */
function isNamedBy({ surroundings }: Case, { request }: SeenTransaction, address: string): boolean {
  const uri = request?.request?.uriOrFailure;
  if (!(uri instanceof Uri)) return false;
  if (uri.host === address) return true;
  const routes = request!.message.addresses(ROUTE);
  if (Array.isArray(routes) && routes.some((route) => route.uri.host === address)) return true;
  return surroundings.registrations
    .of(`${uri.user}@${uri.host}`)
    .some(
      ({ client, granted, asked }) =>
        client.address === address || [...granted, ...asked].some((contact) => hostOf(contact) === address),
    );
}

/** The same client reached the same host in another way soon after. */
function avoidedBy(
  { surroundings }: Case,
  request: SeenTransaction,
  kind: SeenEventName,
  isMeant: (event: SeenEvent) => boolean,
): Trouble | undefined {
  if (request.responses.length === 0) return undefined;
  const { time } = request.first;
  const event = beginningsFrom(surroundings, kind, request.client.address, time - DETOUR, time).find(
    (one) => isMeant(one) && endsOf(surroundings, one).server.address === request.server.address,
  );
  if (event === undefined) return undefined;
  return { ...endsOf(surroundings, event), event, request, isAvoided: true, isNamed: true };
}
