/** The package as others get it: packed, installed into an empty folder, run, imported and type-checked there. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, string>;
};

/** Runs a program to its end, with this Node first on PATH. */
function run(program: string, args: string[], cwd: string) {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, PATH } });
  if (result.error !== undefined) throw result.error;
  return result;
}

function succeed(program: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = run(program, args, cwd);
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

let scratch: string;
let installed: string;

before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sipwright-package-'));
  succeed('npm', ['pack', '--silent', '--pack-destination', scratch], root);
  const tarball = join(scratch, `sipwright-${manifest.version}.tgz`);
  installed = join(scratch, 'app');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
  succeed('npm', ['install', '--silent', '--prefer-offline', '--ignore-scripts', tarball], installed);
});

after(() => rmSync(scratch, { recursive: true, force: true }));

const ownFolder = () => join(installed, 'node_modules', 'sipwright');
const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

test('the tarball holds JavaScript and declarations, and neither sources nor tests', () => {
  const files = readdirSync(ownFolder(), { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    files.filter((file) => file.endsWith('.test.js') || (file.endsWith('.ts') && !file.endsWith('.d.ts'))),
    [],
  );
  for (const subpath of subpaths) {
    const file = manifest.exports[subpath].slice('./'.length);
    assert.ok(files.includes(file), file);
    assert.ok(files.includes(file.replace(/\.js$/, '.d.ts')), `the declarations of ${file}`);
  }
});

test('the installed command runs', () => {
  const command = join(installed, 'node_modules', '.bin', 'sipwright');
  const { status, stdout, stderr } = run(command, ['--version'], installed);
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  assert.match(succeed(command, ['--help'], installed), /serve/);
});

test('the installed command serves: accounts in SQLite, an answer to OPTIONS, a good end', {
  timeout: 60_000,
}, async () => {
  const command = join(installed, 'node_modules', '.bin', 'sipwright');
  writeFileSync(join(installed, 'sipwright.yaml'), 'domains: [example.com]\nlisten: [udp://127.0.0.1:0]\nhttp: off\n');
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const server = spawn(command, ['serve'], {
    cwd: installed,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => server.once('close', resolve));
  let log = '';
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const bound = /"UDP 127\.0\.0\.1:(\d+)"/.exec(log);
      if (bound !== null) resolve(bound[1]);
    });
    server.stderr.resume();
    void ended.then((code) => reject(new Error(`it ended with ${String(code)}: ${log}`)));
  });
  try {
    assert.match(succeed(command, ['ping', `127.0.0.1:${port}`], installed), /200 OK/);
    assert.match(succeed(command, ['user', 'list'], installed), /alice@example\.com/);
  } finally {
    server.kill('SIGTERM');
  }
  assert.equal(await ended, 0, log);
});

test('the command runs from TypeScript in a clone', () => {
  const { status, stdout, stderr } = run(process.execPath, [join(root, 'bin', 'sipwright.js'), '--version'], installed);
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('below Node 24 the command prints one line and exits 1', () => {
  const older = join(installed, 'older.mjs');
  writeFileSync(
    older,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.12.0' } });
     Object.defineProperty(process, 'version', { value: 'v22.12.0' });\n`,
  );
  for (const bin of [join(root, 'bin', 'sipwright.js'), join(ownFolder(), 'bin', 'sipwright.js')]) {
    const args = ['--import', pathToFileURL(older).href, bin, '--version'];
    const { status, stdout, stderr } = run(process.execPath, args, installed);
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /^sipwright: needs Node 24 or newer, this is v22\.12\.0 .*\n$/);
  }
});

test('every subpath can be imported, and its declarations name what it exports', () => {
  const names = Object.fromEntries(
    subpaths.map((subpath) => {
      const specifier = `sipwright${subpath.slice(1)}`;
      const program = `console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`;
      const output = succeed(process.execPath, ['--input-type=module', '--eval', program], installed);
      return [specifier, JSON.parse(output) as string[]];
    }),
  );
  const lines = Object.entries(names).map(([specifier, exported], index) => {
    assert.ok(exported.length > 0, `${specifier} exports something`);
    const imports = exported.map((name) => `${name} as ${name}${index}`).join(', ');
    return `import { ${imports} } from '${specifier}';\nexport { ${exported.map((name) => `${name}${index}`).join(', ')} };`;
  });
  writeFileSync(join(installed, 'app.ts'), lines.join('\n'));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  succeed(join(root, 'node_modules', '.bin', 'tsc'), ['--ignoreConfig', ...options, ...types, 'app.ts'], installed);
});
