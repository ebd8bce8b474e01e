import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventPackage, eventPackage, eventPackages } from './event-packages.ts';

test('the event packages stand in order, each once, as tokens without a dot (RFC 6665 8.4)', () => {
  const names = eventPackages.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)].sort());
  for (const name of names) assert.match(name, /^[a-z0-9-]+$/);
});

test('a package is registered exactly where an RFC tells of it', () => {
  for (const row of eventPackages as readonly EventPackage[]) {
    assert.equal(row.rfc !== undefined, row.registered, row.name);
    if (row.rfc !== undefined) assert.match(row.rfc, /^\d{4}( \d+(\.\d+)*)?$/);
    for (const body of row.bodies) assert.match(body, /^(application|message)\/[a-z0-9.+-]+$/);
    if (row.expires !== undefined) assert.ok(Number.isInteger(row.expires) && row.expires > 0);
    if (row.implemented) assert.equal(row.bodies.length, 1, row.name);
  }
});

test('the default durations are those of their RFCs (RFC 3680 4.4, 3842 3.4, 3856 6.4, 3857 4.4, 4235 3.4, 4575 3.4)', () => {
  const durations = Object.fromEntries(
    eventPackages.filter(({ expires }) => expires !== undefined).map(({ name, expires }) => [name, expires]),
  );
  assert.deepEqual(durations, {
    conference: 3600,
    dialog: 3600,
    'message-summary': 3600,
    presence: 3600,
    reg: 3761,
    winfo: 3600,
  });
});

test('an Event with a template is what its last template says (RFC 6665 5.2)', () => {
  assert.equal(eventPackage('dialog')?.bodies[0], 'application/dialog-info+xml');
  assert.equal(eventPackage('presence.winfo')?.bodies[0], 'application/watcherinfo+xml');
  assert.equal(eventPackage('presence.winfo.winfo')?.name, 'winfo');
  for (const unknown of ['', 'winfo', 'winfo.presence', 'presence.', 'presence.dialog', 'Dialog', 'dialog ', 'nothing'])
    assert.equal(eventPackage(unknown), undefined, unknown);
});
