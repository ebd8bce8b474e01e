import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  defaultMessageLimits,
  Failure,
  indexMessage,
  Request,
  Response,
  validateRequest,
  validateResponse,
} from '../message/index.ts';
import { parseHeaderAt } from '../message/parse-header.ts';
import {
  causeTexts,
  codeTexts,
  type Fixes,
  headerTexts,
  methodTexts,
  optionTagTexts,
  warningTexts,
  wordTexts,
} from './index.ts';

const codes: readonly ResponseCode[] = [...responseCodes, ...unregisteredCodes];
const wire = (text: string) => text.replaceAll('\n', '\r\n');
const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);
const sentences = (text: string) => text.split(/(?<=[.:!?])\s+(?=[A-Z0-9"'])/).length;

/** Everything that is told, with what it is told of. */
const everyText: [where: string, text: string][] = [
  ...codeTexts.flatMap((text): [string, string][] => [
    [`${text.name} summary`, text.summary],
    [`${text.name} description`, text.description],
    ...text.seen.map((seen): [string, string] => [`${text.name} seen`, seen]),
    [`${text.name} send`, text.send],
  ]),
  ...[...methodTexts, ...headerTexts, ...optionTagTexts, ...warningTexts, ...causeTexts, ...wordTexts].flatMap(
    (text): [string, string][] => [
      [`${text.name} summary`, text.summary],
      [`${text.name} description`, text.description],
    ],
  ),
];

test('every row of the catalogue is told, once, and nothing else', () => {
  const same = (told: readonly string[], rows: readonly (string | number)[]) =>
    assert.deepEqual([...told].sort(), rows.map(String).sort());
  same(names(codeTexts), names(codes));
  same(names(methodTexts), names(methods));
  same(names(headerTexts), names(headerFields));
  same(names(optionTagTexts), names(optionTags));
  same(
    names(warningTexts),
    warningCodes.map(({ code }) => code),
  );
  same(
    names(causeTexts),
    q850Causes.map(({ cause }) => cause),
  );
  assert.equal(new Set(wordTexts.map(({ name }) => name.toLowerCase())).size, wordTexts.length);
  assert.ok(wordTexts.length >= 100);
});

test('a summary is one sentence of at most 140 characters', () => {
  for (const [where, text] of everyText.filter(([place]) => place.endsWith('summary'))) {
    assert.ok(text.length >= 15 && text.length <= 140, `${where}: ${text.length} characters`);
    assert.match(text, /[.!?]$/, where);
  }
});

test('no two texts are the same, and none says what would fit anything', () => {
  const seen = new Map<string, string>();
  for (const [where, text] of everyText) {
    assert.equal(seen.get(text), undefined, `${where} repeats ${seen.get(text) ?? ''}`);
    seen.set(text, where);
    assert.doesNotMatch(
      text,
      /check (?:your|the) (?:configuration|settings|network)|contact (?:your|the) (?:administrator|support)|various reasons|network issues?|—|\bTODO\b/i,
      where,
    );
  }
});

test('a code has a description of substance, two situations, and steps for each person whom it concerns', () => {
  for (const { name, description, seen, fix, send, confusedWith } of codeTexts) {
    assert.ok(description.length >= 150 && sentences(description) >= 2, `${name}: ${description.length} characters`);
    assert.ok(seen.length >= 2, `${name} has ${seen.length} situations`);
    for (const situation of seen) assert.ok(situation.length >= 30, `${name}: ${situation}`);
    assertFixes(name, fix);
    assert.ok(send.length >= 60, `${name}: ${send}`);
    assert.ok(confusedWith.length >= 1, `${name} is confused with nothing`);
  }
  // A refusal concerns somebody at the phone or somebody at the server, whoever else it concerns.
  for (const { name, fix } of codeTexts) assert.ok(fix.phone !== undefined || fix.operator !== undefined, name);
});

function assertFixes(name: string, fix: Fixes): void {
  const people = Object.values(fix);
  assert.ok(people.length > 0, `${name} says to nobody what to do`);
  for (const steps of people) {
    assert.ok(steps.length > 0, name);
    for (const step of steps) assert.ok(step.length >= 20 && /[.!?:)"]$/.test(step), `${name}: ${step}`);
  }
}

test('any two codes can be told apart from their texts alone: few of their telling words are shared', () => {
  const bags = codeTexts.map(({ name, summary, description, seen }) => ({
    name,
    words: bagOf(`${summary} ${description} ${seen.join(' ')}`),
  }));
  const frequency = new Map<string, number>();
  for (const { words } of bags) for (const word of words.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const vectors = bags.map(({ name, words }) => {
    const weights = new Map(
      [...words].map(([word, count]) => [word, count * Math.log(bags.length / frequency.get(word)!)]),
    );
    return { name, weights, length: Math.hypot(...weights.values()) };
  });
  let nearest = { cosine: 0, pair: '' };
  for (const [i, a] of vectors.entries()) {
    for (const b of vectors.slice(i + 1)) {
      let product = 0;
      for (const [word, weight] of a.weights) product += weight * (b.weights.get(word) ?? 0);
      const cosine = product / (a.length * b.length);
      if (cosine > nearest.cosine) nearest = { cosine, pair: `${a.name} and ${b.name}` };
    }
  }
  assert.ok(nearest.cosine < 0.5, `${nearest.pair} are alike: ${nearest.cosine.toFixed(2)}`);
});

/** The words of a text and how often they stand there, numbers left out: they would give the code away. */
function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[a-z][a-z-]+/g) ?? []) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

test('the example of a code is a whole and valid response that carries what it must (RFC 3261 8.2.6)', () => {
  for (const code of codes) {
    const { example } = codeTexts.find(({ name }) => name === code.name)!;
    // What PJSIP makes up is a line of a log.
    if (code.class === 7) {
      assert.ok(example.includes(String(code.code)), code.name);
      continue;
    }
    const response = indexMessage(wire(example), defaultMessageLimits);
    assert.ok(response instanceof Response, code.name);
    assert.equal(validateResponse(response), undefined, code.name);
    assert.equal(response.status, code.code);
    // 21.4.1: the phrase of a 400 says what is wrong; others are shown with one that people meet.
    if (code.status === 'registered' && ![400, 402, 403].includes(code.code))
      assert.ok(response.reason.startsWith(code.phrase), code.name);
    assert.equal(response.named('Content-Length')[0], String(response.bodyEnd - response.bodyStart), code.name);
    assert.equal(response.to.tag !== '', code.code !== 100, `${code.name}: the To tag`);
    if (code.mustCarry.length > 0)
      assert.ok(
        code.mustCarry.some((name) => response.named(name).length > 0),
        `${code.name} lacks ${code.mustCarry.join(' or ')}`,
      );
  }
});

test('the example of a method is a whole and valid request', () => {
  for (const { name, example, seen, fix } of methodTexts) {
    const request = indexMessage(wire(example), defaultMessageLimits);
    assert.ok(request instanceof Request, name);
    assert.equal(validateRequest(request), undefined, name);
    assert.equal(request.method, name);
    assert.ok(seen.length >= 2, name);
    assertFixes(name, fix);
  }
});

test('the example of a header field can be parsed, and its parts stand in it in that order', () => {
  for (const { name, example, parts, pitfalls } of headerTexts) {
    const field = headerFields.find((row) => row.name === name)!;
    for (const line of example.trimEnd().split('\n')) {
      const colon = line.indexOf(':');
      assert.equal(line.slice(0, colon), name);
      const value = line.slice(colon + 1).trim();
      assert.ok(!(parseHeaderAt(field.id, value, 0, value.length) instanceof Failure), line);
    }
    let at = 0;
    for (const [piece, meaning] of parts) {
      const found = example.indexOf(piece, at);
      assert.ok(found >= 0, `${name}: "${piece}" does not stand in the example after the part before it`);
      at = found + piece.length;
      assert.ok(meaning.length >= 5, `${name}: ${piece}`);
    }
    assert.ok(pitfalls.length >= 1, name);
  }
});

test('what a text sends the reader to exists', () => {
  const known = new Set(
    [...codes, ...methods, ...headerFields, ...optionTags, ...wordTexts].map(({ name }) => name.toLowerCase()),
  );
  for (const { name, confusedWith = [] } of [...codeTexts, ...methodTexts, ...headerTexts]) {
    for (const other of confusedWith) {
      assert.ok(known.has(other.with.toLowerCase()), `${name} is confused with ${other.with}, which is not there`);
      assert.notEqual(other.with, name);
      assert.ok(other.difference.length >= 20, `${name}/${other.with}`);
    }
  }
  for (const { name, see } of wordTexts)
    for (const other of see) assert.ok(known.has(other.toLowerCase()), `${name}: ${other}`);
});

test('a code tells of its cousin in HTTP exactly where the catalogue names one', () => {
  for (const code of codes) {
    const { http } = codeTexts.find(({ name }) => name === code.name)!;
    assert.equal(http !== undefined, code.http !== undefined, code.name);
  }
});
