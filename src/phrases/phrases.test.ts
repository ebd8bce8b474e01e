import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { reasonPhrase, responseCode, responseCodes } from '../catalogue/index.ts';
import { buildResponse, decodeUtf8, encodeUtf8, indexMessage, Request, Response } from '../message/index.ts';
import { languages, type LanguageTag, loadPhrases } from './index.ts';

/** What a Reason-Phrase is made of (RFC 3261 25.1), in Unicode: reserved, unreserved, white space, and beyond ASCII. */
const REASON_PHRASE = /^[;/?:@&=+$,A-Za-z0-9\-_.!~*'() \u00a1-\uffff]+$/;
const CONTROL = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;

/** Codes whose English phrases are one, or as near: 406 and 606, which differ by where they hold alone. */
const alike: readonly (readonly [number, number])[] = [[406, 606]];

const options = indexMessage(
  'OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
);
assert.ok(options instanceof Request);

async function phrasesOf(tag: LanguageTag): Promise<[code: number, phrase: string][]> {
  return Object.entries(await loadPhrases(tag)).map(([code, phrase]) => [Number(code), phrase]);
}

test('English and ten more, each with a file of its own', () => {
  const tags = languages.map(({ tag }) => tag);
  assert.deepEqual(tags, ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'ja', 'zh']);
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^[a-z]{2}\.ts$/.test(name));
  assert.deepEqual(
    files.toSorted(),
    tags
      .filter((tag) => tag !== 'en')
      .map((tag) => `${tag}.ts`)
      .toSorted(),
  );
  assert.equal(new Set(languages.map(({ name }) => name)).size, tags.length);
  assert.equal(new Set(languages.map(({ nativeName }) => nativeName)).size, tags.length);
  // BCP 47 knows them under these names.
  const names = new Intl.DisplayNames('en', { type: 'language' });
  for (const { tag, name } of languages) assert.equal(names.of(tag), name.replace(' (simplified)', ''));
  for (const { tag, nativeName } of languages) {
    const own = new Intl.DisplayNames(tag, { type: 'language' }).of(tag === 'zh' ? 'zh-Hans' : tag);
    assert.equal(own, nativeName);
  }
});

test('English is the catalogue itself', async () => {
  assert.deepEqual(await loadPhrases('en'), {});
});

for (const { tag, name } of languages.filter((language) => language.tag !== 'en')) {
  test(`${name}: nearly every code has a phrase, and none has one that the registry does not know`, async () => {
    const phrases = await phrasesOf(tag);
    for (const [code] of phrases) assert.ok(responseCode(code) !== undefined, String(code));
    const codes = phrases.map(([code]) => code);
    assert.deepEqual(
      codes,
      codes.toSorted((a, b) => a - b),
    );
    assert.ok(phrases.length >= responseCodes.length - 3, `${phrases.length} of ${responseCodes.length}`);
  });

  test(`${name}: phrases are short, and of what a Reason-Phrase may be made of`, async () => {
    for (const [code, phrase] of await phrasesOf(tag)) {
      assert.ok([...phrase].length <= 40, `${code} ${phrase}: ${[...phrase].length} characters`);
      assert.match(phrase, REASON_PHRASE, String(code));
      assert.doesNotMatch(phrase, CONTROL, String(code));
      assert.equal(phrase, phrase.normalize('NFC').trim(), String(code));
      assert.doesNotMatch(phrase, / {2}|[.。]$/, String(code));
    }
  });

  test(`${name}: no two codes share a phrase, but where the English ones do`, async () => {
    const codesOf = Map.groupBy(await phrasesOf(tag), ([, phrase]) => phrase.toLowerCase());
    for (const [phrase, rows] of codesOf) {
      if (rows.length === 1) continue;
      const codes = rows.map(([code]) => code);
      assert.ok(
        alike.some((pair) => codes.join() === pair.join()),
        `${codes.join(', ')}: ${phrase}`,
      );
    }
  });

  test(`${name}: what is left in English is not taken for a translation`, async () => {
    const same = (await phrasesOf(tag)).filter(([code, phrase]) => phrase === reasonPhrase(code));
    assert.deepEqual(
      same.filter(([code]) => code !== 200),
      [],
    );
  });

  test(`${name}: a response with each phrase is read again as it was written, in UTF-8`, async () => {
    for (const [code, phrase] of await phrasesOf(tag)) {
      const text = buildResponse(options, code, { reason: encodeUtf8(phrase) }, 'tag');
      const response = indexMessage(Buffer.from(text, 'latin1').toString('latin1'));
      assert.ok(response instanceof Response);
      assert.equal(response.defect, undefined);
      assert.equal(response.status, code);
      assert.equal(decodeUtf8(response.reason), phrase);
      assert.ok(Buffer.from(text, 'latin1').includes(`SIP/2.0 ${code} ${phrase}\r\n`, 0, 'utf8'));
    }
  });
}

test('phrases that the English has alike are alike', () => {
  for (const [one, other] of alike) assert.equal(reasonPhrase(one), reasonPhrase(other));
});
