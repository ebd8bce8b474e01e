/** Where a peer reaches us (RFC 3261 8.1.1.8). */

import { formatHost, type Uri } from '../message/index.ts';
import { type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';

/** @param identity whose scheme and user it has @returns a URI with our address as the peer on this flow should write it */
export function ownAddress({ scheme, user }: Uri, stack: Stack, flow: Flow): string {
  const { host, port } = stack.sentBy(flow);
  const transport = flow.transport === 'UDP' ? '' : `;transport=${flow.transport.toLowerCase()}`;
  return `${scheme}:${user === '' ? '' : `${user}@`}${formatHost(host)}:${port}${transport}`;
}
