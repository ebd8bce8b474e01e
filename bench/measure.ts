/** One start of one server in one scenario: warm up, measure, end it. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSippFiles } from './accounts.ts';
import { BenchFailure } from './bench-failure.ts';
import type { Contender, ContenderName } from './contenders.ts';
import { ServerProcess } from './server-process.ts';
import { type SippPlace, type SippResult, startAnswering, startCaller } from './sipp.ts';
import { callers, type Load, type Workload, warmUpAccounts } from './workloads.ts';

export interface Sample {
  readonly contender: ContenderName;
  readonly phase: string;
  readonly round: number;
  /** On the CPU per unit, microseconds. */
  readonly cpu: number;
  /** Units begun in a second, as it was. */
  readonly rate: number;
  /** Of sipp, over the whole run: each made the server work twice. */
  readonly retransmissions: number;
}

export interface Bench {
  readonly folder: string;
  readonly address: string;
  readonly serverCore: number;
  readonly sippCore: number;
  readonly accounts: number;
  readonly profile: string | undefined;
  readonly keep: boolean;
}

/** @throws BenchFailure when the run must not be counted */
export async function measureStart(
  bench: Bench,
  contender: Contender,
  workload: Workload,
  round: number,
): Promise<Sample[]> {
  const { address } = bench;
  const folder = join(bench.folder, `${workload.name}-${round}-${contender.name}`);
  mkdirSync(folder);
  const ports = await freePorts(address);
  const { server: port, callee: calleePort } = ports;
  await writeSippFiles(folder, {
    sizes: { warmup: warmUpAccounts, phone: bench.accounts, caller: callers, callee: callers },
    calleePort,
  });
  const profile = bench.profile === undefined ? undefined : join(bench.profile, `${workload.name}-${round}`);
  const command = contender.command({ workload: workload.name, folder, address, port, calleePort, profile });
  const { title } = contender;
  const start = { title, command, cwd: folder, logFile: join(folder, 'server.log'), address, port };
  const server = await ServerProcess.begin(start, bench.serverCore);
  const place: SippPlace = { folder, core: bench.sippCore, address };
  const samples: Sample[] = [];
  try {
    for (const load of workload.before) await runLoad(server, place, load, ports);
    for (const phase of workload.phases) {
      await runLoad(server, place, phase.warmUp, ports);
      const before = server.cpuTime();
      const { succeeded, rate, retransmissions } = await runLoad(server, place, phase.measured, ports);
      const spent = server.cpuTime() - before;
      if (spent <= 0) throw server.failure('spent no time on the CPU; who answered?');
      const cpu = spent / 1000 / succeeded;
      samples.push({ contender: contender.name, phase: phase.key, round, cpu, rate, retransmissions });
    }
  } finally {
    await server.stop();
  }
  if (!bench.keep) rmSync(folder, { recursive: true });
  return samples;
}

async function runLoad(server: ServerProcess, place: SippPlace, load: Load, ports: Ports): Promise<SippResult> {
  const answering = load.scenario === 'call' ? await startAnswering(place, load, ports.callee) : undefined;
  const caller = startCaller(place, load, { address: place.address, port: ports.server });
  const finished = async () => {
    const result = await caller.result();
    await answering?.result();
    return result;
  };
  try {
    return await Promise.race([finished(), server.death()]);
  } catch (error) {
    await Promise.all([caller.kill(), answering?.kill()]);
    throw error;
  }
}

interface Ports {
  readonly server: number;
  readonly callee: number;
}

/** Two ports that nobody holds now. */
async function freePorts(address: string): Promise<Ports> {
  const sockets = [createSocket('udp4'), createSocket('udp4')];
  for (const socket of sockets) {
    socket.bind(0, address);
    await once(socket, 'listening');
  }
  const [first, second] = sockets.map((socket) => socket.address().port);
  for (const socket of sockets) socket.close();
  if (first === second) throw new BenchFailure('the system gave the same port twice');
  return { server: first, callee: second };
}
