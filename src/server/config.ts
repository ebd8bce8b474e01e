/** The configuration as the server reads it: plain data, every default filled in. Durations are in ms, sizes in bytes. */
import type { HeaderRule } from '../b2bua/index.ts';
import type { LanguageTag } from '../phrases/index.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256';
export type Qop = 'auth' | 'auth-int';
export type ContactLimit = 'refuse' | 'replace';
/** What a caller without credentials gets when it calls one of our users. */
export type StrangerPolicy = 'challenge' | 'trusted' | 'public';

export interface Config {
  /** The file it was read from, absolute; undefined for the embedded default. */
  readonly path: string | undefined;
  /** Empty: the server's own domain is the realm fixed at its first start, by whatever address it is called. */
  readonly domains: readonly DomainConfig[];
  readonly listen: readonly ListenConfig[];
  readonly store: { readonly path: string; readonly durability: 'process' | 'power' };
  readonly registrar: RegistrarConfig;
  readonly auth: AuthConfig;
  readonly strangers: StrangerPolicy;
  /** Addresses and CIDR blocks whose requests need no digest. */
  readonly trusted: readonly string[];
  readonly proxy: ProxyConfig;
  readonly routes: readonly RouteConfig[];
  /** The module that decides before the routes, as an absolute path. */
  readonly routing: string | undefined;
  readonly routingDeadline: number;
  readonly phrases: PhrasesConfig;
  /** undefined: off */
  readonly http: HttpConfig | undefined;
  readonly control: { readonly path: string };
  readonly limits: LimitsConfig;
  readonly trace: { readonly bytes: number; readonly hep?: HepExportConfig };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'pretty' | 'auto' };
  readonly drainTimeout: number;
}

/** A collector that gets all messages as HEP3 over UDP. */
export interface HepExportConfig {
  readonly host: string;
  readonly port: number;
  readonly captureId: number;
  /** '' for none. */
  readonly key: string;
  readonly nodeName: string;
}

export interface DomainConfig {
  /** Lower case. */
  readonly name: string;
  /** undefined: the server's realm */
  readonly realm: string | undefined;
  /** One challenge each, in this order. */
  readonly algorithms: readonly DigestAlgorithm[];
  readonly qop: readonly Qop[];
  readonly maxContacts: number;
  readonly onContactLimit: ContactLimit;
}

export interface ListenConfig {
  readonly transport: 'UDP' | 'TCP';
  /** Numeric, IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** What Via, Record-Route and Contact say instead of the address; port 0: as bound. */
  readonly advertise: { readonly host: string; readonly port: number } | undefined;
}

export interface RegistrarConfig {
  readonly minExpires: number;
  readonly maxExpires: number;
  readonly defaultExpires: number;
  readonly maxContacts: number;
  readonly onContactLimit: ContactLimit;
  /** URIs for the Service-Route of a 200 (RFC 3608). */
  readonly serviceRoute: readonly string[];
  /** Whether Path is stored (RFC 3327); otherwise a REGISTER that requires it is refused with 420. */
  readonly path: boolean;
}

export interface AuthConfig {
  readonly algorithms: readonly DigestAlgorithm[];
  readonly qop: readonly Qop[];
  readonly nonceLifetime: number;
  /** How many (nonce, nc) are remembered. */
  readonly nonces: number;
  /** What the file asks for; the realm in force is the one fixed at the first start. */
  readonly realm: string | undefined;
}

export interface ProxyConfig {
  readonly recordRoute: boolean;
  /** by-q: contacts of one `q` in parallel, the groups one after the other (RFC 3261 16.6). */
  readonly forking: 'by-q' | 'parallel' | 'serial';
  readonly timerC: number;
  /** The 3xx that the proxy follows itself at their Contacts. */
  readonly followRedirects: readonly number[];
  readonly maxBreadth: number;
  /** Put into a request that has none. */
  readonly maxForwards: number;
  /** How long one next hop may keep silent before the next one is tried. */
  readonly firstResponseTimeout: number;
  readonly maxTargets: number;
}

export interface PhrasesConfig {
  /** Of the reason phrases, where the request asks for none. */
  readonly language: LanguageTag;
  /** Whether Accept-Language decides (RFC 3261 20.3). */
  readonly negotiate: boolean;
}

export interface HttpConfig {
  readonly address: string;
  readonly port: number;
  /** Asked of everything but /health and /ready. */
  readonly token: string | undefined;
}

export interface LimitsConfig {
  readonly messageBytes: number;
  readonly headers: number;
  readonly headerBytes: number;
  readonly uriBytes: number;
  readonly bodyBytes: number;
  readonly transactions: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly idleTimeout: number;
  readonly messageTimeout: number;
  readonly connectTimeout: number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a request must be for a route to apply; an empty list asks nothing. */
export interface RouteMatch {
  /** Host of the Request-URI: names and globs. */
  readonly domain: readonly string[];
  /** User part of the Request-URI: exact, glob or /regular expression/. */
  readonly user: readonly string[];
  /** How the user part begins. */
  readonly prefix: readonly string[];
  /** Where the request came from: addresses and CIDR blocks. */
  readonly source: readonly string[];
  /** Without it a route applies to every method but REGISTER. */
  readonly method: readonly string[];
}

export type RouteAction =
  | { readonly action: 'proxy'; readonly targets: readonly string[]; readonly open: boolean }
  | {
      readonly action: 'bridge';
      /** undefined: the contacts that the called user has registered. */
      readonly targets: readonly string[] | undefined;
      readonly open: boolean;
      readonly bridge: BridgeConfig;
    }
  | { readonly action: 'registrar' }
  | { readonly action: 'redirect'; readonly code: RedirectCode; readonly contacts: readonly string[] }
  | { readonly action: 'reject'; readonly code: number; readonly reason: string | undefined }
  | { readonly action: 'challenge' };

/** How the two legs of a call are held together. */
export interface BridgeConfig {
  /** Headers that cross or do not, beside those that usually do. */
  readonly headers: readonly HeaderRule[];
  /** Codecs that cross; undefined for all. */
  readonly codecs: { readonly keep?: readonly string[]; readonly drop?: readonly string[] } | undefined;
  readonly redirects: 'follow' | 'pass';
  /** What becomes of a REFER: the other side gets it, nobody does, or the server calls users of its own for whom stays. */
  readonly refer: 'pass' | 'refuse' | 'handle';
  /** s; undefined for no limit. */
  readonly maxSeconds: number | undefined;
}

export type RedirectCode = 300 | 301 | 302 | 305 | 380;

export interface RouteConfig {
  /** Where it stands, as `sipwright.yaml:12`. */
  readonly line: string;
  readonly match: RouteMatch;
  /** Characters taken off the front of the user part before it is sent on. */
  readonly strip: number;
  /** Put in front of the user part, after `strip`. */
  readonly add: string;
  readonly does: RouteAction;
}

/** One fault of a configuration file. Lines and columns count from 1. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The key, as `listen[0].advertise`; '' for the file as a whole. */
  readonly path: string;
  /** What is wrong, and the fix. */
  readonly message: string;
}

/** `file:line:column: path: what is wrong, and the fix` */
export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`;
}
