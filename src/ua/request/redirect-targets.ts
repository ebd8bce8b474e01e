/** Where 3xx responses send a request, each target once, the preferred first (RFC 3261 8.1.3.4, 21.3). */

import { headerId } from '../../catalogue/index.ts';
import { detach, Failure, parseUri, type Response, sameUri, type Uri } from '../../message/index.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');
/** How many wait at most: a response may name any number. */
const LIMIT = 32;

/** What a 301 says for the calls to come. */
export interface Moved {
  readonly to: string;
  /** s that it holds for; undefined: for good. */
  readonly expires: number | undefined;
}

export class RedirectTargets {
  readonly #seen: Uri[];
  #waiting: string[] = [];
  #left: number;

  /** @param original the Request-URI so far @param limit how many targets are tried in all */
  constructor(original: string, limit: number) {
    const uri = parseUri(original);
    this.#seen = uri instanceof Failure ? [] : [uri];
    this.#left = limit;
  }

  /** Takes the contacts of a 3xx. */
  receive(response: Response): void {
    const contacts = response.addresses(CONTACT);
    if (contacts instanceof Failure) return;
    const quality = (value: string | undefined) =>
      value !== undefined && /^[01](?:\.\d+)?$/.test(value) ? Number(value) : 1;
    const ordered = contacts.map(({ uri, params }) => ({ uri, q: quality(params.get('q')) })).sort((a, b) => b.q - a.q);
    const fresh = [];
    for (const { uri } of ordered) {
      if (!uri.isSip || this.#seen.length >= LIMIT || this.#seen.some((seen) => sameUri(seen, uri))) continue;
      this.#seen.push(uri);
      fresh.push(bare(uri));
    }
    // 8.1.3.4: what the later response knows is nearer.
    this.#waiting = [...fresh, ...this.#waiting];
  }

  /** The next target, as a Request-URI; undefined when there is none, or enough were tried. */
  next(): string | undefined {
    if (this.#left <= 0) return undefined;
    this.#left--;
    return this.#waiting.shift();
  }
}

/** 21.3.2: the new address of whoever moved for good. */
export function movedTo(response: Response): Moved | undefined {
  const contacts = response.addresses(CONTACT);
  if (response.status !== 301 || contacts instanceof Failure || contacts.length !== 1) return undefined;
  const [{ uri, params }] = contacts;
  if (!uri.isSip) return undefined;
  const header = response.parse(EXPIRES);
  const parameter = params.get('expires');
  const expires = parameter !== undefined && /^\d{1,9}$/.test(parameter) ? Number(parameter) : header;
  return { to: bare(uri), expires: typeof expires === 'number' ? expires : undefined };
}

/** Without the headers that a URI may bring along: another must not write into our request (19.1.5, 26). */
function bare(uri: Uri): string {
  const question = uri.text.indexOf('?');
  return detach(question < 0 ? uri.text : uri.text.slice(0, question));
}
