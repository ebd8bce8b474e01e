/** 436: the certificate at the info URL could not be had (RFC 8224 6.2.2, 7.3). */

import { isInside } from '../../case/address.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { type IdentityValue } from '../../../identity/index.ts';
import { identitiesOf } from '../../case/passport.ts';
import { shown } from '../../case/step.ts';
import { stirVerdict } from '../../case/stir-verdict.ts';
import { capital, durationText, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const identityInfoUnreachable: CaseRule = {
  id: 'identity-info-unreachable',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The certificate of the signature could not be fetched',
  severity: 'failure',
  meaning:
    'The call is signed, and the verifier answered 436: it could not get the certificate from the URL in `info`. The signature was not tried. Where all callers of one carrier fail, its web server is at fault; ' +
    'where the callers of all carriers do, it is the verifier.',
  cause: 'The URL is wrong or its server down, or the verifier may not or cannot reach it.',
  fix: [
    'Fetch the URL with `curl -v` on the machine that verifies, and from outside: 404, a timeout or a fault of TLS is the cause.',
    'The signer keeps each certificate at its public URL for as long as calls name it, and lets its servers write the new URL before the old file goes.',
    'On the verifier, open outgoing https and DNS, and keep fetched certificates in a cache.',
  ],
  rfc: ['8224 6.2.2', '8224 7.3'],
  explains: ['request-refused', 'retry-loop'],
  check(subject) {
    const verdict = stirVerdict(subject, 436);
    if (verdict === undefined) return undefined;
    const { response, request, severity } = verdict;
    const identities = request === undefined ? [] : identitiesOf(request);
    const urls = [...new Set(identities.map(({ info }) => (info === '' ? 'no info at all' : shown(info))))];
    const faults = [...new Set(identities.flatMap(faultsOf))];
    const took = request === undefined ? Number.NaN : response.time - request.time;
    const slow = took > 1_000 ? ` It took ${durationText(took)} to say so, as when a server does not answer.` : '';
    return {
      certainty: 'certain',
      severity,
      summary: `${capital(serverText(subject, response))} answered the ${response.method} with ${response.status < 300 ? 'a Reason of STIR 436' : statusText(response)}: it could not fetch the certificate${urls.length === 0 ? '' : ` from ${listText(urls, 'or')}`}.${slow}`,
      ...(faults.length === 0 ? {} : { cause: `What stands in Identity can explain it: ${listText(faults)}.` }),
      evidence: [
        ...(request === undefined ? [] : [seenIn(request, `info: ${urls.join(', ') || 'no Identity'}`)]),
        seenIn(response, 'the certificate could not be had'),
      ],
    };
  },
};

/** What is wrong with the URL to the eye. */
function faultsOf({ info, passport }: IdentityValue): string[] {
  if (info === '') return ['the parameter info, which names the certificate, is missing'];
  const url = /^([a-z][a-z0-9+.-]*):(?:\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?)?/i.exec(info);
  if (url === null) return [`"${shown(info)}" is no URL`];
  const [, scheme, host = '', port] = url;
  const faults: string[] = [];
  if (scheme.toLowerCase() !== 'https') faults.push(`the URL is of the scheme ${scheme}, and verifiers fetch by https`);
  if (isInside(host.replace(/^\[|\]$/g, '')))
    faults.push(`${host} is an address inside a private network, which no verifier outside reaches`);
  else if (host !== '' && !host.includes('.') && !host.includes(':'))
    faults.push(`${shown(host)} is no name of the public DNS`);
  if (port !== undefined && port !== '443' && port !== '8443')
    faults.push(`the port ${port} is one that many verifiers do not allow (SHAKEN knows 443 and 8443)`);
  if (passport !== undefined && passport.x5u !== '' && passport.x5u !== info)
    faults.push(`x5u in the token is another URL (${shown(passport.x5u)})`);
  return faults;
}
