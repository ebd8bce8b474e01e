/** A scenario over many seeds of a network that loses every tenth datagram and lets them overtake each other. */

import { Simulation } from '../../src/testing/index.ts';

export const LOSSY_SEEDS = 200;

/** @throws Error with the seed and its messages, for the first seed that fails */
export async function lossy(scenario: (sim: Simulation) => Promise<void>): Promise<void> {
  for (let seed = 1; seed <= LOSSY_SEEDS; seed++) {
    const sim = new Simulation({ seed, loss: 0.1, delay: [5, 100] });
    try {
      await scenario(sim);
    } catch (error) {
      throw new Error(`seed ${seed}\n${sim.ladder.toString()}`, { cause: error });
    }
  }
}
