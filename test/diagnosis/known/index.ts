/** Faults that were made beside the rules, by the simulation and by real programs. */

import { type Fault } from '../fault.ts';
import { hostileFaults } from './hostile.ts';
import { kamailioFaults } from './kamailio.ts';
import { mediaFaults } from './media.ts';
import { phoneFaults } from './phones.ts';
import { simulatedFaults } from './simulated.ts';
import { sippFaults } from './sipp.ts';

export const knownFaults: readonly Fault[] = [
  ...simulatedFaults,
  ...phoneFaults,
  ...kamailioFaults,
  ...sippFaults,
  ...mediaFaults,
  ...hostileFaults,
];
