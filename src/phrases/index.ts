/** Reason phrases in other languages (RFC 3261 7.2, 20.3): each an overlay on the catalogue's, loaded when it is asked for. */

import { type Phrases } from './phrase-table.ts';

export { chooseLanguage } from './choose-language.ts';
export { type Phrases } from './phrase-table.ts';

// tag (RFC 5646), English name, native name, where the phrases are
const table = [
  ['en', 'English', 'English', () => Promise.resolve<Phrases>({})],
  ['de', 'German', 'Deutsch', async () => (await import('./de.ts')).de],
  ['fr', 'French', 'français', async () => (await import('./fr.ts')).fr],
  ['es', 'Spanish', 'español', async () => (await import('./es.ts')).es],
  ['it', 'Italian', 'italiano', async () => (await import('./it.ts')).it],
  ['pt', 'Portuguese', 'português', async () => (await import('./pt.ts')).pt],
  ['nl', 'Dutch', 'Nederlands', async () => (await import('./nl.ts')).nl],
  ['pl', 'Polish', 'polski', async () => (await import('./pl.ts')).pl],
  ['ru', 'Russian', 'русский', async () => (await import('./ru.ts')).ru],
  ['ja', 'Japanese', '日本語', async () => (await import('./ja.ts')).ja],
  ['zh', 'Chinese (simplified)', '简体中文', async () => (await import('./zh.ts')).zh],
] as const satisfies readonly (readonly [string, string, string, () => Promise<Phrases>])[];

/** A language that phrases exist in. */
export type LanguageTag = (typeof table)[number][0];

/** A language of reason phrases, and what it is called. */
export interface Language {
  readonly tag: LanguageTag;
  /** In English. */
  readonly name: string;
  /** In the language itself. */
  readonly nativeName: string;
}

/** English, which the catalogue has, and every overlay. */
export const languages: readonly Language[] = table.map(([tag, name, nativeName]) => ({ tag, name, nativeName }));

/** The phrases of a language, in Unicode; none for English, whose phrases the catalogue has. */
export async function loadPhrases(tag: LanguageTag): Promise<Phrases> {
  const load = table.find(([known]) => known === tag)?.[3];
  return load === undefined ? {} : load();
}
