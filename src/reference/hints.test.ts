import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeTexts } from './codes/index.ts';
import { hints } from './hints.ts';

const title = ([first, second]: readonly [string, string]) => `${first}/${second}`;

/** Before a smaller number, and `603` before `603+`. */
const order = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.length - b.length;

const escaped = (name: string) => name.replace('+', '\\+');

/** The number as a word of its own: `603` is not named by `603+`. */
const names = (text: string, code: string) => new RegExp(`(?<![\\d+])${escaped(code)}(?![\\d+])`).test(text);

const sentences = (text: string) => text.split(/(?<=[.?!:])\s+/).map((sentence) => sentence.trim());

test('each pair names two codes that are told, the smaller first', () => {
  const told = new Set(codeTexts.map(({ name }) => name));
  for (const { pair } of hints) {
    for (const name of pair) assert.ok(told.has(name), `${title(pair)}: no text of ${name}`);
    assert.ok(order(...pair) < 0, `${title(pair)}: the larger number is first`);
  }
});

test('no pair comes twice, and they are in order', () => {
  assert.equal(new Set(hints.map(({ pair }) => title(pair))).size, hints.length);
  const sorted = hints.map(({ pair }) => pair).sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  assert.deepEqual(
    hints.map(({ pair }) => title(pair)),
    sorted.map(title),
  );
});

test('the pairs that people ask for are there', () => {
  const asked =
    '100/180 180/183 183/200 200/202 200/401 200/487 300/302 301/302 302/305 302/401 302/428 400/403 401/403 401/407 ' +
    '401/428 403/404 403/407 403/603 404/410 404/480 404/484 404/604 405/501 408/480 408/487 408/503 408/504 415/488 ' +
    '420/421 422/423 428/436 428/438 436/437 437/438 480/486 481/487 482/483 486/487 486/600 486/603 488/606 491/500 ' +
    '500/503 502/503 502/504 503/504 600/603 603/603+ 603/607 603/608 607/608';
  const there = new Set(hints.map(({ pair }) => title(pair)));
  assert.deepEqual(
    asked.split(' ').filter((pair) => !there.has(pair)),
    [],
  );
});

test('each hint names both codes, in two sentences at least and of a fitting length', () => {
  for (const { pair, hint } of hints) {
    for (const name of pair) assert.ok(names(hint, name), `${title(pair)}: does not name ${name}`);
    assert.ok(hint.length >= 150 && hint.length <= 600, `${title(pair)}: ${hint.length} characters`);
    assert.ok(sentences(hint).length >= 2, title(pair));
    assert.match(hint, /[.]$/, title(pair));
  }
});

test('no two hints share a sentence, and none repeats what a text of the codes says', () => {
  const seen = new Map<string, string>();
  for (const { pair, hint } of hints) {
    for (const sentence of sentences(hint)) {
      assert.equal(seen.get(sentence), undefined, `${title(pair)}: "${sentence}"`);
      seen.set(sentence, title(pair));
    }
  }
  for (const { name, confusedWith } of codeTexts) {
    for (const { difference } of confusedWith) {
      for (const sentence of sentences(difference)) {
        // A few words, such as "Same number;", may meet by chance.
        if (sentence.length < 30) continue;
        assert.equal(seen.get(sentence), undefined, `${name}: "${sentence}"`);
      }
    }
  }
});
