/**
 * Runs `npm ci` when what package-lock.json asks for is not installed; silent otherwise.
 * Called before `npm start` (with --production: only what the server needs) and before `npm test`.
 * It uses nothing but Node's own modules, and runs under the old Node of a machine that has no other yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requiredNode = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const production = process.argv.includes('--production');

const reason = whatIsMissing();
if (reason !== undefined) install(reason);

/** The first thing that is not as package-lock.json has it, in words; undefined when all is there. */
function whatIsMissing() {
  const installed = readPackages(join('node_modules', '.package-lock.json'));
  if (installed === undefined) return 'node_modules is missing';
  const wanted = readPackages('package-lock.json');
  if (wanted === undefined) fail('package-lock.json is missing or cannot be read');
  for (const [path, { version, dev, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (path === '' || optional || devOptional || peer) continue; // builds for other platforms stay away
    if (dev && production) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (installed[path] === undefined) return `${name} ${version} is missing`;
    if (installed[path].version !== version) return `${name} is ${installed[path].version}, not ${version}`;
  }
  const oldNode = Number(process.versions.node.split('.')[0]) < requiredNode;
  if (oldNode && !existsSync(join(root, 'node_modules', '.bin', 'node'))) return `Node ${requiredNode} is missing`;
  return undefined;
}

function readPackages(lockfile) {
  try {
    return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install(why) {
  process.stderr.write(`${why}: running npm ci\n`);
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] };
  const npm = process.env.npm_execpath; // npm names its own program to the scripts that it runs
  const result =
    npm !== undefined && npm.endsWith('npm-cli.js')
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.error !== undefined) fail(`npm ci could not be run: ${result.error.message}`);
  if (result.status !== 0) fail(`npm ci failed: ${firstError(result.stderr)}`);
}

/** npm says what went wrong in its second line; the first one holds only a code. */
function firstError(output) {
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('npm error '))
    .map((line) => line.slice('npm error '.length).trim());
  return lines.slice(0, 2).join(': ') || `exit without a message; run it by hand to see more`;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
