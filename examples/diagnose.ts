/**
 * Why did these calls fail? Reads a capture or a log, and prints each finding with what to do about it.
 *
 *     node examples/diagnose.ts call.pcap
 *
 * A program of your own imports from 'sipwright/capture' and 'sipwright/explain' instead of '../src/…'.
 */

import { createReadStream } from 'node:fs';
import { openCapture } from '../src/capture/index.ts';
import { Diagnosis } from '../src/explain/index.ts';

const [file = '/dev/stdin'] = process.argv.slice(2);
const diagnosis = new Diagnosis();
const reader = openCapture(diagnosis.sink);
for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) reader.write(chunk);
reader.end();
diagnosis.end();

for (const { finding, callId } of diagnosis.findings) {
  console.log(`${finding.severity}: ${finding.rule.title} (${finding.id}) ${callId}`);
  console.log(`  ${finding.summary}`);
  for (const step of finding.fix) console.log(`  - ${step}`);
}
if (diagnosis.findings.length === 0) console.log('no finding');
