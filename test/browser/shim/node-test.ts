/**
 * The part of node:test that tests use, for a browser: tests one after the other, with subtests. A name of node:test that is not
 * here is an error when the tests are bundled.
 */

/** ms until a test counts as one that never ends: Node would see by itself that nothing is left to wait for. */
const PATIENCE_MS = 20_000;

export interface TestResult {
  /** After the names of the tests that it is a subtest of. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Of one that failed: the message, and where that was. */
  readonly why?: string;
}

type Body = (t: TestContext) => unknown;
type TestOptions = Readonly<Partial<Record<string, unknown>>> & { readonly skip?: boolean | string };
type TestArguments = readonly [name: string, body: Body] | readonly [name: string, options: TestOptions, body: Body];

const asked: TestArguments[] = [];
const results: TestResult[] = [];

export function test(...args: TestArguments): void {
  asked.push(args);
}

export default test;

/** Runs what the files imported so far have asked for. */
export async function runTests(): Promise<readonly TestResult[]> {
  for (const args of asked.splice(0)) await run('', args);
  return results;
}

export class TestContext {
  readonly name: string;
  readonly #path: string;
  readonly #endings: (() => unknown)[] = [];
  #subtests: Promise<void> = Promise.resolve();
  #failures = 0;
  #skipped = false;

  constructor(path: string, name: string) {
    this.name = name;
    this.#path = `${path}${name} > `;
  }

  test(...args: TestArguments): Promise<void> {
    this.#subtests = this.#subtests.then(async () => {
      if ((await run(this.#path, args)) === 'failed') this.#failures++;
    });
    return this.#subtests;
  }

  after(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  skip(_why?: string): void {
    this.#skipped = true;
  }

  diagnostic(_text: string): void {}

  /** @internal */
  async run(body: Body): Promise<TestResult['outcome']> {
    try {
      await body(this);
      await this.#subtests;
    } finally {
      for (const ending of this.#endings) await ending();
    }
    if (this.#failures > 0) throw new Error(`subtests failed: ${this.#failures}`);
    return this.#skipped ? 'skipped' : 'passed';
  }
}

async function run(path: string, args: TestArguments): Promise<TestResult['outcome']> {
  const [name, options, body] = args.length === 3 ? args : ([args[0], {} as TestOptions, args[1]] as const);
  const isSkipped = options.skip !== undefined && options.skip !== false;
  const result = isSkipped ? ({ outcome: 'skipped' } as const) : await outcomeOf(path, name, body);
  results.push({ name: path + name, ...result });
  return result.outcome;
}

async function outcomeOf(path: string, name: string, body: Body): Promise<Omit<TestResult, 'name'>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never ended')), PATIENCE_MS);
  });
  try {
    return { outcome: await Promise.race([new TestContext(path, name).run(body), patience]) };
  } catch (error) {
    return { outcome: 'failed', why: error instanceof Error ? (error.stack ?? String(error)) : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
