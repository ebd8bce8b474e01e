/** One seed of the soak: calls of all kinds through a proxy on a network that loses, doubles and delays; then everything must be over. */

import { type DialogMachine } from '../../src/dialog/index.ts';
import { uriTarget, type Target } from '../../src/proxy/index.ts';
import { type Logger } from '../../src/stack/index.ts';
import { type MessageLadder, SeededRandom, Simulation } from '../../src/testing/index.ts';
import { type Machines } from '../../src/transaction/index.ts';
import {
  type IncomingCall,
  type OutgoingCall,
  RequestFailed,
  type Resolve,
  resolveNumeric,
} from '../../src/ua/index.ts';
import { ProxyCore } from './proxy-core.ts';
import { SlowCore } from './slow-core.ts';
import { Party } from './soak-party.ts';
import { problemsOf } from './soak-problems.ts';
import { type Leg, type Question, SoakRecord } from './soak-record.ts';
import { SoakTalk } from './soak-talk.ts';

const PROXY = '192.0.2.100';
const SLOW = '192.0.2.101';
/** A name with two addresses, of which the first is dead. */
const TWICE = 'twice.example';
const DOMAIN = 'example.com';
/** ms after which everything must be quiet: the longest call, 64 T1 for what follows it, timer D, and then some. */
const LIMIT = 900_000;

export interface SeedReport {
  readonly seed: number;
  /** What is wrong, in words; empty for a good run. */
  readonly problems: readonly string[];
  readonly calls: number;
  readonly messages: number;
  readonly ladder: MessageLadder;
}

/** Plays a seed. @param machines the state machines of everybody, for tests of this test */
export async function runSeed(seed: number, machines?: Machines, dialogMachine?: DialogMachine): Promise<SeedReport> {
  const random = new SeededRandom(seed);
  const clean = random.chance(0.15);
  const sim = new Simulation({
    seed,
    loss: clean ? 0 : random.next() * 0.05,
    duplicate: clean ? 0 : random.next() * 0.1,
    delay: [1, clean ? 40 : random.pick([2, 40, 300])],
  });
  const record = new SoakRecord(clean);
  const problems: string[] = [];
  try {
    new Soak(sim, random, record, machines, dialogMachine).begin();
    await sim.clock.runOutAsync(LIMIT);
  } catch (error) {
    problems.push(String(error));
  }
  problems.push(...sim.leftovers(), ...problemsOf(record));
  return { seed, problems, calls: record.outgoing.length, messages: sim.ladder.sent, ladder: sim.ladder };
}

class Soak {
  private readonly sim: Simulation;
  private readonly random: SeededRandom;
  private readonly record: SoakRecord;
  private readonly machines: Machines | undefined;
  private readonly dialogMachine: DialogMachine | undefined;
  private readonly talk: SoakTalk;
  private readonly locations = new Map<string, readonly Target[]>();

  constructor(
    sim: Simulation,
    random: SeededRandom,
    record: SoakRecord,
    machines: Machines | undefined,
    dialogMachine: DialogMachine | undefined,
  ) {
    this.sim = sim;
    this.random = random;
    this.record = record;
    this.machines = machines;
    this.dialogMachine = dialogMachine;
    this.talk = new SoakTalk(sim, random, record);
  }

  begin(): void {
    const { random, sim, record, locations } = this;
    this.mountServers();
    const count = random.between(2, 5);
    for (let i = 0; i < count; i++) this.addParty(`user${i}`, `192.0.2.${i + 1}`, random.chance(0.3));
    const { parties } = record;
    locations.set('silent', [uriTarget('sip:silent@192.0.2.76')]);
    locations.set('twice', [uriTarget(`sip:${parties[0].name}@${TWICE}`)]);
    locations.set('closed', [uriTarget('sip:closed@192.0.2.78;transport=tcp')]);
    const members = parties.slice(0, random.between(2, count)).flatMap(({ name }) => locations.get(name) ?? []);
    locations.set('group', members);
    if (record.clean) this.watchForCopies();
    else if (random.chance(0.15)) {
      // Nobody is there; the proxy waits for timer B.
      record.broken = true;
      locations.set('nobody', [uriTarget('sip:nobody@192.0.2.77')]);
      locations.set('group', [...members, uriTarget('sip:nobody@192.0.2.77')]);
    }
    const calls = random.between(3, 8);
    for (let i = 0; i < calls; i++) sim.clock.after(random.between(0, 15_000), () => this.place());
    for (let i = random.between(0, 4); i > 0; i--) sim.clock.after(random.between(0, 15_000), () => this.ask());
    if (!record.clean && random.chance(0.15)) {
      record.broken = true;
      const victim = random.between(1, count);
      sim.clock.after(random.between(0, 20_000), () => sim.network.reset(PROXY, `192.0.2.${victim}`));
    }
    if (!record.clean && random.chance(0.1)) {
      // A phone loses its power, and goes on by itself without a network.
      record.broken = true;
      const victim = `192.0.2.${random.between(1, count)}`;
      sim.clock.after(random.between(0, 20_000), () => sim.network.hostAt(victim)?.kill());
    }
  }

  // ---- the network ----

  private mountServers(): void {
    const { sim, random, record, machines, locations } = this;
    const { clock } = sim;
    const proxy = new ProxyCore({
      transport: sim.host('proxy', { address: PROXY }),
      clock,
      random: sim.random.fork(),
      domain: DOMAIN,
      locations,
      machines,
      log: this.logger('proxy'),
      resolve: (uri, done) => this.resolve(uri, done),
      proxy: { timerCMs: 60_000 },
    });
    const host = sim.host('slow', { address: SLOW });
    const slow = new SlowCore({
      transport: host,
      clock,
      random: sim.random.fork(),
      machines,
      log: this.logger('slow'),
    });
    record.slowAnswers = slow.answers;
    record.stacks.push({ name: 'proxy', stack: proxy.stack }, { name: 'slow', stack: slow.stack });
    for (const { name, stack } of record.stacks) sim.watch(name, stack);
    const overTcp = random.chance(0.5) ? ';transport=tcp' : '';
    locations.set('slow', [uriTarget(`sip:slow@${SLOW}${overTcp}`)]);
  }

  /** The proxy's resolver. */
  private resolve(...[uri, done]: Parameters<Resolve>): void {
    if (uri.host !== TWICE) return resolveNumeric(uri, done);
    this.record.deadAttempts++;
    const transport = this.random.pick(['UDP', 'TCP'] as const);
    done([
      { transport: 'UDP', address: '192.0.2.75', port: 5060 },
      { transport, address: '192.0.2.1', port: 5060 },
    ]);
  }

  private addParty(name: string, address: string, tcp: boolean): void {
    const { sim, random, record, machines, dialogMachine } = this;
    const resolve: Resolve = (uri, done) => {
      if (uri.host !== DOMAIN) return resolveNumeric(uri, done);
      done([{ transport: tcp ? 'TCP' : 'UDP', address: PROXY, port: 5060 }]);
    };
    const log = this.logger(name);
    const party = new Party(sim, random, { name, address, domain: DOMAIN, resolve, log, machines, dialogMachine });
    record.parties.push(party);
    record.stacks.push({ name, stack: party.agent.stack });
    this.locations.set(name, [uriTarget(`${party.contact}${tcp ? ';transport=tcp' : ''}`)]);
    void this.takeCalls(party);
  }

  private watchForCopies(): void {
    const seen = new Set<string>();
    this.sim.network.tap(({ event, from, to, text }) => {
      if (event !== 'sent') return;
      const key = `${from.address} ${to.address} ${text}`;
      if (seen.has(key)) this.record.sentTwice.push(text.slice(0, text.indexOf('\r\n')));
      seen.add(key);
    });
  }

  private logger(name: string): Logger {
    const keep = (fields: object, text: string) =>
      this.record.faults.push(`${name}: ${text}: ${describeError(fields)}`);
    return { debug() {}, info() {}, warn: keep, error: keep };
  }

  // ---- what the callers do ----

  private place(): void {
    const { random, sim, record } = this;
    const party = random.pick(record.parties);
    const others = [...this.locations.keys(), 'unknown'].filter(
      (user) => user !== party.name && user !== 'slow' && user !== 'silent',
    );
    const user = random.pick(others);
    const placed = sim.clock.now();
    const call = party.agent.invite(`sip:${user}@${DOMAIN}`, { lateOffer: random.chance(0.15) });
    const leg = newLeg(party, call);
    record.outgoing.push(leg);
    if (random.chance(0.1)) this.talk.takeTime(call.callId);
    this.talk.follow(leg);
    void this.hear(leg);
    void call.ended.then(() => {
      const took = sim.clock.now() - placed;
      if (user === 'closed' && !record.broken && took > 10_000)
        record.faults.push(`a refused connection was noticed after ${took} ms`);
    });
    // Some give up at once, some while it rings; in the end everyone does.
    const patience = random.pick([
      random.between(0, 50),
      random.between(50, 600),
      random.between(1_000, 6_000),
      40_000,
      40_000,
      40_000,
    ]);
    sim.clock.after(patience, () => {
      if (call.state === 'Trying' || call.state === 'Ringing') void call.hangUp();
    });
  }

  private async hear(leg: Leg<OutgoingCall>): Promise<void> {
    for await (const { callId } of leg.call.progress) {
      this.record.heard.add(callId);
      if (leg.call.dialog !== undefined) leg.dialogs.add(leg.call.dialog);
      if (this.random.chance(0.2)) this.talk.change(leg);
    }
  }

  private ask(): void {
    const { random, record, sim } = this;
    const { questions, parties } = record;
    const names = parties.map(({ name }) => name);
    const user = random.pick([...names, 'slow', 'slow', 'slow', 'silent', 'closed', 'twice']);
    const question: Question = { number: questions.length + 1, user, status: undefined };
    questions.push(question);
    const asked = sim.clock.now();
    const note = (status: number) => {
      question.status = status;
      const took = sim.clock.now() - asked;
      if (user === 'closed' && !record.broken && took > 10_000)
        record.faults.push(`a refused connection was noticed after ${took} ms`);
    };
    const headers = [['Subject', String(question.number)]] as const;
    random
      .pick(parties)
      .agent.optionsOf(`sip:${user}@${DOMAIN}`, { headers })
      .then(
        ({ status }) => note(status),
        (error: unknown) => note(error instanceof RequestFailed ? error.status : 0),
      );
  }

  // ---- what the callees do ----

  private async takeCalls(party: Party): Promise<void> {
    for await (const call of party.agent.calls) {
      const leg = newLeg(party, call);
      this.record.incoming.push(leg);
      this.talk.follow(leg);
      void this.take(leg);
    }
  }

  private async take(leg: Leg<IncomingCall>): Promise<void> {
    const { random } = this;
    const { call, party } = leg;
    const delay = random.pick([0, random.between(0, 500), random.between(500, 5_000), random.between(33_000, 36_000)]);
    const mood = random.next();
    if (random.chance(0.7)) void this.ring(leg, random.between(0, 400));
    await party.pause(delay);
    if (mood < 0.6) await call.answer().catch(() => {});
    else if (mood < 0.68) call.reject(486);
    else if (mood < 0.72) call.reject(603);
    else if (mood < 0.82) this.sendElsewhere(leg);
    else {
      // It rings for long; every phone stops in the end.
      await party.pause(60_000);
      void call.hangUp();
    }
  }

  /** Rings, or describes the session early; where the caller wants it, both with PRACK. */
  private async ring(leg: Leg<IncomingCall>, after: number): Promise<void> {
    const { random, sim } = this;
    const { party, call } = leg;
    await party.pause(after);
    if (call.state !== 'Trying') return;
    sim.clock.after(500, () => {
      if (call.state === 'Ringing') this.record.rang.add(call.callId);
    });
    if (random.chance(0.6)) call.ring({ reliable: random.chance(0.3) });
    else {
      const told = call.progress().catch(() => {});
      if (random.chance(0.3)) call.ring({ reliable: true });
      await told;
      if (random.chance(0.4)) this.talk.change(leg);
    }
  }

  private sendElsewhere({ call }: Leg<IncomingCall>): void {
    const { random, record } = this;
    const phones = record.parties.map(({ contact }) => contact);
    const contacts = random.pick([
      [random.pick(phones)],
      [random.pick(phones), random.pick(phones)],
      [`sip:unknown@${DOMAIN}`, random.pick(phones)],
    ]);
    call.redirect(contacts, random.chance(0.3));
  }
}

function newLeg<Side extends Leg['call']>(party: Party, call: Side): Leg<Side> {
  return { party, call, dialogs: new Set(), digits: { sent: '', taken: '', heard: '' }, endedAt: undefined };
}

function describeError(fields: object): string {
  const error = 'err' in fields ? fields.err : undefined;
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(fields);
}
