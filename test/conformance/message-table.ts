/** Runs a table of messages against the parser: those of the RFC where they lie beside the checkout, and our own always. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Request } from '../../src/message/index.ts';
import { type Expectation, factsOf, failureOf, parse, type Row } from './message-facts.ts';

export const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';

/** The folder of test data that came from elsewhere; tests skip, and say so, where it is missing. */
export function testdata(folder: string): { url: URL; skip: string | false } {
  const url = new URL(`../../../shared/testdata/${folder}/`, import.meta.url);
  return { url, skip: existsSync(url) || isRequired ? false : 'the test data is not here' };
}

/** A message of the RFC as text, with what its archived file lacks. */
export function readRow(folder: string, extension: string, row: Row): string {
  return readFileSync(new URL(`${row.name}${extension}`, testdata(folder).url), 'latin1') + (row.completedBy ?? '');
}

/** @param count how many messages the RFC has */
export function testTable(rfc: string, count: number, rows: readonly Row[], folder: string, extension: string): void {
  const { url, skip } = testdata(folder);

  test(`RFC ${rfc}: the table has a row for each of its ${count} messages`, () => {
    assert.equal(new Set(rows.map((row) => row.name)).size, count);
    assert.equal(rows.length, count);
  });

  test(`RFC ${rfc}: the table names every message that lies in the test data`, { skip }, () => {
    const files = readdirSync(url).filter((name) => name.endsWith(extension));
    assert.deepEqual(rows.map((row) => `${row.name}${extension}`).toSorted(), files.toSorted());
  });

  for (const row of rows) {
    describe(`RFC ${rfc} ${row.section} ${row.name}: ${row.says}`, () => {
      test("the RFC's message", { skip }, () => check(readRow(folder, extension, row), row.file));
      test('a message of our own', () => check(row.own.text, row.own));
    });
  }
}

function check(text: string, expectation: Expectation): void {
  const parsed = parse(text);
  if (expectation.dropped === true) {
    assert.equal(parsed, undefined);
    return;
  }
  assert.ok(parsed !== undefined, 'no message');
  const { message, defect } = parsed;
  if (expectation.defect !== undefined) {
    const { code, status, where, at } = expectation.defect;
    assert.ok(defect !== undefined, 'no defect was found');
    assert.deepEqual([defect.code, defect.status, defect.where], [code, status, where], defect.reason);
    assert.equal(
      defect.offset,
      text.indexOf(at),
      `the offset points at ${JSON.stringify(text.slice(defect.offset, defect.offset + 30))}`,
    );
    return;
  }
  assert.equal(defect, undefined);
  assert.ok(expectation.facts !== undefined, 'the row expects nothing');
  const { named, ...expected } = expectation.facts;
  const actual = factsOf(message);
  for (const [name, value] of Object.entries(expected))
    assert.deepEqual(actual[name as keyof typeof actual], value, name);
  for (const [name, values] of Object.entries(named ?? {})) assert.deepEqual(message.named(name), values, name);
  if (expectation.broken !== undefined) {
    const { field, at } = expectation.broken;
    assert.equal(failureOf(message, field)?.offset, text.indexOf(at), field);
  }
  if ('status' in expected) assert.ok(!(message instanceof Request));
}
