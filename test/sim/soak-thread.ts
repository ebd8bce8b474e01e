/** Plays seeds of the soak in a thread of its own. */

import { mutants } from './deleted-rows.ts';
import { inThread, serve } from './in-thread.ts';
import { runSeed } from './soak-seed.ts';

interface Task {
  /** Seeds from 1 up. */
  readonly seeds: number;
  /** Names of rows of the state machines: each is deleted in turn, until a seed notices. Without them the seeds are played as they are. */
  readonly rows?: readonly string[];
}

export interface Played {
  /** The row that was deleted; '' for none. */
  readonly row: string;
  /** The first seed with a problem; 0 for none. */
  readonly seed: number;
  readonly problems: readonly string[];
}

/** @returns one entry for each row, or the one of all seeds */
export function playSeeds(task: Task): Promise<readonly Played[]> {
  return inThread(import.meta.url, task);
}

await serve(import.meta.url, async ({ seeds, rows }: Task) => {
  const chosen = rows === undefined ? [undefined] : mutants().filter(({ name }) => rows.includes(name));
  const played: Played[] = [];
  for (const mutant of chosen) {
    let found: Played = { row: mutant?.name ?? '', seed: 0, problems: [] };
    for (let seed = 1; seed <= seeds && found.seed === 0; seed++) {
      const { problems } = await runSeed(seed, mutant?.machines, mutant?.dialogMachine);
      if (problems.length > 0) found = { ...found, seed, problems };
    }
    played.push(found);
  }
  return played;
});
