/** Calls, registrations and subscriptions without a fault, however untidy: nothing that is found in them may be more than a note. */

import { type Healthy } from '../fault.ts';
import { healthyPhones } from './phones.ts';
import { healthyServices } from './services.ts';
import { healthySimulated } from './simulated.ts';
import { healthySipp } from './sipp.ts';
import { healthyUntidy } from './untidy.ts';

export const healthy: readonly Healthy[] = [
  ...healthySimulated,
  ...healthyPhones,
  ...healthySipp,
  ...healthyServices,
  ...healthyUntidy,
];
