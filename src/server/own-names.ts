/** What a Request-URI may call this server besides its domains: its addresses and the names of the machine. */
import { hostname, networkInterfaces } from 'node:os';
import type { Config } from './config.ts';

export interface OwnNames {
  /** Lower case; IPv6 without brackets. */
  readonly hosts: ReadonlySet<string>;
  /** The ports that we listen on or advertise. A host of ours with another port is another program. */
  readonly ports: ReadonlySet<number>;
}

/** @param listeners as bound, where that is known already; the configuration may ask for port 0 */
export function ownNames(
  config: Config,
  listeners: readonly { address: string; port: number }[] = config.listen,
): OwnNames {
  const hosts = new Set<string>([hostname().toLowerCase(), 'localhost']);
  const ports = new Set<number>();
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address, port } of listeners) {
    ports.add(port);
    if (address !== '0.0.0.0' && address !== '::') hosts.add(address.toLowerCase());
    else
      for (const each of interfaces)
        if ((each.family === 'IPv6') === (address === '::')) hosts.add(each.address.toLowerCase());
  }
  for (const { advertise } of config.listen) {
    if (advertise === undefined) continue;
    hosts.add(advertise.host);
    if (advertise.port !== 0) ports.add(advertise.port);
  }
  return { hosts, ports };
}
