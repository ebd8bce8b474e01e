/** Mutated captures through the readers, the cases and the rules, to the JSON that `diagnose` prints. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { openCapture, PcapngWriter, HopTable } from '../../src/capture/index.ts';
import { Diagnosis, diagnosisJson } from '../../src/explain/index.ts';
import { corpus } from './corpus.ts';
import { mutate, Random } from './mutate.ts';

/** Of the larger captures a part, or the time is spent on what was not changed. */
const PART = 12_000;
const sizes = [7, 500, 65_536];
/** A text as programs print it. */
const log = corpus
  .slice(0, 12)
  .map((text, i) => `2026-01-05 09:00:0${i % 10}.123 10.0.0.${i}:5060 -> 10.0.1.${i}:5060\n${text}\n`)
  .join('\n');

/** The heads of the captures of the test data where it lies beside the checkout, and some of our own. */
function captures(): Uint8Array<ArrayBuffer>[] {
  const folder = new URL('../../../shared/testdata/traces/', import.meta.url);
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const real = names
    .filter((name) => !/\.(?:tsv|md)$/.test(name))
    .map((name) => Uint8Array.from(readFileSync(new URL(name, folder)).subarray(0, PART)));
  return [...real, written(corpus.slice(0, 12)), Uint8Array.from(Buffer.from(log, 'latin1'))];
}

/** A capture of these texts. */
function written(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const writer = new PcapngWriter();
  const hops = new HopTable();
  const messages = texts.map((text, i) => {
    const ends = [`192.0.2.${1 + (i % 3)}`, 5060, '198.51.100.1', 5060] as const;
    const hop =
      i % 2 === 0 ? hops.hop('UDP', ...ends) : hops.hop(i % 5 === 0 ? 'TCP' : 'UDP', ends[2], 5060, ends[0], 5060);
    return writer.message({ kind: 'message', time: 1_767_603_600_000 + 40 * i, frame: i + 1, hop, text, fragments: 1 });
  });
  return Uint8Array.from(Buffer.concat([writer.begin(), ...messages]));
}

/** Octets changed, lost, doubled, overwritten; the first four stay, which tell the format. */
function damaged(random: Random, original: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let edits = 1 + random.below(random.below(4) === 0 ? 60 : 6); edits > 0; edits--) {
    const at = 4 + random.below(Math.max(1, bytes.length - 4));
    const size = random.below(256);
    const kind = random.below(40);
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + size)));
    else if (kind === 2) bytes = joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - size)));
    else if (kind === 3) bytes.fill(size, at, at + 4);
    else bytes[at] = size;
  }
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/**
 * Runs cases from a seed until `goOn` says no; it is asked every 100 cases.
 * @returns how many there were
 * @throws the first failure, with the seed and the number of the case that made it
 */
export function fuzzCaptures(seed: number, goOn: (cases: number) => boolean): number {
  const random = new Random(seed);
  const files = captures();
  let cases = 0;
  while (cases % 100 !== 0 || goOn(cases)) {
    // A third are whole captures of messages that are changed themselves.
    const bytes =
      random.below(3) === 0
        ? written(Array.from({ length: 1 + random.below(6) }, () => mutate(random, random.pick(corpus), corpus)))
        : damaged(random, random.pick(files));
    try {
      diagnose(bytes, random.pick(sizes));
    } catch (cause) {
      throw new Error(`seed ${seed}, case ${cases}: ${Buffer.from(bytes).toString('base64')}`, { cause });
    }
    cases++;
  }
  return cases;
}

function diagnose(bytes: Uint8Array, size: number): void {
  const diagnosis = new Diagnosis();
  const reader = openCapture(diagnosis.sink);
  for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
  reader.end();
  diagnosis.end();
  const { frames, format } = reader;
  JSON.stringify(
    diagnosisJson(diagnosis, [{ name: 'fuzz', format, firstFrame: 1, frames, bytes: bytes.length }], { text: true }),
  );
}
