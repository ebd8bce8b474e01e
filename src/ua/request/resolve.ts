/** Where a user agent sends a request when nobody gives it a resolver: numeric addresses, by the URI alone (RFC 3263 4). */

import { type Uri } from '../../message/index.ts';
import { type Destination, type TransportName } from '../../transport/index.ts';

/** Finds the addresses of a next hop, the best first; calls back at once where it can. An empty list: there are none. */
export type Resolve = (uri: Uri, done: (destinations: readonly Destination[]) => void) => void;

const transports: ReadonlyMap<string, TransportName> = new Map([
  ['udp', 'UDP'],
  ['tcp', 'TCP'],
  ['tls', 'TLS'],
  ['ws', 'WS'],
  ['wss', 'WSS'],
]);

/** Takes host, port and transport of the URI as they stand there; a host name is found by nobody. */
export const resolveNumeric: Resolve = (uri, done) => {
  const host = uri.params.get('maddr') ?? uri.host;
  const secure = uri.scheme === 'sips';
  const transport = transports.get((uri.params.get('transport') ?? (secure ? 'tls' : 'udp')).toLowerCase());
  const numeric = /^[\d.]+$/.test(host) || host.includes(':');
  if (!numeric || transport === undefined) done([]);
  else
    done([
      {
        transport: secure && transport === 'TCP' ? 'TLS' : transport,
        address: host,
        port: uri.port || (secure ? 5061 : 5060),
      },
    ]);
};
