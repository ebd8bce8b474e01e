/** What a REGISTER says, and in which other form it is sent when it was refused (RFC 3261 10.2, 8.1.3, RFC 5626 4.2.1). */

import { headerId, nextStep } from '../../catalogue/index.ts';
import { Failure, type Header, parseUri, Response, SipError } from '../../message/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { noBody } from '../request/body.ts';
import { draftRequest } from '../request/drafts.ts';
import { type OutgoingRequest, type RequestDraft } from '../request/outgoing-request.ts';
import { OwnBinding } from './own-binding.ts';
import { RedirectTargets } from '../request/redirect-targets.ts';
import { carriesOutbound } from './registered-flow.ts';
import { type RegisterOptions } from './registration-options.ts';
import { type Outcome } from '../request/request-failed.ts';
import { withHeaders, withoutExtensions } from '../request/retry.ts';

const MIN_EXPIRES = headerId('Min-Expires');

/** Who registers where. */
export interface Registrant {
  readonly agent: AgentParts;
  readonly registrar: string;
  /** The URN of the instance; '' for none. */
  readonly instance: string;
  readonly regId: number;
}

/** What becomes of a refusal. */
type Retry = (request: OutgoingRequest, outcome: Outcome) => RequestDraft | undefined;

export class RegisterForm {
  readonly binding: OwnBinding;
  /** s that are asked for. */
  expires: number;
  private readonly agent: AgentParts;
  /** The same for all requests of a registration, with rising CSeq numbers (10.2.4). */
  private readonly draft: RequestDraft;
  /** Where a 3xx has sent us, as long as that goes well. */
  private target: Pick<RequestDraft, 'uri' | 'nextHop'>;
  /** Whether flows are asked for (RFC 5626). */
  private outbound: boolean;

  /** @throws SipError SIP_URI_INVALID for a registrar with a user or a proxy that is no URI, SIP_OPTIONS for numbers out of range */
  constructor({ agent, registrar, instance, regId }: Registrant, options: RegisterOptions) {
    const { expires = 3600, headers = [], outboundProxy, keepAlive = 1 } = options;
    check('expires', expires, 2 ** 32 - 1);
    check('regId', regId, 2 ** 31 - 1);
    check('keepAlive', Math.ceil(keepAlive), 2 ** 31 - 1);
    if (withoutUser(registrar) !== registrar)
      throw new SipError('SIP_URI_INVALID', `a registrar's URI has no user: ${registrar}`, { rfc: '3261 10.2' });
    if (outboundProxy !== undefined && parseUri(outboundProxy) instanceof Failure)
      throw new SipError('SIP_URI_INVALID', `no SIP URI: ${outboundProxy}`, { rfc: '3261 8.1.2' });
    this.agent = agent;
    this.expires = expires;
    this.outbound = instance !== '';
    this.binding = new OwnBinding(agent, instance, regId);
    const way = outboundProxy === undefined ? agent : { ...agent, routes: [`<${outboundProxy};lr>`] };
    const to = agent.identity;
    this.draft = draftRequest(way, 'REGISTER', registrar, { to, headers, body: noBody, contact: false });
    this.target = this.draft;
  }

  /** 10.2.3: without Contact. */
  query(): RequestDraft {
    return { ...this.draft, ...this.target };
  }

  /** @param flow the one that the binding was made by: it is used again (RFC 5626 4.2.1) */
  registering(flow: Flow | undefined): RequestDraft {
    return this.filled(this.expires, flow, (by) => this.binding.contact(by, this.asksFor(by)));
  }

  /** 10.2.2. */
  unregistering(flow: Flow | undefined): RequestDraft {
    return this.filled(0, flow, (by) => this.binding.removal(by, this.asksFor(by)));
  }

  private filled(expires: number, flow: Flow | undefined, contact: RequestDraft['contact']): RequestDraft {
    const headers: Header[] = [...this.draft.headers, ...this.extensions(), ['Expires', String(expires)]];
    return { ...this.draft, ...this.target, headers, contact, flow };
  }

  /** Whether a REGISTER by this flow asks for it to be kept. */
  asksFor(flow: Flow | undefined): boolean {
    return this.outbound && flow !== undefined && carriesOutbound(flow);
  }

  /** It went well there: that is where the binding is, and is refreshed. */
  accepted({ uri, nextHop }: RequestDraft): void {
    this.target = { uri, nextHop };
  }

  /** It did not: the next attempt begins where the user has said. */
  refused(): void {
    this.target = this.draft;
  }

  /** For one attempt: follows redirections, asks for longer, and without what nobody supports. */
  retry(): Retry {
    const targets = new RedirectTargets(this.target.uri, this.agent.policy.redirects);
    return ({ draft, flow }, outcome) => {
      if (!(outcome instanceof Response)) {
        // The flow of the binding was tried first; the next hop may be reached by another.
        if (draft.flow === undefined) return undefined;
        if (outcome.status === 408 && flow !== undefined) this.agent.stack.abandon(flow);
        return { ...draft, flow: undefined };
      }
      if (outcome.status >= 600) return undefined;
      if (outcome.status === 420) return withoutExtensions(draft, outcome);
      if (outcome.status === 439 && this.outbound) {
        // RFC 5626 11.6: the first hop would not keep the flow
        this.outbound = false;
        return withHeaders(draft, this.extensions());
      }
      if (this.lengthen(outcome)) return withHeaders(draft, [['Expires', String(this.expires)]]);
      if (outcome.status < 400) targets.receive(outcome);
      const next = targets.next();
      return next === undefined ? undefined : this.elsewhere(draft, withoutUser(next));
    };
  }

  private elsewhere(draft: RequestDraft, uri: string): RequestDraft {
    const isRouted = this.draft.nextHop !== this.draft.uri;
    return isRouted ? { ...draft, uri } : { ...draft, uri, nextHop: uri, flow: undefined };
  }

  /** RFC 5626 4.2.1, RFC 3327 5.1. */
  private extensions(): Header[] {
    return [['Supported', this.outbound ? 'path, outbound' : 'path']];
  }

  /** 10.2.8: too short; the registrar says what it would take. */
  private lengthen(response: Response): boolean {
    if (nextStep(response.status)?.from?.includes('Min-Expires') !== true) return false;
    const least = response.parse(MIN_EXPIRES);
    if (typeof least !== 'number' || least <= this.expires || least >= 2 ** 32) return false;
    this.expires = least;
    return true;
  }
}

/** 10.2: the Request-URI of a REGISTER names a domain. */
function withoutUser(text: string): string {
  const uri = parseUri(text);
  if (uri instanceof Failure || !uri.isSip) return text;
  const at = text.indexOf('@');
  return uri.user === '' || at < 0 ? text : `${uri.scheme}:${text.slice(at + 1)}`;
}

function check(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new SipError('SIP_OPTIONS', `${name}: a number from 1 to ${most} was expected, not ${value}`);
}
