/** Evidence in the order of the capture. */

import { type Evidence } from './rule.ts';

/** Sorted by frame, and no message twice: of two notes on one the first stays. */
export function inFrameOrder(evidence: readonly (Evidence | undefined)[]): Evidence[] {
  const steps = new Set<unknown>();
  return evidence
    .filter((one): one is Evidence => one !== undefined)
    .filter(({ step }) => step === undefined || (!steps.has(step) && steps.add(step)))
    .sort((a, b) => (a.step !== undefined && b.step !== undefined ? a.step.number - b.step.number : a.frame - b.frame));
}
