/** From the URI of a next hop to its addresses, by the platform's look-ups (RFC 3263 4). */

import { type Resolver } from '../resolve/index.ts';
import { planTarget } from '../routing/index.ts';
import { type Resolve } from '../ua/index.ts';

/** For `UserAgentOptions.resolve`: numeric hosts and names that are cached are found at once. */
export function resolveTarget(resolver: Resolver): Resolve {
  return (uri, done) => {
    const plan = planTarget(uri);
    if (plan === undefined) {
      done([]);
      return;
    }
    const { host, transport, port } = plan;
    const tell = (addresses: readonly string[]) => done(addresses.map((address) => ({ transport, address, port })));
    const known = resolver.addresses(host);
    if (known === undefined) void resolver.resolve(host).then(({ addresses }) => tell(addresses));
    else tell(known);
  };
}
