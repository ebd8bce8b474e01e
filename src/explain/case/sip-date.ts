/** The clock of whoever wrote a message, by its Date header field (RFC 3261 20.17). */

import { headerId } from '../../catalogue/index.ts';
import { type Step } from './step.ts';

const DATE = headerId('Date');

/** ms since 1970; NaN without a Date that can be read. */
export function dateOf({ message }: Step): number {
  const value = message.parse(DATE);
  return typeof value === 'number' ? value : Number.NaN;
}

/** `Mon, 05 Jan 2026 09:00:00 GMT`; '' for NaN. @param time ms since 1970 */
export function dateText(time: number): string {
  return Number.isNaN(time) || Math.abs(time) > 8e15 ? '' : new Date(time).toUTCString();
}
