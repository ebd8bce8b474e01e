/** What the servers are made to do: the scenarios, their fixed rates, and how much of each is warm-up. */

import type { Group } from './accounts.ts';

export const workloadNames = ['options', 'register', 'call', 'bridge', 'redirect'] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** One run of sipp. */
export interface Load {
  readonly scenario: 'options' | 'register' | 'call' | 'redirect';
  readonly users: Group;
  /** Units, each of them one call in sipp's words. */
  readonly count: number;
  /** Units begun in a second. */
  readonly rate: number;
  /** How long a unit takes by itself, seconds. */
  readonly lasts: number;
  /** Where the CSeq of a call begins: a refresh has the Call-ID of the first registration and goes on counting. */
  readonly firstCSeq: number;
}

/** What is measured: warmed up by a run of its own, which does not count. */
export interface Phase {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** The key of another phase whose work is done in another way here: the report says what that makes. */
  readonly insteadOf?: string;
  readonly warmUp: Load;
  readonly measured: Load;
}

/** Phases that follow one another on one start of a server. */
export interface Workload {
  readonly name: WorkloadName;
  /** Runs before everything, for the state that the phases need. */
  readonly before: readonly Load[];
  readonly phases: readonly Phase[];
}

/**
 * Accounts that register before anything is measured. A server runs for weeks, and V8 goes on compiling for some 30,000
 * registrations or 10,000 calls: until then a unit costs half as much again.
 */
export const warmUpAccounts = 30_000;
/** Accounts that call, and that are called. */
export const callers = 1000;

/** @param accounts how many register @param shorten by what counts are divided */
export function workloads(accounts: number, shorten: number): Readonly<Record<WorkloadName, Workload>> {
  const load = (scenario: Load['scenario'], users: Group, rate: number, count: number, firstCSeq = 1): Load => ({
    scenario,
    users,
    rate,
    lasts: scenario === 'call' ? 1 : 0,
    count: Math.max(1, Math.round(count / shorten)),
    firstCSeq,
  });
  const calls: Pick<Phase, 'warmUp' | 'measured'> = {
    warmUp: load('call', 'caller', 500, 10_000),
    measured: load('call', 'caller', 500, 5000),
  };
  const register = (users: Group, count: number, firstCSeq: number) => load('register', users, 1000, count, firstCSeq);
  const calleesRegister = [{ ...register('callee', callers, 1), count: callers, rate: 500 }];
  return {
    options: {
      name: 'options',
      before: [],
      phases: [
        {
          key: 'options',
          title: 'OPTIONS answered',
          unit: 'OPTIONS, 200',
          warmUp: load('options', 'phone', 5000, 30_000),
          measured: load('options', 'phone', 5000, 50_000),
        },
      ],
    },
    register: {
      name: 'register',
      before: [],
      phases: [
        {
          key: 'register-new',
          title: 'REGISTER, new binding',
          unit: 'REGISTER, 401, REGISTER with digest, 200; each of another user',
          warmUp: register('warmup', warmUpAccounts, 1),
          measured: register('phone', accounts, 1),
        },
        {
          key: 'register-refresh',
          title: 'REGISTER, refresh',
          unit: 'the same users again: same Call-ID and Contact, the CSeq counted on',
          warmUp: register('warmup', 10_000, 11),
          measured: register('phone', accounts, 11),
        },
      ],
    },
    call: {
      name: 'call',
      before: calleesRegister,
      phases: [
        {
          key: 'call',
          title: 'Proxied call',
          unit: 'INVITE, 407, ACK, INVITE with digest, 100, 180, 200, ACK, 1 s, BYE, 200; with Record-Route',
          ...calls,
        },
      ],
    },
    bridge: {
      name: 'bridge',
      before: calleesRegister,
      phases: [
        {
          key: 'bridge',
          title: 'B2BUA call',
          unit: 'what the phones of a proxied call do; between them two legs, each a dialog with a session timer',
          insteadOf: 'call',
          ...calls,
        },
      ],
    },
    redirect: {
      name: 'redirect',
      before: [],
      phases: [
        {
          key: 'redirect',
          title: '302',
          unit: 'INVITE, 302, ACK',
          warmUp: load('redirect', 'caller', 2500, 25_000),
          measured: load('redirect', 'caller', 2500, 25_000),
        },
      ],
    },
  };
}
