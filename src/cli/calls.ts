/** `sipwright calls` and `sipwright why`: the latest calls and registrations of the running server, and the verdict on one. */
import { type CaseRow, type Diagnosis, verdictJson, type Verdict } from '../explain/index.ts';
import { printCaseRows } from './case-rows.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { diagnoseServer } from './server-records.ts';
import { caseTitle, verdictPage } from './verdict-page.ts';

export interface CallsOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly failed?: boolean;
  readonly limit: number;
}

export async function runCalls(io: Io, { config, json, failed, limit }: CallsOptions): Promise<void> {
  const diagnosis = await diagnoseServer(io, config);
  const rows = failed === true ? diagnosis.rows.filter(({ severity }) => severity === 'failure') : diagnosis.rows;
  await printCaseRows(io, rows.slice(-limit), json);
  if (rows.length > limit) say(io, `and ${rows.length - limit} before; --limit prints more`);
}

export interface WhyOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** @param what a Call-ID or its beginning, or user@domain: then the latest that failed, or else the latest */
export async function runWhy(io: Io, what: string, { config, json }: WhyOptions): Promise<ExitCode> {
  const diagnosis = await diagnoseServer(io, config);
  const verdict = diagnosis.verdictOf(what) ?? latestOf(diagnosis, what);
  if (verdict === undefined)
    throw new CommandError(
      EXIT.failed,
      `the server's trace knows nothing of ${what}; "sipwright calls" lists what it has`,
    );
  const row = diagnosis.rows.find(({ callId }) => callId === verdict.case.main.callId);
  if (json) await writeLine(io, JSON.stringify(verdictJson(verdict, { text: true }), undefined, 2));
  else await writeLine(io, verdictPage(io, verdict, row === undefined ? what : caseTitle(row)));
  return verdict.findings.some(({ severity }) => severity === 'failure') ? EXIT.refused : EXIT.done;
}

/** What concerns a user: a registration of his, or a call from or to him. */
function latestOf(diagnosis: Diagnosis, address: string): Verdict | undefined {
  const user = address.replace(/^sips?:/, '').toLowerCase();
  const matches = ({ from, to }: CaseRow) =>
    [from, to].some((one) => one.toLowerCase() === user || one.toLowerCase().startsWith(`${user}@`));
  const rows = diagnosis.rows.filter(matches);
  const row = rows.findLast(({ severity }) => severity === 'failure') ?? rows.at(-1);
  return row === undefined ? undefined : diagnosis.verdictOf(row.callId);
}
