/**
 * The services of RFC 5359 2, each by its section: the flow on a network without loss, where its messages are counted, and
 * the same outcome over 200 seeds on one that loses a twentieth of all datagrams.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDialogInfo, parseDialogInfo, DIALOG_INFO_TYPE } from '../../src/event/index.ts';
import { Failure } from '../../src/message/index.ts';
import { type Call, type Referral } from '../../src/ua/index.ts';
import { hears, type Person, RelayMedia, Stage, type StageSetting } from './service-stage.ts';

interface Service {
  readonly section: string;
  readonly setting?: Omit<StageSetting, 'seed' | 'loss'>;
  /** Plays the service; asserts its outcome, and ends what it began. */
  readonly play: (stage: Stage) => Promise<void>;
  /** `who METHOD whom`, in this order among the requests of the flow without loss. */
  readonly flow: readonly string[];
}

/** Follows the referrals of a call, with the calls that come of it. */
function follow(call: Call): Call[] {
  const made: Call[] = [];
  void (async () => {
    for await (const referral of call.referrals) made.push(referral.accept());
  })();
  return made;
}

/** Transfers by REFER, and waits for the last word on it. */
async function transfer(stage: Stage, call: Call, target: string | Call): Promise<void> {
  const asked = await stage.wait(call.refer(target));
  assert.equal((await stage.wait(asked.done))?.status, 200);
}

/** Both hear each other. */
function assertTalk(call: Call, at: Person, other: Call, otherAt: Person): void {
  assert.deepEqual([hears(call), hears(other)], [`${otherAt.address} sendrecv`, `${at.address} sendrecv`]);
}

const services: readonly Service[] = [
  {
    section: '2.1 Call Hold',
    async play(stage) {
      const { alice, bob } = stage;
      const call = await stage.call(alice, bob);
      await stage.wait(call.in.hold());
      assert.deepEqual([hears(call.out), call.out.heldByPeer], ['10.0.1.2 recvonly', true]);
      await stage.wait(call.in.resume());
      assertTalk(call.out, alice, call.in, bob);
      await stage.end(call.in);
    },
    flow: ['alice INVITE server', 'bob INVITE server', 'server INVITE alice', 'bob INVITE server', 'bob BYE server'],
  },
  {
    section: '2.2 Consultation Hold',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const first = await stage.call(alice, bob);
      await stage.wait(first.in.hold());
      const second = await stage.call(bob, carol);
      assertTalk(second.out, bob, second.in, carol);
      await stage.wait(second.out.hangUp());
      await stage.wait(first.in.resume());
      assertTalk(first.out, alice, first.in, bob);
      await stage.end(first.out);
    },
    flow: ['alice INVITE server', 'bob INVITE server', 'bob INVITE server', 'server INVITE carol', 'bob BYE server'],
  },
  {
    section: '2.3 Music on Hold',
    async play(stage) {
      const { alice, bob } = stage;
      const music = stage.person('music', '10.0.1.4');
      await stage.server.bind('music', 'sip:music@10.0.1.4');
      const media = new RelayMedia();
      media.toAnswer = () => Promise.resolve(stage.media(bob.address).offer({} as never));
      const own = stage.media(bob.address);
      const call = await stage.call(alice, bob);
      const session = (call.in as unknown as { session: { media: unknown } }).session;
      // Bob asks the music server what it has, offers that to Alice, and tells the server what she answered.
      const relay = new RelayMedia();
      session.media = relay;
      const player = bob.agent.invite(music.uri, {
        lateOffer: true,
        media: {
          offer: () => assert.fail('the music server makes the offer'),
          answer: async (_, offer) => {
            relay.toOffer = offer;
            await call.in.modify();
            return relay.remote ?? assert.fail('Alice has answered');
          },
        },
      });
      await stage.wait(player.established);
      await stage.run(2_000);
      assert.deepEqual(hears(call.out), `${music.address} sendrecv`);
      assert.deepEqual(hears(music.calls[0]), `${alice.address} sendrecv`);
      session.media = own;
      await stage.wait(player.hangUp());
      await stage.wait(call.in.modify());
      assertTalk(call.out, alice, call.in, bob);
      await stage.end(call.out);
    },
    flow: ['bob INVITE server', 'server INVITE music', 'bob INVITE server', 'server INVITE alice', 'bob BYE server'],
  },
  {
    section: '2.4 Transfer - Unattended',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const call = await stage.call(alice, bob);
      const made = follow(call.out);
      await stage.run(0);
      await transfer(stage, call.in, carol.uri);
      await stage.wait(call.in.hangUp());
      await stage.run(2_000);
      assertTalk(made[0], alice, carol.calls[0], carol);
      await stage.end(made[0]);
    },
    flow: ['bob REFER server', 'server REFER alice', 'alice INVITE server', 'server INVITE carol', 'bob BYE server'],
  },
  {
    section: '2.5 Transfer - Attended',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const call = await stage.call(alice, bob);
      await stage.wait(call.in.hold());
      const second = await stage.call(bob, carol);
      const made = follow(call.out);
      await stage.run(0);
      await transfer(stage, call.in, second.out);
      assert.equal((await stage.wait(second.out.ended)).by, 'remote');
      await stage.wait(call.in.hangUp());
      await stage.run(2_000);
      assertTalk(made[0], alice, carol.calls[1], carol);
      await stage.end(made[0]);
    },
    flow: ['bob REFER server', 'server REFER alice', 'alice INVITE server', 'server INVITE carol', 'carol BYE server'],
  },
  {
    section: '2.6 Transfer - Instant Messaging',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const texts: string[] = [];
      void (async () => {
        for await (const request of carol.agent.requests) {
          texts.push(request.body);
          request.respond(200);
        }
      })();
      const call = await stage.call(alice, bob);
      // Alice goes on in writing, and tells Bob how that went.
      const write = async (referral: Referral) => {
        const tell = referral.take();
        tell((await alice.agent.message(referral.target, 'Bob sends me')).status);
      };
      void (async () => {
        for await (const referral of call.out.referrals) {
          assert.equal(referral.method, 'MESSAGE');
          void write(referral);
        }
      })();
      await stage.run(0);
      await transfer(stage, call.in, `${carol.uri};method=MESSAGE`);
      assert.deepEqual(texts, ['Bob sends me']);
      await stage.end(call.in);
    },
    flow: ['bob REFER server', 'server REFER alice', 'alice MESSAGE server', 'server MESSAGE carol'],
  },
  {
    section: '2.7 Call Forwarding Unconditional',
    setting: { config: 'routes:\n  - match: { user: bob }\n    proxy: sip:carol@10.0.1.3\n' },
    async play(stage) {
      const { alice, bob, carol } = stage;
      carol.behave = (call) => call.answer();
      const taken = carol.next();
      const call = alice.agent.invite(bob.uri);
      await stage.wait(call.established);
      assertTalk(call, alice, await stage.wait(taken), carol);
      assert.equal(bob.calls.length, 0);
      await stage.end(call);
    },
    flow: ['alice INVITE server', 'server INVITE carol'],
  },
  {
    section: '2.8 Call Forwarding - Busy',
    async play(stage) {
      const { alice, bob, carol } = stage;
      bob.behave = (call) => call.redirect(['sip:carol@10.0.1.3']);
      const call = alice.agent.invite(bob.uri);
      await stage.wait(call.established);
      assertTalk(call, alice, carol.calls[0], carol);
      await stage.end(call);
    },
    flow: ['alice INVITE server', 'server INVITE bob', 'alice INVITE server', 'server INVITE carol'],
  },
  {
    section: '2.9 Call Forwarding - No Answer',
    async play(stage) {
      const { alice, bob, carol } = stage;
      bob.behave = (call) => {
        call.ring();
        stage.after(10_000, () => call.redirect([carol.uri]));
      };
      const call = alice.agent.invite(bob.uri);
      await stage.wait(call.established);
      assert.ok(stage.server.sim.clock.now() >= 10_000);
      assertTalk(call, alice, carol.calls[0], carol);
      await stage.end(call);
    },
    flow: ['alice INVITE server', 'server INVITE bob', 'alice INVITE server', 'server INVITE carol'],
  },
  {
    section: '2.10 3-Way Conference - Third Party Is Added',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const call = await stage.call(alice, bob);
      // Bob mixes: he is the focus, and says so with isfocus.
      await stage.wait(call.in.hold());
      const second = await stage.call(bob, carol, { headers: [['Subject', 'conference']] });
      await stage.wait(call.in.resume());
      assertTalk(call.out, alice, call.in, bob);
      assertTalk(second.out, bob, second.in, carol);
      await stage.wait(second.in.hangUp());
      await stage.end(call.in);
    },
    flow: ['alice INVITE server', 'bob INVITE server', 'server INVITE carol', 'bob INVITE server', 'carol BYE server'],
  },
  {
    section: '2.11 3-Way Conference - Third Party Joins',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const call = await stage.call(alice, bob);
      // Join names the call; whoever is asked decides by the header, which no rule of the library drops.
      const { callId, localTag, remoteTag } = call.in.dialog ?? assert.fail();
      const join = `${callId};to-tag=${localTag};from-tag=${remoteTag}`;
      const asked = await stage.call(carol, bob, { headers: [['Join', join]] });
      assert.deepEqual(asked.in.request.named('Join'), [join]);
      assertTalk(call.out, alice, call.in, bob);
      assertTalk(asked.out, carol, asked.in, bob);
      await stage.end(asked.out, call.out);
    },
    flow: ['alice INVITE server', 'carol INVITE server', 'server INVITE bob', 'carol BYE server', 'alice BYE server'],
  },
  {
    section: '2.12 Find-Me',
    setting: {
      routing: ({ uri }) =>
        uri.startsWith('sip:bob@example.com')
          ? { action: 'proxy', targets: ['sip:bob@10.0.1.2', 'sip:bob@10.0.1.5'] }
          : undefined,
    },
    async play(stage) {
      const { alice, bob } = stage;
      const home = stage.person('bob-home', '10.0.1.5');
      bob.behave = (call) => call.ring({ reliable: true });
      home.agent.stop();
      const call = alice.agent.invite(bob.uri);
      await stage.rings(call);
      const rings = bob.calls[0];
      void rings.answer();
      await stage.wait(call.established);
      assertTalk(call, alice, rings, bob);
      await stage.end(call);
    },
    flow: ['alice INVITE server', 'server INVITE bob', 'alice BYE server'],
  },
  {
    section: '2.13 Call Management (Incoming Call Screening)',
    setting: {
      routing: ({ from, uri }) =>
        uri.includes('bob@example.com') && from.includes('carol') ? { action: 'reject', code: 603 } : undefined,
    },
    async play(stage) {
      const { alice, bob, carol } = stage;
      assert.equal((await stage.wait(carol.agent.invite(bob.uri).ended)).status, 603);
      assert.equal(bob.calls.length, 0);
      const call = await stage.call(alice, bob);
      await stage.end(call.out);
    },
    flow: ['carol INVITE server', 'alice INVITE server', 'server INVITE bob'],
  },
  {
    section: '2.14 Call Management (Outgoing Call Screening)',
    setting: { config: 'routes:\n  - match: { prefix: "900" }\n    reject: { code: 403, reason: Barred }\n' },
    async play(stage) {
      const { alice, bob } = stage;
      const { status, response } = await stage.wait(alice.agent.invite('sip:900123@example.com').ended);
      assert.deepEqual([status, response?.reason], [403, 'Barred']);
      const call = await stage.call(alice, bob);
      await stage.end(call.in);
    },
    flow: ['alice INVITE server', 'alice INVITE server', 'server INVITE bob'],
  },
  {
    section: '2.15 Call Park',
    async play(stage) {
      const { alice, bob, carol } = stage;
      const park = stage.person('park', '10.0.1.4');
      await stage.server.bind('park', 'sip:park@10.0.1.4');
      const call = await stage.call(alice, bob);
      const made = follow(call.out);
      await stage.run(0);
      // Bob sends Alice to the park, and Carol takes her from there.
      await transfer(stage, call.in, park.uri);
      await stage.wait(call.in.hangUp());
      const parked = park.calls[0];
      const { callId, localTag, remoteTag } = parked.dialog ?? assert.fail();
      const headers = [['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag}`]] as const;
      const retrieved = alice.next();
      const picked = carol.agent.invite(alice.uri, { headers });
      const taken = await stage.wait(retrieved);
      await stage.wait(Promise.all([picked.established, taken.established, made[0].ended, parked.ended]));
      assert.equal(made[0].end?.cause, 'replaced');
      assertTalk(picked, carol, taken, alice);
      await stage.end(picked);
    },
    flow: ['bob REFER server', 'alice INVITE server', 'server INVITE park', 'carol INVITE server', 'alice BYE server'],
  },
  {
    section: '2.16 Call Pickup',
    async play(stage) {
      const { alice, bob, carol } = stage;
      // Bob's phone rings, and tells Carol's of the dialog; she takes the call.
      void (async () => {
        for await (const watcher of bob.agent.subscriptions) {
          const { callId, dialog } = bob.calls[0];
          const info = formatDialogInfo({
            entity: bob.uri,
            version: 0,
            state: 'full',
            dialogs: [
              {
                id: '1',
                callId,
                localTag: dialog?.localTag,
                remoteTag: dialog?.remoteTag,
                direction: 'recipient',
                state: 'early',
                remote: { identity: { uri: alice.uri } },
              },
            ],
          });
          watcher.accept({ body: { body: info, contentType: DIALOG_INFO_TYPE } });
        }
      })();
      bob.behave = (call) => call.ring({ reliable: true });
      const call = alice.agent.invite(bob.uri);
      await stage.rings(call);
      const subscription = carol.agent.subscribe(bob.uri, 'dialog', { expires: 0 });
      const { body } = await stage.wait(subscription.active);
      const info = parseDialogInfo(body);
      assert.ok(!(info instanceof Failure), body);
      const [{ callId = '', localTag = '', remoteTag = '' }] = info.dialogs;
      const headers = [['Replaces', `${callId};to-tag=${remoteTag};from-tag=${localTag};early-only`]] as const;
      const picked = carol.agent.invite(alice.uri, { headers });
      const [end] = await stage.wait(Promise.all([call.ended, picked.established]));
      assert.equal(end.cause, 'cancelled');
      assert.equal((await stage.wait(bob.calls[0].ended)).cause, 'cancelled');
      assertTalk(picked, carol, alice.calls[0], alice);
      await stage.end(picked);
    },
    flow: [
      'alice INVITE server',
      'carol SUBSCRIBE server',
      'bob NOTIFY server',
      'carol INVITE server',
      'alice CANCEL server',
    ],
  },
  {
    section: '2.17 Automatic Redial',
    async play(stage) {
      const { alice, bob } = stage;
      bob.behave = (call) => call.reject(486);
      assert.equal((await stage.wait(alice.agent.invite(bob.uri).ended)).status, 486);
      // Bob's phone tells when he is free again.
      const free = () => formatDialogInfo({ entity: bob.uri, version: 1, state: 'full', dialogs: [] });
      void (async () => {
        for await (const watcher of bob.agent.subscriptions) {
          watcher.accept();
          stage.after(5_000, () => watcher.notify({ body: free(), contentType: DIALOG_INFO_TYPE }));
        }
      })();
      await stage.run(0);
      const subscription = alice.agent.subscribe(bob.uri, 'dialog');
      for await (const { body } of withTime(stage, subscription.notifications)) if (body !== '') break;
      await stage.wait(subscription.unsubscribe());
      bob.behave = (call) => void call.answer();
      const call = alice.agent.invite(bob.uri);
      await stage.wait(call.established);
      assertTalk(call, alice, bob.calls[1], bob);
      await stage.end(call);
    },
    flow: ['alice INVITE server', 'alice SUBSCRIBE server', 'bob NOTIFY server', 'alice INVITE server'],
  },
  {
    section: '2.18 Click to Dial',
    async play(stage) {
      const { alice, bob, carol } = stage;
      // Carol's program asks Alice's phone to call Bob.
      void (async () => {
        for await (const referral of alice.agent.referrals) referral.accept();
      })();
      await stage.run(0);
      const taken = bob.next();
      const asked = await stage.wait(carol.agent.refer(alice.uri, bob.uri));
      assert.equal((await stage.wait(asked.done))?.status, 200);
      const call = await stage.wait(taken);
      await stage.wait(call.established);
      assert.equal(hears(call), `${alice.address} sendrecv`);
      await stage.end(call);
    },
    flow: ['carol REFER server', 'server REFER alice', 'alice INVITE server', 'server INVITE bob', 'bob BYE server'],
  },
];

/** Reads an inbox while virtual time passes. */
async function* withTime<Item>(stage: Stage, inbox: AsyncIterable<Item>): AsyncGenerator<Item> {
  const reader = inbox[Symbol.asyncIterator]();
  for (;;) {
    const next = await stage.wait(reader.next());
    if (next.done === true) return;
    yield next.value;
  }
}

/** Whether the steps occur in this order. */
function missingFrom(flow: readonly string[], sent: readonly string[]): string | undefined {
  let at = 0;
  for (const step of flow) {
    const found = sent.indexOf(step, at);
    if (found < 0) return step;
    at = found + 1;
  }
  return undefined;
}

for (const { section, setting, play, flow } of services) {
  test(`${section}: the flow`, async () => {
    const stage = await Stage.begin({ seed: 1, loss: 0, ...setting });
    await play(stage);
    const sent = stage.server.sim.ladder.flow;
    assert.equal(missingFrom(flow, sent), undefined, sent.join('\n'));
  });

  test(`${section}: over 200 seeds with loss`, async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const stage = await Stage.begin({ seed, loss: 0.05, ...setting });
      try {
        await play(stage);
      } catch (error) {
        throw new Error(`seed ${seed}\n${stage.server.sim.ladder.toString()}`, { cause: error });
      }
    }
  });
}
