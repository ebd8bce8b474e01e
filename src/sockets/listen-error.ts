/** Why a listener could not be opened, in one line that an operator can act on. */

import { SipError } from '../message/index.ts';
import type { Listener } from '../transport/index.ts';

const explanations: Record<string, string> = {
  EADDRINUSE: 'another program uses it already; stop it, or listen on another port',
  EACCES: 'not permitted; ports below 1024 need a privilege',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAFNOSUPPORT: 'this machine has no such address family',
  EMFILE: 'too many open files',
};

/** @returns `SIP_PORT_IN_USE` or `SIP_LISTEN_FAILED` */
export function listenError({ transport, address, port }: Listener, cause: unknown): SipError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const why = explanations[code] ?? (cause instanceof Error ? cause.message : String(cause));
  const where = `${transport} ${address.includes(':') ? `[${address}]` : address}:${port}`;
  return new SipError(
    code === 'EADDRINUSE' ? 'SIP_PORT_IN_USE' : 'SIP_LISTEN_FAILED',
    `cannot listen on ${where}: ${why}`,
    { cause },
  );
}
