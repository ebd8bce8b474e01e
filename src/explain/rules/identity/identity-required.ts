/** 428: the call has to be signed, and carries no signature that can be used (RFC 8224 6.2.2). */

import { placeText } from '../../case/address.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { identitiesOf } from '../../case/passport.ts';
import { shown, type Step } from '../../case/step.ts';
import { signedBefore, stirVerdict } from '../../case/stir-verdict.ts';
import { capital, countText, listText } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const identityRequired: CaseRule = {
  id: 'identity-required',
  family: 'identity',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The call has to be signed, and is not',
  severity: 'failure',
  meaning:
    'The network behind answered 428: by its policy this call must carry an Identity header field (STIR/SHAKEN), and it has none, or only ones whose ppt the verifier does not know. ' +
    'No password and no other address helps. The network of the caller signs, hardly ever a phone.',
  cause: 'Nobody on the way signed the call, or somebody dropped the Identity that it had.',
  fix: [
    'Sign the call before it leaves your network, or send it over a trunk whose carrier signs. A carrier signs the numbers that it gave you or has checked: let the caller number be one of those, in E.164.',
    'Let border controllers and B2BUAs pass every Identity header field on, unchanged: they build a new INVITE and leave out what they do not know. In Asterisk a call that is bridged is signed anew by res_stir_shaken, or not at all.',
    'A call that passes a TDM line loses its Identity: route it over IP, or let the carrier behind it sign.',
  ],
  rfc: ['8224 6.2.2', '8224 6.2'],
  explains: ['request-refused', 'retry-loop'],
  check(subject) {
    const verdict = stirVerdict(subject, 428);
    if (verdict === undefined) return undefined;
    const { response, request, severity } = verdict;
    const types = request === undefined ? [] : identitiesOf(request).map(({ ppt }) => shown(ppt) || 'none');
    const carrier = request === undefined || types.length > 0 ? undefined : signedBefore(subject, request);
    const state =
      request === undefined
        ? 'The capture does not show the request.'
        : types.length > 0
          ? `The request carries ${countText(types.length, 'Identity header field')} of the type ${listText([...new Set(types)])}, which the verifier cannot use.`
          : carrier === undefined
            ? 'The request carries no Identity.'
            : `The request carries no Identity there, though it had one in frame ${carrier.frame}: ${placeText(request.hop.source)} sent it on without.`;
    return {
      certainty: 'certain',
      severity,
      summary: `${capital(serverText(subject, response))} ${severity === 'note' && response.status < 300 ? 'let the call through and noted that it has to be signed (Reason: STIR, 428)' : `refused the ${response.method} with ${statusText(response)}: it has to be signed`}. ${state}`,
      ...causeOf(types, request, carrier),
      evidence: [
        ...(carrier === undefined ? [] : [seenIn(carrier, 'here it still has an Identity')]),
        ...(request === undefined
          ? []
          : [seenIn(request, types.length === 0 ? 'no Identity' : `Identity of the type ${types.join(', ')}`)]),
        seenIn(response, 'a signature is demanded'),
      ],
    };
  },
};

function causeOf(
  types: readonly string[],
  request: Step | undefined,
  carrier: Step | undefined,
): { cause?: string; fix?: readonly string[] } {
  if (carrier !== undefined && request !== undefined) {
    const host = placeText(request.hop.source);
    return {
      cause: `${host} received or made the call with an Identity and sent it on without. The signature itself was not the matter.`,
      fix: [
        `On ${host}, let every Identity header field pass to the outgoing INVITE, byte for byte.`,
        'An Identity makes an INVITE some 600 bytes longer: use TCP or TLS from there on.',
      ],
    };
  }
  if (types.length > 0 && types.every((type) => type === 'div'))
    return {
      cause:
        'Only the token of the forwarding (ppt=div) is left. It says that the call was diverted, and refers to a first token, which is missing.',
      fix: [
        'Let whoever forwarded the call leave the Identity that it came with in place, and add the one of ppt=div beside it (RFC 8946).',
      ],
    };
  return {};
}
