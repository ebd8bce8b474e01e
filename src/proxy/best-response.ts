/** Which of the gathered final responses goes upstream, and what it takes along from the others (RFC 3261 16.7 steps 6 and 7). */

import { atProxy, headerId, nextStep } from '../catalogue/index.ts';
import { Edit, type Response } from '../message/index.ts';

const WWW_AUTHENTICATE = headerId('WWW-Authenticate');
const PROXY_AUTHENTICATE = headerId('Proxy-Authenticate');

/** A final response of a branch: one that came, or what a fault or a silence counts as (16.8, 16.9). */
export interface Outcome {
  readonly status: number;
  /** undefined for 408 and 503 that we made up. */
  readonly response: Response | undefined;
}

/** Within a class those come first that tell the caller how to do better; a silence says least. */
function rank(status: number): number {
  if (status >= 600) return 0;
  const lowest = Math.floor(status / 100) * 1000;
  if (status === 408 || atProxy(status) === 'becomes 500') return lowest + 900;
  return lowest + (nextStep(status)?.action === 'retry changed' ? status % 100 : 500);
}

/** A 6xx if there is one, else the lowest class, and in it the most useful; of equals the first. */
export function bestOutcome(outcomes: readonly Outcome[]): Outcome | undefined {
  let best: Outcome | undefined;
  for (const outcome of outcomes) if (best === undefined || rank(outcome.status) < rank(best.status)) best = outcome;
  return best;
}

/** The response with our Via taken off; a 401 or 407 with the challenges of all branches (16.7 step 7). */
export function forwardResponse(response: Response, outcomes: readonly Outcome[] = []): string {
  const edit = new Edit(response).removeTopVia();
  if (isChallenge(response.status)) {
    for (const { response: other } of outcomes) {
      if (other === undefined || other === response || !isChallenge(other.status)) continue;
      for (const value of other.headers(WWW_AUTHENTICATE)) edit.append('WWW-Authenticate', value);
      for (const value of other.headers(PROXY_AUTHENTICATE)) edit.append('Proxy-Authenticate', value);
    }
  }
  return edit.ensureContentLength().toString();
}

function isChallenge(status: number): boolean {
  return atProxy(status) === 'collected, challenges joined';
}
