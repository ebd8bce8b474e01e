/** application/dialog-info+xml (RFC 4235 4), and the table that documents add up to (RFC 4235 4.3). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filled, maybe, record, text, whole } from '../../test/event-values.ts';
import { decodeUtf8, encodeUtf8, Failure, SipError } from '../message/index.ts';
import {
  type DialogInfo,
  type DialogInfoEntry,
  dialogInfoEvents,
  dialogInfoStates,
  formatDialogInfo,
  parseDialogInfo,
} from './dialog-info.ts';
import { DialogInfoTable } from './dialog-info-table.ts';
import { buildElement, XmlElement } from './xml-element.ts';

function read(text: string): DialogInfo {
  const document = parseDialogInfo(text);
  assert.ok(!(document instanceof Failure), document instanceof Failure ? document.reason : '');
  return document;
}

const document = (inner: string, attributes = 'version="0" state="full" entity="sip:alice@example.com"') =>
  `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" ${attributes}>${inner}</dialog-info>`;

describe('reading', () => {
  test('a dialog as it goes (RFC 4235 4.1.1, 4.1.2, 6)', () => {
    const early = `<?xml version="1.0"?>
      <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"
                   version="0" state="full" entity="sip:alice@example.com">
        <dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774"
                remote-tag="456887766" direction="initiator">
          <state>early</state>
        </dialog>
      </dialog-info>`;
    assert.deepEqual(read(early), {
      entity: 'sip:alice@example.com',
      version: 0,
      state: 'full',
      dialogs: [
        {
          id: 'as7d900as8',
          callId: 'a84b4c76e66710',
          localTag: '1928301774',
          remoteTag: '456887766',
          direction: 'initiator',
          state: 'early',
        },
      ],
    });
    const [rejected] = read(
      document('<dialog id="1"><state event="rejected" code="486">terminated</state></dialog>'),
    ).dialogs;
    assert.deepEqual(rejected, { id: '1', state: 'terminated', event: 'rejected', code: 486 });
  });

  test('both sides, a duration, and what this one replaces (RFC 4235 4.1.3 to 4.1.6, 4.2)', () => {
    const text = `<?xml version="1.0"?>
      <d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="urn:ietf:params:xml:ns:dialog-info" version="1" state="full">
        <d:dialog id="123456">
          <d:state>confirmed</d:state>
          <d:duration>274</d:duration>
          <d:replaces call-id="a" local-tag="b" remote-tag="c"/>
          <d:referred-by display="Carol">sip:carol@example.com</d:referred-by>
          <d:local>
            <d:identity display="Alice">sip:alice@example.com</d:identity>
            <d:target uri="sip:alice@pc33.example.com">
              <d:param pname="isfocus" pval="true"/>
              <d:param pname="class" pval="personal"/>
            </d:target>
          </d:local>
          <d:remote>
            <d:identity>sip:bob@example.org</d:identity>
            <d:target uri="sip:bobster@phone21.example.org"/>
            <d:session-description type="application/sdp">v=0</d:session-description>
          </d:remote>
          <appearance xmlns="urn:ietf:params:xml:ns:sa-dialog-info">1</appearance>
        </d:dialog>
      </d:dialog-info>`;
    assert.deepEqual(read(text), {
      entity: '',
      version: 1,
      state: 'full',
      dialogs: [
        {
          id: '123456',
          state: 'confirmed',
          duration: 274,
          replaces: { callId: 'a', localTag: 'b', remoteTag: 'c' },
          referredBy: { uri: 'sip:carol@example.com', displayName: 'Carol' },
          local: {
            identity: { uri: 'sip:alice@example.com', displayName: 'Alice' },
            target: {
              uri: 'sip:alice@pc33.example.com',
              params: [
                { name: 'isfocus', value: 'true' },
                { name: 'class', value: 'personal' },
              ],
            },
          },
          remote: {
            identity: { uri: 'sip:bob@example.org' },
            target: { uri: 'sip:bobster@phone21.example.org', params: [] },
          },
          extensions: [new XmlElement('appearance', 'urn:ietf:params:xml:ns:sa-dialog-info', [], ['1'])],
        },
      ],
    });
  });

  test('what is not needed is left out where it can\u2019t be understood', () => {
    const inner =
      '<dialog id="1" direction="receiver"><state event="bored" code="42"> Confirmed </state><duration>long</duration>' +
      '<replaces call-id="a"/><referred-by/><local><target/></local><unknown/><x:y xmlns:x="urn:ietf:params:xml:ns:dialog-info"/></dialog><note/>';
    const text = document(inner, 'version="00000000012" state="PARTIAL"').replace(/ xmlns="[^"]*"/, '');
    assert.deepEqual(read(text), {
      entity: '',
      version: 12,
      state: 'partial',
      dialogs: [{ id: '1', state: 'confirmed', local: {} }],
    });
  });

  test('what is needed and missing is a failure, with its place', () => {
    const cases: readonly (readonly [text: string, place: string])[] = [
      ['<dialog-info', ''],
      ['<a/>', '<a'],
      ['<dialog-info xmlns="urn:ietf:params:xml:ns:pidf" version="0" state="full"/>', '<dialog-info'],
      [document('', 'state="full"'), '<dialog-info'],
      [document('', 'version="-1" state="full"'), '<dialog-info'],
      [document('', 'version="0"'), '<dialog-info'],
      [document('', 'version="0" state="some"'), '<dialog-info'],
      [document('<dialog><state>early</state></dialog>'), '<dialog>'],
      [document('<dialog id=""><state>early</state></dialog>'), '<dialog id'],
      [document('<dialog id="1"/>'), '<dialog id'],
      [document('<dialog id="1"><state>calling</state></dialog>'), '<state>'],
    ];
    for (const [text, place] of cases) {
      const failure = parseDialogInfo(text);
      assert.ok(failure instanceof Failure, text);
      assert.equal(failure.offset, place === '' ? text.length : text.indexOf(place), text);
    }
  });
});

const identity = record<NonNullable<DialogInfoEntry['referredBy']>>({ uri: filled, displayName: maybe(text) });
const participant = record<NonNullable<DialogInfoEntry['local']>>({
  identity: maybe(identity),
  target: maybe(
    record({
      uri: filled.filter((uri) => uri !== ''),
      params: fc.array(record({ name: filled, value: text }), { maxLength: 2 }),
    }),
  ),
});
const extension = filled.map((value) => buildElement('urn:x', 'x', { y: value }, [buildElement('', 'z', {}), value]));
const dialog = record<DialogInfoEntry>({
  id: filled,
  callId: maybe(text),
  localTag: maybe(text),
  remoteTag: maybe(text),
  direction: maybe(fc.constantFrom('initiator', 'recipient')),
  state: fc.constantFrom(...dialogInfoStates),
  event: maybe(fc.constantFrom(...dialogInfoEvents)),
  code: maybe(fc.integer({ min: 100, max: 699 })),
  duration: maybe(whole),
  replaces: maybe(record({ callId: text, localTag: text, remoteTag: text })),
  referredBy: maybe(identity),
  local: maybe(participant),
  remote: maybe(participant),
  extensions: maybe(fc.array(extension, { minLength: 1, maxLength: 2 })),
});
const dialogInfo = record<DialogInfo>({
  entity: filled,
  version: whole,
  state: fc.constantFrom('full', 'partial'),
  dialogs: fc.uniqueArray(dialog, { selector: ({ id }) => id, maxLength: 3 }),
});

describe('writing', () => {
  test('what was written reads as it was', () => {
    fc.assert(
      fc.property(dialogInfo, (value) => {
        assert.deepEqual(parseDialogInfo(formatDialogInfo(value)), value);
        assert.deepEqual(parseDialogInfo(decodeUtf8(encodeUtf8(formatDialogInfo(value)))), value);
      }),
    );
  });

  test('the document that a lamp reads', () => {
    const value: DialogInfo = {
      entity: 'sip:1@a',
      version: 3,
      state: 'partial',
      dialogs: [
        {
          id: '1',
          direction: 'recipient',
          state: 'early',
          remote: { identity: { uri: 'sip:2@a', displayName: 'B & C' } },
        },
      ],
    };
    assert.equal(
      formatDialogInfo(value),
      '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
        '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="partial" entity="sip:1@a">' +
        '<dialog id="1" direction="recipient"><state>early</state>' +
        '<remote><identity display="B &amp; C">sip:2@a</identity></remote></dialog></dialog-info>\r\n',
    );
  });

  test('what the format does not have is a misuse', () => {
    const good: DialogInfo = { entity: 'sip:a', version: 0, state: 'full', dialogs: [{ id: '1', state: 'early' }] };
    const withDialog = (change: object) => ({ ...good, dialogs: [{ ...good.dialogs[0], ...change }] });
    const wrong = [
      { ...good, entity: '' },
      { ...good, version: -1 },
      { ...good, version: 0.5 },
      { ...good, state: 'Full' as 'full' },
      { ...good, dialogs: [good.dialogs[0], good.dialogs[0]] },
      ...[
        { id: '' },
        { state: 'gone' },
        { code: 99 },
        { code: 200.5 },
        { duration: -1 },
        { event: '' },
        { direction: 'x' },
      ].map(withDialog),
      withDialog({ extensions: [buildElement('urn:ietf:params:xml:ns:dialog-info', 'state', {})] }),
    ];
    for (const value of wrong)
      assert.throws(
        () => formatDialogInfo(value),
        (error) => error instanceof SipError && error.code === 'SIP_EVENT_BODY',
      );
  });
});

test('no text throws, and what was read from a peer can be written', () => {
  const pieces = fc.constantFrom(
    ...[
      '<dialog id="1">',
      '<dialog id="2" call-id="&#1;">',
      '<dialog>',
      '</dialog>',
      '<state>early</state>',
      '<state/>',
      '<local>',
      '</local>',
    ],
    ...[
      '<identity>a</identity>',
      '<target uri="b">',
      '</target>',
      '<param pname="c"/>',
      '<state code="999">trying</state>',
      '&',
      '<x xmlns="urn:x"/>',
    ],
    ...['<x:state xmlns:x="urn:ietf:params:xml:ns:dialog-info"/>', '<state xmlns="">early</state>', '\0'],
  );
  fc.assert(
    fc.property(fc.array(pieces), fc.boolean(), (list, isNamespaced) => {
      const whole = document(list.join(''));
      const value = parseDialogInfo(isNamespaced ? whole : whole.replace(/ xmlns="[^"]*"/, ''));
      if (value instanceof Failure) return;
      const unique = [...new Map(value.dialogs.map((each) => [each.id, each])).values()];
      assert.deepEqual(parseDialogInfo(formatDialogInfo({ ...value, dialogs: unique })), { ...value, dialogs: unique });
    }),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => assert.ok(parseDialogInfo(any) instanceof Failure)));
});

describe('table (RFC 4235 4.3)', () => {
  const told = (version: number, state: 'full' | 'partial', ...dialogs: DialogInfoEntry[]): DialogInfo => ({
    entity: 'sip:a',
    version,
    state,
    dialogs,
  });
  const ids = (table: DialogInfoTable) => table.dialogs.map(({ id, state }) => `${id} ${state}`);

  test('partial documents change their dialogs alone, full ones all', () => {
    const table = new DialogInfoTable();
    assert.deepEqual([table.version, table.state, table.complete], [undefined, undefined, false]);
    table.receive(told(0, 'full', { id: '1', state: 'early' }, { id: '2', state: 'trying' }));
    table.receive(told(1, 'partial', { id: '1', state: 'confirmed' }, { id: '3', state: 'proceeding' }));
    assert.deepEqual(ids(table), ['1 confirmed', '2 trying', '3 proceeding']);
    assert.equal(table.receive(told(2, 'full', { id: '3', state: 'early' })), 'applied');
    assert.deepEqual(ids(table), ['3 early']);
    assert.deepEqual([table.version, table.complete], [2, true]);
  });

  test('a dialog that has terminated is taken out', () => {
    const table = new DialogInfoTable();
    table.receive(told(0, 'full', { id: '1', state: 'confirmed' }, { id: '2', state: 'terminated' }));
    table.receive(told(1, 'partial', { id: '1', state: 'terminated', event: 'remote-bye' }));
    assert.deepEqual(ids(table), []);
    assert.equal(table.state, undefined);
  });

  test('after a gap the document is applied, and full state is needed; an old one changes nothing', () => {
    const table = new DialogInfoTable();
    table.receive(told(0, 'full', { id: '1', state: 'early' }));
    assert.equal(table.receive(told(2, 'partial', { id: '2', state: 'early' })), 'needs full state');
    assert.equal(table.receive(told(1, 'partial', { id: '1', state: 'terminated' })), 'stale');
    assert.deepEqual(ids(table), ['1 early', '2 early']);
    assert.equal(table.complete, false);
    assert.equal(table.receive(told(3, 'full')), 'applied');
    assert.deepEqual([ids(table), table.complete], [[], true]);
  });

  test('the lamp shows the dialog that is farthest (RFC 4235 3.7.2)', () => {
    const table = new DialogInfoTable();
    for (const [i, state] of dialogInfoStates.slice(0, 4).entries()) {
      table.receive(told(i, i === 0 ? 'full' : 'partial', { id: String(i), state }));
      assert.equal(table.state, state);
    }
    table.receive(told(4, 'partial', { id: '3', state: 'terminated' }));
    assert.equal(table.state, 'early');
  });

  test('it never holds more than its limit', () => {
    const table = new DialogInfoTable(2);
    const dialogs = ['1', '2', '3'].map((id): DialogInfoEntry => ({ id, state: 'early' }));
    table.receive(told(0, 'full', ...dialogs));
    assert.deepEqual(ids(table), ['1 early', '2 early']);
    assert.equal(table.complete, false);
    table.receive(told(1, 'full', dialogs[0]));
    table.receive(told(2, 'partial', ...dialogs, { id: '1', state: 'confirmed' }));
    assert.deepEqual(ids(table), ['1 confirmed', '2 early']);
    assert.equal(table.complete, false);
  });
});
