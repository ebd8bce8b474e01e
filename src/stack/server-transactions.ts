/** The server transactions by key, and which of them a request belongs to (RFC 3261 17.2.3). */

import { type Request } from '../message/index.ts';
import { sameSentBy } from '../transaction/index.ts';
import { type ServerTransaction } from './server-transaction.ts';

export class ServerTransactions {
  /** The newest of each key; the others of that key hang on it as siblings. */
  private readonly newest = new Map<string, ServerTransaction>();
  count = 0;

  add(server: ServerTransaction): void {
    server.sibling = this.newest.get(server.key);
    this.newest.set(server.key, server);
    this.count++;
  }

  find(key: string, request: Request, method: string): ServerTransaction | undefined {
    for (let server = this.newest.get(key); server !== undefined; server = server.sibling) {
      if (server.method !== method || !sameSentBy(request, server.sentByHost, server.sentByPort)) continue;
      // 17.2.3: the To tag of an RFC 2543 peer counts too, in an ACK that of the response; with a cookie the branch is enough
      if (!request.via.hasCookie && request.to.tag !== (request.method === 'ACK' ? server.localTag : server.requestTag))
        continue;
      return server;
    }
    return undefined;
  }

  /** @returns whether it was there */
  remove(server: ServerTransaction): boolean {
    const first = this.newest.get(server.key);
    if (first === server) {
      if (server.sibling === undefined) this.newest.delete(server.key);
      else this.newest.set(server.key, server.sibling);
    } else {
      let before = first;
      while (before !== undefined && before.sibling !== server) before = before.sibling;
      if (before === undefined) return false;
      before.sibling = server.sibling;
    }
    this.count--;
    return true;
  }

  *all(): Generator<ServerTransaction> {
    for (const first of this.newest.values())
      for (let server: ServerTransaction | undefined = first; server !== undefined; server = server.sibling)
        yield server;
  }

  clear(): void {
    this.newest.clear();
    this.count = 0;
  }
}
