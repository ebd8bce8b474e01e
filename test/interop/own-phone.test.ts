/** Sipwright's phone and real phones call each other, with sound, digits and hold (RFC 3261 13 to 15, RFC 3264 8.4, RFC 4733). */

import assert from 'node:assert/strict';
import { G722, PCMA } from '../../src/media/index.ts';
import { formatCallReport, type PhoneCall } from '../../src/phone/index.ts';
import { startBaresip } from './baresip.ts';
import { interopTest, type ProgramName } from './interop-test.ts';
import { startLinphone } from './linphone.ts';
import { OwnPhone } from './own-phone.ts';
import { type Phone, type StartPhone } from './phone.ts';
import { withServer } from './sipwright-process.ts';
import { recordedSeconds, secondsOfTone } from './sound.ts';
import { until } from './until.ts';

/** How long phones talk before anything else. */
const TALK_SECONDS = 2;
/** Of the other's tone: silence may come before it, and late packets be left out. */
const HEARD_SECONDS = 1;

const kinds: Record<string, { program: ProgramName; start: StartPhone }> = {
  baresip: { program: 'baresip', start: startBaresip },
  linphone: { program: 'linphonec', start: startLinphone },
};

for (const [kind, { program, start }] of Object.entries(kinds)) {
  for (const transport of ['UDP', 'TCP'] as const) {
    interopTest(`our phone and ${kind} over ${transport}: calls, sound, digits, hold`, [program], async (t) => {
      await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
        const ours = await OwnPhone.start({ server, user: 'alice', transport, hertz: 440 });
        try {
          const theirs = await start({ server, user: 'bob', transport, hertz: 660 });
          await t.test('we call, and we hang up', async () => {
            const call = ours.phone.call('bob');
            await theirs.rings();
            await theirs.answer();
            await Promise.all([call.established, theirs.talks()]);
            await talk(ours, call, theirs, () => call.hangUp());
          });
          await t.test('it calls, and it hangs up', async () => {
            const call = await isCalled(ours, theirs, 1);
            await talk(ours, call, theirs, () => theirs.hangUp());
          });
          await t.test('digits go both ways as telephone events (RFC 4733)', async () => {
            const call = await isCalled(ours, theirs, 2);
            assert.ok(call.report.sound?.telephoneEvents);
            await call.sendDigits('159#0');
            await theirs.program.until('all digits', () => theirs.heardDigits().length >= 5);
            assert.equal(theirs.heardDigits(), '159#0');
            await theirs.press('2*7');
            await until('all digits', () => call.report.digits.received.length >= 3);
            await end(call, theirs);
            assert.deepEqual((await call.ended).digits, { sent: '159#0', received: '2*7' });
            for await (const event of call.events)
              if (event.kind === 'digit') assert.equal(event.digit.by, 'telephone-event');
          });
          await t.test('we hold it, and resume (RFC 3264 8.4)', async () => {
            const call = await isCalled(ours, theirs, 3);
            await hears(ours, call, theirs);
            await call.hold();
            await stopsReceiving(call);
            await call.resume();
            await hears(ours, call, theirs);
            await end(call, theirs);
          });
          await t.test('it holds us, and resumes', async () => {
            const call = await isCalled(ours, theirs, 4);
            await hears(ours, call, theirs);
            await theirs.hold();
            await until('being held', () => call.heldByPeer);
            await stopsSending(call);
            await theirs.resume();
            await until('being resumed', () => !call.heldByPeer);
            await hears(ours, call, theirs);
            await end(call, theirs);
          });
          await t.test('it is busy with us, and we are told why (RFC 3261 21.4.24)', async () => {
            const call = ours.phone.call('bob');
            await theirs.rings();
            await theirs.hangUp();
            const { outcome, explanation } = await call.ended;
            assert.ok(outcome?.status === 486 || outcome?.status === 603, String(outcome?.status));
            assert.ok(explanation?.title.startsWith(String(outcome.status)));
            await theirs.ended();
          });
          await theirs.quit();
        } finally {
          await ours.close();
        }
        await server.registered('alice', 0);
      });
    });
  }
}

interopTest('our phone and baresip speak G.722 and A-law too (RFC 3551 4.5.2)', ['baresip'], async (t) => {
  await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
    const theirs = await startBaresip({ server, user: 'bob', hertz: 660 });
    for (const codec of [G722, PCMA]) {
      const ours = await OwnPhone.start({ server, user: 'alice', transport: 'UDP', hertz: 440, codecs: [codec] });
      try {
        await t.test(codec.name, async () => {
          const call = ours.phone.call('bob');
          await theirs.rings();
          await theirs.answer();
          await Promise.all([call.established, theirs.talks()]);
          await talk(ours, call, theirs, () => call.hangUp(), codec.name);
        });
      } finally {
        await ours.close();
      }
    }
    await theirs.quit();
  });
});

interopTest(
  'our phone sends baresip to linphone, and baresip sends it there (RFC 3515, RFC 5589 6.1)',
  ['baresip', 'linphonec'],
  async (t) => {
    await withServer(t, { users: ['alice', 'bob', 'carol'] }, async (server) => {
      const ours = await OwnPhone.start({ server, user: 'alice', transport: 'UDP', hertz: 440 });
      try {
        const bob = await startBaresip({ server, user: 'bob', hertz: 660 });
        const carol = await startLinphone({ server, user: 'carol', hertz: 880 });
        const connect = async () => {
          const call = ours.phone.call('bob');
          await bob.rings();
          await bob.answer();
          await Promise.all([call.established, bob.talks()]);
          return call;
        };
        const answered = async () => {
          await carol.rings();
          await carol.answer();
          await carol.talks();
        };
        await t.test('we send it there, and hang up', async () => {
          const call = await connect();
          const [status] = await Promise.all([call.transfer('carol'), answered()]);
          assert.equal(status?.status, 200);
          assert.equal((await call.ended).outcome?.by, 'local');
          await bob.ended();
          await bob.hangUp();
          await Promise.all([bob.ended(), carol.ended()]);
        });
        await t.test('it sends us there', async () => {
          const call = await connect();
          await hears(ours, call, bob);
          await Promise.all([bob.transfer('carol'), answered()]);
          await Promise.all([call.ended, bob.ended()]);
          const [next] = ours.phone.calls;
          assert.ok(next !== undefined && next.peer.includes('carol'), next?.peer);
          await hears(ours, next, carol);
          await end(next, carol);
        });
        await bob.quit();
        await carol.quit();
      } finally {
        await ours.close();
      }
    });
  },
);

async function isCalled(ours: OwnPhone, theirs: Phone, count: number): Promise<PhoneCall> {
  await theirs.dial('alice');
  const call = await ours.rings(count);
  await call.answer();
  await theirs.talks();
  return call;
}

/** Both hear each other until one hangs up; then the report and both recordings tell the same. */
async function talk(
  ours: OwnPhone,
  call: PhoneCall,
  theirs: Phone,
  hangUp: () => Promise<unknown>,
  codec = 'PCMU',
): Promise<void> {
  const heardThere = await theirs.program.until(`${TALK_SECONDS} s of sound there`, () => {
    const file = theirs.recording();
    return file !== undefined && recordedSeconds(file) >= TALK_SECONDS && file;
  });
  await until(`${TALK_SECONDS} s of sound here`, () => ours.recordedSeconds(call) >= TALK_SECONDS);
  await hangUp();
  const [report] = await Promise.all([call.ended, theirs.ended()]);
  const heardHere = ours.recording(call);
  for (const [file, hertz, own] of [
    [heardHere, theirs.hertz, ours.hertz],
    [heardThere, ours.hertz, theirs.hertz],
  ] as const) {
    const seconds = secondsOfTone(file, hertz);
    assert.ok(seconds >= HEARD_SECONDS, `${hertz} Hz for ${seconds} s in ${file}\n${formatCallReport(report)}`);
    assert.equal(secondsOfTone(file, own), 0, 'one hears oneself');
  }
  const { sound, outcome } = report;
  assert.equal(outcome?.cause, 'bye');
  assert.ok(sound !== undefined && sound.codec === codec);
  const { sent, received } = await theirs.packets();
  assert.ok(sent >= 50 * HEARD_SECONDS && received >= 50 * HEARD_SECONDS, `${sent} sent there, ${received} received`);
  assert.ok(sound.received.packets >= 50 * HEARD_SECONDS && sound.sent.packets >= 50 * HEARD_SECONDS);
}

async function end(call: PhoneCall, theirs: Phone): Promise<void> {
  await call.hangUp();
  await theirs.ended();
}

/** Waits until sound comes that has not come yet. */
async function hears(ours: OwnPhone, call: PhoneCall, theirs: Phone): Promise<void> {
  const before = secondsOfTone(ours.recording(call), theirs.hertz);
  await until(`${theirs.hertz} Hz`, () => secondsOfTone(ours.recording(call), theirs.hertz) >= before + 0.5);
}

/** Waits for half a second in which nothing comes. */
async function stopsReceiving(call: PhoneCall): Promise<void> {
  await isStill('packets still come', () => call.report.sound?.received.packets ?? 0);
}

async function stopsSending(call: PhoneCall): Promise<void> {
  await isStill('packets still leave', () => call.report.sound?.sent.packets ?? 0);
}

async function isStill(what: string, count: () => number): Promise<void> {
  let [seen, since] = [count(), performance.now()];
  await until(what, () => {
    if (count() !== seen) [seen, since] = [count(), performance.now()];
    return performance.now() - since > 500;
  });
}
