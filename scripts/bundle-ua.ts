/** Bundles `sipwright/ua` for a browser into dist/browser and prints what it weighs: `npm run bundle`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import { bundleForBrowser } from './bundle-for-browser.ts';

/** What it must stay below, in bytes of Brotli. */
export const UA_BOUND = 60 * 1024;

/** What only Node has. */
const NODE_GLOBALS = new Set([
  ...['process', 'Buffer', 'require', 'global', 'setImmediate', 'clearImmediate'],
  ...['__dirname', '__filename'],
]);

export interface UaBundle {
  /** One ES module. */
  readonly text: string;
  /** What a browser does not have, each in words; empty for a bundle that runs there. */
  readonly foreign: readonly string[];
  /** In bytes. */
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** @param source another file than the door of the user agent, as its path below the repository */
export async function bundleUa(source = 'src/ua/index.ts'): Promise<UaBundle> {
  const { scripts, outside } = await bundleForBrowser({ entries: { 'sipwright-ua': source }, minify: true });
  if (scripts.length !== 1) throw new Error(`one file was expected: ${scripts.map(({ path }) => path).join(', ')}`);
  const [{ text, modules, imports }] = scripts;
  const bytes = Buffer.from(text);
  return {
    text,
    foreign: [
      ...[...outside].map(([name, importers]) => `${name}, imported by ${importers.join(', ')}`),
      ...imports.filter((name) => !outside.has(name)),
      ...modules.filter((path) => !path.startsWith('src/') && path !== source),
      ...nodeGlobalsIn(text),
    ],
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}

/** `52,000 bytes, gzip 17,000, brotli 15,000` */
export function formatWeight({ raw, gzip, brotli }: UaBundle): string {
  const [bytes, gzipped, brotlied] = [raw, gzip, brotli].map((size) => size.toLocaleString('en'));
  return `${bytes} bytes, gzip ${gzipped}, brotli ${brotlied}`;
}

/**
 * The globals of Node that a minified script names. There every variable of its own has a short name, so a name that
 * is neither the member of something nor the key of a literal is that of a global, or is taken out of an object.
 */
export function nodeGlobalsIn(text: string): string[] {
  const found = new Set<string>();
  const walk = (value: unknown, parent: string): void => {
    if (Array.isArray(value)) for (const each of value) walk(each, parent);
    if (!isNode(value)) return;
    const { type, name, computed } = value;
    if (type === 'Identifier' && typeof name === 'string' && NODE_GLOBALS.has(name)) found.add(name);
    for (const [key, child] of Object.entries(value)) {
      const isMember = type === 'MemberExpression' && key === 'property' && !ofGlobalThis(value);
      const isKey = key === 'key' && (type !== 'Property' || parent === 'ObjectExpression');
      if (computed === true || !(isMember || isKey)) walk(child, type);
    }
  };
  walk(parseSync('bundle.js', text).program, '');
  return [...found];
}

type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string };

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const ofGlobalThis = ({ object }: SyntaxNode) => isNode(object) && object.name === 'globalThis';

async function main(): Promise<void> {
  const file = join(dirname(import.meta.dirname), 'dist', 'browser', 'sipwright-ua.js');
  const bundle = await bundleUa();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bundle.text);
  process.stdout.write(`${file}: ${formatWeight(bundle)}; to stay below ${UA_BOUND.toLocaleString('en')} compressed\n`);
  for (const what of bundle.foreign) process.stderr.write(`no browser has this: ${what}\n`);
  if (bundle.foreign.length > 0 || bundle.brotli >= UA_BOUND) process.exitCode = 1;
}

if (import.meta.main) await main();
