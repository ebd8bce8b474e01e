import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headerFields, headerId, lookUpHeader, UNKNOWN_HEADER } from './header-fields.ts';

const lookUp = (name: string) => lookUpHeader(name, 0, name.length);

// RFC 3261 20.1 to 20.44, and the compact forms of 7.3.3.
const rfc3261 =
  `Accept Accept-Encoding Accept-Language Alert-Info Allow Authentication-Info Authorization Call-ID/i Call-Info
  Contact/m Content-Disposition Content-Encoding/e Content-Language Content-Length/l Content-Type/c CSeq Date Error-Info
  Expires From/f In-Reply-To Max-Forwards Min-Expires MIME-Version Organization Priority Proxy-Authenticate
  Proxy-Authorization Proxy-Require Record-Route Reply-To Require Retry-After Route Server Subject/s Supported/k Timestamp
  To/t Unsupported User-Agent Via/v Warning WWW-Authenticate`.split(/\s+/);

// The registry's compact forms from extensions.
const extensions = `Accept-Contact/a Allow-Events/u Event/o Identity/y Identity-Info/n Refer-To/r Referred-By/b
  Reject-Contact/j Request-Disposition/d Session-Expires/x`.split(/\s+/);

test('every header field of RFC 3261 20 is there, with its compact form (7.3.3)', () => {
  assert.equal(rfc3261.length, 44);
  for (const entry of rfc3261) {
    const [name, compact = ''] = entry.split('/');
    const field = headerFields[lookUp(name)];
    assert.equal(field?.name, name);
    assert.equal(field.compact, compact, name);
    assert.match(field.rfc, /^3261 20\.\d+$/);
  }
});

test('the compact forms of the extensions are those of the registry', () => {
  for (const entry of extensions) {
    const [name, compact] = entry.split('/');
    assert.equal(headerFields[lookUp(compact)]?.name, name);
  }
  const compacts = headerFields.map((field) => field.compact).filter((compact) => compact !== '');
  assert.equal(compacts.length, 10 + extensions.length);
});

test('no two fields share a name or a compact form', () => {
  const spellings = headerFields.flatMap((field) => [field.name, field.compact]).filter((text) => text !== '');
  assert.equal(new Set(spellings.map((text) => text.toLowerCase())).size, spellings.length);
});

test('an id is the position in the table', () => {
  for (const [id, field] of headerFields.entries()) {
    assert.equal(field.id, id);
    assert.equal(headerId(field.name as Parameters<typeof headerId>[0]), id);
  }
});

/** A name with the case of each letter chosen anew. */
const recased = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => Array.from(name, (c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join(''));

test('a field is found by either name, in any case, wherever it stands (RFC 3261 7.3.1)', () => {
  for (const field of headerFields) {
    for (const name of [field.name, field.compact].filter((text) => text !== '')) {
      fc.assert(
        fc.property(recased(name), fc.string(), fc.string(), (spelled, before, after) => {
          const text = before + spelled + after;
          assert.equal(lookUpHeader(text, before.length, before.length + spelled.length), field.id);
        }),
        { numRuns: 20 },
      );
    }
  }
});

const known = new Set(headerFields.flatMap((field) => [field.name.toLowerCase(), field.compact]));

test('no other name is found', () => {
  const names = fc.oneof(
    fc.string(),
    fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)),
  );
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(!known.has(name.toLowerCase()));
      assert.equal(lookUp(name), UNKNOWN_HEADER);
    }),
  );
});

test('a name with one character wrong is not found', () => {
  const wrong = fc.tuple(fc.constantFrom(...headerFields), fc.nat(), fc.nat(255)).map(([{ name }, at, code]) => {
    const i = at % name.length;
    return name.slice(0, i) + String.fromCharCode(code) + name.slice(i + 1);
  });
  fc.assert(
    fc.property(wrong, (name) => {
      fc.pre(!known.has(name.toLowerCase()));
      assert.equal(lookUp(name), UNKNOWN_HEADER);
    }),
    { numRuns: 2000 },
  );
  // what a bit of case changes in a character that is no letter
  for (const name of ['Call\rID', 'Cal\x0c-ID', '\x16ia', 'V\u0131a', '\u212a'])
    assert.equal(lookUp(name), UNKNOWN_HEADER);
});
