/** Which transaction a message belongs to (RFC 3261 17.1.3, 17.2.3, 9.2), as keys of a map. */

import { type Request } from '../message/index.ts';

/**
 * The key under which a server transaction is kept: the branch of the topmost Via, to which `sentBy` and the method must
 * match too. Peers of RFC 2543 promise no unique branch, so theirs is made of what 17.2.3 compares; an ACK's To tag is
 * compared by the caller. INVITE, its ACK and its CANCEL have one key.
 */
export function serverKey(request: Request): string {
  const via = request.via;
  if (via.hasCookie) return via.branch;
  const { text } = request;
  // 17.2.3: Request-URI, From tag, Call-ID, CSeq number and the topmost Via
  return `\n${request.uriText}\n${request.from.tag}\n${request.callId}\n${request.cseq.sequence}\n${text.slice(via.start, via.end)}`;
}

/** INVITE and its ACK match one transaction, CANCEL and everything else their own (17.2.3). */
export function serverMethod(request: Request): string {
  return request.method === 'ACK' ? 'INVITE' : request.method;
}

/** sent-by of the topmost Via, which keeps two clients with one branch apart. */
export function sameSentBy(a: Request, host: string, port: number): boolean {
  const via = a.via;
  return via.port === port && via.host === host;
}

/**
 * The key of a client transaction: our branch, and for a CANCEL, which has the branch of its INVITE, that it is one
 * (17.1.3, 9.1). The CSeq method of a response is compared by the caller.
 */
export function clientKey(branch: string, method: string): string {
  return method === 'CANCEL' ? `${branch}\nCANCEL` : branch;
}
