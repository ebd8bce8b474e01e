/** Which of the gathered final responses goes upstream, and what it takes along from the others (RFC 3261 16.7 steps 6 and 7). */

import { headerId } from '../catalogue/index.ts';
import { Edit, type Response } from '../message/index.ts';

const WWW_AUTHENTICATE = headerId('WWW-Authenticate');
const PROXY_AUTHENTICATE = headerId('Proxy-Authenticate');

/** A final response of a branch: one that came, or what a fault or a silence counts as (16.8, 16.9). */
export interface Outcome {
  readonly status: number;
  /** undefined for 408 and 503 that we made up. */
  readonly response: Response | undefined;
}

/** 4xx that tell the caller how to do better come first; a silence says least. */
const USEFUL = [401, 407, 415, 420, 484];

function rank(status: number): number {
  if (status >= 600) return 0;
  const lowest = Math.floor(status / 100) * 100;
  if (status === 408) return lowest + 90;
  if (status === 503) return 590;
  const useful = USEFUL.indexOf(status);
  return lowest + (useful < 0 ? 50 : useful);
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
  if (response.status === 401 || response.status === 407) {
    for (const { response: other } of outcomes) {
      if (other === undefined || other === response || (other.status !== 401 && other.status !== 407)) continue;
      for (const value of other.headers(WWW_AUTHENTICATE)) edit.append('WWW-Authenticate', value);
      for (const value of other.headers(PROXY_AUTHENTICATE)) edit.append('Proxy-Authenticate', value);
    }
  }
  return edit.ensureContentLength().toString();
}
