/** The trace of the running server as what a diagnosis takes. */
import { Diagnosis, TraceInput } from '../explain/index.ts';
import { type TraceRecord } from '../trace/index.ts';
import { openServer, withControl } from './control.ts';
import { type Io } from './io.ts';

/** Reads all that the server's trace holds, and judges it. @throws CommandError 69 when no server runs */
export async function diagnoseServer(io: Io, config: string | undefined): Promise<Diagnosis> {
  const input = new TraceInput();
  const diagnosis = new Diagnosis({ decisionsOf: (callId) => input.decisionsOf(callId) });
  await withControl(openServer(io, config), async (control) => {
    for await (const piece of control.request('trace') as AsyncGenerator<readonly TraceRecord[]>)
      for (const record of piece) input.record(record, diagnosis.sink);
  });
  diagnosis.end();
  return diagnosis;
}
