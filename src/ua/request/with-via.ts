/** Our Via line on top of a request that was built without it: it depends on the flow (RFC 3261 18.1.1). */

/** @param via ended by CR LF */
export function withVia(request: string, via: string): string {
  const headers = request.indexOf('\r\n') + 2;
  return request.slice(0, headers) + via + request.slice(headers);
}
