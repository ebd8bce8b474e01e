/** The rules of the layers, checked on source text: which breaches of the rank table a set of files holds. */

export interface Rank {
  /** A file imports only from folders of strictly lower rank. */
  rank: number;
  folders: string[];
  holds: string;
  /** pure: no input or output and no clock; anywhere: a browser too, so no Node module; node: Node only. */
  runs: 'pure' | 'anywhere' | 'node';
}

/** A file of src/: its path below src/, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

const FORBIDDEN_FOLDERS = new Set(['utils', 'util', 'helpers', 'common', 'shared', 'core', 'types']);
const LONG_FILES = new Set(['catalogue', 'reference']);
const WITHOUT_DOOR = new Set(['cli']);
const PROTOCOL_PACKAGES = /^@noble\/hashes(\/|$)/;
const LINES = 400;

/** What makes a pure file depend on more than its arguments. */
const IMPURE =
  /(?<![\w$.])(?:setTimeout|setInterval|setImmediate|queueMicrotask|Buffer|TextDecoder|globalThis|Date\.now|Math\.random|(?:process|console|performance)\s*[.[]|new\s+Date\s*\(\s*\))/g;
/** What a browser does not have. */
const NODE_ONLY = /(?<![\w$.])(?:setImmediate|Buffer|process\s*[.[])/g;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/;

/** Each breach in words, as `path: what is wrong`. Tests are free, so `*.test.ts` is passed over. */
export function breachesIn(files: SourceFile[], ranks: Rank[]): string[] {
  const breaches: string[] = [];
  const sources = files.filter((file) => !file.path.endsWith('.test.ts'));
  for (const file of sources) {
    const report = (what: string) => breaches.push(`${file.path}: ${what}`);
    checkName(file, ranks, report);
    checkForm(file, report);
    const { code, bare, imports } = scan(file.text);
    for (const specifier of imports) checkImport(file.path, specifier, ranks, report);
    checkGlobals(file.path, bare, ranks, report);
    if (/new\s+URL\(\s*['"][^'"]*\.ts['"]/.test(code)) {
      report('new URL of a .ts file: the build renames imports only, so name the .js file when it runs built');
    }
  }
  const folders = new Set(sources.map((file) => folderOf(file.path)).filter((folder) => folder !== ''));
  for (const folder of folders) {
    if (WITHOUT_DOOR.has(folder)) continue;
    if (!sources.some((file) => file.path === `${folder}/index.ts`)) breaches.push(`${folder}/: has no index.ts`);
  }
  return breaches;
}

/** The table as ARCHITECTURE.md prints it. */
export function rankTableMarkdown(ranks: Rank[]): string {
  const where = { pure: 'anywhere, pure', anywhere: 'anywhere', node: 'Node' };
  const rows = ranks.map(
    ({ rank, folders, holds, runs }) =>
      `| ${rank} | ${folders.map((folder) => `\`${folder}/\``).join(' ')} | ${holds} | ${where[runs]} |`,
  );
  return ['| rank | folder | holds | runs in |', '|---|---|---|---|', ...rows].join('\n');
}

type Report = (what: string) => void;

function checkName(file: SourceFile, ranks: Rank[], report: Report): void {
  const parts = file.path.split('/');
  const name = parts.pop()!;
  if (!KEBAB_CASE.test(name)) report('the file name is not kebab-case');
  for (const part of parts) if (FORBIDDEN_FOLDERS.has(part)) report(`a folder named ${part} says nothing`);
  if (parts.length === 0) {
    if (name !== 'index.ts') report('only index.ts lies directly in src/');
  } else if (rankOf(parts[0], ranks) === undefined) {
    report(`the folder ${parts[0]}/ has no rank`);
  }
}

function checkForm(file: SourceFile, report: Report): void {
  const text = file.text.replace(/^#!.*\n/, '');
  if (!/^\/\*\*\s*\S[\s\S]*?\*\//.test(text)) report('does not open with a doc comment');
  const lines = text.split('\n').length - 1;
  if (lines > LINES && !LONG_FILES.has(folderOf(file.path))) report(`has ${lines} lines, more than ${LINES}`);
}

function checkImport(path: string, specifier: string, ranks: Rank[], report: Report): void {
  const own = rankOf(folderOf(path), ranks);
  if (specifier.startsWith('.')) {
    const target = resolve(path, specifier);
    const folder = target === undefined ? undefined : folderOf(target);
    if (target === undefined || folder === undefined) return report(`imports ${specifier}, outside src/`);
    if (folder === folderOf(path)) return;
    const rank = rankOf(folder, ranks);
    if (rank === undefined) return report(`imports ${specifier}, which has no rank`);
    if (target !== `${folder}/index.ts`) return report(`imports ${specifier}: the only door is ${folder}/index.ts`);
    if (own === undefined) {
      if (folderOf(path) === '' && rank.runs === 'node') report(`offers ${folder}/, which does not run in a browser`);
    } else if (rank.rank >= own.rank) {
      report(`rank ${own.rank} imports ${folder}/ of rank ${rank.rank}`);
    }
    return;
  }
  if (specifier.startsWith('node:')) {
    if (own?.runs !== 'node') report(`imports ${specifier}, and does not run in Node alone`);
  } else if (own === undefined || own.rank <= 7 || own.runs !== 'node') {
    if (!PROTOCOL_PACKAGES.test(specifier)) report(`imports the package ${specifier}`);
  }
}

function checkGlobals(path: string, bare: string, ranks: Rank[], report: Report): void {
  const runs = rankOf(folderOf(path), ranks)?.runs;
  const forbidden = runs === 'pure' ? IMPURE : runs === 'anywhere' ? NODE_ONLY : undefined;
  if (forbidden === undefined) return;
  for (const word of new Set(bare.match(forbidden))) report(`uses ${word.replace(/\s*[.[]$/, '')}`);
}

function rankOf(folder: string, ranks: Rank[]): Rank | undefined {
  return ranks.find((row) => row.folders.includes(folder));
}

/** The layer of a path below src/; empty for a file that lies in src/ itself. */
function folderOf(path: string): string {
  const slash = path.indexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The path below src/ that a relative import names; undefined outside src/. */
function resolve(from: string, specifier: string): string | undefined {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

/** A comment of a file: where it begins, and where the code goes on after it. */
export interface CommentRange {
  start: number;
  end: number;
}

/**
 * The text without comments (`code`), and without the contents of strings, templates and regular expressions too
 * (`bare`); what it imports, told from prose that says "from" by standing outside of any string; and where its comments
 * are, with the text in which they and those contents are blank (`blank`), so that every offset is the text's own.
 */
export function scan(text: string): {
  code: string;
  bare: string;
  blank: string;
  imports: string[];
  comments: CommentRange[];
} {
  let code = '';
  let bare = '';
  let blank = '';
  const imports: string[] = [];
  const comments: CommentRange[] = [];
  let depth = 0;
  const templates: number[] = []; // the brace depths at which a template goes on
  let at = 0;

  const take = (end: number, stand: string) => {
    code += text.slice(at, end);
    bare += stand;
    blank += end - at === stand.length ? stand : blanked(at, end);
    at = end;
  };
  const blanked = (start: number, end: number) => text.slice(start, end).replace(/[^\n]/g, ' ');
  const skip = (end: number) => {
    comments.push({ start: at, end });
    blank += blanked(at, end);
    at = end;
  };
  const takeTemplate = () => {
    let end = at + 1;
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) end += text[end] === '\\' ? 2 : 1;
    if (text[end] === '$') {
      templates.push(depth);
      end += 2;
      take(end, '`+');
    } else {
      take(end + 1, '`');
    }
  };

  while (at < text.length) {
    const char = text[at];
    if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
      const end = text.indexOf('\n', at);
      skip(end === -1 ? text.length : end);
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      skip(end === -1 ? text.length : end + 2);
    } else if (char === "'" || char === '"') {
      const end = endOfLiteral(text, at);
      if (/(?<![\w$.])(?:from|import\s*\(?)\s*$/.test(bare.slice(-40))) imports.push(text.slice(at + 1, end - 1));
      take(end, `${char}${char}`);
    } else if (char === '`') {
      takeTemplate();
    } else if (char === '/' && /(?:^|[(,=:[!&|?{;+\-*%<>~^]|\b(?:return|typeof|case|in|of))\s*$/.test(bare)) {
      take(endOfLiteral(text, at), '/./');
    } else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      takeTemplate();
    } else {
      if (char === '{') depth++;
      if (char === '}') depth--;
      take(at + 1, char);
    }
  }
  return { code, bare, blank, imports, comments };
}

/** The offset after a string or regular expression that begins at `start`. */
function endOfLiteral(text: string, start: number): number {
  const quote = text[start];
  let inClass = false;
  let at = start + 1;
  for (; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (quote === '/' && text[at] === '[') inClass = true;
    else if (quote === '/' && text[at] === ']') inClass = false;
    else if (text[at] === quote && !inClass) return at + 1;
  }
  return at;
}
