/** One seed of the soak: calls of all kinds through a proxy on a network that loses, doubles and delays; then everything must be over. */

import { type MessageLadder, SeededRandom, Simulation } from '../../src/testing/index.ts';
import { type Logger } from '../../src/stack/index.ts';
import { type Machines } from '../../src/transaction/index.ts';
import { type DialogMachine } from '../../src/dialog/index.ts';
import { uriTarget, type Target } from '../../src/proxy/index.ts';
import {
  type Call,
  type CallEnd,
  type IncomingCall,
  type OutgoingCall,
  type Resolve,
  resolveNumeric,
  type UserAgent,
} from '../../src/ua/index.ts';
import { ProxyCore } from './proxy-core.ts';
import { SlowCore } from './slow-core.ts';

const PROXY = '192.0.2.100';
const SLOW = '192.0.2.101';
/** A name with two addresses, of which the first is dead. */
const TWICE = 'twice.example';
const DOMAIN = 'example.com';
/** ms after which everything must be quiet: the longest call, 64 T1 for what follows it, timer D, and then some. */
const LIMIT = 400_000;

export interface SeedReport {
  readonly seed: number;
  /** What is wrong, in words; empty for a good run. */
  readonly problems: readonly string[];
  readonly calls: number;
  readonly messages: number;
  readonly ladder: MessageLadder;
}

interface Party {
  readonly name: string;
  readonly agent: UserAgent;
}

interface Question {
  readonly user: string;
  callId: string;
  status: number | undefined;
}

interface Leg {
  readonly party: Party;
  readonly call: IncomingCall;
}

export function runSeed(seed: number, machines?: Machines, dialogMachine?: DialogMachine): SeedReport {
  const random = new SeededRandom(seed);
  const clean = random.chance(0.15);
  const sim = new Simulation({
    seed,
    machines,
    dialogMachine,
    loss: clean ? 0 : random.next() * 0.05,
    duplicate: clean ? 0 : random.next() * 0.1,
    delay: [1, clean ? 40 : random.pick([2, 40, 300])],
  });
  const soak = new Soak(sim, random, clean, machines);
  soak.begin();
  let problems: string[];
  try {
    sim.clock.runOut(LIMIT);
    problems = soak.problems();
  } catch (error) {
    problems = [String(error), ...soak.problems()];
  }
  return { seed, problems, calls: soak.callCount, messages: sim.ladder.sent, ladder: sim.ladder };
}

class Soak {
  private readonly sim: Simulation;
  private readonly random: SeededRandom;
  /** Whether the network does no harm, so that nothing may be sent twice. */
  private readonly clean: boolean;
  /** Whether something on the network is out of order, beyond lost datagrams: then calls may fail, but still must end. */
  private broken = false;
  private readonly parties: Party[] = [];
  private readonly locations = new Map<string, readonly Target[]>();
  private readonly proxy: ProxyCore;
  private readonly slow: SlowCore;
  private readonly outgoing: OutgoingCall[] = [];
  private readonly incoming: Leg[] = [];
  private readonly ends = new Map<Call, number>();
  private deadAttempts = 0;
  private readonly faults: string[] = [];
  /** Call-IDs of calls whose caller heard it ring, and of those that rang for long enough to be heard. */
  private readonly heard = new Set<string>();
  private readonly rang = new Set<string>();
  /** Re-INVITEs that ended by silence, as they may when their call ends meanwhile. */
  private overtaken = 0;
  private readonly questions: Question[] = [];

  constructor(sim: Simulation, random: SeededRandom, clean: boolean, machines: Machines | undefined) {
    this.sim = sim;
    this.random = random;
    this.clean = clean;
    const transport = sim.host('proxy', { address: PROXY });
    const { clock, locations } = { clock: sim.clock, locations: this.locations };
    const log = this.logger('proxy');
    this.proxy = new ProxyCore({
      transport,
      clock,
      random: sim.random.fork(),
      domain: DOMAIN,
      locations,
      machines,
      log,
      resolve: (uri, done) => this.resolve(uri, done),
      proxy: { timerCMs: 60_000 },
    });
    sim.watch('proxy', this.proxy.stack);
    const host = sim.host('slow', { address: SLOW });
    this.slow = new SlowCore({ transport: host, clock, random: sim.random.fork(), machines, log: this.logger('slow') });
    sim.watch('slow', this.slow.stack);
    const overTcp = random.chance(0.5) ? ';transport=tcp' : '';
    this.locations.set('slow', [uriTarget(`sip:slow@${SLOW}${overTcp}`)]);
  }

  get callCount(): number {
    return this.outgoing.length;
  }

  begin(): void {
    const { random, sim } = this;
    const count = random.between(2, 5);
    for (let i = 0; i < count; i++) this.addParty(`user${i}`, `192.0.2.${i + 1}`, random.chance(0.3));
    this.locations.set('silent', [uriTarget('sip:silent@192.0.2.76')]);
    this.locations.set('twice', [uriTarget(`sip:${this.parties[0].name}@${TWICE}`)]);
    this.locations.set('closed', [uriTarget('sip:closed@192.0.2.78;transport=tcp')]);
    const members = this.parties
      .slice(0, random.between(2, count))
      .flatMap(({ name }) => this.locations.get(name) ?? []);
    this.locations.set('group', members);
    if (!this.clean && random.chance(0.15)) {
      // Nobody is there; the proxy waits for timer B.
      this.broken = true;
      this.locations.set('nobody', [uriTarget('sip:nobody@192.0.2.77')]);
      this.locations.set('group', [...members, uriTarget('sip:nobody@192.0.2.77')]);
    }
    const calls = random.between(3, 8);
    for (let i = 0; i < calls; i++) sim.clock.after(random.between(0, 15_000), () => this.place());
    for (let i = random.between(0, 4); i > 0; i--) sim.clock.after(random.between(0, 15_000), () => this.ask());
    if (!this.clean && random.chance(0.15)) {
      this.broken = true;
      const victim = random.between(1, count);
      sim.clock.after(random.between(0, 20_000), () => sim.network.reset(PROXY, `192.0.2.${victim}`));
    }
    if (!this.clean && random.chance(0.1)) {
      // A phone loses its power, and goes on by itself without a network.
      this.broken = true;
      const victim = `192.0.2.${random.between(1, count)}`;
      sim.clock.after(random.between(0, 20_000), () => sim.network.hostAt(victim)?.kill());
    }
  }

  /** The proxy's resolver. */
  private resolve(...[uri, done]: Parameters<Resolve>): void {
    if (uri.host !== TWICE) return resolveNumeric(uri, done);
    this.deadAttempts++;
    const transport = this.random.pick(['UDP', 'TCP'] as const);
    done([
      { transport: 'UDP', address: '192.0.2.75', port: 5060 },
      { transport, address: '192.0.2.1', port: 5060 },
    ]);
  }

  private addParty(name: string, address: string, tcp: boolean): void {
    const suffix = tcp ? ';transport=tcp' : '';
    const resolve: Resolve = (uri, done) => {
      if (uri.host !== DOMAIN) return resolveNumeric(uri, done);
      done([{ transport: tcp ? 'TCP' : 'UDP', address: PROXY, port: 5060 }]);
    };
    const party: Party = {
      name,
      agent: this.sim.userAgent(
        name,
        { address },
        {
          identity: `<sip:${name}@${DOMAIN}>`,
          outboundProxy: `sip:${DOMAIN}`,
          resolve,
          log: this.logger(name),
          onCall: (call) => this.take(party, call),
        },
      ),
    };
    this.parties.push(party);
    this.locations.set(name, [uriTarget(`sip:${name}@${address}:5060${suffix}`)]);
  }

  // ---- what the callers do ----

  private place(): void {
    const { random, sim } = this;
    const { agent, name } = random.pick(this.parties);
    const others = [...this.locations.keys(), 'unknown'].filter(
      (user) => user !== name && user !== 'slow' && user !== 'silent',
    );
    const user = random.pick(others);
    const placed = sim.clock.now();
    const call = agent.invite(`sip:${user}@${DOMAIN}`, {
      offer: random.chance(0.9) ? { body: 'v=0\r\no=caller\r\n' } : { body: '' },
      handlers: {
        onEstablished: () => this.talk(call),
        onOffer: () => 'v=0\r\no=caller answers\r\n',
        onProgress: () => this.heard.add(call.callId),
        onEnd: () => {
          this.ended(call);
          const took = sim.clock.now() - placed;
          if (user === 'closed' && !this.broken && took > 10_000)
            this.faults.push(`a refused connection was noticed after ${took} ms`);
        },
      },
    });
    this.outgoing.push(call);
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
      if (call.state === 'Trying' || call.state === 'Ringing') call.hangUp();
    });
  }

  private ask(): void {
    const { random } = this;
    const user = random.pick([
      ...this.parties.map(({ name }) => name),
      'slow',
      'slow',
      'slow',
      'silent',
      'closed',
      'twice',
    ]);
    const question: Question = { user, callId: '', status: undefined };
    this.questions.push(question);
    const asked = this.sim.clock.now();
    question.callId = random.pick(this.parties).agent.sendOptions(`sip:${user}@${DOMAIN}`, ({ status }) => {
      if (question.status !== undefined) this.faults.push(`OPTIONS ${question.callId} ended twice`);
      question.status = status;
      const took = this.sim.clock.now() - asked;
      if (user === 'closed' && !this.broken && took > 10_000)
        this.faults.push(`a refused connection was noticed after ${took} ms`);
    });
  }

  // ---- what the callees do ----

  private take(party: Party, call: IncomingCall): void {
    const { random, sim } = this;
    this.incoming.push({ party, call });
    call.handlers = {
      onEstablished: () => this.talk(call),
      onOffer: () => (random.chance(0.8) ? 'v=0\r\no=callee answers\r\n' : undefined),
      onEnd: () => this.ended(call),
    };
    const rings = random.chance(0.7);
    if (rings) sim.clock.after(random.between(0, 400), () => this.ring(call));
    const delay = random.pick([0, random.between(0, 500), random.between(500, 5_000), random.between(33_000, 36_000)]);
    const mood = random.next();
    sim.clock.after(delay, () => {
      if (call.state === 'Ended') return;
      if (mood < 0.6) call.answer({ body: 'v=0\r\no=callee\r\n' });
      else if (mood < 0.7) call.refuse(486);
      else if (mood < 0.75) call.refuse(603);
      else if (mood < 0.8) call.refuse(302, [['Contact', '<sip:elsewhere@192.0.2.99>']]);
      // The others let it ring for long; every phone stops in the end.
      else sim.clock.after(60_000, () => call.hangUp());
    });
  }

  private ring(call: IncomingCall): void {
    if (call.state !== 'Trying') return;
    call.ring(this.random.chance(0.8) ? 180 : 183);
    this.sim.clock.after(500, () => {
      if (call.state === 'Ringing') this.rang.add(call.callId);
    });
  }

  // ---- what both do ----

  private talk(call: Call): void {
    const { random, sim } = this;
    if (random.chance(0.25))
      sim.clock.after(random.between(0, 2_000), () => {
        if (call.state !== 'Established') return;
        call.sendReinvite(
          { body: 'v=0\r\no=again\r\n' },
          () => {},
          ({ status }) => {
            // Its 2xx got lost, and before it came again the call was over.
            if (call.state === 'Ended' && status !== 481) this.overtaken++;
          },
        );
      });
    // The one whose time is shorter hangs up; sometimes both at once.
    sim.clock.after(random.pick([0, 3_000, random.between(0, 10_000)]), () => call.hangUp());
  }

  private ended(call: Call): void {
    this.ends.set(call, (this.ends.get(call) ?? 0) + 1);
  }

  private logger(name: string): Logger {
    const keep = (fields: object, text: string) => this.faults.push(`${name}: ${text}: ${describeError(fields)}`);
    return { debug() {}, info() {}, warn: keep, error: keep };
  }

  // ---- what must hold at the end ----

  problems(): string[] {
    const found = [...this.faults, ...this.sim.leftovers()];
    for (const { name, agent } of this.parties)
      if (agent.dialogCount > 0) found.push(`${name}: ${agent.dialogCount} dialogs`);
    for (const call of [...this.outgoing, ...this.incoming.map((leg) => leg.call)]) {
      const times = this.ends.get(call) ?? 0;
      if (times !== 1)
        found.push(`call ${call.callId}, ${call.direction}: told ${times} times that it ended (${call.state})`);
    }
    if (!this.broken) {
      for (const call of this.outgoing) found.push(...this.disagreements(call));
      for (const question of this.questions) found.push(...this.wrongAnswer(question));
    }
    if (this.clean)
      for (const callId of this.rang) if (!this.heard.has(callId)) found.push(`call ${callId}: it rang unheard`);
    found.push(...this.counted());
    return found;
  }

  /** Every call ends on both sides the same way. */
  private disagreements(call: OutgoingCall): string[] {
    const legs = this.incoming.filter((leg) => leg.call.callId === call.callId);
    const { end } = call;
    if (end === undefined) return [];
    const found: string[] = [];
    const say = (what: string) =>
      found.push(
        `call ${call.callId}: ${what}; caller ${show(end)}; callees ${legs.map((leg) => `${leg.party.name} ${show(leg.call.end)}`).join(', ')}`,
      );
    const answered = legs.filter((leg) => leg.call.end?.status === 200);
    if (end.by === 'network') say('the caller met with silence');
    if (answered.some((leg) => leg.call.end?.by === 'network')) say('a callee that answered met with silence');
    if (end.status === 200 && answered.length === 0) say('answered for the caller only');
    if (end.status !== 200 && answered.length > 0) say('answered for a callee only');
    if (end.cause === 'bye' || end.cause === 'gone') {
      const other = end.by === 'local' ? 'remote' : 'local';
      // Both may hang up at once.
      const fits = answered.some(
        (leg) => leg.call.end?.by === other || (end.by === 'local' && leg.call.end?.by === 'local'),
      );
      if (!fits) say('they do not agree on who hung up');
    }
    const made = [404, 408, 480, 487, 500].includes(end.status);
    if (end.cause === 'refused' && !made && !legs.some((leg) => leg.call.end?.status === end.status))
      say('nobody refused with that');
    return found;
  }

  private wrongAnswer({ user, callId, status }: Question): string[] {
    // 408 is what silence counts as; a 503 of the next hop becomes 500 at the proxy
    const slow = this.slow.answers.get(callId);
    const wanted = user === 'slow' ? slow || 408 : user === 'silent' ? 408 : user === 'closed' ? 500 : 200;
    return status === wanted ? [] : [`OPTIONS ${callId} to ${user}: ${status ?? 'nothing'} in place of ${wanted}`];
  }

  private counted(): string[] {
    const found: string[] = [];
    const stacks = [
      { name: 'proxy', stack: this.proxy.stack },
      { name: 'slow', stack: this.slow.stack },
      ...this.parties.map(({ name, agent }) => ({ name, stack: agent.stack })),
    ];
    // Where nobody answers, the proxy and the asker wait in vain.
    const patient = this.deadAttempts > 0 || this.questions.some(({ user }) => user === 'slow' || user === 'silent');
    const inVain = this.questions.filter(({ status }) => status === 408).length * 2;
    let timeouts = 0;
    for (const { name, stack } of stacks) {
      const { counters } = stack;
      timeouts += counters.timeouts;
      const needless = counters.retransmissionsSent + counters.retransmissionsAbsorbed;
      if (this.clean && !patient && needless > 0) found.push(`${name}: ${needless} messages sent twice without need`);
      for (const reason of ['not SIP', 'broken response', 'broken ACK', 'misrouted response'] as const) {
        const times = counters.drops.get(reason) ?? 0;
        if (times > 0) found.push(`${name}: ${times} dropped as ${reason}`);
      }
    }
    // Who cancels a call that nobody answered yet may go before the proxy's 487 comes: three transactions wait in vain.
    if (timeouts > 2 * this.overtaken + inVain + 3 * this.deadAttempts && !this.broken)
      found.push(`${timeouts} transactions timed out`);
    return found;
  }
}

function show(end: CallEnd | undefined): string {
  return end === undefined ? 'goes on' : `${end.cause} ${end.status} by ${end.by}`;
}

function describeError(fields: object): string {
  const error = 'err' in fields ? fields.err : undefined;
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(fields);
}
