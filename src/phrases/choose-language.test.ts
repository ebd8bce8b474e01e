import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseLanguage } from './choose-language.ts';

const offered = ['de', 'fr', 'pt', 'pt-PT', 'zh'] as const;
type Tag = (typeof offered)[number] | 'en';

const table: [acceptLanguage: string | undefined, fallback: Tag, expected: Tag, why: string][] = [
  [undefined, 'en', 'en', '20.3: without the header field any language will do'],
  [undefined, 'de', 'de', 'and that is the one configured'],
  ['', 'de', 'de', 'an empty one says nothing'],
  ['de', 'en', 'de', 'a language that is offered'],
  ['DE', 'en', 'de', 'tags have no case (RFC 5646 2.1.1)'],
  ['da, en-gb;q=0.8, en;q=0.7', 'de', 'en', "RFC 3261's example"],
  ['de-AT', 'en', 'de', 'the region falls away'],
  ['de_AT', 'en', 'de', 'written as a locale'],
  ['de-Latn-AT-1996-x-private', 'en', 'de', 'one subtag after the other falls away (RFC 4647 3.4)'],
  ['zh-Hans-CN', 'en', 'zh', 'script and region fall away'],
  ['pt-BR', 'en', 'pt', 'a region that is not offered'],
  ['pt-pt', 'en', 'pt-PT', 'a region that is'],
  ['pt-PT-x-a', 'en', 'pt-PT', 'the most specific that is offered'],
  ['deu', 'en', 'en', 'another tag that begins alike'],
  ['d', 'en', 'en', 'a tag that an offered one begins with'],
  ['fr;q=0.5, de;q=0.9', 'en', 'de', 'the highest q'],
  ['fr;q=0.5, de', 'en', 'de', 'no q is 1'],
  ['fr, de', 'en', 'fr', 'equal ones in their order'],
  ['de;q=0.2, fr;q=0.4, de-AT;q=0.6', 'en', 'de', 'the highest q of several that one language serves'],
  [' fr ; Q = 0.1 ,\tde ;x=y; q=.9', 'en', 'de', 'white space, other parameters, capitals'],
  ['it, sv;q=0.5', 'de', 'de', 'none is offered: the one configured'],
  ['it', 'en', 'en', 'none is offered, nor another configured'],
  ['en', 'de', 'en', 'English is always offered'],
  ['en-US', 'de', 'en', 'in any region'],
  ['de;q=0', 'de', 'en', 'q=0 excludes, also the one configured'],
  ['de;q=0.000', 'de', 'en', 'however 0 is written'],
  ['de-AT, de;q=0', 'de', 'en', 'and what a region would fall back to'],
  ['de-AT;q=0', 'de', 'de', 'a region excluded leaves the language'],
  ['pt;q=0, pt-PT;q=0.5', 'pt', 'pt-PT', 'the most specific range counts'],
  ['pt;q=0', 'pt-PT', 'en', 'a language excluded takes its regions along'],
  ['*', 'de', 'de', '* names none (RFC 4647 3.4)'],
  ['*, fr;q=0.5', 'de', 'fr', 'and is skipped where another follows'],
  ['fr, *;q=0', 'de', 'fr', '*;q=0 leaves what is named'],
  ['de-AT, *;q=0', 'fr', 'de', 'and what serves it'],
  ['it, *;q=0', 'de', 'en', 'nothing acceptable is there: English'],
  ['en;q=0', 'en', 'en', 'nor here'],
  ['de;q=zero', 'en', 'de', 'a q that cannot be read is none'],
  ['fr;q=1.5, de', 'en', 'fr', 'nor is one above 1 more than 1'],
  ['de;q=-1, fr;q=1', 'en', 'de', 'nor below 0'],
  ['de;q', 'en', 'de', 'a q without a value'],
  [',,;;,=,"de, fr', 'en', 'fr', 'rubbish around a wish'],
  ['\u00e4\u00ff;q=1', 'en', 'en', 'no ASCII'],
];

for (const [acceptLanguage, fallback, expected, why] of table) {
  test(`Accept-Language ${JSON.stringify(acceptLanguage)}, or else ${fallback}: ${expected} (${why})`, () => {
    assert.equal(chooseLanguage(acceptLanguage, offered, fallback), expected);
  });
}

test('whatever a peer sends, one of the languages is chosen', () => {
  const pieces = fc.constantFrom('de', 'fr', 'pt-PT', 'en', '*', '-', '_', ',', ';', 'q', '=', '0', '.', '1', ' ', '"');
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(header, fc.constantFrom(...offered), (text, fallback) => {
      assert.ok([...offered, 'en'].includes(chooseLanguage(text, offered, fallback)));
    }),
  );
});

test('a header field of a megabyte takes time in proportion', () => {
  const megabyte = 1 << 20;
  for (const piece of ['de,', 'de;q=0,', '*;q=0,', 'a-', ';', ',', ' ', '_', 'de-', '1', 'q=']) {
    for (const front of ['', 'de;q=', 'fr;q=1.']) {
      const text = `${front}${piece.repeat(megabyte / piece.length)}x`;
      const start = performance.now();
      chooseLanguage(text, offered, 'de');
      const ms = performance.now() - start;
      assert.ok(ms < 2_000, `${front}${piece}…: ${ms} ms`);
    }
  }
});
