/**
 * A user agent registers at a server over UDP, tells who else is registered, and takes its registration back.
 * The password comes from the environment. In a clone, with the server of `npm start` running:
 *
 *     SIP_PASSWORD=abcd-efgh-jkmn npx node examples/register.ts sip:alice@192.0.2.5
 *
 * A program of your own imports from 'sipwright', 'sipwright/sockets' and so on instead of '../src/…/index.ts'.
 */
import { hash as digest } from 'node:crypto';
import { type Hash, Response, systemClock, systemRandom, UserAgent } from '../src/index.ts';
import { Resolver } from '../src/resolve/index.ts';
import { planTarget } from '../src/routing/index.ts';
import { openSockets } from '../src/sockets/index.ts';
import { type Resolve } from '../src/ua/index.ts';

const [identity] = process.argv.slice(2);
const password = process.env.SIP_PASSWORD;
if (identity === undefined || password === undefined) {
  console.error('SIP_PASSWORD=… npx node examples/register.ts sip:user@domain');
  process.exit(2);
}

/** The protocol folders hash nothing themselves, so that they run in a browser too. */
const hash: Hash = (algorithm, text) =>
  digest(algorithm.toLowerCase().replace('sha-', 'sha'), Buffer.from(text, 'latin1'), 'hex');

const resolver = new Resolver();
const resolve: Resolve = (uri, done) => {
  const plan = planTarget(uri);
  if (plan === undefined) done([]);
  else {
    const { transport, port } = plan;
    void resolver
      .resolve(plan.host)
      .then(({ addresses }) => done(addresses.map((address) => ({ transport, address, port }))));
  }
};

// The address that the server sees us at; a phone that is to be called from elsewhere must not listen on loopback.
const address = process.env.SIP_ADDRESS ?? '127.0.0.1';
const sockets = await openSockets([{ transport: 'UDP', address, port: 0 }], undefined);
const agent = new UserAgent({
  transport: sockets,
  clock: systemClock,
  random: systemRandom(),
  identity,
  credentials: { username: identity.slice(identity.indexOf(':') + 1, identity.indexOf('@')), password },
  hash,
  resolve,
});

agent.register({
  expires: 300,
  handlers: {
    onRegistered(registration, bindings, expires) {
      console.log(`registered for ${expires} s; the contacts of ${identity} are`);
      for (const { uri } of bindings) console.log(`  ${uri.text}`);
      registration.close();
    },
    onFailed(_registration, outcome) {
      console.error(`not registered: ${outcome.status} ${outcome.reason}`);
      if (outcome instanceof Response && outcome.status === 401) console.error('Is the password right?');
      process.exitCode = 1;
      end(); // without it the agent would try again, later and later
    },
    onUnregistered() {
      console.log('and taken back');
      end();
    },
  },
});

function end(): void {
  agent.stop();
  void sockets.close();
}
