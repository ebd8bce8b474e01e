/** A message cannot be read as the RFC has it (RFC 3261 7, 25.1; RFC 4475). */

import { Failure } from '../../../message/index.ts';
import { parseSession } from '../../../sdp/index.ts';
import { type Case } from '../../case/case.ts';
import { type Consequence, consequenceOf } from '../../case/consequence.ts';
import { defectOf, MALFORMED } from '../../case/flaws.ts';
import { sdpIn } from '../../case/negotiation.ts';
import { refusalOf } from '../../case/refusal.ts';
import { type Step, shown } from '../../case/step.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';

/** Bounds that are ours, not the RFC's: they count where the peer refused the message for the same. */
const BOUNDS: Readonly<Record<string, number>> = {
  SIP_TOO_MANY_HEADERS: 513,
  SIP_HEADER_TOO_LONG: 400,
  SIP_BODY_TOO_LARGE: 413,
  SIP_MESSAGE_TOO_LARGE: 513,
  SIP_URI_TOO_LONG: 414,
};
/** Characters of the line at fault that are shown. */
const SHOWN = 60;

export const messageMalformed: CaseRule = {
  id: 'message-malformed',
  family: 'hostile',
  scope: 'case',
  title: 'A message is malformed',
  severity: 'failure',
  meaning:
    'Our parser, which reads as RFC 3261 says, finds a fault in a message: a start line, a header field or the SDP that breaks the grammar, or a field twice that may stand once. ' +
    'A server answers such a request with 400 Bad Request or drops it; a response of that kind is dropped without a word. Where the other side has coped with it all the same, this is a note.',
  cause:
    'The program that sent the message, or an element on the way that changes messages, writes something that SIP does not allow.',
  fix: [
    'Look at the place that the evidence names, in the message of that frame; `sipwright explain - < message.txt` shows what it lacks.',
    'See whether the message left its sender like that: capture there. If not, an element on the way (ALG, border controller, header manipulation) breaks it.',
    'Report it to the maker of the program with the message and the section of the RFC; an update often mends it.',
    'Values that people have typed are a common source: blanks or umlauts in a user name, a domain with a scheme in front, an address without brackets; a display name with a comma or another sign has to stand in double quotes.',
  ],
  rfc: ['3261 7', '3261 25.1', '3261 21.4.1', '8866 5'],
  explains: [
    'request-refused',
    'request-unanswered',
    'next-hop-silent',
    'digest-malformed',
    'no-common-codec',
    'server-error',
    'packet-loss',
    'rule-breach',
  ],
  check(subject) {
    let second: Found | undefined;
    for (const leg of subject.legs) {
      if ((leg.flaws & MALFORMED) === 0) continue;
      for (const step of leg.steps) {
        if ((step.flaws & MALFORMED) === 0 || step.copy || step.repeats !== undefined) continue;
        const found = told(subject, step);
        if (found === undefined) continue;
        if (found.severity === undefined) return found;
        second ??= found;
      }
    }
    return sdpFault(subject) ?? second;
  },
};

function told(subject: Case, step: Step): Found | undefined {
  const { message } = step;
  const defect = defectOf(message);
  if (defect === undefined || isCut(subject, defect.code)) return undefined;
  const consequence = consequenceOf(step, subject);
  const bound = BOUNDS[defect.code];
  if (bound !== undefined && consequence?.by.status !== bound) return undefined;
  const more = subject.legs
    .flatMap(({ steps }) => steps)
    .filter(
      (other) => other !== step && !other.copy && other.repeats === undefined && (other.flaws & MALFORMED) !== 0,
    ).length;
  const line = lineAt(message.text, defect.offset);
  const evidence: Evidence[] = [seenIn(step, `${defect.where}: ${defect.reason} (RFC ${defect.rfc})`)];
  if (consequence !== undefined) evidence.push(seenIn(consequence.by, endOf(consequence)));
  return {
    certainty: consequence?.kind === 'ignored' ? 'likely' : 'certain',
    severity: consequence === undefined ? 'note' : undefined,
    summary:
      `${capital(subject.who(step.hop.source))} sent ${nameOf(step)} that is malformed: ${defect.where}, ${defect.reason} (RFC ${defect.rfc})${line === '' ? '' : `, in "${line}"`}.` +
      (consequence === undefined
        ? ''
        : consequence.kind === 'refused'
          ? ` It was refused with ${consequence.by.title}.`
          : ' Nobody acted on it.') +
      (more === 0
        ? ''
        : ` ${countText(more, 'more message')} of this call ${more === 1 ? 'is' : 'are'} malformed too.`),
    evidence: evidence.sort((a, b) => a.frame - b.frame),
  };
}

/** The SDP of a request that was refused, where it cannot be read. */
function sdpFault(subject: Case): Found | undefined {
  const refusal = refusalOf(subject);
  if (refusal === undefined || ![400, 415, 488, 500, 606].includes(refusal.origin.status)) return undefined;
  const step = refusal.made.request ?? refusal.attempt.request!;
  const text = sdpIn(step.message);
  const parsed = text === undefined ? undefined : parseSession(text);
  if (text === undefined || !(parsed instanceof Failure)) return undefined;
  return {
    certainty: 'likely',
    summary: `${capital(subject.who(step.hop.source))} sent ${nameOf(step)} with an SDP that is malformed: ${parsed.reason}, in "${lineAt(text, parsed.offset)}" (RFC 8866 5). It was refused with ${refusal.origin.title}.`,
    evidence: [seenIn(step, `SDP: ${parsed.reason}`), seenIn(refusal.origin, 'refused')],
  };
}

/** The capture has only the beginning of some packets. */
function isCut({ surroundings }: Case, code: string): boolean {
  return code === 'SIP_HEADERS_OPEN' && surroundings.damage.some(({ reason }) => reason.includes('snapshot length'));
}

function endOf({ kind }: Consequence): string {
  return kind === 'refused' ? 'refused' : 'nobody acted on it';
}

/** `an INVITE`, `a 200 OK`. */
function nameOf(step: Step): string {
  const { title } = step;
  return `${/^[AEIOU8]/.test(title) ? 'an' : 'a'} ${shown(title)}`;
}

/** The line in which an offset lies, as far as it fits. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = shown(text.slice(start, end < 0 ? text.length : end));
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
