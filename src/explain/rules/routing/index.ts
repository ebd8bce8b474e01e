/** Where requests went, and why they did not arrive. */

import { type Rule } from '../rule.ts';
import { addressIncomplete } from './address-incomplete.ts';
import { deniedByRoute } from './denied-by-route.ts';
import { dnsMoved } from './dns-moved.ts';
import { hopTimeout } from './hop-timeout.ts';
import { loop } from './loop.ts';
import { maxForwardsLow } from './max-forwards-low.ts';
import { nextHopSilent } from './next-hop-silent.ts';
import { redirectLoop } from './redirect-loop.ts';
import { redirectNotFollowed } from './redirect-not-followed.ts';
import { redirectRemembered } from './redirect-remembered.ts';
import { relayDenied } from './relay-denied.ts';
import { routeMissing } from './route-missing.ts';
import { schemeOrTransportWrong } from './scheme-or-transport-wrong.ts';
import { strictRouting } from './strict-routing.ts';
import { tooManyHops } from './too-many-hops.ts';
import { useProxy } from './use-proxy.ts';
import { userNotFound } from './user-not-found.ts';
import { userUnavailable } from './user-unavailable.ts';

export const routingRules: readonly Rule[] = [
  deniedByRoute,
  dnsMoved,
  strictRouting,
  routeMissing,
  schemeOrTransportWrong,
  redirectLoop,
  redirectRemembered,
  useProxy,
  redirectNotFollowed,
  loop,
  maxForwardsLow,
  tooManyHops,
  relayDenied,
  addressIncomplete,
  userNotFound,
  userUnavailable,
  nextHopSilent,
  hopTimeout,
];
