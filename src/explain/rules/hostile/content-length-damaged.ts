/** Content-Length does not fit the body: something on the way changed the body and did not count again (RFC 3261 18.3, 20.14). */

import { type BodyLength, changeBehind, misfitOf } from '../../case/body-length.ts';
import { type Case } from '../../case/case.ts';
import { type Consequence, consequenceOf } from '../../case/consequence.ts';
import { MISFIT } from '../../case/flaws.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

export const contentLengthDamaged: CaseRule = {
  id: 'content-length-damaged',
  family: 'hostile',
  scope: 'case',
  title: 'Content-Length does not fit the body',
  severity: 'failure',
  meaning:
    'A message announces another number of bytes than its body has. Over UDP a receiver cuts off what is too much, and with it the end of the SDP; where bytes are missing it has to refuse the message. ' +
    'Over TCP the next message is cut in the wrong place. Mostly a NAT with an application-layer gateway has put its own address into the SDP, which is longer or shorter than the one that stood there, and left Content-Length as it was.',
  cause:
    'Something between sender and receiver changed the body and not the Content-Length: a "SIP ALG" in a router or firewall, or a header manipulation in a border controller; or the sender counts wrongly.',
  fix: [
    'Switch off "SIP ALG", "SIP helper" or "SIP inspection" in the router or firewall in front of the phone (`nf_conntrack_sip` and `nf_nat_sip` with Linux, `no fixup protocol sip` or `no inspect sip` with Cisco).',
    'Capture on both sides of each element on the way: the one between which the body changes is the one at fault.',
    'Where it cannot be switched off, use TLS, which such a gateway cannot look into.',
  ],
  rfc: ['3261 20.14', '3261 18.3', '4787 7'],
  explains: [
    'message-malformed',
    'request-refused',
    'request-unanswered',
    'no-common-codec',
    'answer-missing',
    'ack-lost',
    'packet-loss',
    'next-hop-silent',
  ],
  check(subject) {
    let second: Found | undefined;
    for (const leg of subject.legs) {
      if ((leg.flaws & MISFIT) === 0) continue;
      for (const step of leg.steps) {
        if ((step.flaws & MISFIT) === 0 || step.copy || step.repeats !== undefined) continue;
        const length = misfitOf(step, subject.surroundings);
        if (length === undefined) continue;
        const found = told(subject, step, length);
        // One that had a consequence tells more than the first.
        if (found.severity === undefined) return found;
        second ??= found;
      }
    }
    return second;
  },
};

function told(subject: Case, step: Step, length: BodyLength): Found {
  const { announced, came } = length;
  const change = changeBehind(step, length);
  const twin = twinOf(subject, step, announced);
  const consequence = consequenceOf(step, subject);
  const differs =
    came < announced
      ? `${announced - came} bytes are missing`
      : `${came - announced} bytes are too many, and whoever reads by the RFC cuts them off`;
  const sentences = [
    `${capital(subject.who(step.hop.source))} sent ${step.title} with Content-Length ${announced} and a body of ${came} bytes: ${differs}.`,
  ];
  const evidence: Evidence[] = [seenIn(step, `Content-Length ${announced}, body of ${came} bytes`)];
  if (twin !== undefined) {
    sentences.push(`On another way (frame ${twin.frame}) the same message still fits: it was changed in between.`);
    evidence.push(seenIn(twin, 'the same message, where it still fits'));
  } else if (change !== undefined)
    sentences.push(
      `${change.outer} in place of ${change.inner}, ${change.places === 1 ? 'once' : `${change.places} times`}, makes just that difference.`,
    );
  if (consequence !== undefined) {
    sentences.push(outcomeOf(consequence));
    evidence.push(seenIn(consequence.by, consequence.kind === 'refused' ? 'refused' : 'nobody acted on it'));
  }
  const hasTime = !Number.isNaN(step.time);
  return {
    certainty: twin !== undefined || hasTime ? 'certain' : 'likely',
    // What somebody has pasted may have lost line ends on its way here.
    severity: consequence !== undefined ? undefined : hasTime || twin !== undefined ? 'warning' : 'note',
    summary: sentences.join(' '),
    cause:
      change === undefined
        ? undefined
        : `A NAT with an application-layer gateway put ${change.outer} in place of ${change.inner} in the body, and did not change Content-Length.`,
    evidence: evidence.sort((a, b) => a.frame - b.frame),
  };
}

/** The same message on another way, with the same Content-Length, and a body that fits it. */
function twinOf({ legs }: Case, step: Step, announced: number): Step | undefined {
  return legs
    .flatMap(({ steps }) => steps)
    .find(
      (other) =>
        other.hop !== step.hop &&
        other.branch === step.branch &&
        other.branch !== '' &&
        other.method === step.method &&
        other.status === step.status &&
        other.sequence === step.sequence &&
        (other.flaws & MISFIT) === 0 &&
        other.body.length === announced,
    );
}

function outcomeOf({ kind, by }: Consequence): string {
  return kind === 'refused' ? `It was refused with ${by.title}.` : 'Nobody acted on it.';
}
