/** `sipwright diagnose`: why calls failed, from captures, logs and pasted messages. */
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { CaptureSet } from '../capture/index.ts';
import {
  type CaptureFinding,
  type CaseRow,
  Diagnosis,
  diagnosisJson,
  type ReadInput,
  verdictJson,
} from '../explain/index.ts';
import { printCaseRows } from './case-rows.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { type LiveFilter } from './live-diagnosis.ts';
import { Page } from './page.ts';
import { readCapture, sizeOf } from './read-capture.ts';
import { caseTitle, findingLine, findingPage, verdictPage } from './verdict-page.ts';

export interface DiagnoseOptions extends LiveFilter {
  /** `hep:9060`: takes what other servers send, until it is interrupted. */
  readonly listen?: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly call?: string;
  readonly list?: boolean;
}

/** Different causes that are told in full; of the others a line each. */
const TOLD = 3;

/** @param files names; `-`, or none at all, is standard input */
export async function runDiagnose(io: Io, files: readonly string[], options: DiagnoseOptions): Promise<ExitCode> {
  if (options.listen !== undefined) {
    const { listenForHep } = await import('./listen-hep.ts');
    await listenForHep(io, options.listen, options);
    return EXIT.done;
  }
  if (files.length === 0 && io.stdin.isTTY === true)
    throw new CommandError(EXIT.usage, 'name a capture or a log, or paste a message into standard input');
  // What is held is bounded; by itself V8 lets four times as much garbage pile up before it clears the old generation.
  setFlagsFromString('--heap-growing-percent=50');
  const diagnosis = new Diagnosis({ callId: options.call });
  const inputs = await readAll(io, files.length === 0 ? ['-'] : files, diagnosis);
  diagnosis.end();
  if (options.html !== undefined) {
    const { diagnosisPage } = await import('../site/index.ts');
    await writeFile(options.html, diagnosisPage(diagnosisJson(diagnosis, inputs, { text: true })));
    say(io, `wrote ${options.html}`);
  }
  if (options.list) {
    await printCaseRows(io, diagnosis.rows, options.json);
    if (diagnosis.rowsOmitted > 0) say(io, `and ${diagnosis.rowsOmitted} more`);
  } else if (options.call !== undefined) return printCall(io, diagnosis, options.call, options);
  else if (options.json) await writeLine(io, JSON.stringify(diagnosisJson(diagnosis, inputs), undefined, 2));
  else if (options.html === undefined) await writeLine(io, diagnosisText(io, diagnosis, inputs));
  return diagnosis.severity === 'failure' ? EXIT.refused : EXIT.done;
}

async function readAll(io: Io, files: readonly string[], diagnosis: Diagnosis): Promise<ReadInput[]> {
  const sizes = await Promise.all(files.filter((file) => file !== '-').map((file) => sizeOf(file)));
  const octets = sizes.reduce((sum, size) => sum + size, 0);
  const set = new CaptureSet(diagnosis.sink, files.length, octets);
  if (files.length > 1 && !set.isMerged)
    say(
      io,
      'The files are too large to be merged by time, and follow one another: use mergecap if they show the same calls.',
    );
  const inputs: ReadInput[] = [];
  for (const file of files) {
    const input = await readCapture(io, file, set.begin(), () => diagnosis.surroundings.messages);
    inputs.push({ ...input, firstFrame: set.end(input.frames) });
  }
  set.release();
  return inputs;
}

async function printCall(io: Io, diagnosis: Diagnosis, callId: string, { json }: DiagnoseOptions): Promise<ExitCode> {
  const verdict = diagnosis.verdictOf(callId);
  if (verdict === undefined)
    throw new CommandError(EXIT.failed, `no Call-ID begins with ${callId}; --list names them all`);
  const row = diagnosis.rows.find((one) => one.callId === verdict.case.main.callId)!;
  await writeLine(
    io,
    json
      ? JSON.stringify(verdictJson(verdict, { text: true }), undefined, 2)
      : verdictPage(io, verdict, caseTitle(row)),
  );
  return verdict.findings.some(({ severity }) => severity === 'failure') ? EXIT.refused : EXIT.done;
}

/** The verdict on a whole capture. */
export function diagnosisText(io: Io, diagnosis: Diagnosis, inputs: readonly ReadInput[]): string {
  const { findings, rows, surroundings } = diagnosis;
  const page = new Page(io);
  page.title(inputs.map(inputText).join(', '));
  page.paragraph(countsText(diagnosis));
  for (const { frame, reason } of surroundings.damage.slice(0, 5))
    page.paragraph(frame === 0 ? `Could not be read: ${reason}` : `Could not be read, frame ${frame}: ${reason}`);
  if (surroundings.damage.length > 5)
    page.paragraph(`and ${surroundings.damage.length - 5 + surroundings.damageOmitted} more such places`);
  if (rows.length === 0 && findings.length === 0)
    return page.blank().paragraph('There is no SIP in it, so there is nothing to judge.').toString();
  // What follows from something about the whole capture, as what a scanner met with, is told in a line.
  const ofCapture = new Set(findings.filter(({ verdict }) => verdict === undefined).map(({ finding }) => finding.id));
  const told = findings.filter(
    ({ finding, roots }) => finding.severity !== 'note' && roots > 0 && !ofCapture.has(finding.becauseOf ?? ''),
  );
  if (diagnosis.severity !== 'failure')
    page
      .blank()
      .title(told.length === 0 ? 'No failure found.' : 'Nothing failed; this is not as it should be:', 'green');
  const parts = [page.toString()];
  told.slice(0, TOLD).forEach((one) => parts.push(toldText(io, diagnosis, one)));
  const rest = new Page(io);
  const others = findings.filter((one) => !told.slice(0, TOLD).includes(one) && !isTold(one, told.slice(0, TOLD)));
  if (others.length > 0) {
    rest.heading('Also found');
    others.forEach(({ finding }) => findingLine(rest, io, finding));
    parts.push(rest.toString().trimStart());
  }
  return parts.join('\n\n');
}

function inputText({ name, format, firstFrame }: ReadInput): string {
  return `${name} (${format}${firstFrame === 1 ? '' : `, frames from ${firstFrame} on`})`;
}

/** Whether it stands in the verdict on a case that is told in full. */
function isTold({ finding }: CaptureFinding, told: readonly CaptureFinding[]): boolean {
  return told.some(({ verdict }) => verdict?.findings.some(({ id }) => id === finding.id) === true);
}

function toldText(io: Io, diagnosis: Diagnosis, { finding, verdict, cases, roots, callId }: CaptureFinding): string {
  if (verdict === undefined) {
    const page = new Page(io);
    findingPage(page, io, finding, diagnosis.surroundings.firstTime);
    return page.toString();
  }
  const row = diagnosis.rows.find((one) => one.callId === callId);
  const more =
    Math.max(roots, 1) > 1
      ? `${roots} cases have this cause; this is one of them.`
      : cases > 1
        ? `${cases} cases show it.`
        : '';
  const text = verdictPage(io, verdict, row === undefined ? callId : caseTitle(row));
  return more === '' ? text : `${text}\n\n${more}`;
}

function countsText({ rows, rowsOmitted, surroundings }: Diagnosis): string {
  const kinds = new Map<CaseRow['kind'], number>();
  for (const { kind } of rows) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const parts = [...kinds].map(([kind, count]) => `${count} ${plural(kind, count)}`);
  if (rowsOmitted > 0) parts.push(`${rowsOmitted} more`);
  const failed = rows.filter(({ severity }) => severity === 'failure').length;
  return `${surroundings.messages} SIP ${plural('message', surroundings.messages)}: ${parts.join(', ') || 'nothing'}${failed === 0 ? '' : `; ${failed} failed`}.`;
}

function plural(word: string, count: number): string {
  return count === 1 || word === 'options' || word === 'other' ? word : `${word}s`;
}
