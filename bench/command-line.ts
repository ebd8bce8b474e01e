/** The options of `npm run bench`. */

import { parseArgs } from 'node:util';
import { type ContenderName, contenderNames } from './contenders.ts';
import { type WorkloadName, workloadNames } from './workloads.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly only: readonly WorkloadName[];
  readonly servers: readonly ContenderName[];
  /** Accounts that register in the REGISTER scenario. */
  readonly accounts: number;
  /** By what counts and warm-ups are divided. */
  readonly shorten: number;
  readonly markdown: string | undefined;
  readonly json: string | undefined;
  /** Where Sipwright's CPU profiles go. */
  readonly profile: string | undefined;
  readonly namespace: boolean;
  readonly keep: boolean;
}

export class UsageError extends Error {}

export const usage = `npm run bench -- [options]
npm run bench -- diagnose [options]     captures: speed, and faults that are found; --help tells more

  --rounds N          starts of every server in every scenario (default 5; with --quick 2)
  --only A,B          scenarios: ${workloadNames.join(', ')}
  --servers A,B       ${contenderNames.join(', ')}
  --accounts N        accounts that register (default 10000)
  --quick             a tenth of the work, two rounds: to see that it runs, not for figures
  --markdown FILE     write the tables there as Markdown, between <!-- servers --> and <!-- /servers --> if it has them
  --json FILE         write every sample there
  --profile FOLDER    write CPU profiles of Sipwright there, and print what it spent its time on
  --no-namespace      stay in the network namespace of the machine
  --keep              keep the temporary folder with configurations and logs
`;

/** @throws UsageError */
export function readCommandLine(args: string[]): BenchOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const quick = values.quick === true;
  return {
    rounds: wholeNumber('--rounds', values.rounds ?? (quick ? '2' : '5')),
    only: chosen('--only', values.only, workloadNames),
    servers: chosen('--servers', values.servers, contenderNames),
    accounts: wholeNumber('--accounts', values.accounts ?? '10000'),
    shorten: quick ? 10 : 1,
    markdown: values.markdown,
    json: values.json,
    profile: values.profile,
    namespace: values['no-namespace'] !== true,
    keep: values.keep === true,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        rounds: { type: 'string' },
        only: { type: 'string' },
        servers: { type: 'string' },
        accounts: { type: 'string' },
        quick: { type: 'boolean' },
        markdown: { type: 'string' },
        json: { type: 'string' },
        profile: { type: 'string' },
        'no-namespace': { type: 'boolean' },
        keep: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} ${text}: write a whole number above 0`);
  return Number(text);
}

/** In the order in which they are run, whatever the order in which they are written. */
function chosen<T extends string>(option: string, text: string | undefined, all: readonly T[]): readonly T[] {
  if (text === undefined) return all;
  const words = text.split(',');
  const unknown = words.find((word) => !(all as readonly string[]).includes(word));
  if (unknown !== undefined) throw new UsageError(`${option} ${unknown}: choose from ${all.join(', ')}`);
  return all.filter((name) => words.includes(name));
}
