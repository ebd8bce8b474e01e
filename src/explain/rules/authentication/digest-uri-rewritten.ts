/** The Request-URI was changed after the credentials were made over it (RFC 7616 3.4.6, RFC 3261 22.4). */

import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import { placeText } from '../../case/address.ts';
import { uriMismatch } from '../../case/digest-uri.ts';
import { blamesPassword, gravityOf, refusedAnswers } from '../../case/refused-answer.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const digestUriRewritten: CaseRule = {
  id: 'digest-uri-rewritten',
  family: 'authentication',
  scope: 'case',
  title: 'The URI in the credentials is not that of the request',
  severity: 'failure',
  meaning:
    'The credentials name the Request-URI in `uri`, and their response is made over it. Here the request that the server checked has another Request-URI, and was refused. ' +
    'SIP does not oblige a server to compare the two, since proxies change the Request-URI on the way, but many servers do.',
  cause:
    'Something between client and server rewrites the Request-URI, or the client writes another URI into its credentials than into the request.',
  fix: [
    'Let the server that asks for credentials stand before the one that rewrites the Request-URI, or do the rewriting after the check.',
    'Switch off the SIP ALG of the router: it replaces addresses in the Request-URI, and cannot do so in the credentials.',
    'If the client itself writes two URIs, enter the same domain as server and as domain in it, without a port in one of them alone.',
  ],
  rfc: ['7616 3.4.6', '3261 22.4'],
  explains: ['wrong-password', 'request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      for (const refused of refusedAnswers(leg)) {
        const { round, answer, refusal } = refused;
        if (round.isAccepted || refused.isStale || blamesPassword(refusal)) continue;
        const mismatch = uriMismatch(subject, refused);
        if (mismatch === undefined) continue;
        const { signed, seen, checked, before } = mismatch;
        const isRewritten = before !== undefined;
        const rewriter = placeText(checked.hop.source);
        const where = isRewritten
          ? `It left with that Request-URI, and came to the server as ${seen}: ${rewriter} changed it.`
          : `The Request-URI of the request that carries them is ${seen}.`;
        return {
          certainty:
            refusal.status === 400 && isRewritten
              ? 'certain'
              : isRewritten || refusal.status === 400
                ? 'likely'
                : 'possible',
          severity: gravityOf(answer),
          summary: `${capital(clientText(subject, round.next!))} made its credentials for ${signed}. ${where} ${capital(serverText(subject, refusal))} refused them with ${statusText(refusal)}.`,
          ...(isRewritten
            ? {
                cause: `The host ${rewriter} rewrites the Request-URI between the client and the server that checks the credentials.`,
              }
            : {
                cause: `The client writes ${signed} into its credentials and ${seen} into the request, or something before this point of the capture rewrote one of them. If the server does not compare the two, the password is the next thing to look at.`,
              }),
          evidence: [
            ...(before === undefined || before === answer ? [] : [seenIn(answer, `uri="${signed}"`)]),
            seenIn(
              before ?? answer,
              before === undefined
                ? `uri="${signed}", Request-URI ${seen}`
                : `uri="${signed}" and the same Request-URI`,
            ),
            ...(checked === answer ? [] : [seenIn(checked, `the Request-URI is now ${seen}`)]),
            seenIn(refusal, 'refused'),
          ].sort((a, b) => (a.step?.number ?? 0) - (b.step?.number ?? 0)),
        };
      }
    }
    return undefined;
  },
};
