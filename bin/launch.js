/** Runs the command: the TypeScript sources where they are (a clone), the built JavaScript otherwise (the package). */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

// What was compiled once is compiled: a command answers in half of the time.
enableCompileCache();

// The first releases of Node 24 still call type stripping and node:sqlite experimental, on every start.
const printWarning = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name === 'ExperimentalWarning') return;
  for (const print of printWarning) print.call(process, warning);
});

const source = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
const { main } = await import(existsSync(source) ? source.href : built.href);

// Not process.exit: what is still on its way to a pipe on stdout would be lost.
process.exitCode = await main(process.argv.slice(2));
