/**
 * Sends every caller elsewhere: 302 by a table, 404 for who is not in it (RFC 3261 8.3). In a clone:
 *
 *     npx node examples/redirect.ts bob=sip:bob@192.0.2.7 support=sip:alice@192.0.2.1,sip:carol@192.0.2.3
 *
 * A program of your own imports from 'sipwright' and 'sipwright/node' instead of '../src/…/index.ts'.
 */
import { UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';

const table = new Map(
  process.argv.slice(2).map((entry) => {
    const [user, contacts = ''] = entry.split(/=(.*)/s);
    return [user, contacts.split(',')] as const;
  }),
);

const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const agent = new UserAgent({ ...network, identity: 'sip:redirect@localhost', answersFor: 'anyone' });

console.log(`call sip:somebody@${network.address}:${network.transport.listeners[0].port}`);
for await (const call of agent.calls) {
  const { user } = call.request.uri;
  const contacts = table.get(user);
  if (contacts === undefined) call.reject(404);
  else call.redirect(contacts);
  console.log(`${user}: ${contacts?.join(' or ') ?? 'nobody of that name'}`);
}
