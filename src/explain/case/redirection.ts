/** The 3xx of a case in order: who was sent where, by whom (RFC 3261 8.1.3.4, 16.7 step 4, 21.3). */

import { type Case } from './case.ts';
import { contactsIn } from './registration-book.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { shown, type Step } from './step.ts';

/** One redirection, where it was made. */
export interface Redirection {
  readonly asked: SeenTransaction;
  readonly response: Step;
  /** The Request-URI that was asked for, for a person. */
  readonly uri: string;
  /** The URIs of Contact, for a person. */
  readonly contacts: readonly string[];
}

/** The redirections of a case; one that proxies passed on is told where it was made. */
export function redirectionsOf(subject: Case): Redirection[] {
  if (!subject.legs.some(({ transactions }) => transactions.some(isRedirected))) return [];
  const found: Redirection[] = [];
  for (const leg of subject.legs) {
    for (const root of leg.roots) collect(root, found);
  }
  return found.sort((a, b) => a.response.number - b.response.number);
}

function isRedirected({ status }: SeenTransaction): boolean {
  return status >= 300 && status < 400;
}

function collect(asked: SeenTransaction, found: Redirection[]): void {
  for (const child of asked.children) collect(child, found);
  const { final, request } = asked;
  if (final === undefined || request === undefined || !isRedirected(asked)) return;
  const isPassedOn = asked.children.some(
    ({ status, final: inner }) => status === final.status && inner!.number < final.number,
  );
  if (isPassedOn) return;
  found.push({
    asked,
    response: final,
    uri: uriOf(request),
    contacts: contactsIn(final).map(({ uri }) => shown(uri)),
  });
}

/** The Request-URI for a person; '' of a response. */
export function uriOf(step: Step | undefined): string {
  return shown(step?.request?.uriText ?? '');
}
