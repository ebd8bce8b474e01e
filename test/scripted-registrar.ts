/** A user agent, Alice, and a registrar that a test writes the answers of, on the simulated network: where the tests of registrations begin. */

import { type Header, type Request } from '../src/message/index.ts';
import { type Received, type ScriptedPeer, Simulation, type SimulationOptions } from '../src/testing/index.ts';
import { type Flow } from '../src/transport/index.ts';
import { type Registration, type RegistrationChange, type UserAgent, type UserAgentOptions } from '../src/ua/index.ts';

export const ALICE = '192.0.2.1';
export const REGISTRAR = '192.0.2.9';

/** A REGISTER that came. */
export interface Registered {
  readonly at: number;
  readonly flow: Flow;
  readonly request: Request;
  /** Contact, all its lines, as written. */
  readonly contact: string;
  readonly expires: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: readonly Header[];
}

/** @returns undefined for no answer at all */
export type Answers = (register: Registered, count: number) => Answer | undefined;

/** 200 with the bindings that the request asks for, and no other. */
export function accept({ contact, expires }: Registered, ...headers: Header[]): Answer {
  const kept = contact.split(', ').filter((value) => !value.endsWith(';expires=0'));
  if (expires === '0') return { status: 200 };
  return {
    status: 200,
    headers: [...kept.map((value): Header => ['Contact', `${value};expires=${expires}`]), ...headers],
  };
}

/** 200 of a registrar that takes part in outbound. */
export const acceptOutbound = (register: Registered, flowTimer = '100'): Answer =>
  accept(register, ['Require', 'outbound'], ['Flow-Timer', flowTimer]);

export interface RegistrarBench {
  readonly sim: Simulation;
  readonly alice: UserAgent;
  readonly registrar: ScriptedPeer;
  /** What came, in order. */
  readonly registers: Registered[];
  /** What the registrar answers; 200 to everything at first. */
  answers: Answers;
  /** What becomes of a registration, in words: `registered 3600`, `failed 503`, `lost`, `unregistered`. */
  follow(registration: Registration): string[];
  /** ms from each REGISTER to the next. */
  readonly pauses: number[];
}

type AliceOptions = Omit<Partial<UserAgentOptions>, 'transport' | 'stack' | 'clock' | 'random'>;

/** Nothing is lost, and each message takes 1 ms, unless the simulation is told otherwise. */
export function registrarBench(options: AliceOptions = {}, simulation: SimulationOptions = {}): RegistrarBench {
  const sim = new Simulation({ delay: [1, 1], ...simulation });
  const alice = sim.userAgent('alice', { address: ALICE }, { identity: `sip:alice@${REGISTRAR}`, ...options });
  const registrar = sim.peer('registrar', { address: REGISTRAR });
  const it: RegistrarBench = {
    sim,
    alice,
    registrar,
    registers: [],
    answers: (register) => accept(register),
    follow,
    get pauses() {
      return it.registers.slice(1).map(({ at }, i) => at - it.registers[i].at);
    },
  };
  serve(it, registrar);
  return it;
}

/** Lets another peer answer REGISTER as the bench says. */
export function serve(it: RegistrarBench, peer: ScriptedPeer): void {
  peer.onReceive = (received: Received) => {
    const { message, flow, at } = received;
    if (!('method' in message) || message.method !== 'REGISTER') return;
    const register = {
      at,
      flow,
      request: message,
      contact: message.named('Contact').join(', '),
      expires: message.named('Expires').join(),
    };
    it.registers.push(register);
    const answer = it.answers(register, it.registers.length);
    if (answer !== undefined) peer.respond(received, answer.status, { headers: answer.headers });
  };
}

function follow(registration: Registration): string[] {
  const told: string[] = [];
  const read = async () => {
    for await (const change of registration.changes) told.push(worded(change));
  };
  void read();
  return told;
}

function worded(change: RegistrationChange): string {
  switch (change.state) {
    case 'registered':
      return `registered ${change.expires}`;
    case 'failed':
      return `failed ${change.failure.status}`;
    default:
      return change.state;
  }
}
