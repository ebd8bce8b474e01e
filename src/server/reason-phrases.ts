/** The reason phrases that the server sends, by configuration or by Accept-Language (RFC 3261 7.2, 20.3). */

import { headerId, treatedAs } from '../catalogue/index.ts';
import { encodeUtf8 } from '../message/index.ts';
import { chooseLanguage, languages, type LanguageTag, loadPhrases } from '../phrases/index.ts';
import { type PhraseFor } from '../stack/index.ts';
import { type PhrasesConfig } from './config.ts';

const ACCEPT_LANGUAGE = headerId('Accept-Language');

/** Wire form, indexed by status code; a gap is English. */
type Wording = readonly (string | undefined)[];

/** Loads what is needed, so that no request waits for it. @returns undefined where everything is English */
export async function loadReasonPhrases({ language, negotiate }: PhrasesConfig): Promise<PhraseFor | undefined> {
  if (!negotiate) {
    if (language === 'en') return undefined;
    const wording = await load(language);
    return (_, status) => wording[status];
  }
  const tags = languages.map(({ tag }) => tag);
  const wordings = new Map(await Promise.all(tags.map(async (tag) => [tag, await load(tag)] as const)));
  return (request, status) => {
    const accepted = request.has(ACCEPT_LANGUAGE) ? request.headers(ACCEPT_LANGUAGE).join(',') : undefined;
    return wordings.get(chooseLanguage(accepted, tags, language))?.[status];
  };
}

async function load(tag: LanguageTag): Promise<Wording> {
  const phrases = await loadPhrases(tag);
  return Array.from({ length: 700 }, (_, status) => {
    const phrase = phrases[treatedAs(status)?.code as keyof typeof phrases];
    return phrase === undefined ? undefined : encodeUtf8(phrase);
  });
}
