/** 423: a registration, subscription or publication was to live shorter than the server allows (RFC 3261 10.2.8, 21.4.17). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { contactsIn } from '../../case/registration-book.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

const EXPIRES = headerId('Expires');
const MIN_EXPIRES = headerId('Min-Expires');

export const intervalTooBrief: CaseRule = {
  id: 'interval-too-brief',
  family: 'registration',
  scope: 'case',
  title: 'The server wants a longer interval',
  severity: 'failure',
  meaning:
    'The server answered 423 Interval Too Brief: whoever registers (or subscribes, or publishes) asked for fewer seconds than the server allows, since each refresh costs it something. ' +
    'Min-Expires in the answer says how many it wants. A client that asks again with that many is through; where it does so, this is only a note.',
  cause:
    'The interval that is set in the client is shorter than the minimum of the server, and the client does not raise it by itself to what Min-Expires says.',
  fix: [
    'In the phone, set the registration interval (often called "Expires", "Register Expiry" or "Re-registration interval") to at least what Min-Expires says; 3600 s suits nearly every server.',
    'If the interval is short only to keep a NAT open, use keep-alives instead, which cost the server nothing (RFC 5626 3.5).',
    'Or lower the minimum on the server: `registrar.minExpires` in sipwright.yaml, `min_expires` of the registrar module of Kamailio, `minimum_expiration` of the AOR in Asterisk.',
  ],
  rfc: ['3261 10.2.8', '3261 21.4.17', '3261 10.3'],
  explains: ['request-refused', 'retry-loop', 'rule-breach'],
  check(subject) {
    for (const leg of subject.legs) {
      if (!leg.hasStatus(423)) continue;
      const { roots } = leg;
      const refused = roots.filter(({ status, request }) => status === 423 && request !== undefined);
      const [first] = refused;
      if (first === undefined) continue;
      return told(subject, refused, roots.slice(roots.indexOf(first) + 1));
    }
    return undefined;
  },
};

function told(subject: Case, refused: readonly SeenTransaction[], later: readonly SeenTransaction[]) {
  const [{ method, server, client }] = refused;
  const request = refused[0].request!;
  const response = subject.originOf(refused[0].final!);
  const wanted = secondsIn(response, MIN_EXPIRES);
  const asked = askedSeconds(request);
  const retry = later.find(
    (one) => one.method === method && one.client.address === client.address && one.status !== 423,
  );
  const accepted = later.find((one) => one.method === method && one.status >= 200 && one.status < 300);
  const again = refused[1]?.request;
  const seconds = asked === undefined ? 'an interval' : `${asked} s`;
  const minimum = wanted === undefined ? 'does not say in Min-Expires how long would do' : `wants at least ${wanted} s`;
  const summary = `${capital(subject.who(client))} asked for ${seconds}, and ${subject.who(response.hop.source)} answered 423: it ${minimum}.`;
  const evidence = [
    seenIn(request, asked === undefined ? `the ${method}` : `asks for ${asked} s`),
    seenIn(response, wanted === undefined ? 'refused, without Min-Expires' : `refused: Min-Expires is ${wanted}`),
  ];
  if (accepted?.request !== undefined) {
    const then = askedSeconds(accepted.request);
    return {
      certainty: 'certain' as const,
      severity: 'note' as const,
      summary: `${summary} It asked again${then === undefined ? '' : ` for ${then} s`}, and was accepted.`,
      cause:
        'The interval that is set in the client is shorter than the minimum of the server; the client raised it by itself.',
      fix: ['Nothing has to be mended. To save a round trip, set the interval in the client to what Min-Expires says.'],
      evidence: [...evidence, seenIn(accepted.request, 'asks again, for long enough')],
    };
  }
  if (again !== undefined) evidence.push(seenIn(again, `asks again${timesOf(again)}, and is refused again`));
  const end =
    again !== undefined
      ? ` It was refused so ${refused.length} times: the client does not heed Min-Expires.`
      : retry === undefined
        ? ' The client did not ask again.'
        : '';
  return {
    certainty: 'certain' as const,
    summary: summary + end,
    cause:
      wanted === undefined
        ? `The server at ${server.address || 'the other end'} refuses the interval and does not say which one it would take, although Min-Expires has to stand in a 423 (RFC 3261 10.3).`
        : undefined,
    evidence,
  };
}

function timesOf(request: Step): string {
  const asked = askedSeconds(request);
  return asked === undefined ? '' : ` for ${asked} s`;
}

/** The shortest time that a request asks for, s. */
function askedSeconds(request: Step): number | undefined {
  const contacts = request.method === 'REGISTER' ? contactsIn(request) : [];
  const times = contacts.map(({ expires }) => expires).filter((one) => one !== undefined && one > 0);
  return times.length > 0 ? Math.min(...(times as number[])) : secondsIn(request, EXPIRES);
}

function secondsIn({ message }: Step, id: number): number | undefined {
  const value = message.parse(id);
  return typeof value === 'number' ? value : undefined;
}
