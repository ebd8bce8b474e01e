/** A reporter for Node's test runner: one line of JSON for each test. */

import type { TestEvent } from 'node:test/reporters';

export interface NodeOutcome {
  /** The absolute path. */
  readonly file: string | undefined;
  /** After the names of the tests that it is a subtest of. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

export default async function* reportOutcomes(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') path[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A test begins before its subtests do, and they end before it does.
    const name = [...path.slice(0, data.nesting), data.name].join(' > ');
    const outcome = data.skip !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const line: NodeOutcome = { file: data.file, name, outcome };
    yield `${JSON.stringify(line)}\n`;
  }
}
