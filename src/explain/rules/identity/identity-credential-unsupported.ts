/** 437: the certificate is there, and not one that the verifier takes (RFC 8224 6.2.2). */

import { serverText, statusText } from '../../case/challenge-text.ts';
import { identitiesOf } from '../../case/passport.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { shown } from '../../case/step.ts';
import { stirVerdict } from '../../case/stir-verdict.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const identityCredentialUnsupported: CaseRule = {
  id: 'identity-credential-unsupported',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The verifier does not take the certificate of the signature',
  severity: 'failure',
  meaning:
    'The call is signed, and the verifier answered 437: it has the certificate, and does not trust who issued it, cannot build the chain to a root, or does not do its algorithm. ' +
    'Whether the signature is right was not looked at.',
  cause:
    'The certificate is self-signed, for tests, of an authority that does not count in this country, published without the one between it and the root, or expired; or the list of the verifier is old.',
  fix: [
    'On the signing side, publish the certificate together with its intermediates, and use one of an authority that is approved where the call goes.',
    'Sign with ES256 (ECDSA P-256): it is the one algorithm that every verifier has to know.',
    'On the verifier, load the current list of approved authorities, and renew it by a timer; `openssl verify -CAfile LIST -untrusted CHAIN CERT` says what it misses.',
  ],
  rfc: ['8224 6.2.2', '8224 7.2'],
  explains: ['request-refused', 'retry-loop'],
  check(subject) {
    const verdict = stirVerdict(subject, 437);
    if (verdict === undefined) return undefined;
    const { response, request, severity } = verdict;
    const identities = request === undefined ? [] : identitiesOf(request);
    const urls = [...new Set(identities.map(({ info }) => shown(info)).filter((info) => info !== ''))];
    const algorithms = [
      ...new Set(identities.map(({ alg, passport }) => shown(alg || (passport?.alg ?? '') || 'ES256'))),
    ];
    const isOdd = algorithms.some((name) => name !== 'ES256');
    return {
      certainty: 'certain',
      severity,
      summary: `${capital(serverText(subject, response))} answered the ${response.method} with ${response.status < 300 ? 'a Reason of STIR 437' : statusText(response)}: it does not take the certificate${urls.length === 0 ? '' : ` of ${listText(urls, 'or')}`}.${reasonSentences(response)}`,
      ...(isOdd
        ? {
            cause: `The signature is made with ${listText(algorithms)}. Verifiers have to know ES256, and need not know any other (RFC 8225 4.2).`,
          }
        : {}),
      evidence: [
        ...(request === undefined
          ? []
          : [
              seenIn(
                request,
                `signed with ${algorithms.join(', ') || 'nothing'}${urls.length === 0 ? '' : `, certificate at ${urls.join(', ')}`}`,
              ),
            ]),
        seenIn(response, 'the certificate is not taken'),
      ],
    };
  },
};
