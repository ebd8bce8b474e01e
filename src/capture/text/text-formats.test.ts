import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  betweenFormats,
  message,
  pastedForms,
  placelessFormats,
  readText,
  receivedFormats,
  type Render,
} from './test-texts.ts';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,9}$/);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '));
/** UTF-8, as it is on the wire. */
const anyValue = fc.oneof(words, fc.constant('Gr\xc3\xbc\xc3\x9fe'), fc.constant('"a \\" b" <sip:a@example.com>;x=y'));
const anyHeader = fc.oneof(
  fc.tuple(word, anyValue).map(([name, value]) => `X-${name}: ${value}`),
  fc.tuple(word, words, words).map(([name, value, more]) => `X-${name}: ${value}\r\n ${more}`),
  anyValue.map((value) => `Subject: ${value}`),
);
const anyStartLine = fc.oneof(
  fc
    .tuple(fc.constantFrom('INVITE', 'MESSAGE', 'NOTIFY', 'X-NEW'), word)
    .map(([method, user]) => `${method} sip:${user}@example.com;transport=udp SIP/2.0`),
  fc.tuple(fc.integer({ min: 100, max: 699 }), words).map(([code, phrase]) => `SIP/2.0 ${code} ${phrase}`),
);
const sdpLines = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'm', 'c'), words).map(([letter, value]) => `${letter}=${value}`),
  { maxLength: 8 },
);
const anySdp = sdpLines.map((lines) => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', ...lines, ''].join('\r\n'));
const anyText = fc
  .tuple(fc.array(fc.oneof(words, fc.constant('')), { minLength: 1, maxLength: 5 }), words, fc.boolean())
  .map(([lines, last, isWhole]) => [...lines, last].join('\r\n') + (isWhole ? '\r\n' : ''))
  .filter((text) => !text.startsWith('\r\n'));

const anyBody = fc.oneof(
  fc.constant({ type: '', body: '' }),
  anySdp.map((body) => ({ type: 'application/sdp', body })),
  anyText.map((body) => ({ type: 'text/plain', body })),
);

const anyMessage = fc
  .tuple(anyStartLine, fc.array(anyHeader, { maxLength: 5 }), word, anyBody)
  .map(([startLine, headers, id, { type, body }]) =>
    message(
      startLine,
      ['Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1', `Call-ID: ${id}`, 'CSeq: 1 INVITE', ...headers],
      body,
      type,
    ),
  );

function texts(render: Render, messages: readonly string[], size?: number): string[] {
  return readText(messages.map(render).join(''), size).messages.map(({ text }) => text);
}

const everyFormat = { ...betweenFormats, ...receivedFormats, ...placelessFormats };
for (const [format, render] of Object.entries(everyFormat)) {
  test(`any message comes out of ${format} as it was, whatever pieces the text is read in`, () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 2000 }),
        (all, size) => {
          assert.deepEqual(texts(render, all, size), all);
        },
      ),
    );
  });
}

for (const [form, render] of Object.entries(pastedForms)) {
  test(`any message that is pasted ${form} comes out as it was`, () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 1, max: 500 }), (wire, size) => {
        assert.deepEqual(texts(render, [wire], size), [wire]);
      }),
    );
  });
}
