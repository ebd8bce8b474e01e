/** Which conversations are legs of one call: a back-to-back user agent gives each side a Call-ID of its own (RFC 7092). */

import { headerId, UNKNOWN_HEADER } from '../../catalogue/index.ts';
import { detach, NameAddr, Uri } from '../../message/index.ts';
import { type Step } from './step.ts';

/** How two legs were found to belong together; the first of them is the surest. */
type LegLink = 'call-id' | 'header' | 'session-id' | 'sdp origin' | 'timing';

/** A header that names the Call-ID of the other leg, as many B2BUAs add it. */
const NAMING = /^(?:x-|p-)[a-z0-9-]*(?:call-?id|cid|corr|orig|leg)[a-z0-9-]*$/i;
/** RFC 7989: both legs carry the two halves of one session. */
const SESSION_ID = headerId('Session-ID');
/** ms between an INVITE that comes in and the one that goes out for it. */
const TIMING_WINDOW = 2_000;
/** Shorter beginnings of Call-IDs are alike by chance. */
const MIN_COMMON = 10;
/** The o= line of whatever description the body holds (RFC 8866 5.2). */
const ORIGIN = /^o=(\S+) (\d+) \d+ IN IP[46] (\S+)/m;
const MAX_KEYS = 5_000;
/** What programs put before or behind the Call-ID of the other leg. */
const CALL_ID_AFFIX =
  /^(?:b2b\.|b2bua[-_.]|leg[-_.]?[ab]?[-_.])|(?:[-_.](?:b2b(?:ua)?(?:[-_]?\d+)?|leg[-_]?[ab12]|[ab]|\d{1,2}))$/gi;

/** What the first INVITE of a conversation is known by. */
interface LegFacts {
  readonly callId: string;
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly users: string;
}

/** Finds the conversation that a new one belongs to. It remembers a bounded number of beginnings, the latest. */
export class LegIndex {
  /** The latest keys, and those before them: when the latest are many they take the place of the others. */
  #latest = new Map<string, LegFacts>();
  #before = new Map<string, LegFacts>();

  /** The Call-ID of the other leg of a conversation that begins with this INVITE, which is remembered for those to come. */
  link(invite: Step): string | undefined {
    const facts = factsOf(invite);
    const keys = keysOf(invite, facts);
    let found: string | undefined;
    for (const [by, key] of keys) {
      const other = this.#latest.get(key) ?? this.#before.get(key);
      if (other === undefined || other.callId === facts.callId) continue;
      if (by === 'timing' && !follows(other, facts)) continue;
      if ((by === 'call-id' || by === 'sdp origin') && !isNear(other, facts)) continue;
      found ??= other.callId;
    }
    // By its timing a leg is known where it arrives, not where it leaves: a B2BUA makes several of one.
    for (const [by, key] of keys) if (by !== 'timing') this.#remember(key, facts);
    // What another leg may say of this one: its Call-ID in a header.
    this.#remember(`id ${facts.callId}`, facts);
    this.#remember(`timing ${facts.destination} ${facts.users}`, facts);
    return found;
  }

  #remember(key: string, facts: LegFacts): void {
    if (this.#latest.size >= MAX_KEYS) {
      this.#before = this.#latest;
      this.#latest = new Map();
    }
    this.#latest.set(key, facts);
  }
}

function factsOf(invite: Step): LegFacts {
  const { source, destination } = invite.hop;
  return {
    callId: detach(invite.callId),
    time: invite.time,
    source: source.address === destination.address ? placeKey(source) : source.address,
    destination: source.address === destination.address ? placeKey(destination) : destination.address,
    users: detach(`${userOf(invite.message.fromOrFailure)} ${targetOf(invite)}`),
  };
}

/** On one host everything has its address: there the port tells who it is. */
function placeKey({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address}:${port}`;
}

/** The keys under which the other leg may be known, the surest first. */
function keysOf(invite: Step, { source, users }: LegFacts): [LegLink, string][] {
  const keys: [LegLink, string][] = [];
  const local = invite.callId.split('@')[0];
  const core = local.replace(CALL_ID_AFFIX, '');
  if (core.length >= MIN_COMMON) keys.push(['call-id', `core ${core}`]);
  const { message } = invite;
  for (let line = message.find(UNKNOWN_HEADER); line >= 0; line = message.find(UNKNOWN_HEADER, line + 1))
    if (NAMING.test(message.nameAt(line))) keys.push(['header', `id ${message.valueAt(line).trim()}`]);
  const uuid = /^[0-9a-f]{32}/i.exec(message.header(SESSION_ID) ?? '')?.[0];
  if (uuid !== undefined && !/^0+$/.test(uuid)) keys.push(['session-id', `session ${uuid.toLowerCase()}`]);
  const [, username, sessionId = '', address] = ORIGIN.exec(message.body) ?? [];
  if (sessionId.length > 3) keys.push(['sdp origin', `o ${username} ${sessionId} ${address}`]);
  if (users.trim() !== '') keys.push(['timing', `timing ${source} ${users}`]);
  return keys.map(([by, key]) => [by, detach(key)]);
}

/** The outgoing INVITE leaves the host at which the other one arrived, shortly after. */
function follows(first: LegFacts, second: LegFacts): boolean {
  const delay = second.time - first.time;
  return first.destination === second.source && delay >= 0 && delay < TIMING_WINDOW;
}

/** Soon after, and by somebody else: a phone may use one o= or a counted Call-ID for all of its calls. */
function isNear(first: LegFacts, second: LegFacts): boolean {
  const delay = second.time - first.time;
  return first.source !== second.source && delay >= 0 && delay < TIMING_WINDOW;
}

function userOf(value: unknown): string {
  return value instanceof NameAddr ? digitsOf(value.uri.user) : '';
}

function targetOf(invite: Step): string {
  const uri = invite.request?.uriOrFailure;
  return uri instanceof Uri ? digitsOf(uri.user) : '';
}

/** Numbers are rewritten on the way: the last seven digits stay. */
function digitsOf(user: string): string {
  const digits = user.replace(/[\s().-]/g, '');
  return /^\+?\d{8,}$/.test(digits) ? digits.slice(-7) : user.toLowerCase();
}
