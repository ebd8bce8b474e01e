/** Who registered from where, as the capture shows it: by address-of-record, over all Call-IDs (RFC 3261 10). */

import { type Place } from '../../capture/index.ts';
import { headerId } from '../../catalogue/index.ts';
import { detach, type Message, NameAddr } from '../../message/index.ts';
import { hasCredentials } from './challenge-round.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');
const USER_AGENT = headerId('User-Agent');
const MAX_SERVERS = 2_000;
const MAX_DOMAINS = 64;
const noDomains: ReadonlySet<string> = new Set();

/** A contact of a REGISTER or of its 200. */
export interface SeenContact {
  readonly uri: string;
  /** s; undefined where nothing was said. */
  readonly expires: number | undefined;
  /** `+sip.instance`, or ''. */
  readonly instance: string;
}

/** One REGISTER with its outcome. */
export interface SeenRegistration {
  /** `user@host` of To. */
  readonly addressOfRecord: string;
  /** ms since 1970, of the response. */
  readonly time: number;
  readonly requestFrame: number;
  readonly responseFrame: number;
  readonly client: Place;
  readonly server: Place;
  readonly callId: string;
  /** Its User-Agent; '' without one. */
  readonly program: string;
  readonly status: number;
  /** What was asked for; empty for a question. `*` is one contact with that URI. */
  readonly asked: readonly SeenContact[];
  /** What the 200 lists. */
  readonly granted: readonly SeenContact[];
}

/** The latest registrations of each address-of-record. */
export class RegistrationBook {
  readonly #limit: number;
  readonly #perAddress: number;
  readonly #all = new Map<string, SeenRegistration[]>();
  readonly #domains = new Map<string, Set<string>>();

  /** @param limit addresses-of-record @param perAddress registrations that are kept of each */
  constructor(limit = 50_000, perAddress = 24) {
    this.#limit = limit;
    this.#perAddress = perAddress;
  }

  /** Notes a REGISTER that has its final response. */
  note(transaction: SeenTransaction): void {
    const { request, final } = transaction;
    if (request === undefined || final === undefined) return;
    // A first challenge says nothing of bindings.
    if ((final.status === 401 || final.status === 407) && !hasCredentials(request)) return;
    const to = request.message.toOrFailure;
    if (!(to instanceof NameAddr)) return;
    let list = this.#all.get(`${to.uri.user}@${to.uri.host}`);
    const addressOfRecord = list?.[0].addressOfRecord ?? detach(`${to.uri.user}@${to.uri.host}`);
    if (list === undefined) {
      if (this.#all.size >= this.#limit) {
        const [oldest] = this.#all.keys();
        this.#all.delete(oldest);
      }
      this.#all.set(addressOfRecord, (list = []));
    }
    if (list.length >= this.#perAddress) list.shift();
    list.push({
      addressOfRecord,
      time: final.time,
      requestFrame: request.frame,
      responseFrame: final.frame,
      client: transaction.client,
      server: transaction.server,
      callId: detach(request.callId),
      program: request.message.header(USER_AGENT) === undefined ? '' : detach(request.text('User-Agent')),
      status: final.status,
      asked: contactsIn(request),
      granted: final.status >= 200 && final.status < 300 ? contactsIn(final) : [],
    });
    if (final.status >= 200 && final.status < 300) this.#noteDomain(transaction.server.address, to.uri.host);
  }

  /** The registrations of one address-of-record in order. @param addressOfRecord `user@host` */
  of(addressOfRecord: string): readonly SeenRegistration[] {
    return this.#all.get(addressOfRecord) ?? [];
  }

  /** The domains, at most 64, for which an address accepted registrations. */
  domainsAt(server: string): ReadonlySet<string> {
    return this.#domains.get(server) ?? noDomains;
  }

  /** All addresses-of-record that were seen to register or try. */
  get addresses(): readonly string[] {
    return [...this.#all.keys()];
  }

  #noteDomain(server: string, domain: string): void {
    let domains = this.#domains.get(server);
    if (domains === undefined) {
      if (this.#domains.size >= MAX_SERVERS) return;
      this.#domains.set(server, (domains = new Set()));
    }
    if (domains.size < MAX_DOMAINS && !domains.has(domain)) domains.add(detach(domain));
  }
}

/** The contacts of a message, read once. */
export function contactsIn(step: Step): readonly SeenContact[] {
  return (step.contacts ??= contactsOf(step.message));
}

/** The contacts of a message with their lifetimes: their own, else that of Expires (10.2.1.1). */
function contactsOf(message: Message): SeenContact[] {
  const general = Number(message.header(EXPIRES) ?? Number.NaN);
  const line = message.find(CONTACT);
  if (line >= 0 && message.valueAt(line) === '*') return [{ uri: '*', expires: general, instance: '' }];
  const values = message.addresses(CONTACT);
  if (!Array.isArray(values)) return [];
  return values.map(({ uri, params }) => {
    const own = Number(params.get('expires') ?? Number.NaN);
    const expires = Number.isNaN(own) ? general : own;
    return {
      uri: detach(uri.text),
      expires: Number.isNaN(expires) ? undefined : expires,
      instance: detach(params.get('+sip.instance') ?? ''),
    };
  });
}
