/** The fault bench as a table: what was done to a call, what somebody would say of it, and what the diagnosis says. */

import { type Fault, type FaultSet } from '../../test/diagnosis/fault.ts';
import { healthy } from '../../test/diagnosis/healthy/index.ts';
import { heldOutFaults } from '../../test/diagnosis/held-out/index.ts';
import { knownFaults } from '../../test/diagnosis/known/index.ts';
import { sayOf } from '../../test/diagnosis/try-fault.ts';

/** Recordings at a time: most of them wait for a timer of somebody's. */
const AT_ONCE = 3;

export interface FaultReport {
  /** Markdown. */
  readonly text: string;
  readonly missed: number;
}

/** Makes all captures, with real programs and with the simulation, and diagnoses them. */
export async function faultReport(say: (text: string) => void): Promise<FaultReport> {
  const faults = [...knownFaults, ...heldOutFaults];
  const said = await each(faults, async (fault) => {
    const [first] = await sayOf(fault);
    say(`${first?.id === fault.expected ? 'found ' : 'MISSED'}  ${fault.maker.padEnd(10)}  ${fault.name}`);
    return first?.id ?? 'nothing';
  });
  const loud = await each(healthy, async (one) => {
    const above = (await sayOf(one)).filter(({ severity }) => severity !== 'note');
    say(`${above.length === 0 ? 'quiet ' : 'LOUD  '}  ${one.maker.padEnd(10)}  ${one.name}`);
    return above;
  });
  const isHit = (fault: Fault) => said.get(fault) === fault.expected;
  const wrong = healthy.filter((one) => (loud.get(one) ?? []).length > 0);
  const of = (set: FaultSet) => faults.filter((fault) => fault.set === set);
  const score = (all: readonly Fault[]) => `${all.filter(isHit).length} of ${all.length}`;
  const atFirst = of('held out').filter(({ firstSaid }) => firstSaid === undefined).length;
  const foreign = faults.filter(({ maker }) => maker !== 'simulation').length;
  const text = [
    '| faults | found as the root cause |',
    '|---|---|',
    `| made while the rules were written | ${score(of('known'))} |`,
    `| held out, at first sight | ${atFirst} of ${of('held out').length} |`,
    `| held out, after the rules were mended for those that were missed | ${score(of('held out'))} |`,
    '',
    `${foreign} of the ${faults.length} are made by sipp, baresip, linphone and Kamailio. ` +
      `Of ${healthy.length} healthy, untidy calls ${wrong.length === 0 ? 'none has' : `${wrong.length} have`} a finding above a note.`,
    '',
    ...(['known', 'held out'] as const).flatMap((set) => [
      set === 'known' ? '### Made while the rules were written' : '### Held out',
      '',
      '| made by | what was done | what is said of it | root cause | found |',
      '|---|---|---|---|---|',
      ...of(set).map((fault) => row(fault, said.get(fault) ?? '')),
      '',
    ]),
  ].join('\n');
  return { text, missed: faults.filter((fault) => !isHit(fault)).length + wrong.length };
}

function row({ maker, name, symptom, expected, firstSaid }: Fault, said: string): string {
  const found = said === expected ? (firstSaid === undefined ? 'yes' : `later; first ${firstSaid}`) : `no: ${said}`;
  return `| ${[maker, name, symptom, expected, found].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

async function each<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<Map<T, R>> {
  const results = new Map<T, R>();
  const rest = [...all];
  const worker = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) results.set(one, await work(one));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
