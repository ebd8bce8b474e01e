/** A decision asked for without a call: what would happen to a request, and which line says so. */
import { Failure, parseUri, type Uri, unescapeUri } from '../message/index.ts';
import type { Logger } from '../stack/index.ts';
import type { Config } from './config.ts';
import { ControlError } from './control-protocol.ts';
import type { Decision } from './decision.ts';
import type { Router } from './routes.ts';
import type { RoutingModule } from './routing-module.ts';

/** What `sipwright route` asks. */
export interface RouteQuestion {
  readonly method: string;
  readonly uri: string;
  readonly from?: string;
  /** The address that the request comes from. */
  readonly source?: string;
  /** Suppose that the caller has no credentials, even when From is of a domain of ours. */
  readonly stranger?: boolean;
}

export interface RouteForecast {
  readonly method: string;
  readonly uri: string;
  readonly from: string | undefined;
  readonly source: string;
  /** The account that the caller is supposed to have authenticated as. */
  readonly account: string | undefined;
  readonly decision: Decision;
  /** The `user@domain` whose contacts are looked up, where the decision is to do that. */
  readonly addressOfRecord: string | undefined;
}

export interface DryRun {
  readonly config: Config;
  readonly router: Router;
  readonly routing: RoutingModule | undefined;
  readonly log: Logger;
  readonly contacts: (addressOfRecord: string) => readonly string[];
}

/**
 * A caller whose From is of a domain of ours is taken as authenticated: that is what a challenge makes of it.
 * @throws ControlError for what is no URI
 */
export async function forecast(
  question: RouteQuestion,
  { config, router, routing, log, contacts }: DryRun,
): Promise<RouteForecast> {
  const { method, source = '192.0.2.1' } = question;
  if (!/^[A-Za-z0-9.!%*_+`'~-]+$/.test(method)) throw new ControlError('bad-arguments', `"${method}" is not a method`);
  const uri = read(question.uri, 'the Request-URI');
  const from = question.from === undefined ? undefined : read(question.from, '--from');
  const account = from === undefined || question.stranger === true ? undefined : accountOf(from, router);
  const byRoutes = router.decide({ method, uri, from, sourceAddress: source, account });
  let decision = byRoutes;
  if (routing !== undefined) {
    const request = {
      method,
      uri: uri.text,
      from: from?.text ?? 'sip:anonymous@anonymous.invalid',
      to: uri.text,
      callId: 'dry-run',
      header: () => undefined,
    };
    const call = { sourceAddress: source, account, trusted: router.isTrusted(source), otherwise: byRoutes, contacts };
    decision = await routing.decide(request, call, config.routingDeadline, log);
  }
  const looksUp = (decision.action === 'proxy' || decision.action === 'bridge') && decision.targets === undefined;
  return {
    method,
    uri: uri.text,
    from: from?.text,
    source,
    account,
    decision,
    addressOfRecord: looksUp ? addressOf(uri, router.domainOf(uri) ?? uri.host) : undefined,
  };
}

function accountOf(from: Uri, router: Router): string | undefined {
  const domain = router.domainOf(from);
  return domain === undefined || from.user === '' ? undefined : addressOf(from, domain);
}

function addressOf(uri: Uri, domain: string): string {
  return `${unescapeUri(uri.user)}@${domain}`;
}

function read(text: string, what: string): Uri {
  const uri = parseUri(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `sip:${text}`);
  if (uri instanceof Failure) throw new ControlError('bad-arguments', `${what} "${text}" is not a URI: ${uri.reason}`);
  return uri;
}
