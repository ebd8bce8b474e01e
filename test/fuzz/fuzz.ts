/** Mutated messages through the index, validation, every parser, splicing and building. */

import { checkMessage } from './check-message.ts';
import { corpus } from './corpus.ts';
import { mutate, Random } from './mutate.ts';

/**
 * Runs cases from a seed until `goOn` says no; it is asked every 100 cases.
 * @returns how many there were
 * @throws the first failure, with the text that made it
 */
export function fuzz(seed: number, goOn: (cases: number) => boolean): number {
  const random = new Random(seed);
  let cases = 0;
  let survivors = corpus;
  while (cases % 100 !== 0 || goOn(cases)) {
    const text = mutate(random, random.pick(survivors), corpus);
    try {
      checkMessage(text);
    } catch (cause) {
      throw new Error(`seed ${seed}, case ${cases}: ${JSON.stringify(text)}`, { cause });
    }
    // Some mutants are mutated further.
    if (random.below(200) === 0)
      survivors = [...corpus, ...survivors.slice(corpus.length).slice(-200), text.slice(0, 20_000)];
    cases++;
  }
  return cases;
}
