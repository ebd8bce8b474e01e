/** The server transactions by key, and which of them a request belongs to (RFC 3261 17.2.3). */

import { type Request } from '../message/index.ts';
import { sameSentBy } from '../transaction/index.ts';
import { KeyTable } from './key-table.ts';
import { type ServerTransaction } from './server-transaction.ts';

export class ServerTransactions extends KeyTable<ServerTransaction> {
  /** How many still owe a final response. */
  get unanswered(): number {
    let count = 0;
    for (const server of this.all()) if (!server.answered) count++;
    return count;
  }

  match(key: string, request: Request, method: string): ServerTransaction | undefined {
    for (let server = this.find(key); server !== undefined; server = this.older(server)) {
      if (server.method !== method || !sameSentBy(request, server.sentByHost, server.sentByPort)) continue;
      // 17.2.3: the To tag of an RFC 2543 peer counts too, in an ACK that of the response; with a cookie the branch is enough
      if (!request.via.hasCookie && request.to.tag !== (request.method === 'ACK' ? server.localTag : server.requestTag))
        continue;
      return server;
    }
    return undefined;
  }
}
