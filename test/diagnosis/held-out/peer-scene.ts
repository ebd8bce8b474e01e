/** What the held-out scenes of sipp share: their addresses, a call of two, and time that passes without a wait. */

import { readFileSync, writeFileSync } from 'node:fs';
import { type FaultyScene, faultsOf, succeeded } from '../bench-scene.ts';
import { type Fault } from '../fault.ts';
import { type Callee, type Caller } from '../sipp-messages.ts';
import { type SippPlace, pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

export const PROXY = '198.51.100.10';
export const CARRIER = '192.0.2.40';
export const ALICE = '203.0.113.7';
export const BOB = '203.0.113.20';

/** A scene that says how long it is silent where nothing happens. */
export interface HeldOutScene extends FaultyScene {
  /** s; for each pause of 2 s or more of the recording, in their order, how long it was in truth. */
  readonly pauses?: readonly number[];
}

/** A part in a scene: where it stands and what it does. */
export interface Part extends SippPlace {
  readonly steps: readonly string[];
}

/** Two parts, of which the first waits for the second; until both have come to their end. */
export async function perform(stage: Stage, waits: Part, begins: Part): Promise<void> {
  const taken = await sipp(stage, scenario('waits', ...waits.steps), waits);
  const made = await sipp(stage, scenario('begins', ...begins.steps), begins);
  await succeeded(made);
  await succeeded(taken);
}

/** A phone registers, as it does each time it starts. */
export async function register(stage: Stage, of: Caller, at: string, more: readonly string[] = []): Promise<void> {
  const phone = await sipp(stage, scenario('register', of.register(3600, { more }), recv(200)), { at, to: PROXY });
  await succeeded(phone);
}

/** A call that works, before or after the one that does not. */
export async function healthyCall(stage: Stage, caller: Caller, at: string, callee: Callee, to: string): Promise<void> {
  const answers = [callee.reply('100 Trying'), callee.reply('180 Ringing'), pause(700), callee.answer(), recv('ACK')];
  const hears = [recv(100), recv(180), recv(200, 'rrs="true"'), caller.ack(), pause(900), caller.bye(), recv(200)];
  await perform(
    stage,
    { at: to, steps: [recv('INVITE', 'rrs="true"'), ...answers, recv('BYE'), callee.within('200 OK')] },
    { at, to, steps: [caller.invite({ more: COMMON }), ...hears] },
  );
}

/** What nearly every phone says of itself. */
export const COMMON: readonly string[] = [
  'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, REFER, UPDATE, MESSAGE',
  'Supported: replaces, path',
];

/** From here on messages of this call go there, and no longer to where the call began. */
export const turnTo = (host: string): string =>
  `<nop><action><setdest host="${host}" port="5060" protocol="UDP"/></action></nop>`;

/** @param module the file that exports the scenes, beside this one */
export function heldOut(module: string, list: readonly HeldOutScene[]): Fault[] {
  return faultsOf('held out', module, list).map((fault, i) => {
    const { pauses } = list[i];
    if (pauses === undefined) return fault;
    return {
      ...fault,
      async record(folder: string) {
        const path = await fault.record(folder);
        lengthen(path, pauses);
        return path;
      },
    };
  });
}

const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const RESOLUTION = 9;
const LONG_S = 2;

/** Moves all that comes after a long pause to where it would stand, had the pause been as long as that. */
function lengthen(path: string, pauses: readonly number[]): void {
  const file = readFileSync(path);
  const left = [...pauses];
  let unit = 1_000_000n;
  let last: bigint | undefined;
  let moved = 0n;
  for (let at = 0; at + 8 <= file.length; at += file.readUInt32LE(at + 4)) {
    const type = file.readUInt32LE(at);
    if (type === INTERFACE) unit = unitsOf(file.subarray(at, at + file.readUInt32LE(at + 4)));
    if (type !== ENHANCED_PACKET) continue;
    const time = (BigInt(file.readUInt32LE(at + 12)) << 32n) | BigInt(file.readUInt32LE(at + 16));
    if (last !== undefined && time - last >= unit * BigInt(LONG_S)) {
      const wanted = left.shift();
      if (wanted !== undefined) moved += BigInt(Math.round(wanted * 1000)) * (unit / 1000n) - (time - last);
    }
    last = time;
    file.writeUInt32LE(Number((time + moved) >> 32n), at + 12);
    file.writeUInt32LE(Number((time + moved) & 0xffff_ffffn), at + 16);
  }
  if (left.length > 0) throw new Error(`${path} has ${left.length} long pauses too few`);
  writeFileSync(path, file);
}

/** How many units a second has, by the option if_tsresol of an interface. */
function unitsOf(block: Buffer): bigint {
  for (let at = 16; at + 4 < block.length - 4; ) {
    const code = block.readUInt16LE(at);
    const length = block.readUInt16LE(at + 2);
    if (code === RESOLUTION) return 10n ** BigInt(block[at + 4]);
    if (code === 0) break;
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return 1_000_000n;
}
