/** The text of a configuration file: YAML with its positions, `${ENV}` put in and secrets read from their files. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { ConfigProblem } from './config.ts';

export type ConfigPath = readonly (string | number)[];

/** The keys that hold secrets: they may be written as `file:path`, and are never printed. */
export const SECRET_PATHS: readonly ConfigPath[] = [
  ['http', 'token'],
  ['trace', 'hep', 'key'],
];

export class ConfigSource {
  /** How the file is named in messages. */
  readonly file: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** What is wrong with the YAML itself. */
  syntaxProblems(): ConfigProblem[] {
    // What follows the first fault is mostly its consequence.
    const [error] = this.#document.errors;
    if (error !== undefined) return [this.#problem('', this.#syntaxMessage(error), error.pos[0])];
    try {
      this.#document.toJS();
      return [];
    } catch (error) {
      // An alias without its anchor, or aliases that multiply.
      return [this.#problem('', sentence((error as Error).message), 0)];
    }
  }

  /**
   * Puts the environment and the contents of secret files in.
   * @param directory what `file:` paths start from
   */
  async fillIn(env: Readonly<Record<string, string | undefined>>, directory: string): Promise<ConfigProblem[]> {
    const problems: ConfigProblem[] = [];
    visit(this.#document, {
      Scalar: (key, scalar) => {
        if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return;
        scalar.value = scalar.value.replace(/\$?\$\{([^}]*)\}/g, (written, name: string) => {
          if (written.startsWith('$$')) return written.slice(1);
          const value = env[name];
          if (value === undefined) {
            problems.push(
              this.#problem(
                '',
                `the environment has no ${name}; set it, or write $\${${name}} for the text`,
                at(scalar),
              ),
            );
          }
          return value ?? '';
        });
      },
    });
    for (const path of SECRET_PATHS) {
      const node = this.#node(path);
      if (!isScalar(node) || typeof node.value !== 'string' || !node.value.startsWith('file:')) continue;
      const file = resolve(directory, node.value.slice('file:'.length));
      try {
        node.value = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
      } catch (error) {
        problems.push(this.problem(path, `the file cannot be read: ${(error as Error).message}`));
      }
    }
    return problems;
  }

  /** The data; a key without a value is as if it were not there. */
  value(): unknown {
    return withoutEmptyKeys(this.#document.toJS()) ?? {};
  }

  /** The text at `path`, if that is what stands there, whatever else is wrong with the file. */
  text(path: ConfigPath): string | undefined {
    const node = this.#node(path);
    return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
  }

  /** A fault of the value at `path`, or of the key itself. */
  problem(path: ConfigPath, message: string, of: 'value' | 'key' = 'value'): ConfigProblem {
    return this.#problem(formatPath(path), message, this.#offset(path, of));
  }

  /** Counts from 1. */
  line(path: ConfigPath): number {
    return this.#lines.linePos(this.#offset(path, 'value')).line;
  }

  #syntaxMessage({ message, pos: [offset] }: { readonly message: string; readonly pos: readonly number[] }): string {
    if (this.#text.startsWith('${', offset - 1))
      return '${ begins a mapping of YAML here; put the value in quotes: "${…}"';
    return sentence(message);
  }

  #problem(path: string, message: string, offset: number): ConfigProblem {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length));
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1), path, message };
  }

  /** Where the value stands, or its key, or the nearest mapping or list around it that is there. */
  #offset(path: ConfigPath, of: 'value' | 'key'): number {
    for (let length = path.length; length > 0; length--) {
      const parent = this.#node(path.slice(0, length - 1));
      if (isMap(parent)) {
        const pair = parent.items.find((item) => keyOf(item) === String(path[length - 1]));
        const node = of === 'key' || !isNode(pair?.value) ? pair?.key : pair.value;
        if (isNode(node)) return at(node);
      } else {
        const node = this.#node(path.slice(0, length));
        if (node !== undefined) return at(node);
      }
      of = 'key';
    }
    return at(this.#document.contents);
  }

  #node(path: ConfigPath): Node | undefined {
    let node: Node | null | undefined = this.#document.contents;
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const next: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
      node = isNode(next) ? next : undefined;
    }
    return (isAlias(node) ? node.resolve(this.#document) : node) ?? undefined;
  }
}

/** `listen[0].advertise` */
export function formatPath(path: ConfigPath): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function at(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function withoutEmptyKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyKeys);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutEmptyKeys(inner)]));
}

function sentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
