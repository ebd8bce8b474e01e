/** `sipwright message`, `register` and `subscribe` on loopback sockets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, as, byTcp, Command, lone, run, withServer } from '../../test/phone-commands.ts';
import { DIALOG_INFO_TYPE, formatDialogInfo } from '../event/index.ts';
import { openNetwork } from '../node/index.ts';
import { UserAgent } from '../ua/index.ts';

withServer();

test('message: delivered, refused, read from standard input', async () => {
  const bob = await answering('bob');
  assert.deepEqual(await run(['message', 'bob', 'hello', 'there', ...as('alice')]), {
    code: 0,
    out: '200 OK\n',
    err: '',
  });
  await bob.says(/sip:alice@example\.com: hello there\n/);
  const piped = new Command(['message', 'bob', '-', '--json', ...as('alice')]);
  piped.typed.end('one\ntwo\n');
  assert.equal(await piped.ended, 0);
  assert.deepEqual(JSON.parse(piped.out), { to: 'sip:bob@example.com', status: 200, reason: 'OK', answered: true });
  await bob.says(/sip:alice@example\.com: one\n +two\n/);
  bob.signals.emit('SIGINT');
  await bob.ended;
  const refused = await run(['message', 'bob', 'hello', ...as('alice')]);
  assert.deepEqual([refused.code, refused.out], [3, '']);
  assert.match(refused.err, /^480 Temporarily Unavailable: .*\n[^]*With the phone:\n {2}- /);
});

test('register: shows the contacts and takes its own back, unless it is to be kept', async () => {
  const shown = await run(['register', ...as('alice')]);
  assert.equal(shown.code, 0, shown.err);
  assert.match(
    shown.out,
    /^sip:alice@example\.com is registered; its contacts:\n {2}sip:alice@127\.0\.0\.1:\d+, for 1 h, this one\n$/,
  );
  assert.equal(shown.err, 'and taken back\n');
  const rows = async () => JSON.parse((await run(['registrations', '--json'])).out) as { contact: string }[];
  assert.deepEqual(await rows(), []);

  const staying = new Command(['register', ...as('alice'), '--for', '1h', '--expires', '600', '--json']);
  await staying.says(/\n/);
  const { contacts } = staying.events[0] as { contacts: { uri: string; expires: number; ours: boolean }[] };
  assert.deepEqual(
    contacts.map(({ expires, ours }) => [expires, ours]),
    [[600, true]],
  );
  assert.deepEqual(
    (await rows()).map(({ contact }) => contact),
    [contacts[0].uri],
  );
  staying.signals.emit('SIGINT');
  assert.equal(await staying.ended, 0);
  assert.deepEqual(await rows(), []);

  assert.equal((await run(['register', ...byTcp('alice'), '--keep', '--expires', '60'])).code, 0);
  assert.equal((await rows()).length, 1);
  const wrong = await run(['register', ...as('alice'), '--json'], { env: { SIP_PASSWORD: 'wrong' } });
  assert.equal(wrong.code, 3);
  const { status, explanation } = JSON.parse(wrong.out) as { status: number; explanation: { title: string } };
  assert.deepEqual([status, explanation.title], [401, '401 Unauthorized']);
});

/** Somebody who tells of a call. */
async function notifier(t: { after(fn: () => unknown): void }, then: 'stay' | 'end' | 'reject') {
  const network = await openNetwork({ address: '127.0.0.1' });
  const agent = new UserAgent({ ...network, identity: 'sip:bob@example.com' });
  t.after(async () => {
    agent.stop();
    await network.close(0);
  });
  const body = formatDialogInfo({
    entity: 'sip:bob@example.com',
    version: 0,
    state: 'full',
    dialogs: [{ id: 'a', state: 'early', direction: 'recipient' }],
  });
  void (async () => {
    for await (const subscription of agent.subscriptions) {
      if (then === 'reject') subscription.reject(403);
      else subscription.accept({ body: { body, contentType: DIALOG_INFO_TYPE } });
      if (then === 'end') subscription.terminate('noresource');
    }
  })();
  return `sip:bob@127.0.0.1:${network.transport.listeners[0].port}`;
}

test('subscribe: prints what the notifier tells, and leaves (RFC 6665 4.1)', async (t) => {
  const target = await notifier(t, 'stay');
  const watching = new Command(['subscribe', target, 'dialog', ...lone]);
  await watching.says(/^\d\d:\d\d:\d\d {2}active, for 1 h\n {10}a call: early\n/);
  watching.signals.emit('SIGINT');
  assert.equal(await watching.ended, 0);
  assert.match(watching.out, /terminated, timeout\n/);

  const once = await run(['subscribe', target, 'dialog', '--once', '--json', ...lone]);
  assert.equal(once.code, 0, once.err);
  const [first] = once.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { state: string; content: { dialogs: object[] } });
  assert.equal(first.content.dialogs.length, 1);
  assert.equal((await run(['subscribe', target, 'dialog', '--for', '50ms', ...lone])).code, 0);
});

test('subscribe: a refusal is explained, and an end of the notifier’s told', async (t) => {
  const refused = await run(['subscribe', await notifier(t, 'reject'), 'dialog', ...lone]);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /^403 Forbidden: /);
  const ended = await run(['subscribe', await notifier(t, 'end'), 'dialog', ...lone]);
  assert.equal(ended.code, 3);
  assert.match(ended.err, /the notifier has ended it: noresource\n/);
  const none = await run(['subscribe', 'sip:bob@no-such-host.invalid', 'dialog', ...lone]);
  assert.equal(none.code, 69);
  assert.match(none.err, /no-such-host\.invalid has no address[^]*not sent: /);
});
