/** The connections that are kept in mind, found by their hops; those that were silent longest go first. */

import type { Hop, Place } from '../seen.ts';
import type { Connection } from './connection.ts';

/** Connections in the order of their latest use. */
class RecentList {
  size = 0;
  oldest: Connection | undefined;
  #newest: Connection | undefined;

  add(connection: Connection): void {
    connection.older = this.#newest;
    connection.newer = undefined;
    if (this.#newest === undefined) this.oldest = connection;
    else this.#newest.newer = connection;
    this.#newest = connection;
    this.size++;
  }

  remove(connection: Connection): void {
    if (connection.older === undefined) this.oldest = connection.newer;
    else connection.older.newer = connection.newer;
    if (connection.newer === undefined) this.#newest = connection.older;
    else connection.newer.older = connection.older;
    this.size--;
  }

  touch(connection: Connection): void {
    if (connection === this.#newest) return;
    this.remove(connection);
    this.add(connection);
  }
}

/**
 * Keeps two lists of connections, so that those which carry SIP, TLS or WebSocket are not pushed out by those which carry
 * something else, or are only knocked at.
 */
export class ConnectionTable {
  readonly #limit: number;
  readonly #make: (hop: Hop, places: string) => Connection;
  readonly #onDrop: (connection: Connection) => void;
  readonly #byHop = new Map<Hop, Connection>();
  /** Hops are looked for by their objects; when the hop table has begun anew, by what is in them. */
  readonly #byPlaces = new Map<string, Connection>();
  readonly #followed = new RecentList();
  readonly #others = new RecentList();

  /** @param limit of each list @param onDrop takes leave of one that has to go */
  constructor(limit: number, make: (hop: Hop, places: string) => Connection, onDrop: (connection: Connection) => void) {
    this.#limit = limit;
    this.#make = make;
    this.#onDrop = onDrop;
  }

  get size(): number {
    return this.#followed.size + this.#others.size;
  }

  /** The connection that a hop over TCP is one direction of. */
  find(hop: Hop): Connection {
    const connection = this.#byHop.get(hop) ?? this.#findOrAdd(hop);
    this.#listOf(connection).touch(connection);
    return connection;
  }

  /** Another connection between the same ports. */
  renew(connection: Connection, hop: Hop): Connection {
    this.#drop(connection);
    return this.#add(hop, placesOf(hop.source, hop.destination));
  }

  /** A connection turns out to carry something that is told. */
  follow(connection: Connection): void {
    if (connection.isFollowed) return;
    this.#others.remove(connection);
    connection.isFollowed = true;
    this.#followed.add(connection);
    this.#trim(this.#followed);
  }

  /** Takes leave of all, in the order in which they began. */
  clear(): void {
    for (const connection of [...this.#byPlaces.values()]) this.#drop(connection);
  }

  #listOf(connection: Connection): RecentList {
    return connection.isFollowed ? this.#followed : this.#others;
  }

  #findOrAdd(hop: Hop): Connection {
    const { source, destination } = hop;
    const places = placesOf(source, destination);
    const forward = this.#byPlaces.get(places);
    if (forward !== undefined) {
      this.#byHop.delete(forward.forwardHop);
      forward.forwardHop = hop;
      this.#byHop.set(hop, forward);
      return forward;
    }
    const backward = this.#byPlaces.get(placesOf(destination, source));
    if (backward === undefined) return this.#add(hop, places);
    this.#byHop.delete(backward.backwardHop);
    backward.backwardHop = hop;
    this.#byHop.set(hop, backward);
    return backward;
  }

  #add(hop: Hop, places: string): Connection {
    const connection = this.#make(hop, places);
    this.#byHop.set(connection.backwardHop, connection);
    this.#byHop.set(hop, connection);
    this.#byPlaces.set(places, connection);
    this.#others.add(connection);
    this.#trim(this.#others);
    return connection;
  }

  #trim(list: RecentList): void {
    while (list.size > this.#limit && list.oldest !== undefined) this.#drop(list.oldest);
  }

  #drop(connection: Connection): void {
    this.#listOf(connection).remove(connection);
    this.#byHop.delete(connection.forwardHop);
    this.#byHop.delete(connection.backwardHop);
    this.#byPlaces.delete(connection.places);
    this.#onDrop(connection);
  }
}

function placesOf(source: Place, destination: Place): string {
  return `${source.address} ${source.port} ${destination.address} ${destination.port}`;
}
