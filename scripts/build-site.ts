/**
 * Builds the reference site into dist/www and prints what it weighs: `npm run site`.
 *
 *     node scripts/build-site.ts [--origin https://example.org/sip] [--out dist/www]
 *
 * The origin (or SITE_ORIGIN) is where the site is published; without it no page holds an absolute address of its own.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { renderPage, sitePaths } from '../src/site/index.ts';

const root = dirname(import.meta.dirname);

/** What `explain` and `compare` are to weigh at most with all their texts, in bytes of Brotli. */
export const EXPLAIN_AIM = 150_000;
/** What it must not exceed: the texts weigh more than the aim, and that is all that may be over it. */
export const EXPLAIN_BOUND = 170_000;
/** What the home page is to weigh at most with all that it loads, in bytes. */
export const FIRST_PAGE_AIM = 100_000;

/** A file of the site: its path below the root of the site, and its content. */
export interface SiteFile {
  readonly path: string;
  readonly text: string;
}

export interface Script extends SiteFile {
  /** What it was made of, each as its path below the repository. */
  readonly modules: readonly string[];
}

/** `codes/401/` is the file codes/401/index.html. */
const fileOf = (path: string) => (path === '' || path.endsWith('/') ? `${path}index.html` : path);

export function renderPages(origin?: string): SiteFile[] {
  return sitePaths().map((path) => {
    const page = renderPage(path, { origin, scripts: true });
    if (page === undefined) throw new Error(`${path} is a path of the site, and has no page`);
    return { path: fileOf(path), text: page.text };
  });
}

/**
 * assets/site.js for every page; assets/compare.js with all texts, which it loads where two things are compared; and
 * assets/diagnose-worker.js, which reads and judges captures.
 */
export async function bundleScripts(): Promise<Script[]> {
  const pages = await bundle('src/site/client/site.ts', 'assets/');
  return [...pages, ...(await bundle('src/site/client/diagnose-worker.ts', 'assets/'))];
}

/** What a program gets that explains and compares with `sipwright/explain`, as one file: the rules of the diagnosis stay out. */
export async function bundleExplain(): Promise<Script> {
  const files = await bundle('scripts/explain-entry.ts', '');
  if (files.length !== 1) throw new Error(`one file was expected: ${files.map(({ path }) => path).join(', ')}`);
  return files[0];
}

async function bundle(entry: string, folder: string): Promise<Script[]> {
  const result = await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2024',
      write: false,
      // As a library: without what an application gets to load style sheets beside its scripts.
      lib: { entry: join(root, entry), formats: ['es'] },
      rolldownOptions: {
        // What both parts need is in the one that is always loaded.
        preserveEntrySignatures: 'allow-extension',
        // No module of ours does anything but make what it exports: the texts stay out of what does not ask for them.
        treeshake: { moduleSideEffects: false },
        output: {
          entryFileNames: `${folder}[name].js`,
          chunkFileNames: `${folder}[name].js`,
          // A library would keep its white space, for whoever bundles it next.
          minify: true,
        },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  return outputs.flatMap(({ output }) =>
    output.map((file) => {
      if (file.type !== 'chunk') throw new Error(`${file.fileName} is no script`);
      return { path: file.fileName, text: file.code, modules: file.moduleIds.map((id) => relative(root, id)) };
    }),
  );
}

/** In bytes. */
export interface Weight {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** What it takes to send the files, each compressed by itself. */
export function weigh(...files: readonly SiteFile[]): Weight {
  const total = (measure: (text: Buffer) => number) =>
    files.reduce((sum, { text }) => sum + measure(Buffer.from(text)), 0);
  return {
    raw: total((text) => text.length),
    gzip: total((text) => gzipSync(text, { level: 9 }).length),
    brotli: total((text) => brotliCompressSync(text).length),
  };
}

function printWeights(files: readonly SiteFile[], explain: SiteFile): void {
  const at = (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`${path} was not made`);
    return file;
  };
  const documents = files.filter(({ path }) => path.endsWith('.html'));
  const largest = documents.reduce((a, b) => (a.text.length >= b.text.length ? a : b));
  const first = ['index.html', 'assets/site.css', 'assets/site.js'].map(at);
  const rows: [name: string, weight: Weight, aim?: number][] = [
    ['first page with its CSS and JS', weigh(...first), FIRST_PAGE_AIM],
    [`largest page, ${largest.path}`, weigh(largest)],
    ...['assets/site.css', 'assets/site.js', 'assets/compare.js', 'assets/diagnose-worker.js', 'search.json'].map(
      (path): [string, Weight] => [path, weigh(at(path))],
    ),
    ['sipwright/explain with all texts', weigh(explain), EXPLAIN_AIM],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const kB = (bytes: number) => (bytes / 1000).toFixed(1).padStart(9);
  const line = (name: string, cells: string, aim = '') => `${name.padEnd(width)}${cells}${aim}\n`;
  process.stdout.write(line('', ['raw', 'gzip', 'brotli'].map((text) => text.padStart(9)).join(''), '   in kB'));
  for (const [name, { raw, gzip, brotli }, aim] of rows) {
    const verdict = aim === undefined ? '' : `   aim: below ${aim / 1000} compressed${brotli < aim ? '' : ', MISSED'}`;
    process.stdout.write(line(name, `${kB(raw)}${kB(gzip)}${kB(brotli)}`, verdict));
  }
}

/** In place of those of an earlier build; what else the folder holds is somebody else's, and stays. */
function writeFiles(folder: string, files: readonly SiteFile[]): void {
  const ours = new Set(files.map(({ path }) => path.split('/')[0]));
  for (const name of ours) rmSync(join(folder, name), { recursive: true, force: true });
  for (const { path, text } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { origin: { type: 'string' }, out: { type: 'string' } } });
  const folder = values.out ?? join(root, 'dist', 'www');
  const origin = values.origin ?? (process.env.SITE_ORIGIN || undefined);
  const pages = renderPages(origin);
  const scripts = await bundleScripts();
  const files = [...pages, ...scripts];
  writeFiles(folder, files);
  const total = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (origin === undefined)
    process.stdout.write(
      'Without --origin (or SITE_ORIGIN) the sitemap is empty and pages name no canonical address.\n',
    );
  process.stdout.write(`${files.length} files, ${(total / 1e6).toFixed(1)} MB, in ${folder}\n`);
  printWeights(files, await bundleExplain());
}

if (import.meta.main) await main();
