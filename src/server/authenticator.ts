/** Digest for the server's roles: 401 for its registrar, 407 for its proxy (RFC 3261 22). */

import {
  buildChallenges,
  type CredentialsCheck,
  type DigestAlgorithm,
  type DigestServer,
  type Hash,
  NonceSource,
  ReplayTable,
  sameResource,
  selectCredentials,
  type Verdict,
  verifyCredentials,
} from '../auth/index.ts';
import { headerId } from '../catalogue/index.ts';
import {
  type AuthValue,
  decodeUtf8,
  encodeUtf8,
  Failure,
  type Header,
  parseUri,
  quote,
  type Request,
  type Uri,
} from '../message/index.ts';
import { bump, type Stack } from '../stack/index.ts';
import { type Account, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Domain } from './domains.ts';

/** 401 or 407, with the fields that go with it. */
export interface AuthRole {
  readonly status: 401 | 407;
  readonly credentials: number;
  readonly challenge: 'WWW-Authenticate' | 'Proxy-Authenticate';
}

export const registrarRole: AuthRole = {
  status: 401,
  credentials: headerId('Authorization'),
  challenge: 'WWW-Authenticate',
};
export const proxyRole: AuthRole = {
  status: 407,
  credentials: headerId('Proxy-Authorization'),
  challenge: 'Proxy-Authenticate',
};

export interface AuthenticatorOptions {
  /** As `NonceSource` wants it. */
  readonly secret: string;
  readonly nonceLifetimeMs: number;
  /** How many nonces in use are remembered. */
  readonly nonces: number;
  /** The domain of ours that a URI names, by its name or by an address of ours. */
  readonly domainOf: (uri: Uri) => string | undefined;
}

export class Authenticator {
  /** How many verdicts of each kind. */
  readonly verdicts = new Map<Verdict['kind'], number>();
  private readonly stack: Stack;
  private readonly store: Store;
  private readonly server: DigestServer;
  private readonly domainOf: AuthenticatorOptions['domainOf'];

  constructor(stack: Stack, store: Store, hash: Hash, options: AuthenticatorOptions) {
    this.stack = stack;
    this.store = store;
    this.server = {
      hash,
      nonces: new NonceSource({
        secret: options.secret,
        hash,
        lifetimeMs: options.nonceLifetimeMs,
        instance: stack.tokens.instance,
      }),
      replays: new ReplayTable(hash, options.nonces),
      sameResource: (digestUri, requestUri) =>
        sameResource(digestUri, requestUri) || this.bothOurs(digestUri, requestUri),
    };
    this.domainOf = options.domainOf;
  }

  /**
   * Checks the request's credentials for a domain, and answers the request itself where they will not do.
   * @returns the account, or undefined when the request was answered
   */
  authenticate(request: Request, flow: Flow, role: AuthRole, domain: Domain): Account | undefined {
    const credentials = this.credentialsFor(request, role, domain.realm);
    const account = credentials === undefined ? undefined : this.accountOf(credentials, domain);
    const algorithms = account?.algorithms ?? domain.algorithms;
    const check: CredentialsCheck = {
      credentials,
      method: request.method,
      requestUri: request.uri,
      body: request.body,
      tuple: { callId: request.callId, cseq: request.cseq.sequence, fromTag: request.from.tag },
      account: account?.enabled === true ? account : undefined,
      realm: encodeUtf8(domain.realm),
      algorithms,
      now: this.stack.now,
    };
    const verdict = verifyCredentials(this.server, check);
    bump(this.verdicts, verdict.kind);
    if (verdict.kind === 'ok' && account !== undefined)
      this.note(request, `${account.user}@${account.domain}: the credentials are right`);
    if (verdict.kind === 'ok' && (role !== registrarRole || !verdict.repeat)) return account;
    if (verdict.kind === 'ok') {
      // A proxy meets one request twice, in a spiral or behind a fork. A registrar does not: this is a copy of a REGISTER
      // that was answered, and its Contact may be another one.
      this.challenge(request, flow, role, domain, algorithms, true);
      return undefined;
    }
    if (verdict.kind !== 'no-credentials') {
      const user = decodeUtf8(credentials?.params.get('username') ?? '');
      this.note(request, `${user}: ${verdict.text}`);
      if (verdict.answer !== 'stale')
        this.stack.calls?.failed(request.callId, this.stack.now, role.status, verdict.text);
      this.stack.log.info(
        {
          from: flow.remoteAddress,
          method: request.method,
          user,
          verdict: verdict.kind,
        },
        `not authenticated: ${verdict.text}`,
      );
    }
    if (verdict.answer === 'bad-request') {
      const headers: Header[] = [['Warning', `399 sipwright ${quote(`${verdict.text} (RFC ${verdict.rfc})`)}`]];
      this.stack.respond(request, flow, 400, { headers });
    } else this.challenge(request, flow, role, domain, algorithms, verdict.answer === 'stale');
    return undefined;
  }

  /** Leaves in the trace what became of credentials. */
  private note(request: Request, text: string): void {
    this.stack.trace?.decision(this.stack.now, request.callId, 'authentication', text);
  }

  /** Asks for credentials. Without a transaction: whoever is not known yet costs no memory (26.3.2.4). */
  challenge(
    request: Request,
    flow: Flow,
    role: AuthRole,
    domain: Domain,
    algorithms: readonly DigestAlgorithm[] = domain.algorithms,
    stale = false,
  ): void {
    const nonce = this.server.nonces.mint(this.stack.now);
    const values = buildChallenges({ algorithms, realm: encodeUtf8(domain.realm), nonce, qop: domain.qop, stale });
    const headers = values.map((value): Header => [role.challenge, value]);
    this.stack.respond(request, flow, role.status, { headers });
  }

  /** RFC 7616 3.4.6: some clients write the address that they send to where the request names the domain, or the reverse. */
  private bothOurs(digestUri: string, requestUri: Uri): boolean {
    const uri = parseUri(digestUri);
    if (uri instanceof Failure || (uri.user !== '' && uri.user !== requestUri.user)) return false;
    const domain = this.domainOf(uri);
    return domain !== undefined && domain === this.domainOf(requestUri);
  }

  private credentialsFor(request: Request, role: AuthRole, realm: string): AuthValue | undefined {
    let values: AuthValue[] | undefined;
    for (let line = request.find(role.credentials); line >= 0; line = request.find(role.credentials, line + 1)) {
      const value = request.parseAt(line);
      // A scheme that we cannot read is no reason to refuse: the challenge says which one we want (RFC 4475 3.3.7).
      if (!(value instanceof Failure)) (values ??= []).push(value as AuthValue);
    }
    return values === undefined ? undefined : selectCredentials(values, encodeUtf8(realm));
  }

  /** `alice`, or `alice@example.com` as some phones write it. */
  private accountOf(credentials: AuthValue, domain: Domain): Account | undefined {
    const username = credentials.params.get('username') ?? '';
    const at = username.indexOf('@');
    if (at < 0) return this.store.account(username, domain.name);
    const account = this.store.account(username.slice(0, at), username.slice(at + 1).toLowerCase());
    return account?.realm === domain.realm ? account : undefined;
  }
}
