/** The verdict on a case for a terminal: the root cause with its evidence, cause and fix; what else was found; the ladder. */
import { type CaseRow, type Finding, ladderOf, type Verdict } from '../explain/index.ts';
import { type Io, paint } from './io.ts';
import { ladderText, seconds } from './ladder-text.ts';
import { Page } from './page.ts';

const signs = { failure: '✗', warning: '!', note: '·' } as const;
const colours = { failure: 'red', warning: 'yellow', note: 'cyan' } as const;

/** What to say of one finding in full. @param beganAt ms since 1970, that times count from */
export function findingPage(page: Page, io: Io, finding: Finding, beganAt: number): void {
  const { severity, rule, certainty } = finding;
  page.title(`${signs[severity]} ${rule.title}`, ['bold', colours[severity]]);
  const [rfc] = rule.rfc;
  page.paragraph(
    paint(
      io,
      'dim',
      `${finding.id} · ${severity}, ${certainty} · ${rule.family} · RFC ${rfc.replace(' ', ', section ')}`,
    ),
    2,
  );
  page.blank().paragraph(finding.summary, 2);
  if (finding.evidence.length > 0) {
    page.blank().subheading('  Evidence');
    page.pairs(
      finding.evidence.map(({ frame, step, note }) => [
        frame === 0 ? '' : `frame ${frame}`,
        [
          step === undefined
            ? ''
            : `${[seconds(step.time - beganAt), step.title].filter((part) => part !== '').join('  ')}: `,
          note,
        ].join(''),
      ]),
    );
  }
  if (finding.comparison !== undefined) {
    const { left, right, rows } = finding.comparison;
    page.blank().columns(
      ['', left, right],
      rows.map(({ left: a, right: b, differs }) => [differs ? '≠' : '', a, b] as const),
    );
  }
  page.blank().subheading('  Cause').paragraph(finding.cause, 2);
  page.blank().subheading('  Fix').list(finding.fix, true);
}

/** A finding in two lines. */
export function findingLine(page: Page, io: Io, finding: Finding): void {
  const { severity, rule, becauseOf } = finding;
  const why = becauseOf === undefined ? '' : paint(io, 'dim', ` (follows from ${becauseOf})`);
  page.title(`${signs[severity]} ${rule.title}${why}`, colours[severity]);
  page.paragraph(finding.summary, 2);
}

/** The whole verdict on one case. */
export function verdictPage(io: Io, { case: subject, findings }: Verdict, heading: string): string {
  const page = new Page(io);
  const [root, ...others] = findings;
  page.title(heading).blank();
  if (root === undefined) page.paragraph('Nothing is wrong with it, as far as the capture shows.');
  else findingPage(page, io, root, subject.beganAt);
  if (others.length > 0) {
    page.heading('Also found');
    others.forEach((finding) => findingLine(page, io, finding));
  }
  if (subject.decisions.length > 0) {
    page.heading('What the server decided');
    page.pairs(
      subject.decisions.map(({ time, subject: about, text }) => [
        `${seconds(time - subject.beganAt)} ${about}`.trim(),
        text,
      ]),
    );
  }
  const ladder = ladderText(
    io,
    ladderOf(subject, findings),
    Math.max(page.width, Math.min(io.stdout.columns ?? 120, 180)),
  );
  return [page.toString(), '', paint(io, 'bold', 'LADDER'), ...ladder].join('\n');
}

/** `call from alice@example.com to bob@example.com: refused 486, 09:00:00 UTC, 4.2 s (Call-ID …)`. */
export function caseTitle(row: CaseRow): string {
  const { kind, from, to, outcome, beganAt, endedAt, callId } = row;
  const parties = [from === '' ? '' : `from ${from}`, to === '' || kind === 'registration' ? '' : `to ${to}`];
  const status = outcome.status === 0 ? '' : ` ${outcome.status}`;
  const when = Number.isNaN(beganAt) ? '' : `, ${clock(beganAt)}, ${seconds(endedAt - beganAt)}`;
  return `${[kind, ...parties].filter((part) => part !== '').join(' ')}: ${outcome.kind}${status}${when} (Call-ID ${callId === '' ? 'missing' : callId})`;
}

/** `2026-01-05 09:00:00 UTC`; of a text that tells no day, the time of day. */
function clock(time: number): string {
  const text = new Date(time).toISOString();
  return text.startsWith('1970-01-01') ? `${text.slice(11, 19)}` : `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}
