/**
 * Faults that were made after the rules were frozen, from the RFCs and the symptoms, by somebody who knew the list of findings
 * and not the rules. Where something else was said when they were diagnosed first, `firstSaid` tells what; the rules were
 * mended after that.
 */

import { type Fault } from '../fault.ts';
import { heldOutDigest } from './digest.ts';
import { heldOutHops } from './hops.ts';
import { heldOutNetwork } from './network.ts';
import { heldOutPeers } from './peers.ts';
import { heldOutPhones } from './phones.ts';
import { heldOutServers } from './servers.ts';
import { heldOutSimulated } from './simulated.ts';

export const heldOutFaults: readonly Fault[] = [
  ...heldOutSimulated,
  ...heldOutDigest,
  ...heldOutPeers,
  ...heldOutHops,
  ...heldOutNetwork,
  ...heldOutServers,
  ...heldOutPhones,
];
