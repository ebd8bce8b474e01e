/** A registration against a scripted registrar: refreshes, refusals, redirections, and what it does not believe (RFC 3261 10.2, 8.1.3, 20.33). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeHash } from '../../node/index.ts';
import { accept, ALICE, type Answer, REGISTRAR, registrarBench, serve } from '../../../test/scripted-registrar.ts';
import { type Header } from '../../message/index.ts';
import { type RequestFailed } from '../request/request-failed.ts';

const CONTACT = `<sip:alice@${ALICE}:5060>`;
const refuse = (status: number, ...headers: Header[]): Answer => ({ status, headers });

test('REGISTER names the domain without a user, and one address in From and To (10.2)', async () => {
  const it = registrarBench({ identity: `Alice <sip:alice@${REGISTRAR}>` });
  await it.sim.wait(it.alice.register({ expires: 600 }).registered);
  const [{ request, contact, expires }] = it.registers;
  assert.equal(request.uriText, `sip:${REGISTRAR}`);
  assert.match(request.named('From').join(), /^Alice <sip:alice@192\.0\.2\.9>;tag=/);
  assert.deepEqual(request.named('To'), [`Alice <sip:alice@${REGISTRAR}>`]);
  assert.deepEqual([contact, expires, request.named('Supported')], [CONTACT, '600', ['path']]);
  it.alice.stop();
});

test('what cannot be asked of a registration is told at once (10.2)', () => {
  const { alice } = registrarBench();
  assert.throws(() => alice.register({ registrar: `sip:alice@${REGISTRAR}` }), { code: 'SIP_URI_INVALID' });
  assert.throws(() => alice.register({ registrar: 'tel:123' }), { code: 'SIP_URI_INVALID' });
  assert.throws(() => alice.register({ outboundProxy: 'nowhere' }), { code: 'SIP_URI_INVALID' });
  for (const options of [{ expires: 0 }, { expires: 2 ** 32 }, { regId: 0 }, { regId: 1.5 }, { keepAlive: 0 }])
    assert.throws(() => alice.register(options), { code: 'SIP_OPTIONS' }, JSON.stringify(options));
  assert.throws(() => registrarBench({ instanceId: 'a "phone"' }), { code: 'SIP_OPTIONS' });
});

test('a binding is refreshed half a minute before its end, a short one at half time (10.2.4)', async () => {
  const it = registrarBench();
  const told = it.follow(it.alice.register({ expires: 200 }));
  await it.sim.runAsync(400_000);
  assert.deepEqual(
    it.pauses.map((ms) => Math.round(ms / 1000)),
    [168, 168],
  );
  const callIds = new Set(it.registers.map(({ request }) => request.callId));
  const numbers = it.registers.map(({ request }) => request.cseq.sequence);
  assert.deepEqual([callIds.size, numbers], [1, [1, 2, 3]]);
  assert.deepEqual(told, ['registered 200', 'registered 200', 'registered 200']);
  const brief = registrarBench();
  brief.alice.register({ expires: 40 });
  await brief.sim.runAsync(50_000);
  assert.deepEqual(
    brief.pauses.map((ms) => Math.round(ms / 1000)),
    [20, 20],
  );
});

test('what the registrar grants counts, but no time so short that it would be a flood', async () => {
  const it = registrarBench();
  it.answers = ({ contact }) => refuse(200, ['Contact', `${contact};expires=1`]);
  await it.sim.wait(it.alice.register().registered);
  await it.sim.runAsync(100_000);
  assert.ok(it.registers.length <= 21, String(it.registers.length));
  const header = registrarBench();
  header.answers = ({ contact }) => refuse(200, ['Contact', contact], ['Expires', '77']);
  assert.equal((await header.sim.wait(header.alice.register().registered)).expires, 77);
});

test('a registrar that fails is asked again after a random time that doubles up to half an hour (RFC 5626 4.5)', async () => {
  const it = registrarBench();
  it.answers = () => refuse(500);
  const registration = it.alice.register();
  const told = it.follow(registration);
  const failure = await it.sim.wait(registration.registered.catch((error: unknown) => error as RequestFailed));
  assert.equal('status' in failure && failure.status, 500);
  await it.sim.runAsync(20_000_000);
  for (const [i, ms] of it.pauses.entries()) {
    const bound = Math.min(1800, 30 * 2 ** (i + 1)) * 1000;
    assert.ok(ms >= bound / 2 && ms <= bound + 100, `${i}: ${ms} of ${bound}`);
  }
  assert.ok(it.pauses.length > 8 && new Set(it.pauses).size === it.pauses.length, 'no two waits are the same');
  assert.equal(registration.active, false);
  it.answers = (register) => accept(register);
  await it.sim.runAsync(1_800_000);
  assert.equal(told.at(-1), 'registered 3600');
  it.answers = () => refuse(500);
  const before = it.registers.length;
  await it.sim.runAsync(3_700_000);
  assert.ok(it.pauses[before] <= 60_100, 'after a success it begins anew');
});

test('a registrar that is silent is asked again, and one that is out of order is not hurried (20.33)', async () => {
  const silent = registrarBench();
  silent.answers = (register, count) => (count <= 11 ? undefined : accept(register));
  const told = silent.follow(silent.alice.register());
  await silent.sim.runAsync(100_000);
  assert.deepEqual(told, ['failed 408', 'registered 3600']);
  const it = registrarBench();
  it.answers = (register, count) => (count === 1 ? refuse(503, ['Retry-After', '1000 (closed)']) : accept(register));
  it.alice.register();
  await it.sim.runAsync(2_000_000);
  assert.ok(it.pauses[0] >= 1_000_000 && it.pauses[0] < 1_000_100, String(it.pauses[0]));
  const endless = registrarBench();
  endless.answers = (register, count) => (count === 1 ? refuse(503, ['Retry-After', '4294967295']) : accept(register));
  endless.alice.register();
  await endless.sim.runAsync(90_000_000);
  assert.equal(endless.registers.length > 1, true, 'nobody can send us away for good');
});

test('a wrong password is tried once, and then with the patience of any failure (22.2)', async () => {
  const it = registrarBench({ credentials: { password: 'wrong' }, hash: nodeHash });
  it.answers = () => refuse(401, ['WWW-Authenticate', 'Digest realm="x", nonce="n", algorithm=MD5, qop="auth"']);
  const told = it.follow(it.alice.register());
  await it.sim.runAsync(600_000);
  const tries = it.registers.filter(({ request }) => request.named('Authorization').length > 0);
  assert.ok(told.length >= 3 && told.every((change) => change === 'failed 401'), told.join());
  assert.equal(tries.length, told.length);
  assert.ok(tries.length <= 5, `${tries.length} in ten minutes`);
});

test('a 200 that does not list our binding is a failure (10.3 step 8)', async () => {
  const answers: Header[][] = [
    [],
    [['Contact', '<sip:alice@192.0.2.77>;expires=100']],
    [['Contact', `${CONTACT};expires=0`]],
    [['Contact', 'neither <fish']],
  ];
  for (const headers of answers) {
    const it = registrarBench();
    it.answers = () => refuse(200, ...headers);
    const registration = it.alice.register();
    await assert.rejects(it.sim.wait(registration.registered), { code: 'SIP_NO_BINDING', status: 200 });
    await it.sim.runAsync(25_000);
    assert.deepEqual([registration.active, it.registers.length], [false, 1], JSON.stringify(headers));
  }
});

test('423: it asks for what the registrar would take, and does not haggle for ever (10.2.8)', async () => {
  const it = registrarBench();
  it.answers = (register) => (Number(register.expires) < 300 ? refuse(423, ['Min-Expires', '300']) : accept(register));
  const { expires } = await it.sim.wait(it.alice.register({ expires: 10 }).registered);
  assert.deepEqual([expires, it.registers.length], [300, 2]);
  const fiend = registrarBench();
  fiend.answers = ({ expires: asked }) => refuse(423, ['Min-Expires', String(Number(asked) + 1)]);
  const told = fiend.follow(fiend.alice.register());
  await fiend.sim.runAsync(25_000);
  assert.deepEqual(told, ['failed 423']);
  assert.ok(fiend.registers.length < 20, String(fiend.registers.length));
  const mute = registrarBench();
  mute.answers = () => refuse(423);
  await assert.rejects(mute.sim.wait(mute.alice.register().registered), { status: 423 });
});

test('3xx: it registers where the registrar says, refreshes there, and begins anew when that fails (8.1.3.4)', async () => {
  const it = registrarBench();
  const other = it.sim.peer('other', { address: '192.0.2.10' });
  serve(it, other);
  let isBroken = false;
  it.answers = (register) => {
    if (register.flow.localAddress === REGISTRAR) return refuse(302, ['Contact', '<sip:alice@192.0.2.10?Subject=x>']);
    return isBroken ? refuse(500) : accept(register);
  };
  const where = () => it.registers.map(({ flow, request }) => `${flow.localAddress} ${request.uriText}`);
  const registration = it.alice.register({ expires: 200 });
  await it.sim.wait(registration.registered);
  await it.sim.runAsync(170_000);
  const there = '192.0.2.10 sip:192.0.2.10';
  assert.deepEqual(where(), [`${REGISTRAR} sip:${REGISTRAR}`, there, there]);
  isBroken = true;
  await it.sim.runAsync(170_000);
  assert.equal(registration.active, false);
  isBroken = false;
  await it.sim.runAsync(100_000);
  assert.deepEqual(where().slice(3, 6), [there, `${REGISTRAR} sip:${REGISTRAR}`, there]);
  await it.sim.wait(registration.unregister());
  assert.deepEqual([where().at(-1), it.registers.at(-1)?.expires], [there, '0'], 'and is taken back there');
});

test('registrars that send us in a circle are left alone after a while', async () => {
  const it = registrarBench();
  it.answers = (_, count) =>
    refuse(302, ['Contact', `<sip:${REGISTRAR};hop=${count}>`], ['Contact', `<sip:${REGISTRAR}>`]);
  const told = it.follow(it.alice.register());
  await it.sim.runAsync(25_000);
  assert.deepEqual(told, ['failed 302']);
  assert.ok(it.registers.length <= 17, String(it.registers.length));
});

test('several registrations at once: each has its own Call-ID, registrar and end', async () => {
  const it = registrarBench();
  const other = it.sim.peer('other', { address: '192.0.2.10' });
  serve(it, other);
  const first = it.alice.register();
  const second = it.alice.register({ registrar: 'sip:192.0.2.10', expires: 300 });
  await it.sim.wait(Promise.all([first.registered, second.registered]));
  assert.equal(new Set(it.registers.map(({ request }) => request.callId)).size, 2);
  await it.sim.wait(first.unregister());
  assert.deepEqual([first.active, second.active], [false, true]);
  await it.sim.runAsync(600_000);
  assert.deepEqual(
    it.registers.slice(2).map(({ flow, expires }) => `${flow.localAddress} ${expires}`),
    [`${REGISTRAR} 0`, '192.0.2.10 300', '192.0.2.10 300'],
  );
});

test('an outbound proxy of its own stands in for that of the agent', async () => {
  const it = registrarBench({ outboundProxy: 'sip:192.0.2.11' });
  const other = it.sim.peer('other', { address: '192.0.2.10' });
  serve(it, other);
  await it.sim.wait(it.alice.register({ outboundProxy: 'sip:192.0.2.10' }).registered);
  const [{ request, flow }] = it.registers;
  assert.deepEqual([request.named('Route'), flow.localAddress], [['<sip:192.0.2.10;lr>'], '192.0.2.10']);
});

test('unregistering takes the binding back once, whatever is under way, and ends everything (10.2.2)', async () => {
  for (const at of [0, 1, 5, 1_000]) {
    const it = registrarBench();
    const registration = it.alice.register();
    const told = it.follow(registration);
    await it.sim.runAsync(at);
    const gone = Promise.all([registration.unregister(), registration.unregister()]);
    await it.sim.wait(gone);
    await it.sim.runAsync(8_000_000);
    assert.deepEqual([it.registers.length, it.registers.at(-1)?.expires], [2, '0'], `after ${at} ms`);
    assert.deepEqual([told.at(-1), registration.active, it.sim.leftovers()], ['unregistered', false, []]);
  }
});

test('a registrar that does not let us go has us until the binding runs out', async () => {
  for (const answer of [undefined, refuse(500), refuse(302, ['Contact', '<sip:192.0.2.10>'])]) {
    const it = registrarBench();
    it.answers = (register) => (register.expires === '0' ? answer : accept(register));
    const registration = it.alice.register();
    await it.sim.wait(registration.registered);
    await it.sim.wait(registration.unregister());
    assert.equal(registration.active, false);
  }
});

test('an aborted signal unregisters; one that was aborted before keeps it from registering', async () => {
  const it = registrarBench();
  const over = new AbortController();
  const registration = it.alice.register({ signal: over.signal });
  await it.sim.wait(registration.registered);
  over.abort();
  await it.sim.wait(registration.unregister());
  assert.equal(it.registers.at(-1)?.expires, '0');
  assert.throws(() => it.alice.register({ signal: over.signal }), { name: 'AbortError' });
});
