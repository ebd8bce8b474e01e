import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Simulation } from '../../src/testing/index.ts';

test('our requests ask for rport (RFC 3581 3)', () => {
  const sim = new Simulation();
  const peer = sim.peer('peer', { address: '192.0.2.2' });
  const agent = sim.userAgent('agent', { address: '192.0.2.1' }, { identity: 'sip:alice@192.0.2.1' });
  agent.sendOptions('sip:192.0.2.2', () => {});
  const { via } = peer.expect('OPTIONS').message;
  assert.equal(via.params.get('rport'), '');
  agent.stop();
});
