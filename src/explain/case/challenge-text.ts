/** Words for the parties of a challenge: who asked, who was asked, for what. */

import { type Case, userAt } from './case.ts';
import { placeText } from './address.ts';
import { type SeenTransaction, viasOf } from './seen-transaction.ts';
import { type Step } from './step.ts';
import { listText } from './wording.ts';

/** Who sent a response, where it began: `the registrar (198.51.100.1:5060, Kamailio)`. 407 is said by proxies alone (RFC 3261 22.3). */
export function serverText(subject: Case, response: Step): string {
  const origin = subject.originOf(response);
  const role = origin.status === 407 ? 'the proxy' : origin.method === 'REGISTER' ? 'the registrar' : 'the server';
  return withDetails(role, origin, origin.text('Server') || origin.text('User-Agent'));
}

/** Who sent a request: `the caller alice@example.com (192.0.2.10:5060, phone 1.0)`. */
export function clientText(subject: Case, { first, request, client }: SeenTransaction): string {
  const step = request ?? first;
  const isKnown = client.address !== '';
  const role = isKnown
    ? subject.roleOf(client)
    : subject.main.kind === 'call' && step.toTag === ''
      ? `the caller ${userAt(step, 'from')}`.trim()
      : 'the client';
  // Below the first Via it is the name of somebody farther away.
  const program = step.isRequest && viasOf(step.message).length < 2 ? step.text('User-Agent') : '';
  return withDetails(role, { hop: { source: client } }, program);
}

/** Status and phrase as they were written: `403 Forbidden`, of whatever method. */
export function statusText(response: Step): string {
  return response.title.replace(/ \([A-Z]+\)$/, '');
}

/** `"example.com"`, or `"a" and "b"`. */
export function quotedList(values: readonly string[]): string {
  return listText([...new Set(values)].map((value) => `"${value}"`));
}

function withDetails(
  role: string,
  { hop }: { readonly hop: { readonly source: Step['hop']['source'] } },
  program: string,
): string {
  const place = hop.source.address === '' ? '' : placeText(hop.source);
  const details = [place, program.slice(0, 60)].filter((part) => part !== '').join(', ');
  return details === '' ? role : `${role} (${details})`;
}
