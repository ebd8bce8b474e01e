/** Route values, and the URIs that may stand in a start line (RFC 3261 12.2.1.1, 16.12.1.1, 19.1.1). */

import { Failure, parseUri } from '../message/index.ts';

/** The URI of a Route value as written. */
export function routeUri(value: string): string {
  const open = value.indexOf('<');
  if (open >= 0) return value.slice(open + 1, value.indexOf('>', open));
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
}

/** Whether the element of a Route value routes loosely, as RFC 3261 does; the routers of RFC 2543 do not. */
export function looseRoute(value: string): boolean {
  const uri = parseUri(routeUri(value));
  return !(uri instanceof Failure) && uri.params.has('lr');
}

/** The URI without what a Request-URI must not have (19.1.1): headers and the method parameter. */
export function requestUri(uri: string): string {
  const question = uri.indexOf('?');
  const bare = question < 0 ? uri : uri.slice(0, question);
  return bare.replace(/;method(?:=[^;]*)?(?=;|$)/i, '');
}
