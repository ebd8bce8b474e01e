/**
 * Two user agents call each other on a simulated network: no socket, and a call of a minute takes a few milliseconds. A
 * quarter of all datagrams is lost, by a seed, so that every run is the same. In a clone:
 *
 *     npx node examples/call-in-simulation.ts
 *
 * A program of your own imports from 'sipwright/testing' instead of '../src/testing/index.ts'.
 */
import { Simulation } from '../src/testing/index.ts';

const simulation = new Simulation({ seed: 7, loss: 0.25, delay: [20, 60] });
const alice = simulation.userAgent('alice', { address: '192.0.2.1' }, { identity: 'Alice <sip:alice@example.com>' });
const bob = simulation.userAgent('bob', { address: '192.0.2.2' }, { identity: 'Bob <sip:bob@example.com>' });

void (async () => {
  for await (const call of bob.calls) {
    says(`bob: a call from ${call.from.displayName}`);
    call.ring();
    // Three seconds later, by the clock of the simulation.
    simulation.clock.after(3_000, () => void call.answer());
    void call.ended.then(({ cause, by }) => says(`bob: it is over (${cause}, ${by})`));
  }
})();

const call = alice.invite('sip:bob@192.0.2.2');
void (async () => {
  for await (const { status } of call.progress) says(`alice: ${status}, it rings there`);
})();
await simulation.wait(call.established);
says('alice: we talk');
await simulation.runAsync(60_000);
const { cause, by } = await simulation.wait(call.hangUp());
says(`alice: it is over (${cause}, ${by})`);
await simulation.runAsync(60_000);
console.log(`\nWhat went over the network (✗: the one above was lost):\n${simulation.ladder.toString()}`);
console.log(`\nLeft over: ${simulation.leftovers().join(', ') || 'nothing'}`);

function says(what: string): void {
  console.log(`${(simulation.clock.now() / 1000).toFixed(3).padStart(9)}   ${what}`);
}
