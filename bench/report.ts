/** The tables: medians, spread and ratios. */

import { type Contender, type ContenderName } from './contenders.ts';
import { type Machine } from './machine.ts';
import { type Sample } from './measure.ts';
import { type Phase, type Workload } from './workloads.ts';

export interface Results {
  readonly machine: Machine;
  readonly workloads: readonly Workload[];
  readonly contenders: readonly Contender[];
  readonly samples: readonly Sample[];
  readonly rounds: number;
  readonly ownNamespace: boolean;
  readonly command: string;
}

/** Ours over each of these. */
const rivals: readonly ContenderName[] = ['kamailio', 'kamailio-db', 'bare'];
/** Below this part of the rate that was asked for, the servers were not compared at the same rate. */
const rateHeld = 0.95;

export function markdownReport(results: Results): string {
  const { machine, rounds, ownNamespace } = results;
  const remarks = remarksOn(results);
  return [
    `- Machine: ${machine.description}. Load before the first round: ${machine.loadBefore.toFixed(2)}.`,
    `- Programs: ${machine.versions}.`,
    `- Command: \`${results.command}\`. ${rounds} starts of every server in every scenario, in turns; the server pinned to one core, sipp to another; ${ownNamespace ? 'loopback of a network namespace of their own' : 'LOOPBACK OF THE MACHINE, SHARED WITH OTHERS'}.`,
    '',
    'Time on the CPU per unit of work, in µs: the median of the starts, and the least and the most.',
    '',
    ...costTable(results),
    '',
    ...ratioTable(results),
    ...waysTable(results),
    'What was run:',
    '',
    ...loadTable(results),
    ...(remarks.length > 0 ? ['', 'Remarks:', '', ...remarks.map((remark) => `- ${remark}`)] : []),
    '',
  ].join('\n');
}

function phasesOf({ workloads }: Results): Phase[] {
  return workloads.flatMap(({ phases }) => phases);
}

function costTable(results: Results): string[] {
  const rows = phasesOf(results).map((phase) => [
    phase.title,
    ...results.contenders.map(({ name }) => {
      const costs = costsOf(results, [phase.key, name]).map(({ cpu }) => cpu);
      return costs.length === 0 ? '' : `${median(costs).toFixed(1)} (${spread(costs, 1)})`;
    }),
  ]);
  return table(['work', ...results.contenders.map(({ title }) => title)], rows);
}

function ratioTable(results: Results): string[] {
  const { contenders } = results;
  const present = rivals.flatMap((name) => contenders.filter((contender) => contender.name === name));
  if (present.length === 0 || !contenders.some(({ name }) => name === 'sipwright')) return [];
  const rows = phasesOf(results).map((phase) => [
    phase.title,
    ...present.map(({ name }) => ratio(results, [phase.key, 'sipwright'], [phase.key, name])),
  ]);
  const head = ['work', ...present.map(({ title }) => `Sipwright / ${title}`)];
  return ['Ratios: of the medians, and the least and the most within one round.', '', ...table(head, rows), ''];
}

/** What is the same for the phones, done in two ways by one server. */
function waysTable(results: Results): string[] {
  const { contenders } = results;
  const phases = phasesOf(results);
  const rows = phases.flatMap((phase) => {
    const other = phases.find(({ key }) => key === phase.insteadOf);
    if (other === undefined) return [];
    const ratios = contenders.map(({ name }) => ratio(results, [phase.key, name], [other.key, name]));
    return [[`${phase.title} / ${other.title}`, ...ratios]];
  });
  if (rows.length === 0) return [];
  const head = ['work', ...contenders.map(({ title }) => title)];
  return ['The same server in two ways, likewise:', '', ...table(head, rows), ''];
}

type Measured = readonly [phase: string, name: ContenderName];

/** Of the medians, and the least and the most within one round; '' where one of the two was not measured. */
function ratio(results: Results, ours: Measured, theirs: Measured): string {
  const [above, below] = [costsOf(results, ours), costsOf(results, theirs)];
  if (above.length === 0 || below.length === 0) return '';
  const perRound = above.flatMap(({ round, cpu }) => {
    const other = below.find((sample) => sample.round === round);
    return other === undefined ? [] : [cpu / other.cpu];
  });
  const cpu = (samples: readonly Sample[]) => median(samples.map((sample) => sample.cpu));
  return `${(cpu(above) / cpu(below)).toFixed(2)} (${spread(perRound, 2)})`;
}

function loadTable(results: Results): string[] {
  const rows = phasesOf(results).map(({ title, unit, warmUp, measured }) => [
    title,
    unit,
    `${measured.rate}/s`,
    `${warmUp.count}`,
    `${measured.count}`,
  ]);
  return table(['work', 'one unit', 'rate', 'warm-up', 'measured'], rows);
}

function remarksOn(results: Results): string[] {
  const remarks: string[] = [];
  for (const phase of phasesOf(results)) {
    for (const sample of results.samples) {
      if (sample.phase !== phase.key) continue;
      const where = `${phase.title}, ${sample.contender}, round ${sample.round}`;
      if (sample.retransmissions > 0) remarks.push(`${where}: sipp sent ${sample.retransmissions} messages again.`);
      // sipp's mean is over the whole run, to the end of the last unit.
      const { count, rate, lasts } = phase.measured;
      const asked = count / (count / rate + lasts);
      if (sample.rate < asked * rateHeld)
        remarks.push(`${where}: ${sample.rate.toFixed(0)}/s instead of ${asked.toFixed(0)}/s.`);
    }
  }
  return remarks;
}

function costsOf({ samples }: Results, [phase, name]: Measured): Sample[] {
  return samples.filter((sample) => sample.phase === phase && sample.contender === name);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)];
}
