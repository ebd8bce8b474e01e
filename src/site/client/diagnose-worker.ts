/** Reads and judges a capture beside the page, piece by piece: assets/diagnose-worker.js. */

import { CaptureSet, openCapture } from '../../capture/index.ts';
import { Diagnosis, diagnosisJson, type ReadInput } from '../../explain/index.ts';
import { diagnosisView } from '../diagnosis-view.ts';
import { type DiagnoseAnswer, type DiagnoseRequest } from './diagnose-messages.ts';

/** Bytes between two reports of how far it is. */
const REPORT = 2_000_000;

const scope = self as unknown as {
  postMessage(answer: DiagnoseAnswer): void;
  addEventListener(name: 'message', listener: (event: MessageEvent<DiagnoseRequest>) => void): void;
};

scope.addEventListener('message', ({ data }) => {
  diagnose(data).catch((error: unknown) =>
    scope.postMessage({
      kind: 'failed',
      reason: `It could not be read: ${error instanceof Error ? error.message : String(error)}`,
    }),
  );
});

async function diagnose(request: DiagnoseRequest): Promise<void> {
  const sources =
    'text' in request
      ? [{ name: 'pasted text', blob: new Blob([request.text]) }]
      : request.files.map((file) => ({ name: file.name, blob: file }));
  const total = sources.reduce((sum, { blob }) => sum + blob.size, 0);
  const diagnosis = new Diagnosis();
  const inputs: ReadInput[] = [];
  let read = 0;
  let reported = 0;
  const set = new CaptureSet(diagnosis.sink, sources.length, total);
  for (const { name, blob } of sources) {
    const reader = openCapture(set.begin());
    let bytes = 0;
    for await (const chunk of await unpacked(blob)) {
      reader.write(chunk);
      bytes += chunk.length;
      read += chunk.length;
      if (read - reported < REPORT) continue;
      reported = read;
      const percent = Math.min(99, Math.floor((read / total) * 100));
      scope.postMessage({ kind: 'progress', percent, messages: diagnosis.surroundings.messages });
    }
    reader.end();
    const { format, frames } = reader;
    inputs.push({ name, format, firstFrame: set.end(frames), frames, bytes });
  }
  set.release();
  diagnosis.end();
  scope.postMessage({ kind: 'done', html: diagnosisView(diagnosisJson(diagnosis, inputs, { text: true })).text });
}

/** The pieces of a file, unpacked where gzip has packed it. */
async function unpacked(blob: Blob): Promise<AsyncGenerator<Uint8Array>> {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const stream = packed ? blob.stream().pipeThrough(new DecompressionStream('gzip')) : blob.stream();
  return pieces(stream.getReader());
}

async function* pieces(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
