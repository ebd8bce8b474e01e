/**
 * Two user agents call each other on a simulated network: no socket, and a call of a minute takes a few milliseconds.
 * A quarter of all datagrams is lost, by a seed, so that every run is the same. In a clone:
 *
 *     npx node examples/call-in-simulation.ts
 *
 * A program of your own imports from 'sipwright/testing' and 'sipwright' instead of '../src/…'.
 */
import { type CallHandlers } from '../src/index.ts';
import { Simulation } from '../src/testing/index.ts';

const simulation = new Simulation({ seed: 7, loss: 0.25, delay: [20, 60] });
const offer = { body: 'v=0\r\no=alice 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n' };
const answer = { body: 'v=0\r\no=bob 1 1 IN IP4 192.0.2.2\r\ns=-\r\nt=0 0\r\nm=audio 50000 RTP/AVP 0\r\n' };

const says = (who: string, what: string) =>
  console.log(`${(simulation.clock.now() / 1000).toFixed(3).padStart(9)}   ${who}: ${what}`);
const handlersOf = (who: string): CallHandlers => ({
  onProgress: (_call, { status }) => says(who, `${status}, it rings there`),
  onEstablished: () => says(who, 'we talk'),
  onEnd: (_call, { by, cause }) => says(who, `it is over (${cause}, ${by})`),
});

const alice = simulation.userAgent('alice', { address: '192.0.2.1' }, { identity: 'Alice <sip:alice@example.com>' });
simulation.userAgent(
  'bob',
  { address: '192.0.2.2' },
  {
    identity: 'Bob <sip:bob@example.com>',
    onCall(call) {
      says('bob', `a call from ${call.from.displayName}`);
      call.handlers = handlersOf('bob');
      call.ring();
      // Three seconds later, by the clock of the simulation.
      simulation.clock.after(3_000, () => call.answer(answer));
    },
  },
);

const call = alice.invite('sip:bob@192.0.2.2', { offer, handlers: handlersOf('alice') });
simulation.run(60_000);
call.hangUp();
simulation.run(60_000);

console.log(`\nWhat went over the network (✗: the one above was lost):\n${simulation.ladder.toString()}`);
console.log(`\nLeft over: ${simulation.leftovers().join(', ') || 'nothing'}`);
