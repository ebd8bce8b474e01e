/** What a response says about trying again: when, and in which form (RFC 3261 8.1.3.5, 20.33, RFC 3262, RFC 3329). */

import { headerId } from '../../catalogue/index.ts';
import { type Header, type Message, type Response } from '../../message/index.ts';
import { type RequestDraft } from './outgoing-request.ts';

const RETRY_AFTER = headerId('Retry-After');
const UNSUPPORTED = headerId('Unsupported');

/** s to wait, as the response says; undefined where it does not. */
export function retryAfter(message: Message): number | undefined {
  const value = message.parse(RETRY_AFTER);
  return typeof value === 'object' && 'value' in value && typeof value.value === 'number' ? value.value : undefined;
}

/**
 * 21.4.15: the same request without the extensions that the server does not know. What was required of it goes, and what we
 * said to support stays out of its way too.
 * @returns undefined where the response names nothing that we asked for
 */
export function withoutExtensions(draft: RequestDraft, response: Response): RequestDraft | undefined {
  const unsupported = new Set(response.tokens(UNSUPPORTED).map((tag) => tag.toLowerCase()));
  // RFC 3891 6.2: what was to take the place of a call must not become one more
  if (unsupported.has('replaces')) return undefined;
  let changed = false;
  const headers: Header[] = [];
  for (const [name, value] of draft.headers) {
    if (name !== 'Require' && name !== 'Proxy-Require') {
      headers.push([name, value]);
      continue;
    }
    const tags = value.split(',').map((tag) => tag.trim());
    const kept = tags.filter((tag) => !unsupported.has(tag.toLowerCase()));
    if (kept.length < tags.length) changed = true;
    if (kept.length > 0) headers.push([name, kept.join(', ')]);
  }
  return changed ? { ...draft, headers } : undefined;
}

/** The draft with these headers in place of all of their names. What is required beside them stays required. */
export function withHeaders(draft: RequestDraft, replacements: readonly Header[]): RequestDraft {
  const names = new Set(replacements.map(([name]) => name));
  const values = new Set(replacements.map(([, value]) => value));
  const kept = draft.headers.filter(([name, value]) => (name === 'Require' ? !values.has(value) : !names.has(name)));
  return { ...draft, headers: [...kept, ...replacements] };
}
