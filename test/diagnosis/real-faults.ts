/** Faults in calls and registrations of real programs: sipp, baresip, linphone and Kamailio; made beside the rules. */

import { type Fault } from './fault.ts';
import { hostileFaults, scenes as hostile } from './hostile-faults.ts';
import { kamailioFaults, scenes as kamailio } from './kamailio-faults.ts';
import { mediaFaults, scenes as media } from './media-faults.ts';
import { phoneFaults, scenes as phones } from './phone-faults.ts';
import { scenes as sipp, sippFaults } from './sipp-faults.ts';
import { type Scene } from './stage.ts';

export const realFaults: readonly Fault[] = [
  ...phoneFaults,
  ...kamailioFaults,
  ...sippFaults,
  ...mediaFaults,
  ...hostileFaults,
];

export const scenes: Readonly<Record<string, Scene>> = { ...phones, ...kamailio, ...sipp, ...media, ...hostile };
