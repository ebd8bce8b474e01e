/** Whether two flows are one (RFC 5626 3.1): the same connection, or between the same addresses. */

import { type Flow } from '../../transport/index.ts';

/** A flow that was written down and read again is still the same. */
export function sameFlow(a: Flow | undefined, b: Flow | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.connection !== 0 || b.connection !== 0) return a.connection === b.connection;
  return (
    a.transport === b.transport &&
    a.remotePort === b.remotePort &&
    a.remoteAddress === b.remoteAddress &&
    a.localPort === b.localPort &&
    a.localAddress === b.localAddress
  );
}
