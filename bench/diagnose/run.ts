/** `npm run bench -- diagnose`: how fast captures are read beside tshark and sngrep, and how many faults are found. */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError } from '../command-line.ts';
import { describeMachine } from '../machine.ts';
import { faultReport } from './faults.ts';
import { speedTable } from './speed.ts';

const usage = `npm run bench -- diagnose [options]

  --messages N        SIP messages in the capture (default 1000000)
  --rounds N          runs of each program, in turns (default 3)
  --only A,B          speed, faults (default both)
  --markdown FILE     write the tables there, each between its marks (<!-- speed --> and <!-- /speed -->, and so on)
`;

const parts = ['speed', 'faults'] as const;

/** @returns the exit code: 1 where a fault was not found */
export async function benchDiagnose(args: string[]): Promise<number> {
  const options = read(args);
  if (options === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  const { messages, rounds, only, markdown } = options;
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const page = markdown === undefined ? undefined : new MarkedPage(markdown);
  const publish = (part: (typeof parts)[number], text: string) => {
    process.stdout.write(`\n${text}\n`);
    page?.put(part, text);
  };
  if (only.includes('speed')) {
    const { description, versions } = describeMachine([]);
    const table = await speedTable({ messages, rounds, say });
    publish('speed', `- Machine: ${description}. ${versions}.\n- ${table}`);
  }
  let missed = 0;
  if (only.includes('faults')) {
    const report = await faultReport(say);
    missed = report.missed;
    publish('faults', report.text);
  }
  return missed === 0 ? 0 : 1;
}

/** A page whose tables stand between marks, and are put in anew. */
class MarkedPage {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws UsageError where the page lacks the marks */
  put(part: string, text: string): void {
    const page = readFileSync(this.#file, 'utf8');
    const [begin, end] = [`<!-- ${part} -->\n`, `<!-- /${part} -->`];
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) throw new UsageError(`${this.#file} has no ${begin.trim()} and ${end}`);
    writeFileSync(this.#file, `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`);
  }
}

function read(args: string[]) {
  const values = parse(args);
  if (values.help === true) return undefined;
  const only = parts.filter((part) => values.only === undefined || values.only.split(',').includes(part));
  if (only.length === 0) throw new UsageError(`--only ${values.only ?? ''}: there are ${parts.join(' and ')}`);
  return {
    messages: count('--messages', values.messages ?? '1000000'),
    rounds: count('--rounds', values.rounds ?? '3'),
    only,
    markdown: values.markdown,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        messages: { type: 'string' },
        rounds: { type: 'string' },
        only: { type: 'string' },
        markdown: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function count(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} ${text}: write a whole number above 0`);
  return Number(text);
}
