/**
 * From where to where a message of a text went. What the text tells comes first; the rest is told by the message itself:
 *
 * 1. A request went from where its topmost Via says that answers are wanted (`received` and `rport` before sent-by,
 *    RFC 3261 18.2.2, RFC 3581 4) to its first Route, or to its Request-URI where it has none (8.1.2).
 * 2. A response went back the way of its request, which is the one with its Call-ID, CSeq number and branch.
 * 3. Where that was not seen, it went to where its topmost Via says; from where, nobody tells: ''.
 * 4. In a log that says `received` and `sent`, the side that wrote it is '', the same place in the whole text.
 */

import { headerId } from '../../catalogue/index.ts';
import { detach, indexMessage, type Message, NameAddr, Request, Uri, Via } from '../../message/index.ts';
import type { HopTable } from '../hop-table.ts';
import type { Hop, HopTransport, Place } from '../seen.ts';
import type { Announcement } from './announcement.ts';
import { readTransport } from './text-place.ts';

const ROUTE = headerId('Route');
const CONTACT = headerId('Contact');

/** How many requests are remembered for their responses. */
const REMEMBERED = 8192;
const nowhere: Place = { address: '', port: 0 };

/** Finds the hops of the messages of one text, fed in their order. */
export class HopFinder {
  readonly #hops: HopTable;
  #requests = new Map<string, Hop>();
  /** The requests before those, so that the older half is forgotten at once. */
  #older = new Map<string, Hop>();

  constructor(hops: HopTable) {
    this.#hops = hops;
  }

  /** The hop of a message. @param text its wire text */
  find(text: string, told: Announcement): Hop {
    const message = indexMessage(text);
    const topVia = message?.topVia;
    const via = topVia instanceof Via ? topVia : undefined;
    const key = message === undefined || via === undefined ? '' : keyOf(message, via);
    const isRequest = message instanceof Request;
    const hop = this.#told(told, via, message, isRequest ? undefined : this.#requestOf(key));
    if (isRequest && key !== '') this.#remember(key, hop);
    return hop;
  }

  #told(told: Announcement, via: Via | undefined, message: Message | undefined, request: Hop | undefined): Hop {
    const transport = told.transport ?? request?.transport ?? readTransport(via?.transport) ?? 'UDP';
    if (told.way === 'between') return this.#between(transport, told.source ?? nowhere, told.destination ?? nowhere);
    const peer = told.way === 'sent' ? told.destination : told.source;
    if (peer !== undefined) {
      return told.way === 'sent' ? this.#between(transport, nowhere, peer) : this.#between(transport, peer, nowhere);
    }
    if (request !== undefined) return this.#hops.over(transport, this.#hops.reverse(request));
    const isRequest = message instanceof Request;
    if (told.way === 'unknown') {
      const source = isRequest ? sentBy(via) : nowhere;
      return this.#between(transport, source, isRequest ? nextHop(message) : sentBy(via));
    }
    if (told.way === 'received') {
      return this.#between(transport, isRequest ? sentBy(via) : contactOf(message), nowhere);
    }
    return this.#between(transport, nowhere, isRequest ? nextHop(message) : sentBy(via));
  }

  #between(transport: HopTransport, source: Place, destination: Place): Hop {
    return this.#hops.hop(
      transport,
      detach(source.address),
      portOf(source, transport),
      detach(destination.address),
      portOf(destination, transport),
    );
  }

  #requestOf(key: string): Hop | undefined {
    return key === '' ? undefined : (this.#requests.get(key) ?? this.#older.get(key));
  }

  #remember(key: string, hop: Hop): void {
    if (this.#requests.size >= REMEMBERED / 2) {
      this.#older = this.#requests;
      this.#requests = new Map();
    }
    this.#requests.set(key, hop);
  }
}

/** The method is no part of it: CANCEL and ACK go the way of their INVITE. */
function keyOf(message: Message, via: Via): string {
  const cseq = message.cseqOrFailure;
  const number = cseq !== undefined && 'number' in cseq ? cseq.number : -1;
  return [message.callId, number, via.branch].join(' ');
}

/** The port that is meant where none is written (RFC 3261 18.1.1 and 19.1.2, RFC 7118 5.2). */
function portOf(place: Place, transport: HopTransport): number {
  if (place.port > 0 || place.address === '') return place.port;
  if (transport === 'WS') return 80;
  if (transport === 'WSS') return 443;
  return transport === 'TLS' ? 5061 : 5060;
}

function sentBy(via: Via | undefined): Place {
  if (via === undefined) return nowhere;
  const received = via.params.get('received')?.replace(/^\[|\]$/g, '');
  const rport = Number(via.params.get('rport') ?? 0);
  const isPort = Number.isInteger(rport) && rport > 0 && rport < 65_536;
  return { address: received || via.host, port: isPort ? rport : via.port };
}

function nextHop(message: Message | undefined): Place {
  if (!(message instanceof Request)) return nowhere;
  const routes = message.addresses(ROUTE);
  const [route] = Array.isArray(routes) ? routes : [];
  if (route !== undefined) return placeOf(route.uri);
  const uri = message.uriOrFailure;
  return uri instanceof Uri ? placeOf(uri) : nowhere;
}

/** Whoever answers is best found by where it wants to be reached. */
function contactOf(message: Message | undefined): Place {
  const contacts = message?.addresses(CONTACT);
  const [contact] = Array.isArray(contacts) ? contacts : [];
  return contact instanceof NameAddr ? placeOf(contact.uri) : nowhere;
}

function placeOf(uri: Uri): Place {
  if (!uri.isSip) return nowhere;
  return { address: uri.params.get('maddr')?.replace(/^\[|\]$/g, '') || uri.host, port: uri.port };
}
