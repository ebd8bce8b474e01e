/** Work in a thread of its own: there no test runner watches every promise, and a simulation takes a third of the time. */

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/**
 * Begins the module anew in a thread, where it meets `serve`.
 * @param module its `import.meta.url`
 * @param task what a message can carry
 * @returns what `serve` was given there
 */
export function inThread<Task, Result>(module: string, task: Task): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(module), { workerData: { module, task } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** In the thread that `inThread` has begun with this module: does the work. Elsewhere: nothing. */
export async function serve<Task, Result>(module: string, work: (task: Task) => Promise<Result>): Promise<void> {
  if (isMainThread) return;
  const asked = workerData as { readonly module: string; readonly task: Task };
  if (asked.module === module) parentPort?.postMessage(await work(asked.task));
}
