/**
 * The flow to one end of a dialog, kept in our Record-Route: so later requests reach a phone behind a NAT, or by the
 * connection that it opened, whatever its Contact says (as RFC 5626 5.3 does for outbound).
 */

import { headerId } from '../catalogue/index.ts';
import { type Request, SLOT } from '../message/index.ts';
import { type Flow, isReliable, type TransportName } from '../transport/index.ts';

const VIA = headerId('Via');

/** The parameter of a Record-Route URI, covered by the dialog's token. */
export const DIALOG_FLOW = 'fl';

/**
 * Whether only the flow leads back to who sent a request: it is no proxy's, and its Via names another address than it
 * came from.
 */
export function needsFlow(request: Request, flow: Flow): boolean {
  const { via } = request;
  if (via.host === flow.remoteAddress && (via.port === 0 ? 5060 : via.port) === flow.remotePort) return false;
  const line = request.find(VIA);
  return via.end >= request.slots[line * SLOT + 3] && request.find(VIA, line + 1) < 0;
}

/**
 * A flow as our Record-Route remembers it.
 * @param instance whose number a connection has: it means nothing after a restart
 */
export function formatDialogFlow(flow: Flow, instance: string): string {
  const { transport, localAddress, localPort, remoteAddress, remotePort, connection } = flow;
  const way = `${transport}/${localAddress}/${localPort}/${remoteAddress}/${remotePort}`;
  return isReliable(transport) ? `${way}/${connection}/${instance}` : way;
}

/**
 * The flow that our Record-Route remembered.
 * @returns undefined for what `formatDialogFlow` did not write, and for a connection of another instance
 */
export function parseDialogFlow(text: string, instance: string): Flow | undefined {
  const [transport, localAddress, localPort, remoteAddress, remotePort, connection, owner] = text.split('/');
  if (remotePort === undefined || (owner !== undefined && owner !== instance)) return undefined;
  return {
    transport: transport as TransportName,
    localAddress,
    localPort: Number(localPort),
    remoteAddress,
    remotePort: Number(remotePort),
    connection: Number(connection ?? 0),
  };
}
