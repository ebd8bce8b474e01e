/** Ports that a SIP server mostly listens on (RFC 3261 19.1.2, RFC 7118 5.2, and what programs make of it). */

/** TLS and WebSocket of Asterisk, FreeSWITCH and others; 80 and 443 are those of the web as well, and tell nothing. */
const others: ReadonlySet<number> = new Set([5443, 7443, 8088, 8089]);

/** Whether a port is one that SIP mostly uses. */
export function isSipPort(port: number): boolean {
  return (port >= 5060 && port <= 5091) || others.has(port);
}
