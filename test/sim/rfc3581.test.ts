import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Simulation } from '../../src/testing/index.ts';

test('our requests ask for rport (RFC 3581 3)', async () => {
  const sim = new Simulation();
  const peer = sim.peer('peer', { address: '192.0.2.2' });
  const agent = sim.userAgent('agent', { address: '192.0.2.1' }, { identity: 'sip:alice@192.0.2.1' });
  const asked = agent.optionsOf('sip:192.0.2.2');
  const options = await peer.next('OPTIONS');
  assert.equal(options.message.via.params.get('rport'), '');
  peer.respond(options, 200);
  assert.equal((await sim.wait(asked)).status, 200);
});
