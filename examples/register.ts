/**
 * Registers at a server, tells who else is registered, and takes its registration back. The password comes from the
 * environment. In a clone, with the server of `npm start` running:
 *
 *     SIP_PASSWORD=abcd-efgh-jkmn npx node examples/register.ts sip:alice@192.0.2.5
 *
 * A program of your own imports from 'sipwright' and 'sipwright/node' instead of '../src/…/index.ts'.
 */
import { RequestFailed, UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';

const [identity = ''] = process.argv.slice(2);
const { SIP_PASSWORD: password = '' } = process.env;
if (identity === '' || password === '') {
  console.error('SIP_PASSWORD=… npx node examples/register.ts sip:user@domain');
  process.exit(2);
}

const network = await openNetwork();
const agent = new UserAgent({ ...network, identity, credentials: { password } });
const registration = agent.register({ expires: 300 });
try {
  const { bindings, expires } = await registration.registered;
  console.log(`registered for ${expires} s; the contacts of ${identity} are`);
  for (const { uri } of bindings) console.log(`  ${uri.text}`);
  await registration.unregister();
  console.log('and taken back');
} catch (error) {
  if (!(error instanceof RequestFailed)) throw error;
  console.error(`not registered: ${error.message}`);
  if (error.status === 401) console.error('Is the password right?');
  process.exitCode = 1;
  agent.stop(); // without it the agent would try again, later and later
}
await network.close();
