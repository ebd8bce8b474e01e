/** Route preprocessing (RFC 3261 16.4): our own values come off, and what a strict router did to the request is repaired. */

import { headerId } from '../catalogue/index.ts';
import {
  Failure,
  formatHost,
  type NameAddr,
  parseNameAddr,
  parseUri,
  type Request,
  type Uri,
} from '../message/index.ts';
import { DIALOG_FLOW } from './dialog-flow.ts';

const ROUTE = headerId('Route');

/** The parameter of our Record-Route URIs that proves that we put the request's dialog on this path. */
export const DIALOG_TOKEN = 'sw';

/** What the Route header fields come to once our own values are taken off. */
export interface RouteInformation {
  /** The Request-URI to go by: the request's own, unless a strict router had put ours there. */
  readonly uri: Uri;
  /** Route values that remain, as written. */
  readonly routes: readonly string[];
  /** Whether Route or Request-URI have to be written anew. */
  readonly changed: boolean;
  /** The token of the own Route value that came off last; '' where none did, or none had one. */
  readonly token: string;
  /** The flow beyond it, as `formatDialogFlow` wrote it; the token vouches for it. '' where it names none. */
  readonly flow: string;
  /** Whether a Route value of ours, or our Record-Route as the Request-URI, led the request here. */
  readonly routedHere: boolean;
}

/**
 * Takes our own values off the Route of a request (16.4), and tells what remains of it.
 * @param isOwn whether host and port (0: none given) are ours
 * @returns a Failure when a Route value is malformed
 */
export function routeInformation(
  request: Request,
  isOwn: (host: string, port: number) => boolean,
): RouteInformation | Failure {
  const requestUri = withoutOwnMaddr(request.uri, isOwn);
  if (!request.has(ROUTE))
    return { uri: requestUri, routes: [], changed: false, token: '', flow: '', routedHere: false };
  const values = request.addresses(ROUTE);
  if (values instanceof Failure) return values;
  let uri = requestUri;
  let token = '';
  let flow = '';
  let changed = false;

  // 16.4: a strict router upstream put our Record-Route value into the Request-URI, and the target behind the last Route.
  if (uri.params.has(DIALOG_TOKEN) && isOwn(uri.host, uri.port)) {
    token = uri.params.get(DIALOG_TOKEN) ?? '';
    flow = uri.params.get(DIALOG_FLOW) ?? '';
    uri = withoutOwnMaddr((values.pop() as NameAddr).uri, isOwn);
    changed = true;
  }
  let own = 0;
  // Two values of ours stand there where the request changes transport or interface.
  while (own < values.length && isOwn(values[own].uri.host, values[own].uri.port)) {
    const { params } = values[own++].uri;
    const its = params.get(DIALOG_TOKEN);
    if (its === undefined) continue;
    token = its;
    flow = params.get(DIALOG_FLOW) ?? '';
  }
  const routes = values.slice(own).map((value) => request.text.slice(value.start, value.end).trimEnd());
  return { uri, routes, changed: changed || own > 0, token, flow, routedHere: changed || own > 0 };
}

/** 16.4: a maddr that is ours has done its work, and port and transport with it. */
function withoutOwnMaddr(uri: Uri, isOwn: (host: string, port: number) => boolean): Uri {
  if (!namesMaddr(uri) || !isOwn(maddrOf(uri), uri.port)) return uri;
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  let text = `${uri.scheme}:${uri.user === '' ? '' : `${uri.user}${password}@`}${formatHost(uri.host)}`;
  for (const name of uri.params.names) {
    if (name === 'maddr' || name === 'transport') continue;
    const value = uri.params.get(name) ?? '';
    text += value === '' ? `;${name}` : `;${name}=${value}`;
  }
  const stripped = parseUri(text);
  return stripped instanceof Failure ? uri : stripped;
}

/** Whether the URI says where to send, whatever its host (16.5: it is then the only target). */
export function namesMaddr(uri: Uri): boolean {
  return uri.isSip && uri.params.has('maddr');
}

function maddrOf(uri: Uri): string {
  return (uri.params.get('maddr') ?? '').toLowerCase().replace(/^\[|\]$/g, '');
}

/** The URI of a Route value as written. */
export function routeUri(value: string): Uri | Failure {
  // Route values stand in brackets; where one does not, its parameters are meant to be the URI's.
  if (!value.includes('<')) return parseUri(value);
  const address = parseNameAddr(value, 0, value.length);
  return address instanceof Failure ? address : address.uri;
}
