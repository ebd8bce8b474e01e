/** Calls, registrations and subscriptions without a fault, however untidy: nothing that is found in them may be more than a note. */

import { type Healthy } from './fault.ts';
import { healthyPhones } from './healthy-phones.ts';
import { healthyServices } from './healthy-services.ts';
import { healthySimulated } from './healthy-simulated.ts';
import { healthySipp } from './healthy-sipp.ts';
import { healthyUntidy } from './healthy-untidy.ts';

export const healthy: readonly Healthy[] = [
  ...healthySimulated,
  ...healthyPhones,
  ...healthySipp,
  ...healthyServices,
  ...healthyUntidy,
];
