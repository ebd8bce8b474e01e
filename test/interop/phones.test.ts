/** Real phones register as alice and bob and call each other through the server (RFC 3261 10, 13, 15, 16; RFC 3665 3). */

import assert from 'node:assert/strict';
import { startBaresip } from './baresip.ts';
import { interopTest, type ProgramName } from './interop-test.ts';
import { startLinphone } from './linphone.ts';
import type { Phone, StartPhone } from './phone.ts';
import { type ServerProcess, withServer } from './sipwright-process.ts';
import { secondsOfTone } from './sound.ts';

/** Of the other's tone, heard without interruption worth the name. */
const TALK_SECONDS = 1;
/** 20 ms a packet. */
const TALK_PACKETS = 50 * TALK_SECONDS;

const kinds: Record<string, { program: ProgramName; start: StartPhone }> = {
  baresip: { program: 'baresip', start: startBaresip },
  linphone: { program: 'linphonec', start: startLinphone },
};

const pairs = [
  ['baresip', 'linphone'],
  ['linphone', 'baresip'],
  ['baresip', 'baresip'],
  ['linphone', 'linphone'],
] as const;

for (const [callerKind, calleeKind] of pairs) {
  const [caller, callee] = [kinds[callerKind], kinds[calleeKind]];
  const title = `${callerKind} as alice and ${calleeKind} as bob: `;
  const programs = [caller.program, callee.program];

  interopTest(`${title}register, call, talk, hang up, unregister`, programs, async (t) => {
    await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
      const alice = await caller.start({ server, user: 'alice', hertz: 440 });
      const bob = await callee.start({ server, user: 'bob', hertz: 660 });
      for (const [user, phone] of [
        ['alice', alice],
        ['bob', bob],
      ] as const) {
        const [registration] = await server.registered(user);
        assert.match(registration.userAgent, phone.userAgent);
      }
      await t.test('the caller hangs up', () => talk(alice, bob, 'bob', alice));
      await t.test('the callee hangs up', () => talk(alice, bob, 'bob', bob));
      await t.test('called the other way round', () => talk(bob, alice, 'alice', bob));
      await t.test('the caller gives up while it rings (RFC 3261 9)', async () => {
        await alice.dial('bob');
        await bob.rings();
        await alice.hangUp();
        await Promise.all([alice.ended(), bob.ended()]);
      });
      await t.test('the callee declines (RFC 3261 21.4.24, 21.6.2)', async () => {
        await alice.dial('bob');
        await bob.rings();
        await bob.hangUp();
        assert.match(await alice.ended(), /486|603|busy|decline/i);
        await bob.ended();
      });
      await alice.quit();
      await server.registered('alice', 0);
      await bob.quit();
      await server.registered('bob', 0);
    });
  });
}

interopTest(
  'baresip over TCP calls linphone over UDP, and back (RFC 3261 16.6 step 4, 18)',
  ['baresip', 'linphonec'],
  async (t) => {
    await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
      const alice = await startBaresip({ server, user: 'alice', transport: 'TCP', hertz: 440 });
      const bob = await startLinphone({ server, user: 'bob', transport: 'UDP', hertz: 660 });
      await isReachedOver(server, 'alice', 'tcp');
      await isReachedOver(server, 'bob', 'udp');
      await t.test('from TCP to UDP', () => talk(alice, bob, 'bob', alice));
      await t.test('from UDP to TCP', () => talk(bob, alice, 'alice', alice));
      await alice.quit();
      await bob.quit();
    });
  },
);

interopTest('linphone over TCP calls baresip over TCP, and back (RFC 3261 18)', ['baresip', 'linphonec'], async (t) => {
  await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
    const alice = await startLinphone({ server, user: 'alice', transport: 'TCP', hertz: 440 });
    const bob = await startBaresip({ server, user: 'bob', transport: 'TCP', hertz: 660 });
    await isReachedOver(server, 'alice', 'tcp');
    await isReachedOver(server, 'bob', 'tcp');
    await t.test('linphone calls', () => talk(alice, bob, 'bob', bob));
    await t.test('baresip calls', () => talk(bob, alice, 'alice', bob));
    await alice.quit();
    await bob.quit();
  });
});

interopTest('a phone whose line is taken is busy (RFC 3261 21.4.24)', ['baresip', 'linphonec'], async (t) => {
  await withServer(t, { users: ['alice', 'bob', 'carol'] }, async (server) => {
    const alice = await startBaresip({ server, user: 'alice', hertz: 440 });
    const bob = await startBaresip({ server, user: 'bob', lines: 1, hertz: 660 });
    const carol = await startLinphone({ server, user: 'carol', hertz: 880 });
    await connect(alice, bob, 'bob');
    await carol.dial('bob');
    assert.match(await carol.ended(), /busy/i);
    await alice.hangUp();
    await Promise.all([alice.ended(), bob.ended()]);
    for (const phone of [alice, bob, carol]) await phone.quit();
  });
});

interopTest(
  'all phones of a user ring, one answers, the others stop (RFC 3261 16.7 step 10)',
  ['baresip', 'linphonec'],
  async (t) => {
    await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
      const alice = await startBaresip({ server, user: 'alice', hertz: 440 });
      const desk = await startBaresip({ server, user: 'bob', hertz: 660 });
      const soft = await startLinphone({ server, user: 'bob', registrations: 2, hertz: 880 });
      await alice.dial('bob');
      await Promise.all([desk.rings(), soft.rings()]);
      await soft.answer();
      await desk.ended();
      await Promise.all([alice.talks(), soft.talks()]);
      await hear(alice, soft);
      await soft.hangUp();
      await Promise.all([alice.ended(), soft.ended()]);
      for (const phone of [alice, desk, soft]) await phone.quit();
      await server.registered('bob', 0);
    });
  },
);

/** A whole call: both hear each other, and packets went both ways. */
async function talk(caller: Phone, callee: Phone, to: string, ender: Phone): Promise<void> {
  await connect(caller, callee, to);
  await Promise.all([hear(caller, callee), hear(callee, caller)]);
  await ender.hangUp();
  await Promise.all([caller.ended(), callee.ended()]);
  for (const phone of [caller, callee]) {
    const { sent, received } = await phone.packets();
    assert.ok(
      sent >= TALK_PACKETS && received >= TALK_PACKETS,
      `${phone.program.name}: ${sent} sent, ${received} received`,
    );
  }
}

async function connect(caller: Phone, callee: Phone, to: string): Promise<void> {
  await caller.dial(to);
  await callee.rings();
  await callee.answer();
  await Promise.all([caller.talks(), callee.talks()]);
}

/** Waits until a phone has heard the other's tone, and not its own. */
async function hear(phone: Phone, other: Phone): Promise<void> {
  await phone.program.until(`${TALK_SECONDS} s of ${other.hertz} Hz heard`, () => {
    const file = phone.recording();
    return file !== undefined && secondsOfTone(file, other.hertz) >= TALK_SECONDS;
  });
  assert.equal(secondsOfTone(phone.recording() as string, phone.hertz), 0);
}

async function isReachedOver(server: ServerProcess, user: string, transport: string): Promise<void> {
  const [{ flow }] = await server.registered(user);
  assert.equal(flow?.split(':')[0], transport);
}
