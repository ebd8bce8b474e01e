/** MUSTs of RFC 3261 that a message breaks, and that are easy to see (RFC 3261 8.1.1, 8.2.6.2, 12.1.1, 17.1.1.3). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { BREACH, breaches, defectOf } from '../../case/flaws.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { countText, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

const RECORD_ROUTE = headerId('Record-Route');
/** How many are told in one finding. */
const MAX_TOLD = 4;

/** One breach, in one message. */
interface SeenBreach {
  readonly step: Step;
  /** The rest of the sentence that begins with the message. */
  readonly text: string;
  readonly rfc: string;
  readonly isHarmless: boolean;
}

export const ruleBreach: CaseRule = {
  id: 'rule-breach',
  family: 'hostile',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'A message breaks a MUST of RFC 3261',
  severity: 'warning',
  meaning:
    'A message can be read, and lacks something that RFC 3261 asks of every message of its kind: a mandatory header field, the tag in To of a final response, the Contact of an INVITE or of its 200 OK, the challenge of a 401, a branch that begins with z9hG4bK, ' +
    'the branch of the INVITE in the ACK for a refusal, and the like. Each is told with its section. Where nearly everybody copes with it, it is a note; else somebody will stumble over it, if not here.',
  cause:
    'The program that sent the message is older than RFC 3261, or does not follow it; or an element on the way has taken something out.',
  fix: [
    'See in the evidence who sent the message. Look for an update of that program, or report it to its maker with the frame and the section.',
    'If the message left its sender as it should be, look at the elements on the way: border controllers that remove or rewrite header fields.',
  ],
  rfc: ['3261 8.1.1', '3261 8.2.6.2', '3261 12.1.1', '3261 17.1.1.3', '3261 22.2'],
  check(subject) {
    const found: SeenBreach[] = [];
    for (const leg of subject.legs) {
      if ((leg.flaws & BREACH) !== 0) found.push(...breachesOf(leg));
      for (const transaction of leg.transactions) {
        if (transaction.method === 'ACK') found.push(...wrongAck(leg, transaction));
        else if (transaction.method === 'INVITE' && transaction.children.length === 0)
          found.push(...lostRoute(transaction));
      }
    }
    return found.length === 0 ? undefined : told(subject, found);
  },
};

/** The breaches of the messages by themselves, each kind once. */
function breachesOf({ steps, flaws }: Conversation): SeenBreach[] {
  const found: SeenBreach[] = [];
  for (const { bit, text, rfc, isHarmless } of breaches) {
    if ((flaws & bit) === 0) continue;
    const step = steps.find((one) => (one.flaws & bit) !== 0 && !one.copy);
    if (step === undefined) continue;
    const defect = defectOf(step.message);
    const missing = defect?.code === 'SIP_MISSING' && rfc === defect.rfc ? `has no ${defect.where}` : text;
    found.push({ step, text: missing, rfc, isHarmless });
  }
  return found;
}

/** 17.1.1.3: the ACK for a refusal belongs to the transaction of the INVITE, and has its branch. */
function wrongAck({ transactions }: Conversation, { requests, sequence, hop }: SeenTransaction): SeenBreach[] {
  const [ack] = requests;
  if (ack === undefined) return [];
  const invite = transactions.find(
    (one) =>
      one.method === 'INVITE' &&
      one.sequence === sequence &&
      one.status >= 300 &&
      one.acks.length === 0 &&
      one.client.address === hop.source.address &&
      one.server.address === hop.destination.address &&
      one.final!.toTag === ack.toTag &&
      one.request?.fromTag === ack.fromTag,
  );
  if (invite?.request === undefined || invite.branch === ack.branch) return [];
  return [
    {
      step: ack,
      text: `acknowledges ${invite.status} with another branch than that of the INVITE, so the server cannot match it`,
      rfc: '3261 17.1.1.3',
      isHarmless: false,
    },
  ];
}

/** 12.1.1: whoever accepts an INVITE copies its Record-Route into the response. */
function lostRoute({ request, final, status }: SeenTransaction): SeenBreach[] {
  if (request === undefined || final === undefined || status >= 300 || request.toTag !== '') return [];
  // A look at the text costs less than to index the message anew, for each call.
  if (!request.seen.text.includes('\nRecord-Route:') || final.message.has(RECORD_ROUTE)) return [];
  return [
    {
      step: final,
      text: 'does not carry the Record-Route of the INVITE, so the later requests of the call go past the proxy',
      rfc: '3261 12.1.1',
      isHarmless: false,
    },
  ];
}

function told(subject: Case, all: readonly SeenBreach[]): Found {
  const inOrder = [...all].sort((a, b) => Number(a.isHarmless) - Number(b.isHarmless) || a.step.number - b.step.number);
  const byStep = new Map<Step, SeenBreach[]>();
  for (const one of inOrder.slice(0, MAX_TOLD)) byStep.set(one.step, [...(byStep.get(one.step) ?? []), one]);
  const sentences = Array.from(byStep, ([step, found]) => {
    const each = found.map(({ text, rfc }) => `${text} (RFC ${rfc})`);
    return `The ${step.title} of ${subject.whoShort(step.hop.source)} (frame ${step.frame}) ${listText(each)}.`;
  });
  const rest = all.length - MAX_TOLD;
  if (rest > 0)
    sentences.push(
      `${countText(rest, 'more MUST', 'more MUSTs')} of the RFC ${rest === 1 ? 'is' : 'are'} broken in the same call.`,
    );
  return {
    certainty: 'certain',
    severity: inOrder[0].isHarmless ? 'note' : undefined,
    summary: sentences.join(' '),
    evidence: Array.from(byStep, ([step, found]) =>
      seenIn(step, found.map(({ text, rfc }) => `${text.split(',')[0]} (RFC ${rfc})`).join('; ')),
    ).sort((a, b) => a.frame - b.frame),
  };
}
