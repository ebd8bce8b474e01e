/** Which headers of a message cross a B2BUA, and in which form: a policy as data (RFC 7092 3.2). */

import { type Header, type Message, SipError } from '../message/index.ts';

/**
 * What happens to headers of this name when they cross a B2BUA (RFC 7092 3.2). `*` at the end stands for any rest: `X-*`, `*`. Names are known by their long form,
 * whatever their case.
 */
export type HeaderRule =
  /** They cross as they are. */
  | { readonly header: string; readonly action: 'keep' }
  | { readonly header: string; readonly action: 'drop' }
  /** It leaves with this value, whether or not it came. Not with `*`. */
  | { readonly header: string; readonly action: 'set'; readonly value: string }
  /**
   * It crosses with `by` in place of `match`: of each occurrence of a text, or of what an expression finds, whose groups `by`
   * may name as $1. The peer chooses what an expression is run on.
   */
  | { readonly header: string; readonly action: 'rewrite'; readonly match: RegExp | string; readonly by: string };

/**
 * What a message is made of, or what says where it goes and what its sender is able to: each leg has its own, and no rule
 * touches it.
 */
const OWN: ReadonlySet<string> = new Set(
  `via route record-route path service-route contact from to call-id cseq max-forwards content-length content-type
   content-encoding content-disposition mime-version require supported unsupported proxy-require allow accept accept-encoding
   allow-events recv-info session-expires min-se rseq rack authorization proxy-authorization www-authenticate
   proxy-authenticate authentication-info proxy-authentication-info expires min-expires event subscription-state refer-to
   refer-sub replaces timestamp warning user-agent server date`
    .trim()
    .split(/\s+/),
);

/**
 * What a person or an application on the other side has a use for (RFC 3261 20, RFC 3326). Everything else stays behind:
 * topology is hidden (RFC 7092 3.2).
 */
export const defaultHeaderRules: readonly HeaderRule[] = [
  'Subject',
  'Priority',
  'Alert-Info',
  'Call-Info',
  'Organization',
  'Accept-Language',
  'Content-Language',
  'In-Reply-To',
  'Reply-To',
  'Reason',
  'Retry-After',
  'Privacy',
  'P-Early-Media',
  'Diversion',
  'History-Info',
  'Geolocation',
  'Resource-Priority',
  'Answer-Mode',
  'Priv-Answer-Mode',
  'Session-ID',
  'User-to-User',
  'Info-Package',
].map((header) => ({ header, action: 'keep' }));

/** Rules compiled: what becomes of each header of a message that crosses a B2BUA (RFC 7092 3.2). */
export class HeaderPolicy {
  readonly #rules: readonly HeaderRule[];

  /**
   * @param rules the first that fits a header counts; those that are not named follow `defaultHeaderRules`
   * @throws SipError SIP_HEADER_RULE for a header that no rule may touch
   */
  constructor(rules: readonly HeaderRule[] = []) {
    for (const { header, action } of rules) {
      if (OWN.has(header.toLowerCase()) || (action === 'set' && header.endsWith('*')))
        throw new SipError('SIP_HEADER_RULE', `no rule can ${action} ${header}`, { rfc: '7092 3.2' });
    }
    this.#rules = [...rules, ...defaultHeaderRules];
  }

  /** The headers of a received message that the other leg gets, in their order, and those that are set. */
  carry(message: Message): Header[] {
    const carried: Header[] = [];
    for (let line = 0; line < message.count; line++) {
      const name = message.longNameAt(line);
      const rule = OWN.has(name.toLowerCase()) ? undefined : this.#ruleOf(name);
      if (rule?.action === 'keep') carried.push([name, message.valueAt(line)]);
      else if (rule?.action === 'rewrite') carried.push([name, rewritten(message.valueAt(line), rule)]);
    }
    for (const rule of this.#rules) if (rule.action === 'set') carried.push([rule.header, rule.value]);
    return carried;
  }

  #ruleOf(name: string): HeaderRule | undefined {
    return this.#rules.find(({ header }) => fits(header, name));
  }
}

function rewritten(value: string, { match, by }: Extract<HeaderRule, { readonly action: 'rewrite' }>): string {
  return typeof match === 'string' ? value.split(match).join(by) : value.replace(match, by);
}

function fits(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
}
