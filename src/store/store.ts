/** Accounts and bindings: what the registrar writes and everyone reads. Implemented in memory and in SQLite. */

/** Digest HA1 of one account, hex, per algorithm (RFC 7616 3.4.2). An account imported from another server may have only some. */
export interface Ha1 {
  readonly md5?: string;
  readonly sha256?: string;
  readonly sha512_256?: string;
}

/** A user of a domain. The password itself is never kept. */
export interface Account {
  readonly user: string;
  /** Lower case. */
  readonly domain: string;
  /** The realm that `ha1` was computed with. */
  readonly realm: string;
  readonly ha1: Ha1;
  readonly enabled: boolean;
  /** Digest algorithms to offer this account, strongest wish first; undefined: as the domain says. */
  readonly algorithms?: readonly ('MD5' | 'SHA-256' | 'SHA-512-256')[];
  /** The most contacts it may have bound at once; undefined: as the domain says. */
  readonly maxContacts?: number;
  /** Contacts (header values, with `q` and `expires`) that calls to this account are redirected to, and with which code. */
  readonly redirect?: { readonly code: 300 | 301 | 302 | 305 | 380; readonly contacts: readonly string[] };
}

/** The flow that a registration came by, kept so that requests go back the same way. */
export interface BindingFlow {
  readonly transport: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly connection: number;
}

/** One contact of an address-of-record (RFC 3261 10). */
export interface Binding {
  /** The contact URI as the phone wrote it. */
  readonly contact: string;
  /** The Contact's header parameters other than `q` and `expires`, as written, with their leading `;`, or ''. */
  readonly params: string;
  /** Thousandths, 0 to 1000. */
  readonly q: number;
  /** Wall clock, ms since 1970. */
  readonly expiresAt: number;
  readonly callId: string;
  readonly cseq: number;
  /** Path header values (RFC 3327), first hop first, as written. */
  readonly path: readonly string[];
  /** undefined for bindings made by an operator, or by a path of proxies. */
  readonly flow: BindingFlow | undefined;
  readonly userAgent: string;
  /** Wall clock, ms since 1970. */
  readonly updatedAt: number;
}

/** What `change` of `updateBindings` answers: the whole new set. A binding that is the same object as before is not written again. */
export type BindingChange = (current: readonly Binding[]) => readonly Binding[];

/**
 * Reads are synchronous and from memory. Writes are committed in groups; a promise resolves when its group is
 * acknowledged, and only then do reads show the change. A group that fails rejects with SipError `SIP_STORE_FAILED` and
 * leaves memory as it was.
 */
export interface Store {
  /** The account of a user in a domain. @param domain lower case */
  account(user: string, domain: string): Account | undefined;
  /** Every account, in no particular order. */
  accounts(): IterableIterator<Account>;
  readonly accountCount: number;

  /** Bindings of an address-of-record that have not expired at `now` (wall clock, ms), best `q` first, then newest first. */
  bindings(aor: string, now: number): readonly Binding[];
  /** Every address-of-record with its bindings, those expired at `now` (wall clock, ms) left out. */
  allBindings(now: number): IterableIterator<readonly [aor: string, bindings: readonly Binding[]]>;
  readonly bindingCount: number;

  /**
   * Replaces the bindings of one address-of-record. `change` is called at once, with what is true once every earlier
   * write is acknowledged; what it throws is thrown to the caller and nothing is written.
   * @param now wall clock, ms
   */
  updateBindings(aor: string, now: number, change: BindingChange): Promise<void>;

  /** Adds accounts or replaces those of the same user and domain. */
  putAccounts(accounts: readonly Account[]): Promise<void>;
  /** Removes an account with its bindings. @returns false when there was none */
  removeAccount(user: string, domain: string): Promise<boolean>;

  /** Small facts that outlive a restart, such as the realm fixed at the first start. */
  setting(name: string): string | undefined;
  /** Replaces the setting of that name, or adds it. */
  putSetting(name: string, value: string): Promise<void>;

  /** Forgets bindings that expired before `now` (wall clock, ms), a bounded number at a time. @returns what went */
  expireBindings(now: number): Promise<readonly (readonly [aor: string, binding: Binding])[]>;

  /** Whether writes are being acknowledged; `reason` says why not (disk full, database locked). */
  health(): { readonly ok: boolean; readonly reason: string };
  /** Commits what is pending and closes. */
  close(): Promise<void>;
}
