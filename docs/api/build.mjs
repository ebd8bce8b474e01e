/**
 * Writes the API documentation into dist/docs: `npm run docs`. Every door of package.json is a module, and README.md is
 * the front page. Exits with 1 on any warning: a link that leads nowhere, an exported name without a sentence.
 *
 * typedoc drives a TypeScript of its own, which is why it is installed in this folder, and for this only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pending } from '../../test/api-docs.ts';

const here = import.meta.dirname;
const root = dirname(dirname(here));
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

installGenerator();
const { Application, Comment, ConsoleLogger, LogLevel } = await import('typedoc');

/** Prints warnings and counts them; those about folders that are being rewritten only count. */
class Warnings extends ConsoleLogger {
  count = 0;
  postponed = 0;
  #postponed = new RegExp(`sipwright/(?:src/)?(?:${pending.join('|')})[./]`);

  log(message, level) {
    if (level >= LogLevel.Warn) {
      // A callback that comes by `Omit` loses its comment on the way.
      if (message.includes('(Property), defined in ')) return;
      if (pending.length > 0 && this.#postponed.test(message)) {
        this.postponed++;
        return;
      }
      this.count++;
    }
    super.log(message, level);
  }
}

process.exitCode = await writeDocumentation();

/** `npm ci` where this folder does not hold what its lock file names. */
function installGenerator() {
  const versions = (path) =>
    Object.entries(readJson(path).packages)
      .filter(([name]) => name !== '')
      .map(([name, { version }]) => `${name} ${version}`)
      .join('\n');
  const installed = join(here, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && versions(installed) === versions(join(here, 'package-lock.json'))) return;
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) process.exit(1);
}

/** `./message` of the manifest is `sipwright/message`, and made from src/message/index.ts. */
function doors() {
  const { name, exports } = readJson(join(root, 'package.json'));
  const all = Object.entries(exports)
    .filter(([, target]) => target.endsWith('.js'))
    .map(([door, target]) => ({
      name: name + door.slice(1),
      source: join(root, target.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')),
    }));
  // The package itself comes last: what it passes on is documented in the module that it comes from.
  return [...all.filter((door) => door.name !== name), ...all.filter((door) => door.name === name)];
}

async function writeDocumentation() {
  const modules = doors();
  const app = await Application.bootstrapWithPlugins({
    name: 'Sipwright',
    includeVersion: true,
    readme: join(root, 'README.md'),
    projectDocuments: ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/*.md'].map((path) => join(root, path)),
    entryPoints: modules.map(({ source }) => source),
    tsconfig: join(root, 'tsconfig.build.json'),
    basePath: root,
    out: join(root, 'dist', 'docs'),
    // Without a repository to link to, the file and the line of a name are told as text.
    disableGit: true,
    sourceLinkTemplate: '',
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    sortEntryPoints: false,
    sort: ['source-order'],
    hideGenerator: true,
    validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
    requiredToBeDocumented: ['Module', 'Class', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
    intentionallyNotExported: [
      // A name of its rows stands for a table.
      ...['catalogue/header-fields.ts', 'catalogue/response-codes.ts', 'phrases/index.ts'].map(
        (path) => `src/${path}:table`,
      ),
      // What one class makes and another takes: nobody else has a use for it.
      'src/dialog/dialog.ts:DialogParts',
      'src/site/html.ts:Html',
      'src/trace/record-ring.ts:RecordRing',
      'src/transport/memory-connection.ts:ConnectionEnd',
      'src/ua/request/drafts.ts:Parties',
      'src/ua/call/invite-usage.ts:UsageHost',
      'src/ua/events/notifier.ts:NotifierHost',
      'src/ua/request/outgoing-request.ts:RequestUser',
      'src/ua/events/subscriber.ts:SubscriberHost',
    ],
  });
  const warnings = new Warnings();
  app.logger = warnings;

  // What `app.convert()` does, under the names that a program imports.
  const entryPoints = app.getEntryPoints() ?? [];
  for (const entry of entryPoints) {
    entry.displayName = modules.find(({ source }) => source === entry.sourceFile.fileName).name;
  }
  const project = app.converter.convert(entryPoints);
  for (const module of project.children) {
    const door = modules.find(({ name }) => name === module.name);
    if (door !== undefined) module.comment ??= new Comment([{ kind: 'text', text: openingComment(door.source) }]);
  }
  app.validate(project);
  await app.generateOutputs(project);
  if (warnings.postponed > 0)
    console.log(`${warnings.postponed} warnings about ${pending.join(', ')}: yet to be documented`);
  return warnings.count === 0 ? 0 : 1;
}

/** The sentence that an index.ts opens with. */
function openingComment(source) {
  const [, text] = /^\/\*\*([^]*?)\*\//.exec(readFileSync(source, 'utf8'));
  return text.replace(/^ *\* ?/gm, '').trim();
}
