import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownMethod, type Method, methods } from './methods.ts';

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

/** The methods for which something holds. */
const those = (holds: (method: Method) => boolean) =>
  methods
    .filter(holds)
    .map((method) => method.name)
    .sort();

test('ACK alone has no answer (RFC 3261 17), and INVITE alone is worth cancelling (RFC 3261 9.1)', () => {
  assert.deepEqual(
    those((method) => !method.hasResponse),
    ['ACK'],
  );
  assert.deepEqual(
    those((method) => method.cancellable),
    ['INVITE'],
  );
});

test('ACK and CANCEL are never challenged (RFC 3261 22.1)', () => {
  assert.deepEqual(
    those((method) => !method.challengeable),
    ['ACK', 'CANCEL'],
  );
});

test('INVITE, UPDATE, SUBSCRIBE, NOTIFY and REFER refresh the target (RFC 5057 5.4)', () => {
  assert.deepEqual(
    those((method) => method.changesTarget),
    ['INVITE', 'NOTIFY', 'REFER', 'SUBSCRIBE', 'UPDATE'],
  );
});

test('some methods make sense within a dialog only', () => {
  assert.deepEqual(
    those((method) => !method.standsAlone),
    ['BYE', 'INFO', 'NOTIFY', 'PRACK', 'UPDATE'],
  );
});

test('the RFC of each method is that of the registry', () => {
  const rfcs = Object.fromEntries(methods.map(({ name, rfc }) => [name, rfc.split(' ')[0]]));
  assert.deepEqual(rfcs, {
    INVITE: '3261',
    ACK: '3261',
    BYE: '3261',
    CANCEL: '3261',
    OPTIONS: '3261',
    REGISTER: '3261',
    PRACK: '3262',
    UPDATE: '3311',
    INFO: '6086',
    MESSAGE: '3428',
    SUBSCRIBE: '6665',
    NOTIFY: '6665',
    REFER: '3515',
    PUBLISH: '3903',
  });
  for (const { rfc } of methods) assert.match(rfc, /^\d{4} \d+(\.\d+)*$/);
});
