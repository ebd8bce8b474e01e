/** What search engines read of a page, as JSON-LD of schema.org. */

import { type Explanation, type Comparison, fixesOf } from '../explain/index.ts';
import type { Crumb } from './layout.ts';
import { KIND_PLURAL } from './kind-names.ts';
import { absolute, type SiteOptions } from './page.ts';
import { FOLDERS, pathOf } from './paths.ts';

const CONTEXT = 'https://schema.org';

/** The way from the home page; its links need the origin. */
export function breadcrumbData(crumbs: readonly Crumb[], last: string, options: SiteOptions): object {
  const items = [...crumbs.map(({ name, path }) => ({ name, item: absolute(path, options) })), { name: last }];
  return {
    '@context': CONTEXT,
    '@type': 'BreadcrumbList',
    itemListElement: items.map((item, i) => ({ '@type': 'ListItem', position: i + 1, ...item })),
  };
}

/** An article on one thing, and for what people meet as a problem also their questions. */
export function entryData(entry: Explanation, options: SiteOptions): object[] {
  const article = {
    '@context': CONTEXT,
    '@type': 'TechArticle',
    headline: entry.kind === 'code' ? `SIP ${entry.title}` : entry.title,
    description: entry.summary,
    inLanguage: 'en',
    url: absolute(pathOf(entry), options),
    about: definedTerm(entry, options),
  };
  const questions = questionsOn(entry);
  return questions.length > 0 ? [article, faq(questions)] : [article];
}

function definedTerm(entry: Explanation, options: SiteOptions): object {
  const { kind, name, summary } = entry;
  return {
    '@type': 'DefinedTerm',
    name,
    termCode: kind === 'code' || kind === 'warning' || kind === 'cause' ? name : undefined,
    description: summary,
    inDefinedTermSet: {
      '@type': 'DefinedTermSet',
      name: `SIP: ${KIND_PLURAL[kind]}`,
      url: absolute(`${FOLDERS[kind]}/`, options),
    },
  };
}

export function comparisonData({ left, right, relation, hint }: Comparison): object[] {
  const difference = `${hint ?? relation} ${left.name}: ${left.summary} ${right.name}: ${right.summary}`;
  const questions: Question[] = [[`What is the difference between SIP ${left.name} and ${right.name}?`, difference]];
  if (left.send !== undefined && right.send !== undefined)
    questions.push([
      `Should a SIP server send ${left.name} or ${right.name}?`,
      `${left.name}: ${left.send} ${right.name}: ${right.send}`,
    ]);
  return [faq(questions)];
}

type Question = readonly [question: string, answer: string];

function questionsOn(entry: Explanation): Question[] {
  const { kind, title, description, seen } = entry;
  if (kind !== 'code') return [];
  const questions: Question[] = [[`What does SIP ${title} mean?`, description]];
  if (seen.length > 0) questions.push([`When do you see SIP ${title}?`, seen.join(' ')]);
  const fixes = fixesOf(entry).map(({ person, steps }) => `${person}: ${steps.join(' ')}`);
  if (fixes.length > 0) questions.push([`How do you fix SIP ${title}?`, fixes.join(' ')]);
  return questions;
}

const faq = (questions: readonly Question[]) => ({
  '@context': CONTEXT,
  '@type': 'FAQPage',
  mainEntity: questions.map(([name, text]) => ({
    '@type': 'Question',
    name,
    acceptedAnswer: { '@type': 'Answer', text },
  })),
});
