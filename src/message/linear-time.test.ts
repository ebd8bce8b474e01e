/**
 * The time that a hostile text costs is linear in its length. Time is not measured: the steps are counted, which are the
 * executions of each block of our code (V8's coverage) and the characters that `indexOf` passes over.
 */

import assert from 'node:assert/strict';
import { Session } from 'node:inspector';
import { test } from 'node:test';
import { headerId } from '../catalogue/index.ts';
import { Edit } from './edit.ts';
import { indexMessage } from './index-message.ts';
import type { MessageLimits } from './limits.ts';
import { Request } from './message.ts';
import { validateRequest } from './validate.ts';

/** None of them cuts a shape short. */
const unlimited: MessageLimits = { messageBytes: 1e9, headers: 1e9, headerBytes: 1e9, uriBytes: 1e9, bodyBytes: 1e9 };

const start = 'OPTIONS sip:a@b SIP/2.0\r\n';
const inField = (name: string) => (value: string) => `${start}${name}: ${value}\r\n\r\n`;
const address = inField('To');
const list = inField('Contact');
const via = inField('Via');

const shapes: Readonly<Record<string, (n: number) => string>> = {
  'lines without a colon': (n) => `${start}${'x\r\n'.repeat(n)}\r\n`,
  'lines that end in LF alone': (n) => `${start}${'x:\n'.repeat(n)}`,
  'lines that end in CR alone': (n) => `${start}${'x:\r'.repeat(n)}`,
  'no line end at all': (n) => `${start}${'x'.repeat(n)}`,
  'empty lines in front': (n) => `${'\r\n'.repeat(n)}${start}\r\n`,
  'short header lines': (n) => `${start}${'x:y\r\n'.repeat(n)}\r\n`,
  'lines of known fields': (n) => `${start}${'Via: SIP/2.0/UDP a\r\n'.repeat(n)}\r\n`,
  'a colon behind spaces': (n) => `${start}${`x${' '.repeat(50)}:\r\n`.repeat(n / 50)}\r\n`,
  folds: (n) => inField('Subject')('a\r\n b'.repeat(n)),
  'folds and blanks': (n) => inField('Subject')(`a${' '.repeat(n)}\r\n${' '.repeat(n)}b`),
  'blanks before each fold': (n) => inField('Subject')(`a${' '.repeat(20)}\r\n `.repeat(n / 20)),
  'a start line of spaces': (n) => `OPTIONS${' '.repeat(n)}sip:a SIP/2.0\r\n\r\n`,
  'a start line of versions': (n) => `OPTIONS${' SIP/2.0'.repeat(n)}x\r\n\r\n`,
  'open quotes': (n) => address('"'.repeat(n)),
  'quoted pairs': (n) => address(`"${'\\"'.repeat(n)}" <sip:a@b>`),
  'open brackets': (n) => address('<'.repeat(n)),
  'a URI of @': (n) => address(`<sip:${'@'.repeat(n)}>`),
  'a URI without @': (n) => address(`<sip:${'a'.repeat(n)}>`),
  'a URI of semicolons and no @': (n) => address(`<sip:a${';a'.repeat(90)}${'='.repeat(n)}>`),
  'a URI of escapes': (n) => address(`<sip:${'%41'.repeat(n)}@b>`),
  'a URI of colons': (n) => address(`<sip:${':'.repeat(n)}@b>`),
  'an IPv6 reference without end': (n) => address(`<sip:[${':'.repeat(n)}`),
  'a display name of tokens': (n) => address(`${'a '.repeat(n)}<sip:a@b>`),
  'parameters without values': (n) => address(`<sip:a@b>${';a'.repeat(n)}`),
  'parameters far apart': (n) => address(`<sip:a@b>${`;a${' '.repeat(30)}=${' '.repeat(30)}b`.repeat(n / 60)}`),
  'addresses in a list': (n) => list(`<sip:a@b>${',<sip:a@b>'.repeat(n)}`),
  'addresses without @ in a list': (n) => list(`<sip:a;b>${',<sip:a;b>'.repeat(n)}`),
  'bare addresses in a list': (n) => list(`sip:a${',sip:a'.repeat(n)}`),
  commas: (n) => list(','.repeat(n)),
  'Via values in a line': (n) => via(`SIP/2.0/UDP a${',SIP/2.0/UDP a'.repeat(n)}`),
  'a Via of slashes': (n) => via('/'.repeat(n)),
  'Via blanks': (n) => via(`SIP${' '.repeat(n)}/2.0${' '.repeat(n)}/UDP${' '.repeat(n)}a`),
  'a list of tokens': (n) => inField('Allow')(`A${',A'.repeat(n)}`),
  'a list of words': (n) => inField('In-Reply-To')(`a@b${',a@b'.repeat(n)}`),
  'nested comments': (n) => inField('Retry-After')(`5 ${'('.repeat(n)}`),
  'digits for CSeq': (n) => inField('CSeq')('9'.repeat(n)),
  'digits for Timestamp': (n) => inField('Timestamp')(`${'9'.repeat(n)}x`),
  'warnings in a list': (n) => inField('Warning')(`300 a "b"${',300 a "b"'.repeat(n)}`),
  'a media type of slashes and blanks': (n) => inField('Content-Type')(' /'.repeat(n)),
  'a media type of blanks': (n) => inField('Content-Type')(`a${' '.repeat(n)}b`),
  'challenges in a line': (n) => inField('WWW-Authenticate')(`A a=b${',A a=b'.repeat(n)}`),
  'commas between credentials': (n) => inField('Authorization')(`A ${','.repeat(n)}`),
};

/** Everything that a message can be asked for. */
function readAll(text: string): void {
  const message = indexMessage(text, unlimited);
  if (message === undefined) return;
  if (message instanceof Request) validateRequest(message);
  for (let line = 0; line < message.count; line++) {
    message.valueAt(line);
    message.parseAt(line);
  }
  message.addresses(headerId('Contact'));
  new Edit(message).toString();
}

const session = new Session();
session.connect();

function stepsOf(work: () => void): number {
  let passed = 0;
  const { indexOf } = String.prototype;
  String.prototype.indexOf = function (this: string, wanted: string, from = 0): number {
    const at = indexOf.call(this, wanted, from);
    passed += (at < 0 ? this.length : at) - Math.min(from, this.length);
    return at;
  };
  session.post('Profiler.takePreciseCoverage');
  try {
    work();
  } finally {
    String.prototype.indexOf = indexOf;
  }
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    assert.equal(error, null);
    for (const script of result)
      if (/\/src\/(?:message|catalogue)\/[a-z-]+\.ts$/.test(script.url) && !script.url.endsWith('.test.ts'))
        for (const { ranges } of script.functions) for (const { count } of ranges) blocks += count;
  });
  assert.ok(blocks > 0, 'nothing was counted');
  return blocks + passed;
}

test('the counting sees a quadratic loop', () => {
  const before = stepsOf(
    () => 'x'.repeat(1000).indexOf('y') + 'x'.repeat(2000).indexOf('y') + Number(indexMessage('x') === undefined),
  );
  assert.ok(before > 3000 && before < 3100, String(before));
});

session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

for (const [name, shape] of Object.entries(shapes)) {
  test(`linear: ${name}`, () => {
    const [short, long] = [shape(2000), shape(8000)].map((text) => {
      readAll(text);
      return { length: text.length, steps: stepsOf(() => readAll(text)) };
    });
    const growth = (long.steps - short.steps) / (long.length - short.length);
    assert.ok(
      growth <= (1.5 * short.steps) / short.length + 1,
      `${short.steps} steps for ${short.length}, ${long.steps} for ${long.length}`,
    );
    assert.ok(long.steps <= 60 * long.length, `${long.steps} steps for ${long.length}`);
  });
}
