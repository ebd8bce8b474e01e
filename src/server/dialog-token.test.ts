import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialogTokens } from './dialog-token.ts';
import { nodeHash } from '../node/index.ts';

test('a token proves its Call-ID, by the secret that minted it, and nothing else', () => {
  const tokens = new DialogTokens('secret', nodeHash);
  const token = tokens.mint('call-1');
  assert.match(token, /^[0-9a-f]{20}$/);
  assert.ok(tokens.proves(token, 'call-1'));
  assert.ok(new DialogTokens('secret', nodeHash).proves(token, 'call-1'), 'after a restart too');
  assert.ok(!tokens.proves(token, 'call-2'));
  assert.ok(!tokens.proves('', 'call-1'));
  assert.ok(!tokens.proves(token, 'call-1', 'a flow'));
  const ofFlow = tokens.mint('call-1', 'a flow');
  assert.ok(tokens.proves(ofFlow, 'call-1', 'a flow'));
  assert.ok(!tokens.proves(ofFlow, 'call-1'));
  assert.ok(!tokens.proves(ofFlow, 'call-1', 'another'));
  assert.ok(!tokens.proves(token.slice(1), 'call-1'));
  assert.ok(!new DialogTokens('another', nodeHash).proves(token, 'call-1'));
});
