/** Every explanation there is: each row of the catalogue with its prose. */

import {
  headerFields,
  methods,
  optionTags,
  q850Causes,
  type ResponseCode,
  responseCodes,
  unregisteredCodes,
  warningCodes,
} from '../catalogue/index.ts';
import {
  causeTexts,
  codeTexts,
  headerTexts,
  methodTexts,
  optionTagTexts,
  warningTexts,
  wordTexts,
} from '../reference/index.ts';
import { codeFacts } from './code-facts.ts';
import type { Explanation } from './entry.ts';
import { causeFacts, headerFacts, methodFacts, optionTagFacts, warningFacts } from './facts.ts';
import { formatReference } from './reference-text.ts';

const NOTHING = { facts: [], seen: [], pitfalls: [], fix: {}, parts: [], confusedWith: [], see: [] } as const;

/** Every code that people meet, those that nobody registered after the others. */
export const allCodes: readonly ResponseCode[] = [...responseCodes, ...unregisteredCodes];

function* codes(): Generator<Explanation> {
  const texts = new Map(codeTexts.map((text) => [text.name, text]));
  for (const code of allCodes) {
    const text = texts.get(code.name);
    if (text === undefined) continue;
    yield { ...NOTHING, ...text, kind: 'code', title: `${code.name} ${code.phrase}`, facts: codeFacts(code) };
  }
}

function* named(): Generator<Explanation> {
  for (const text of methodTexts) {
    const method = methods.find(({ name }) => name === text.name);
    if (method !== undefined)
      yield { ...NOTHING, ...text, kind: 'method', title: text.name, facts: methodFacts(method) };
  }
  for (const text of headerTexts) {
    const field = headerFields.find(({ name }) => name === text.name);
    if (field === undefined) continue;
    const { name, summary, description, written, example, parts, pitfalls, confusedWith = [] } = text;
    const facts = [...headerFacts(field), { label: 'written by', value: written }];
    yield {
      ...NOTHING,
      kind: 'header',
      name,
      title: name,
      summary,
      description,
      facts,
      pitfalls,
      example,
      parts,
      confusedWith,
    };
  }
  for (const text of optionTagTexts) {
    const tag = optionTags.find(({ name }) => name === text.name);
    if (tag !== undefined)
      yield { ...NOTHING, ...text, kind: 'option tag', title: `${tag.name} (option tag)`, facts: optionTagFacts(tag) };
  }
}

function* numbered(): Generator<Explanation> {
  for (const text of warningTexts) {
    const warning = warningCodes.find(({ code }) => String(code) === text.name);
    if (warning === undefined) continue;
    const title = `Warning ${warning.code} ${warning.text}`;
    yield { ...NOTHING, ...text, kind: 'warning', title, facts: warningFacts(warning) };
  }
  for (const text of causeTexts) {
    const cause = q850Causes.find(({ cause: number }) => String(number) === text.name);
    if (cause === undefined) continue;
    const title = `Cause ${cause.cause} ${cause.name} (Q.850)`;
    yield { ...NOTHING, ...text, kind: 'cause', title, facts: causeFacts(cause) };
  }
}

function* words(): Generator<Explanation> {
  for (const { name, also, summary, description, example, see, rfc } of wordTexts) {
    const facts = [{ label: 'defined in', value: formatReference(rfc) }];
    if (also.length > 0) facts.unshift({ label: 'also', value: also.join(', ') });
    yield { ...NOTHING, kind: 'word', name, title: name, summary, description, facts, example, see };
  }
}

/** In the order of the catalogue; codes first, words last. */
export const entries: readonly Explanation[] = [...codes(), ...named(), ...numbered(), ...words()];
