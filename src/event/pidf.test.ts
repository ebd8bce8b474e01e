/** application/pidf+xml (RFC 3863). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filled, maybe, record, text, trimmed } from '../../test/event-values.ts';
import { Failure, SipError } from '../message/index.ts';
import { formatPidf, isOpen, parsePidf, type Presence, type PresenceTuple } from './pidf.ts';
import { buildElement, XmlElement } from './xml-element.ts';

describe('reading', () => {
  test('a prefix for the namespace (RFC 3863 4.2)', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <impp:presence xmlns:impp="urn:ietf:params:xml:ns:pidf" entity="pres:someone@example.com">
        <impp:tuple id="sg89ae">
          <impp:status><impp:basic>open</impp:basic></impp:status>
          <impp:contact priority="0.8">tel:+09012345678</impp:contact>
        </impp:tuple>
      </impp:presence>`;
    assert.deepEqual(parsePidf(text), {
      entity: 'pres:someone@example.com',
      tuples: [
        { id: 'sg89ae', status: { basic: 'open' }, contact: { uri: 'tel:+09012345678', priority: 0.8 }, notes: [] },
      ],
      notes: [],
    });
  });

  test('notes in languages, a time, and extensions of the status (RFC 3863 4.1.6, 4.1.7, 4.2)', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:im="urn:ietf:params:xml:ns:pidf:im" entity="pres:someone@example.com">
        <tuple id="bs35r9">
          <status><basic>open</basic><im:im>busy</im:im></status>
          <contact priority="0.8">im:someone@mobilecarrier.net</contact>
          <note xml:lang="en">Don't Disturb Please!</note>
          <note xml:lang="fr">Ne dérangez pas, s'il vous plait</note>
          <timestamp>2001-10-27T16:49:29Z</timestamp>
        </tuple>
        <tuple id="eg92n8">
          <status><basic>closed</basic></status>
          <contact priority="1.0">mailto:someone@example.com</contact>
        </tuple>
        <note>I'll be in Tokyo next week</note>
      </presence>`;
    const presence = parsePidf(text) as Presence;
    assert.deepEqual(presence, {
      entity: 'pres:someone@example.com',
      tuples: [
        {
          id: 'bs35r9',
          status: { basic: 'open', extensions: [new XmlElement('im', 'urn:ietf:params:xml:ns:pidf:im', [], ['busy'])] },
          contact: { uri: 'im:someone@mobilecarrier.net', priority: 0.8 },
          notes: [
            { text: "Don't Disturb Please!", language: 'en' },
            { text: "Ne dérangez pas, s'il vous plait", language: 'fr' },
          ],
          timestamp: Date.UTC(2001, 9, 27, 16, 49, 29),
        },
        {
          id: 'eg92n8',
          status: { basic: 'closed' },
          contact: { uri: 'mailto:someone@example.com', priority: 1 },
          notes: [],
        },
      ],
      notes: [{ text: "I'll be in Tokyo next week" }],
    });
    assert.ok(isOpen(presence));
    assert.ok(!isOpen({ ...presence, tuples: presence.tuples.slice(1) }));
    assert.deepEqual(parsePidf(formatPidf(presence)), presence);
  });

  test('what can\u2019t be understood is left out', () => {
    const text =
      '<presence><tuple><status><basic> Open </basic></status><contact priority="9">a</contact><timestamp>now</timestamp></tuple>' +
      '<tuple id="b"><status><basic>busy</basic></status><contact/><x/></tuple><tuple/></presence>';
    assert.deepEqual(parsePidf(text), {
      entity: '',
      tuples: [
        { id: '', status: { basic: 'open' }, contact: { uri: 'a' }, notes: [] },
        { id: 'b', status: {}, notes: [] },
        { id: '', status: {}, notes: [] },
      ],
      notes: [],
    });
  });

  test('another document is a failure', () => {
    for (const text of ['', '<a/>', '<presence xmlns="urn:1"/>', '<presence>', '<!DOCTYPE presence><presence/>'])
      assert.ok(parsePidf(text) instanceof Failure, text);
  });
});

const notes = fc.array(record({ text: trimmed, language: maybe(text) }), { maxLength: 2 });
const extensions = maybe(
  fc.array(
    filled.map((value) => new XmlElement('x', 'urn:x', [], [value])),
    { minLength: 1, maxLength: 2 },
  ),
);
const tuple = record<PresenceTuple>({
  id: fc.stringMatching(/^[a-z_][a-z0-9.-]{0,8}$/),
  status: record({ basic: maybe(fc.constantFrom('open', 'closed')), extensions }),
  contact: maybe(record({ uri: filled, priority: maybe(fc.nat({ max: 1000 }).map((n) => n / 1000)) })),
  notes,
  timestamp: maybe(fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(9999, 0) })),
  extensions,
});
const presence = record<Presence>({
  entity: filled,
  tuples: fc.uniqueArray(tuple, { selector: ({ id }) => id, maxLength: 3 }),
  notes,
  extensions,
});

describe('writing', () => {
  test('what was written reads as it was', () => {
    fc.assert(fc.property(presence, (value) => assert.deepEqual(parsePidf(formatPidf(value)), value)));
  });

  test('the elements stand in the order of the schema (RFC 3863 4.4)', () => {
    const value: Presence = {
      entity: 'sip:a@b',
      tuples: [
        {
          id: 't',
          status: { basic: 'open' },
          contact: { uri: 'sip:a@c', priority: 1 },
          notes: [{ text: 'hi', language: 'en' }],
          timestamp: 0,
          extensions: [buildElement('urn:x', 'x', {})],
        },
      ],
      notes: [],
    };
    assert.equal(
      formatPidf(value),
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@b"><tuple id="t">' +
        '<status><basic>open</basic></status><x xmlns="urn:x"/><contact priority="1">sip:a@c</contact>' +
        '<note xml:lang="en">hi</note><timestamp>1970-01-01T00:00:00.000Z</timestamp></tuple></presence>\r\n',
    );
  });

  test('what the format does not have is a misuse', () => {
    const good: Presence = { entity: 'sip:a', tuples: [{ id: 'a', status: {}, notes: [] }], notes: [] };
    formatPidf(good);
    const withTuple = (change: object) => ({ ...good, tuples: [{ ...good.tuples[0], ...change }] });
    const wrong = [
      { ...good, entity: '' },
      { ...good, tuples: [good.tuples[0], good.tuples[0]] },
      ...[
        { id: '' },
        { id: '1' },
        { id: 'a b' },
        { contact: { uri: 'a', priority: 2 } },
        { timestamp: NaN },
        { status: { basic: 'x' } },
      ].map(withTuple),
      { ...good, extensions: [buildElement('urn:ietf:params:xml:ns:pidf', 'tuple', {})] },
    ];
    for (const value of wrong)
      assert.throws(
        () => formatPidf(value),
        (error) => error instanceof SipError && error.code === 'SIP_EVENT_BODY',
      );
  });
});

test('no text throws', () => {
  const pieces = fc.constantFrom(
    ...[
      '<tuple id="a">',
      '<tuple>',
      '</tuple>',
      '<status>',
      '</status>',
      '<basic>open</basic>',
      '<basic/>',
      '<note>',
      '</note>',
    ],
    ...['<contact>a</contact>', '<timestamp>2001-10-27T16:49:29Z</timestamp>', '&', '<x xmlns="urn:x"/>', '\0'],
  );
  fc.assert(
    fc.property(fc.array(pieces), (list) => void parsePidf(`<presence>${list.join('')}</presence>`)),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => assert.ok(parsePidf(any) instanceof Failure)));
});
