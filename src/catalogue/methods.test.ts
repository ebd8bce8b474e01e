import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownMethod, methods } from './methods.ts';

test('the fourteen registered methods are known, by their exact case only (RFC 3261 7.1)', () => {
  const names = 'ACK BYE CANCEL INFO INVITE MESSAGE NOTIFY OPTIONS PRACK PUBLISH REFER REGISTER SUBSCRIBE UPDATE'.split(
    ' ',
  );
  assert.deepEqual(methods.map((method) => method.name).sort(), names);
  for (const name of names) {
    assert.ok(isKnownMethod(name));
    assert.ok(!isKnownMethod(name.toLowerCase()));
    assert.ok(!isKnownMethod(` ${name}`));
  }
  assert.ok(!isKnownMethod('constructor'));
});

test('INVITE, SUBSCRIBE, NOTIFY and REFER create dialogs (RFC 3261 12, RFC 6665, RFC 3515)', () => {
  const creating = methods.filter((method) => method.createsDialog).map((method) => method.name);
  assert.deepEqual(creating.sort(), ['INVITE', 'NOTIFY', 'REFER', 'SUBSCRIBE']);
});
