/** The Request-URI begins with a scheme that the server does not know: 416 (RFC 3261 8.1.3.5, 8.2.2.1, 21.4.14). */

import { rebuffWith } from '../../case/refusal.ts';
import { shown } from '../../case/step.ts';
import { type CaseRule } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const advice: Readonly<Record<string, readonly string[]>> = {
  tel: [
    'Let the client dial user@domain or the plain number instead of a tel: URI.',
    'Or turn tel:NUMBER into sip:NUMBER@DOMAIN;user=phone before the server that refused it (tel2sip of siputils in Kamailio), or update that server: newer versions of Asterisk take tel:.',
  ],
  sips: [
    'Set the scheme of the account to sip: and its transport to TLS, if the server offers TLS without the rules of sips:.',
    'Or set the server up for sips: on every hop (RFC 5630).',
  ],
  urn: ['Give urn:service:sos and its kin a route of their own, to the emergency trunk (RFC 5031).'],
};

export const uriSchemeRefused: CaseRule = {
  id: 'uri-scheme-refused',
  family: 'set-up',
  scope: 'case',
  title: 'The scheme of the address is not supported',
  severity: 'failure',
  meaning:
    'The answer is 416 Unsupported URI Scheme: the server knows how to route sip:, and the Request-URI begins with something else, such as tel:, sips: or urn:. ' +
    'The number or name behind the colon may be right. The client may ask again with a sip: URI.',
  cause: 'One side sends another kind of address than the other side is set up for.',
  fix: ['Ask with a sip: URI: sip:NUMBER@DOMAIN;user=phone for a number.'],
  rfc: ['3261 21.4.14', '3261 8.1.3.5', '3261 8.2.2.1'],
  explains: ['request-refused'],
  check(subject) {
    const rebuff = rebuffWith(subject, (status) => status === 416);
    if (rebuff === undefined) return undefined;
    const { made, asked, isOvercome, isWithinDialog } = rebuff;
    const uri = shown(made.request?.request?.uriText ?? '');
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1].toLowerCase() ?? '';
    const first = shown(asked.request?.request?.uriText ?? '');
    const rewritten = asked !== made && first !== '' && uri !== '' && !first.toLowerCase().startsWith(`${scheme}:`);
    return {
      certainty: 'certain',
      ...(isOvercome ? { severity: 'note' } : isWithinDialog ? { severity: 'warning' } : {}),
      summary:
        `${refusedText(subject, rebuff)} ` +
        (uri === ''
          ? 'The request itself is not in the capture.'
          : scheme === ''
            ? `The Request-URI is ${uri}, which has no scheme at all.`
            : `The Request-URI is ${uri}, and it does not take ${scheme}: there.`) +
        (rewritten
          ? ` The client had asked for ${first}: ${subject.whoShort(made.client)}, or a hop before it, made it ${scheme}:.`
          : '') +
        (isOvercome ? ' A later try got past it.' : ''),
      ...(Object.hasOwn(advice, scheme) ? { fix: advice[scheme] } : {}),
      ...(scheme === 'sip'
        ? {
            cause:
              'The scheme sip: is one that everybody must take; the server may mean a scheme in From, To or Contact, or use the wrong code.',
            fix: ['Look into the log of the server that answered 416 at this time: which address does it complain of?'],
          }
        : {}),
      evidence: refusalEvidence(rebuff, `the Request-URI: ${uri}`, 'the scheme is refused'),
    };
  },
};
