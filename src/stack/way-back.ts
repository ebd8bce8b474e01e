/** The flow that a response leaves by (RFC 3261 18.2.2). */

import { type Flow, isReliable } from '../transport/index.ts';
import { type Stack } from './stack.ts';

/**
 * The flow of the request itself, or by UDP another port of the source, or a new connection for one that is gone.
 * @returns undefined where there is none
 */
export function wayBack(stack: Stack, flow: Flow, host: string, port: number): Flow | undefined {
  const itself = isReliable(flow.transport)
    ? stack.isOpen(flow)
    : port === flow.remotePort && host === flow.remoteAddress;
  if (itself) return flow;
  const { transport, localAddress, localPort } = flow;
  return stack.flowTo({ transport, address: host, port }, { transport, address: localAddress, port: localPort });
}
