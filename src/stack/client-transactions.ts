/** The client transactions by branch, which a response names (RFC 3261 17.1.3), and by connection, which may break. */

import { type Response } from '../message/index.ts';
import { clientKey } from '../transaction/index.ts';
import { type Flow } from '../transport/index.ts';
import { type ClientTransaction } from './client-transaction.ts';
import { KeyTable } from './key-table.ts';

export class ClientTransactions {
  private readonly byKey: KeyTable<ClientTransaction>;
  private readonly byConnection = new Map<number, Set<ClientTransaction>>();

  /** @param seed that nobody can guess */
  constructor(seed: number) {
    this.byKey = new KeyTable(seed);
  }

  get count(): number {
    return this.byKey.size;
  }

  /** How many still wait for a final response. */
  get unanswered(): number {
    let count = 0;
    for (const client of this.byKey.all()) if (client.status < 200) count++;
    return count;
  }

  add(client: ClientTransaction): void {
    this.byKey.add(client);
    const { connection } = client.flow;
    if (connection === 0) return;
    const others = this.byConnection.get(connection);
    if (others === undefined) this.byConnection.set(connection, new Set([client]));
    else others.add(client);
  }

  find(response: Response): ClientTransaction | undefined {
    const { method } = response.cseq;
    const client = this.byKey.find(clientKey(response.via.branch, method));
    return client !== undefined && client.method === method ? client : undefined;
  }

  /** @returns whether it was there */
  remove(client: ClientTransaction): boolean {
    const { connection } = client.flow;
    if (connection !== 0) {
      const others = this.byConnection.get(connection);
      if (others?.delete(client) && others.size === 0) this.byConnection.delete(connection);
    }
    return this.byKey.remove(client);
  }

  /** Those that a broken flow concerns: for UDP all to the same address and port. */
  on(flow: Flow): ClientTransaction[] {
    if (flow.connection !== 0) return [...(this.byConnection.get(flow.connection) ?? [])];
    const found: ClientTransaction[] = [];
    for (const client of this.byKey.all()) {
      const { connection, remotePort, remoteAddress } = client.flow;
      if (connection === 0 && remotePort === flow.remotePort && remoteAddress === flow.remoteAddress)
        found.push(client);
    }
    return found;
  }

  all(): Iterable<ClientTransaction> {
    return this.byKey.all();
  }

  clear(): void {
    this.byKey.clear();
    this.byConnection.clear();
  }
}
