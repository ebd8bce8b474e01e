/** The copy of a request that goes to one target (RFC 3261 16.6). */

import { headerId } from '../catalogue/index.ts';
import { type AuthValue, Edit, Failure, formatHost, type Request, SLOT } from '../message/index.ts';
import { type Flow } from '../transport/index.ts';
import { DIALOG_FLOW } from './dialog-flow.ts';
import { DIALOG_TOKEN, routeUri } from './route-information.ts';

const MAX_FORWARDS = headerId('Max-Forwards');
const MAX_BREADTH = headerId('Max-Breadth');
const ROUTE = headerId('Route');
const PROXY_AUTHORIZATION = headerId('Proxy-Authorization');

export interface Hop {
  readonly uri: string;
  /** Route values that remain, our own taken off, the target's Path in front. */
  readonly routes: readonly string[];
  /** Whether Route has to be written anew. */
  readonly routesChanged: boolean;
  /** Our Via line. */
  readonly via: string;
  /** Our Record-Route lines, or ''. */
  readonly recordRoute: string;
  readonly maxForwards: number;
  /** undefined leaves Max-Breadth alone: an ACK is never split. */
  readonly maxBreadth: number | undefined;
  /** Credentials for these realms, in wire form, were for us and are taken out (22.3). */
  readonly realms: ReadonlySet<string>;
}

/** @returns wire text */
export function forwardRequest(request: Request, hop: Hop): string {
  const edit = new Edit(request);
  let uri = hop.uri;
  let { routes } = hop;
  let routesChanged = hop.routesChanged;
  if (routes.length > 0) {
    // 16.6 step 6: a strict router finds its own URI in the Request-URI, and the target behind the last Route
    const first = routeUri(routes[0]);
    if (!(first instanceof Failure) && !first.params.has('lr')) {
      routes = [...routes.slice(1), `<${uri}>`];
      uri = first.text;
      routesChanged = true;
    }
  }
  if (uri !== request.uriText) edit.setUri(uri);
  edit.prepend(hop.via + hop.recordRoute);
  if (routesChanged) {
    edit.remove(ROUTE);
    for (const route of routes) edit.prepend(`Route: ${route}\r\n`);
  }
  edit.set(MAX_FORWARDS, 'Max-Forwards', String(hop.maxForwards));
  if (hop.maxBreadth !== undefined) edit.set(MAX_BREADTH, 'Max-Breadth', String(hop.maxBreadth));
  if (request.has(PROXY_AUTHORIZATION)) removeCredentials(request, edit, hop.realms);
  edit.ensureContentLength();
  return edit.toString();
}

/** Nobody behind us has a use for them but to guess the password from. */
function removeCredentials(request: Request, edit: Edit, realms: ReadonlySet<string>): void {
  for (let line = request.find(PROXY_AUTHORIZATION); line >= 0; line = request.find(PROXY_AUTHORIZATION, line + 1)) {
    const value = request.parseAt(line);
    if (!(value instanceof Failure) && realms.has((value as AuthValue).params.get('realm') ?? ''))
      edit.removeLine(line);
  }
}

/** Max-Forwards of the request, or undefined where it has none (16.6 step 3 gives it 70). */
export function maxForwardsOf(request: Request): number | undefined {
  const line = request.find(MAX_FORWARDS);
  return line < 0
    ? undefined
    : Number(request.text.slice(request.slots[line * SLOT + 2], request.slots[line * SLOT + 3]));
}

/** Max-Breadth (RFC 5393 5.3), or undefined. */
export function maxBreadthOf(request: Request): number | undefined {
  const value = request.parse(MAX_BREADTH);
  return typeof value === 'number' ? value : undefined;
}

/** One side of a dialog, as our Record-Route value for it is made. */
export interface RecordedSide {
  readonly flow: Flow;
  readonly token: string;
  /** '' unless only its flow leads there; see `formatDialogFlow`. */
  readonly dialogFlow: string;
}

/**
 * Our Record-Route lines: one value, or two where the request leaves by another transport or address than it came by,
 * so that each side finds us where it can reach us (RFC 5658), and where a side is to be reached by its flow.
 */
export function recordRouteLines(
  inbound: RecordedSide,
  outbound: RecordedSide,
  sentBy: (flow: Flow) => { readonly host: string; readonly port: number },
): string {
  const out = recordRouteValue(outbound, sentBy(outbound.flow));
  const came = recordRouteValue(inbound, sentBy(inbound.flow));
  return out === came ? `Record-Route: ${out}\r\n` : `Record-Route: ${out}\r\nRecord-Route: ${came}\r\n`;
}

function recordRouteValue(
  side: RecordedSide,
  { host, port }: { readonly host: string; readonly port: number },
): string {
  const { flow, token, dialogFlow } = side;
  const transport = flow.transport === 'UDP' ? '' : `;transport=${flow.transport.toLowerCase()}`;
  const way = dialogFlow === '' ? '' : `;${DIALOG_FLOW}=${dialogFlow}`;
  return `<sip:${formatHost(host)}:${port}${transport};lr;${DIALOG_TOKEN}=${token}${way}>`;
}
