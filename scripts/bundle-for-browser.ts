/** Bundles sources of ours for a browser, and tells what of Node or of packages they ask for. */

import { dirname, join, relative } from 'node:path';
import { build, type Rolldown } from 'vite';

const root = dirname(import.meta.dirname);

export interface BrowserEntries {
  /** By the name of the script that is made, without its ending: the path of its source below the repository. */
  readonly entries: Readonly<Record<string, string>>;
  /** For people to read, or to be sent. */
  readonly minify: boolean;
  /** By module: the file below the repository that stands in for it. */
  readonly standIns?: Readonly<Record<string, string>>;
  /** Packages that go into the bundle. */
  readonly packages?: readonly string[];
}

/** A script that was made; scripts import each other by their paths. */
export interface BrowserScript {
  readonly path: string;
  readonly text: string;
  /** What it was made of, each as its path below the repository. */
  readonly modules: readonly string[];
  /** The paths of other scripts, and whatever else it imports. */
  readonly imports: readonly string[];
}

export interface BrowserBundle {
  readonly scripts: readonly BrowserScript[];
  /** By Node module or package that was left outside: who asks for it, each as its path below the repository. */
  readonly outside: ReadonlyMap<string, readonly string[]>;
}

export async function bundleForBrowser(options: BrowserEntries): Promise<BrowserBundle> {
  const outside = new Map<string, string[]>();
  const entry = Object.entries(options.entries).map(([name, path]) => [name, join(root, path)]);
  const result = await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [keepOutside(options, outside)],
    build: {
      target: 'es2024',
      write: false,
      // As a library: without what an application gets to load style sheets beside its scripts.
      lib: { entry: Object.fromEntries(entry), formats: ['es'] },
      rolldownOptions: {
        // As sent: no module of ours does anything but make what it exports. A test does.
        treeshake: options.minify ? { moduleSideEffects: false } : undefined,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'parts/[name].js',
          // A library would keep its white space, for whoever bundles it next.
          minify: options.minify,
        },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const scripts = outputs.flatMap(({ output }) =>
    output.map((file): BrowserScript => {
      if (file.type !== 'chunk') throw new Error(`${file.fileName} is no script`);
      const modules = file.moduleIds.map((id) => relative(root, id));
      return { path: file.fileName, text: file.code, modules, imports: [...file.imports, ...file.dynamicImports] };
    }),
  );
  return { scripts, outside };
}

/** Vite would put an empty module in the place of one of Node, and a package would go in unseen. */
function keepOutside({ standIns = {}, packages = [] }: BrowserEntries, outside: Map<string, string[]>) {
  return {
    name: 'keep-outside',
    enforce: 'pre' as const,
    resolveId(source: string, importer: string | undefined) {
      if (source in standIns) return join(root, standIns[source]);
      const isOurs = importer !== undefined && !importer.includes('/node_modules/');
      if (!isOurs || /^[./]/.test(source) || packages.includes(source)) return undefined;
      const importers = outside.get(source) ?? [];
      outside.set(source, [...importers, relative(root, importer)].sort());
      return { id: source, external: true };
    },
  };
}
