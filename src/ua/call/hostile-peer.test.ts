/** A user agent whose user and whose peer do anything at any time: nothing throws, nothing is left, every promise is settled (RFC 3261 8 to 15). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, type Bench, bobsMedia, BOB, PEER, reply, request, sdp } from '../../../test/agent-bench.ts';
import { type Header, Request } from '../../message/index.ts';
import { type Received, SeededRandom } from '../../testing/index.ts';
import { type Call } from './call.ts';
import { type Awaitable } from '../deferred.ts';
import { IncomingCall } from './incoming-call.ts';
import { type Media } from './media.ts';

const SEEDS = 80;
const STEPS = 60;

const statuses = [100, 180, 183, 183, 199, 200, 200, 302, 401, 408, 420, 422, 480, 481, 486, 488, 491, 500, 503, 603];
const answers = [200, 200, 200, 202, 481, 408, 500, 491, 405, 487];
const methods = ['INVITE', 'INVITE', 'UPDATE', 'BYE', 'INFO', 'PRACK', 'ACK', 'ACK', 'ACK', 'CANCEL', 'OPTIONS'];
const extras: readonly (readonly Header[])[] = [
  [],
  [],
  [['Retry-After', '1']],
  [['Min-SE', '2000']],
  [
    ['Session-Expires', '90;refresher=uac'],
    ['Require', 'timer'],
  ],
  [['Unsupported', 'timer, 100rel']],
  [['Allow', 'UPDATE, PRACK']],
  [['Contact', '<sip:q@192.0.2.9>;q=0.5']],
];

class Chaos {
  readonly it: Bench;
  readonly bugs: unknown[] = [];
  /** What was asked for and is not settled. */
  readonly pending = new Set<string>();
  private readonly random: SeededRandom;
  private readonly made: Call[] = [];
  private readonly heard: Received[] = [];
  private sequence = 10;

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.random = random;
    const [loss, duplicate] = random.chance(0.3) ? [0.1, 0.1] : [0, 0];
    this.it = agentBench({ simulation: { seed, delay: [1, 30], loss, duplicate } });
    this.it.bob.stack.log.error = (bug) => this.bugs.push(bug);
    this.it.peer.onReceive = (received) => {
      if ('method' in received.message && received.message.method !== 'ACK') this.heard.push(received);
    };
  }

  get calls(): readonly Call[] {
    return [...this.made, ...this.it.calls];
  }

  async run(): Promise<void> {
    const { random, it } = this;
    const steps = [() => this.call(), () => this.invite(), () => this.answer(), () => this.request(), () => this.use()];
    for (let i = 0; i < STEPS; i++) {
      random.pick([...steps, ...steps.slice(2)])();
      await it.sim.runAsync(random.pick([0, 1, 5, 50, 500, 3_000]));
    }
    // A call that was hung up may wait for an ACK; one that is refused then has its transaction.
    for (let i = 0; i < 2; i++) {
      for (const call of this.calls) this.ask('the end', call.hangUp());
      await it.sim.runAsync(100_000);
    }
  }

  private ask(what: string, promise: PromiseLike<unknown>): void {
    const name = `${what} at ${this.it.sim.clock.now()}`;
    this.pending.add(name);
    const settled = () => this.pending.delete(name);
    promise.then(settled, settled);
  }

  private get body(): string {
    const { random } = this;
    const formats = random.pick(['0', '8', '0 8', '3']);
    const direction = random.pick(['sendrecv', 'sendonly', 'inactive']);
    const good = sdp({ version: random.between(1, 5), formats, direction });
    return random.pick(['', '', good, good, 'v=0\r\nnonsense', `${sdp()}m=audio 9 RTP/AVP 0\r\n`]);
  }

  private get media(): Media {
    const { random, it } = this;
    const real = bobsMedia(it.sim);
    const late = <Value>(value: Value): Awaitable<Value> =>
      random.chance(0.3)
        ? new Promise((resolve) => it.sim.clock.after(random.between(1, 3_000), () => resolve(value)))
        : value;
    return {
      offer: (session) => late(real.offer(session)),
      answer: (session, offer) => late(real.answer(session, offer)),
      reoffer: (session, able) => real.reoffer(session, able),
    };
  }

  // ---- what the peer does ----

  private invite(): void {
    const { random, it } = this;
    const headers: string[] = [];
    if (random.chance(0.5)) headers.push('Supported: 100rel, timer', `Session-Expires: ${random.pick([90, 10, 1800])}`);
    if (random.chance(0.2)) headers.push('Require: 100rel');
    const callId = `c${random.between(1, 3)}`;
    const branch = `z9hG4bKi${random.between(1, 3)}`;
    it.peer.send(request({ callId, branch, sequence: random.between(1, 2), body: this.body, headers }), BOB);
  }

  private answer(): void {
    const { random, it, heard } = this;
    if (heard.length === 0) return;
    const received = random.pick(heard);
    const toInvite = received.message.cseq.method === 'INVITE';
    const status = random.pick(toInvite ? statuses : answers);
    const rseq = status > 100 && status < 200 && random.chance(0.5) ? random.between(1, 4) : undefined;
    const [tag, headers] = [random.pick(['x', 'y', 'z']), random.pick(extras)];
    reply(it, received, status, { tag, body: this.body, rseq, headers });
  }

  private request(): void {
    const { random, it, calls } = this;
    const dialog = calls.length === 0 ? undefined : random.pick(calls).dialog;
    if (dialog === undefined) return;
    const method = random.pick(methods);
    const headers: string[] = method === 'PRACK' ? [`RAck: ${random.between(1, 9)} 1 INVITE`] : [];
    if (random.chance(0.4)) headers.push('Supported: timer, 100rel', `Session-Expires: ${random.pick([5, 90, 1800])}`);
    it.peer.send(
      request({
        method,
        callId: dialog.callId,
        fromTag: dialog.remoteTag,
        toTag: dialog.localTag,
        sequence: method === 'ACK' ? random.between(1, this.sequence) : ++this.sequence,
        branch: random.chance(0.2) ? 'z9hG4bKsame' : undefined,
        body: this.body,
        headers,
      }),
      BOB,
    );
  }

  // ---- what Bob's user does ----

  private call(): void {
    this.made.push(this.it.bob.invite(PEER, { lateOffer: this.random.chance(0.3), media: this.media }));
  }

  private use(): void {
    const { random, calls } = this;
    if (calls.length === 0) return;
    const call = random.pick(calls);
    const acts: Record<string, () => PromiseLike<unknown>> = {
      hangUp: () => call.hangUp(),
      hold: () => call.hold(),
      resume: () => call.resume(),
      modify: () => call.modify(random.pick(['INVITE', 'UPDATE'])),
      askForOffer: () => call.askForOffer(),
      refresh: () => call.refresh(),
      info: () => call.info({ body: 'x' }),
      sendDigits: () => call.sendDigits('1,2'),
      established: () => call.established,
    };
    const media = random.chance(0.5) ? this.media : undefined;
    if (call instanceof IncomingCall) {
      acts.answer = () => call.answer({ media });
      acts.progress = () => call.progress({ media, reliable: random.pick([true, false, undefined]) });
      acts.ring = () => Promise.resolve(call.ring({ reliable: random.chance(0.5) }));
      if (random.chance(0.2)) acts.reject = () => Promise.resolve(call.reject(486));
    }
    const [what, act] = random.pick(Object.entries(acts));
    this.ask(what, act());
  }
}

test('in any order, late, twice, or lost', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chaos = new Chaos(seed);
    await chaos.run();
    const { it, bugs, pending, calls } = chaos;
    const found = {
      bugs,
      pending: [...pending],
      going: calls.filter(({ state }) => state !== 'Ended').length,
      left: it.sim.leftovers(),
      dialogs: it.bob.dialogCount,
      calls: it.bob.callCount,
    };
    assert.deepEqual(found, { bugs: [], pending: [], going: 0, left: [], dialogs: 0, calls: 0 }, `seed ${seed}`);
  }
});

test('media that throw cost their call its sound, and nothing else', async () => {
  const errors: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => errors.push(fields) };
  const broken = () => {
    throw new Error('no sound');
  };
  const it = agentBench({ log, media: () => undefined as never });
  const media = Object.assign(bobsMedia(it.sim), { onStreams: broken, onPreview: broken, onEnd: broken });
  const call = it.bob.invite(PEER, { media });
  const invite = await it.peer.next('INVITE', 100);
  const parts = {
    toTag: 'p',
    body: sdp(),
    contentType: 'application/sdp',
    headers: [['Contact', `<${PEER}>`]] as const,
  };
  it.peer.respond(invite, 183, parts);
  it.peer.respond(invite, 200, parts);
  await it.peer.next('ACK', 100);
  await it.sim.wait(call.established, 0);
  const ended = call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  assert.equal((await it.sim.wait(ended)).cause, 'bye');
  assert.deepEqual([errors.length, it.bob.callCount], [3, 0]);
});

test('a peer that challenges for ever is given up (22.2)', async () => {
  const it = agentBench({ credentials: { password: 'x' }, hash: () => '0'.repeat(32) });
  let asked = 0;
  it.peer.onReceive = (received) => {
    if (!(received.message instanceof Request) || received.message.method !== 'MESSAGE') return;
    const challenge = `Digest realm="r${++asked}", nonce="n", qop="auth"`;
    it.peer.respond(received, 401, { toTag: 't', headers: [['WWW-Authenticate', challenge]] });
  };
  assert.equal((await it.sim.wait(it.bob.message(PEER, 'hello'))).status, 401);
  assert.ok(asked < 20, String(asked));
});

test('the first description that came is the answer, though the 2xx does not repeat it (13.2.1)', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  const invite = await it.peer.next('INVITE', 100);
  const headers = [['Contact', `<${PEER}>`]] as const;
  it.peer.respond(invite, 183, { toTag: 'p', body: sdp(), contentType: 'application/sdp', headers });
  it.peer.respond(invite, 200, { toTag: 'p', headers });
  await it.sim.wait(call.established, 100);
  assert.equal(call.streams[0].accepted, true);
});
