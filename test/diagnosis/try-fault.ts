/** Makes the capture of a fault, diagnoses it, and compares. */

import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCapture } from '../../src/capture/index.ts';
import { Casebook, Diagnosis } from '../../src/explain/index.ts';
import { judged } from '../judged.ts';
import { type Fault, type Healthy } from './fault.ts';

/** What was said of a capture: the ids of its findings, the root cause first, with their severity. */
export interface Said {
  readonly id: string;
  readonly severity: 'failure' | 'warning' | 'note';
  readonly summary: string;
}

export function diagnoseFile(path: string): Said[] {
  const octets = readFileSync(path);
  const book = new Casebook(judged);
  const again = openCapture(book);
  again.write(octets);
  again.end();
  book.end();
  const diagnosis = new Diagnosis();
  const reader = openCapture(diagnosis.sink);
  reader.write(octets);
  reader.end();
  diagnosis.end();
  return diagnosis.findings.map(({ finding: { id, severity, summary } }) => ({ id, severity, summary }));
}

/** Makes a capture in a folder of its own, and diagnoses it. @param keep where the capture is to stay */
export async function sayOf({ record }: Pick<Fault | Healthy, 'record'>): Promise<Said[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-fault-'));
  try {
    return diagnoseFile(await record(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
