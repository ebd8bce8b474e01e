/** The rules of API documentation, checked on source text: what the exported names of a folder leave unsaid. */

import { type SourceFile } from './architecture.ts';
import { type Declaration, type Module, readModule } from './declarations.ts';

/** Folders that are being rewritten: their names are counted, and nothing is asked of them yet. Best empty. */
export const pending: readonly string[] = [];

/** What a folder offers, and what is missing, each as `path:line: name: what`. */
export interface ApiReport {
  readonly names: number;
  readonly faults: readonly string[];
}

/** "RFC 3261 16.7", "3261 16.7", or "16.7" alone, which is of RFC 3261; an RFC that is about one thing alone; others' standards. */
const SECTION =
  /\b\d{4} (?:Appendix )?(?:\d+|[A-Z])(?:\.\d+)*\b|\b\d+\.\d+(?:\.\d+)*\b|\bRFC (?:4961|7362)\b|\bITU-T [A-Z]\.\d+/;
const UNIT =
  /(?<!['’])\b(?:ms|s|(?:milli)?seconds?|minutes?|Hz|kHz|bytes?|bits?|octets?|characters?|samples?|ticks?|units?|hops?|dB)\b|%/;
/** Last words of names of numbers that measure something, without saying in what. */
const MEASURES = new Set(
  'at age deadline delay duration expires interval jitter latency lifetime now period rate size time timeout ttl'.split(
    ' ',
  ),
);

/**
 * What is missing in the names that a folder declares and its index.ts offers.
 * @param withoutRfc files and folders that no RFC is about
 */
export function reportOn(files: readonly SourceFile[], folder: string, withoutRfc: ReadonlySet<string>): ApiReport {
  const modules = new Map<string, Module | undefined>();
  const load = (path: string): Module | undefined => {
    if (!modules.has(path)) {
      const file = files.find((one) => one.path === path);
      modules.set(path, file && readModule(file));
    }
    return modules.get(path);
  };

  const find = (path: string, name: string): Found | undefined => {
    const module = load(path);
    const declaration = module?.declarations.get(name);
    const source = module?.exported.get(name) ?? module?.imported.get(name);
    if (module !== undefined && declaration !== undefined) return { declaration, module };
    if (source !== undefined && source.path !== path) return find(source.path, source.name);
    for (const passed of module?.passedOn ?? []) {
      const there = find(passed, name);
      if (there !== undefined) return there;
    }
    return undefined;
  };
  const basesOf = ({ declaration, module }: Found): Declaration[] =>
    declaration.bases.flatMap((name) => {
      const base = find(module.path, name);
      return base === undefined ? [] : [base.declaration, ...basesOf(base)];
    });

  const found = new Map<Declaration, Found>();
  const faults: string[] = [];
  const open = (path: string): void => {
    const module = load(path);
    if (module === undefined) return void faults.push(`${path}:1: is not there`);
    for (const name of module.exported.keys()) {
      const one = find(path, name);
      if (one === undefined) faults.push(`${path}:1: ${name}: its declaration is not there`);
      // What another folder declares is told of there.
      else if (folderOf(one.module.path) === folder) found.set(one.declaration, one);
    }
    for (const passed of module.passedOn) if (folderOf(passed) === folder) open(passed);
  };
  open(`${folder}/index.ts`);

  for (const one of found.values()) {
    const { path } = one.module;
    const ofTheProtocol = !withoutRfc.has(folderOf(path)) && !withoutRfc.has(path);
    for (const { line, name, what } of faultsOf(one, basesOf(one), ofTheProtocol)) {
      faults.push(`${path}:${line}: ${name}: ${what}`);
    }
  }
  return { names: found.size, faults };
}

interface Found {
  readonly declaration: Declaration;
  readonly module: Module;
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.indexOf('/')));

interface Fault {
  readonly line: number;
  readonly name: string;
  readonly what: string;
}

function* faultsOf(
  { declaration, module }: Found,
  bases: readonly Declaration[],
  ofTheProtocol: boolean,
): Generator<Fault> {
  const { line, name, comment, kind, members } = declaration;
  if (!isSentence(comment, name)) yield { line, name, what: 'no sentence' };
  if (ofTheProtocol && !SECTION.test(`${comment}\n${module.opening}`)) yield { line, name, what: 'no RFC section' };
  if (kind === 'function' || kind === 'const') yield* faultsOfCall(declaration, name, comment);
  for (const member of members) {
    const full = `${name}.${member.name}`;
    if (member.name === 'constructor') {
      yield* faultsOfCall(member, full, `${comment}\n${member.comment}`);
    } else if (member.kind === 'method') {
      const inherited = bases.flatMap((base) => base.members).filter((other) => other.name === member.name);
      const told = [member, ...inherited].find((other) => isSentence(other.comment, other.name));
      if (told === undefined) yield { line: member.line, name: full, what: 'no sentence' };
      yield* faultsOfCall(member, full, [told?.comment, comment, member.comment].join('\n'));
    } else if (measures(member.name) && /^[\w$]+\??: number\b/.test(member.code)) {
      if (!UNIT.test(`${comment}\n${member.comment}`)) yield { line: member.line, name: full, what: 'no unit' };
    }
  }
}

/** The errors of a function, a method or a constructor, and the units of its parameters. */
function* faultsOfCall({ line, throws, code }: Declaration, name: string, comment: string): Generator<Fault> {
  for (const thrown of throws) if (!comment.includes(thrown)) yield { line, name, what: `throws ${thrown} unsaid` };
  const parameters = code.slice(0, code.search(/\{\n|;|$/)).matchAll(/[(,]\s*([\w$]+)\??: number\b/g);
  for (const [, parameter] of parameters) {
    if (measures(parameter) && !UNIT.test(comment)) yield { line, name, what: `no unit of ${parameter}` };
  }
}

const measures = (name: string) => MEASURES.has(/[A-Z]?[a-z]+$/.exec(name)?.[0].toLowerCase() ?? '');

/** Three words at least before the first tag, that say more than the name does. */
function isSentence(comment: string, name: string): boolean {
  const words = comment.replace(/(?:^|\s)@(?:param|returns|throws)\b[^]*/, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length >= 3 && words.join('').toLowerCase() !== name.toLowerCase();
}
