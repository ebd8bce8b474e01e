/** What went wrong with packets that were too large for one: fragments that were lost, and ICMP that says so (RFC 791, 1191, 8201, RFC 3261 18.1.1). */

import { type SeenEvent } from '../../capture/index.ts';
import { type Case } from './case.ts';
import { type Surroundings } from './surroundings.ts';

/** ICMP about the size of a packet, as `capture/` words it. */
const ABOUT_SIZE = /^(?:fragmentation needed|packet too big|fragment reassembly time exceeded)/;
/** ms: a host gives up on fragments after half a minute or more (RFC 1122 3.3.2). */
const AFTER = 70_000;
const BEFORE = 2_000;

const indexes = new WeakMap<Surroundings, { readonly count: number; readonly byHosts: Map<string, SeenEvent[]> }>();
const none: readonly SeenEvent[] = [];

/** Whether an event of ICMP is about the size of a packet, rather than about whom it was for. */
export function isAboutSize({ event, detail }: SeenEvent): boolean {
  return event === 'unreachable' && ABOUT_SIZE.test(detail);
}

/** Between two hosts in either direction: fragments that were lost know no ports. */
export function fragmentTrouble(subject: Case, a: string, b: string): readonly SeenEvent[] {
  const { surroundings } = subject;
  const { events } = surroundings;
  if (events.length === 0) return none;
  let index = indexes.get(surroundings);
  if (index?.count !== events.length)
    indexes.set(surroundings, (index = { count: events.length, byHosts: indexed(events) }));
  return (
    index.byHosts
      .get(hostsKey(a, b))
      ?.filter(({ time }) => time >= subject.beganAt - BEFORE && time <= subject.endedAt + AFTER) ?? none
  );
}

function indexed(events: readonly SeenEvent[]): Map<string, SeenEvent[]> {
  const byHosts = new Map<string, SeenEvent[]>();
  for (const event of events) {
    if (event.event !== 'fragment lost' && !isAboutSize(event)) continue;
    const key = hostsKey(event.hop.source.address, event.hop.destination.address);
    const alike = byHosts.get(key);
    if (alike === undefined) byHosts.set(key, [event]);
    else alike.push(event);
  }
  return byHosts;
}

function hostsKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
