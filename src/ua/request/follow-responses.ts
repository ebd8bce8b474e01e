/** What a request outside a dialog does after a refusal: goes to the targets of a 3xx, or leaves out what is not known (RFC 3261 8.1.3.4, 8.1.3.5). */

import { Response } from '../../message/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type RequestUser } from './outgoing-request.ts';
import { RedirectTargets } from './redirect-targets.ts';
import { withoutExtensions } from './retry.ts';

/** @param target the Request-URI at first */
export function followResponses(agent: AgentParts, target: string): NonNullable<RequestUser['retry']> {
  const targets = new RedirectTargets(target, agent.policy.redirects);
  return (request, outcome) => {
    if (outcome.status >= 600) return undefined;
    if (outcome instanceof Response) {
      if (outcome.status === 420) return withoutExtensions(request.draft, outcome);
      if (outcome.status < 400) targets.receive(outcome);
    }
    const uri = targets.next();
    if (uri === undefined) return undefined;
    // What was chosen for the first target is not the way to another.
    return { ...request.draft, uri, flow: undefined, nextHop: agent.routes.length > 0 ? request.draft.nextHop : uri };
  };
}
