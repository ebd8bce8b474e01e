/** What a message says of its reason: Reason (RFC 3326) and Warning (RFC 3261 20.43), read as far as they can be. */

import { headerId, q850Cause } from '../../catalogue/index.ts';
import { Parameterised } from '../../message/index.ts';
import { shown, type Step } from './step.ts';

const REASON = headerId('Reason');
const WARNING = headerId('Warning');
const RETRY_AFTER = headerId('Retry-After');

/** One value of Reason. */
export interface SaidReason {
  /** `SIP`, `Q.850`, … in upper case. */
  readonly protocol: string;
  /** As it was written. */
  readonly written: string;
  /** A SIP code or a cause of Q.850; NaN where none is given. */
  readonly cause: number;
  /** For a person; or ''. */
  readonly text: string;
}

/** One value of Warning. */
export interface SaidWarning {
  readonly code: number;
  readonly text: string;
}

/** The values of Reason that can be read. */
export function reasonsOf({ message }: Step): SaidReason[] {
  const all: SaidReason[] = [];
  for (let line = message.find(REASON); line >= 0; line = message.find(REASON, line + 1)) {
    const values = message.parseAt(line);
    if (!Array.isArray(values)) continue;
    for (const value of values) {
      if (!(value instanceof Parameterised)) continue;
      const cause = value.params.get('cause') ?? '';
      all.push({
        protocol: value.value.toUpperCase(),
        written: shown(value.value),
        cause: /^\d{1,4}$/.test(cause) ? Number(cause) : Number.NaN,
        text: shown(value.params.get('text') ?? ''),
      });
    }
  }
  return all;
}

/** Whether Reason names this cause. @param protocol in upper case */
export function saysCause(step: Step, protocol: 'SIP' | 'Q.850', cause: number): boolean {
  return step.message.has(REASON) && reasonsOf(step).some((one) => one.protocol === protocol && one.cause === cause);
}

/** The values of Warning that can be read. */
export function warningsOf({ message }: Step): SaidWarning[] {
  const all: SaidWarning[] = [];
  for (let line = message.find(WARNING); line >= 0; line = message.find(WARNING, line + 1)) {
    const values = message.parseAt(line);
    if (!Array.isArray(values)) continue;
    for (const value of values)
      if (typeof value === 'object' && 'agent' in value) all.push({ code: value.code, text: shown(value.text) });
  }
  return all;
}

/** Seconds of Retry-After; undefined without one. */
export function retryAfterOf({ message }: Step): number | undefined {
  const value = message.parse(RETRY_AFTER);
  return typeof value === 'object' && 'comment' in value ? value.value : undefined;
}

/** What Reason, Warning and Retry-After say, as sentences with a space before each; '' where they say nothing. */
export function reasonSentences(step: Step): string {
  const reasons = reasonsOf(step).map(({ protocol, written, cause, text }) => {
    const name = protocol === 'Q.850' ? (q850Cause(cause)?.name ?? '') : '';
    const told = [name, text.toLowerCase() === name.toLowerCase() ? '' : text].filter((part) => part !== '').join(': ');
    return ` Its Reason is ${written}${Number.isNaN(cause) ? '' : ` ${cause}`}${told === '' ? '' : ` (${told})`}.`;
  });
  const warnings = warningsOf(step).map(({ code, text }) => ` Its Warning is ${code}: "${text}".`);
  const seconds = retryAfterOf(step);
  const retry = seconds === undefined ? [] : [` It asks to wait ${seconds} s before the next try (Retry-After).`];
  return [...reasons, ...warnings, ...retry].join('');
}
