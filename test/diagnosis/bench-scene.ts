/** Scenes of real programs as entries of the bench: what is played stands beside what is to be found in it. */

import { type Fault, type FaultSet, type Healthy, type Maker } from './fault.ts';
import { recordInNamespace } from './namespace.ts';
import { type Running, type Scene } from './stage.ts';

/** A scene with one fault in it. */
export interface FaultyScene extends Scene {
  readonly name: string;
  readonly symptom: string;
  readonly expected: string;
  readonly firstSaid?: string;
  readonly maker: Exclude<Maker, 'simulation'>;
}

/** A scene without a fault. */
export interface HealthyScene extends Scene {
  readonly name: string;
  readonly maker: Exclude<Maker, 'simulation'>;
  /** What becomes of the file when it has been recorded, as a mirror port or a late start would have made it. */
  readonly edit?: (path: string) => void;
}

/** By name, as record.ts looks for them. */
export function byName<Of extends Scene & { readonly name: string }>(
  scenes: readonly Of[],
): Readonly<Record<string, Of>> {
  return Object.fromEntries(scenes.map((scene) => [scene.name, scene]));
}

/** @param module the file that exports the scenes, beside this one */
export function faultsOf(set: FaultSet, module: string, scenes: readonly FaultyScene[]): Fault[] {
  return scenes.map(({ name, symptom, expected, maker, firstSaid }) => ({
    name,
    symptom,
    expected,
    firstSaid,
    maker,
    set,
    record: (folder) => recordInNamespace(`${module}#${name}`, folder),
  }));
}

/** @param module the file that exports the scenes, beside this one */
export function healthyScenes(module: string, scenes: readonly HealthyScene[]): Healthy[] {
  return scenes.map(({ name, maker, edit }) => ({
    name,
    maker,
    async record(folder) {
      const path = await recordInNamespace(`${module}#${name}`, folder);
      edit?.(path);
      return path;
    },
  }));
}

/** Waits until a sipp has played its part to the end. @throws Error when something else came than it waited for */
export async function succeeded(sipp: Running): Promise<void> {
  const code = await sipp.ended();
  if (code !== 0) throw new Error(`sipp ended with ${String(code)}:\n${sipp.output}`);
}
