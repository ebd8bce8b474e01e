/** Real phones register as alice and bob and call each other through the server (RFC 3261 10, 13, 15, 16; RFC 3665 3). */

import assert from 'node:assert/strict';
import { startBaresip } from './baresip.ts';
import { interopTest, type ProgramName } from './interop-test.ts';
import { startLinphone } from './linphone.ts';
import type { Phone, StartPhone } from './phone.ts';
import { type ServerProcess, withServer } from './sipwright-process.ts';
import { recordedSeconds, secondsOfTone } from './sound.ts';

/** How long phones talk. */
const TALK_SECONDS = 2;
/** Of the other's tone: silence may come before it, and late packets be left out. */
const HEARD_SECONDS = 1;
/** 20 ms a packet. */
const HEARD_PACKETS = 50 * HEARD_SECONDS;

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
    assert.match(await carol.ended(), /486|busy/i);
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
      await talkAndHangUp(alice, soft, soft);
      for (const phone of [alice, desk, soft]) await phone.quit();
      await server.registered('bob', 0);
    });
  },
);

/** A whole call: both hear each other, and packets went both ways. */
async function talk(caller: Phone, callee: Phone, to: string, ender: Phone): Promise<void> {
  await connect(caller, callee, to);
  await talkAndHangUp(caller, callee, ender);
}

async function talkAndHangUp(caller: Phone, callee: Phone, ender: Phone): Promise<void> {
  const both = [caller, callee];
  const recordings = await Promise.all(both.map(recordingOf));
  await ender.hangUp();
  await Promise.all(both.map((phone) => phone.ended()));
  for (const [at, phone] of both.entries()) {
    const other = both[1 - at];
    const heard = secondsOfTone(recordings[at], other.hertz);
    assert.ok(heard >= HEARD_SECONDS, `${phone.program.name} heard ${other.hertz} Hz for ${heard} s`);
    assert.equal(secondsOfTone(recordings[at], phone.hertz), 0, 'hears itself');
    const { sent, received } = await phone.packets();
    assert.ok(
      sent >= HEARD_PACKETS && received >= HEARD_PACKETS,
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

/** Waits until a phone has recorded enough. What it heard can be read when the call is over: linphonec writes the header last. */
function recordingOf(phone: Phone): Promise<string> {
  return phone.program.until(`${TALK_SECONDS} s of sound`, () => {
    const file = phone.recording();
    return file !== undefined && recordedSeconds(file) >= TALK_SECONDS && file;
  });
}

async function isReachedOver(server: ServerProcess, user: string, transport: string): Promise<void> {
  const [{ flow }] = await server.registered(user);
  assert.equal(flow?.split(':')[0], transport);
}
