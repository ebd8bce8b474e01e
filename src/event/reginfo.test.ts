/** application/reginfo+xml (RFC 3680 5), and the table that documents add up to (RFC 3680 5.2). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filled, maybe, record, text, trimmed, whole } from '../../test/event-values.ts';
import { Failure, SipError } from '../message/index.ts';
import {
  contactEvents,
  formatReginfo,
  parseReginfo,
  type Reginfo,
  type ReginfoContact,
  type ReginfoRegistration,
  registrationStates,
} from './reginfo.ts';
import { ReginfoTable } from './reginfo-table.ts';
import { buildElement, XmlElement } from './xml-element.ts';

describe('reading', () => {
  test('one contact that is active, one that has expired (RFC 3680 5.3)', () => {
    const text = `<?xml version="1.0"?>
      <reginfo xmlns="urn:ietf:params:xml:ns:reginfo" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
               version="0" state="full">
        <registration aor="sip:user@example.com" id="as9" state="active">
          <contact id="76" state="active" event="registered" duration-registered="7322" q="0.8">
            <uri>sip:user@pc887.example.com</uri>
          </contact>
          <contact id="77" state="terminated" event="expired" duration-registered="3600" q="0.5">
            <uri>sip:user@university.edu</uri>
          </contact>
        </registration>
      </reginfo>`;
    const contact = { unknownParams: [] };
    assert.deepEqual(parseReginfo(text), {
      version: 0,
      state: 'full',
      registrations: [
        {
          aor: 'sip:user@example.com',
          id: 'as9',
          state: 'active',
          contacts: [
            {
              ...contact,
              id: '76',
              state: 'active',
              event: 'registered',
              durationRegistered: 7322,
              q: 0.8,
              uri: 'sip:user@pc887.example.com',
            },
            {
              ...contact,
              id: '77',
              state: 'terminated',
              event: 'expired',
              durationRegistered: 3600,
              q: 0.5,
              uri: 'sip:user@university.edu',
            },
          ],
        },
      ],
    });
  });

  test('parameters, names and GRUUs of a contact (RFC 3680 5.1, RFC 5628)', () => {
    const text = `<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" xmlns:gr="urn:ietf:params:xml:ns:gruuinfo" version="7" state="partial">
        <registration aor="sip:a@b" id="a7" state="active">
          <contact id="76" state="active" event="refreshed" expires="3600" retry-after="30" callid="abc@10.0.0.1" cseq="42" q="-1">
            <uri>
              sip:[5555::aaa:bbb:ccc:ddd];comp=sigcomp
            </uri>
            <display-name xml:lang="en">Joe &lt;Bloggs&gt;</display-name>
            <unknown-param name="+sip.instance">"&lt;urn:uuid:1&gt;"</unknown-param>
            <unknown-param name="audio"></unknown-param>
            <gr:pub-gruu uri="sip:a@b;gr=1"/>
          </contact>
          <gr:contact id="99"/>
        </registration>
      </reginfo>`;
    const gruus = 'urn:ietf:params:xml:ns:gruuinfo';
    assert.deepEqual((parseReginfo(text) as Reginfo).registrations, [
      {
        aor: 'sip:a@b',
        id: 'a7',
        state: 'active',
        contacts: [
          {
            id: '76',
            state: 'active',
            event: 'refreshed',
            expires: 3600,
            retryAfter: 30,
            callId: 'abc@10.0.0.1',
            cseq: 42,
            uri: 'sip:[5555::aaa:bbb:ccc:ddd];comp=sigcomp',
            displayName: { text: 'Joe <Bloggs>', language: 'en' },
            unknownParams: [
              { name: '+sip.instance', value: '"<urn:uuid:1>"' },
              { name: 'audio', value: '' },
            ],
            extensions: [buildElement(gruus, 'pub-gruu', { uri: 'sip:a@b;gr=1' })],
          },
        ],
        extensions: [buildElement(gruus, 'contact', { id: '99' })],
      },
    ]);
  });

  test('what is needed and missing is a failure, with its place', () => {
    const registration = (attributes: string, inner = '') =>
      `<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full"><registration ${attributes}>${inner}</registration></reginfo>`;
    const contact = (inner: string) => registration('aor="sip:a" id="1" state="active"', inner);
    const cases: readonly (readonly [text: string, place: string])[] = [
      ['<reginfo version="0"/>', '<reginfo'],
      ['<reginfo state="full"/>', '<reginfo'],
      ['<presence version="0" state="full"/>', '<presence'],
      [registration('id="1" state="active"'), '<registration'],
      [registration('aor="sip:a" state="active"'), '<registration'],
      [registration('aor="sip:a" id="1" state="some"'), '<registration'],
      [contact('<contact state="active"><uri>a</uri></contact>'), '<contact'],
      [contact('<contact id="1" state="init"><uri>a</uri></contact>'), '<contact'],
      [contact('<contact id="1" state="active"><uri> </uri></contact>'), '<contact'],
    ];
    for (const [text, place] of cases) {
      const failure = parseReginfo(text);
      assert.ok(failure instanceof Failure, text);
      assert.equal(failure.offset, text.indexOf(place), text);
    }
    const tolerated = parseReginfo(
      contact('<contact id="1" state="Active" event="bored"><uri>a</uri></contact>'),
    ) as Reginfo;
    assert.deepEqual(tolerated.registrations[0].contacts, [{ id: '1', state: 'active', uri: 'a', unknownParams: [] }]);
  });
});

const extensions = maybe(
  fc.array(
    filled.map((value) => new XmlElement('x', 'urn:x', [], [value])),
    { minLength: 1, maxLength: 2 },
  ),
);
const contact = record<ReginfoContact>({
  id: filled,
  state: fc.constantFrom('active', 'terminated'),
  event: fc.constantFrom(...contactEvents),
  expires: maybe(whole),
  retryAfter: maybe(whole),
  durationRegistered: maybe(whole),
  q: maybe(fc.nat({ max: 1000 }).map((n) => n / 1000)),
  callId: maybe(text),
  cseq: maybe(whole),
  uri: filled,
  displayName: maybe(record({ text: trimmed, language: maybe(text) })),
  unknownParams: fc.array(record({ name: filled, value: trimmed }), { maxLength: 2 }),
  extensions,
});
const registration = record<ReginfoRegistration>({
  aor: filled,
  id: filled,
  state: fc.constantFrom(...registrationStates),
  contacts: fc.array(contact, { maxLength: 3 }),
  extensions,
});
const reginfo = record<Reginfo>({
  version: whole,
  state: fc.constantFrom('full', 'partial'),
  registrations: fc.array(registration, { maxLength: 3 }),
});

describe('writing', () => {
  test('what was written reads as it was', () => {
    fc.assert(fc.property(reginfo, (value) => assert.deepEqual(parseReginfo(formatReginfo(value)), value)));
  });

  test('what the format does not have is a misuse', () => {
    const aContact: ReginfoContact = { id: '1', state: 'active', event: 'created', uri: 'sip:a', unknownParams: [] };
    const withContact = (change: object): Reginfo => ({
      version: 0,
      state: 'full',
      registrations: [{ aor: 'sip:a', id: '1', state: 'active', contacts: [{ ...aContact, ...change }] }],
    });
    formatReginfo(withContact({}));
    const [good] = withContact({}).registrations;
    const wrong = [
      ...[{ id: '' }, { uri: '' }, { event: undefined }, { event: 'x' }, { q: 2 }, { expires: -1 }, { cseq: 0.5 }].map(
        withContact,
      ),
      ...[{ aor: '' }, { id: '' }, { state: 'x' as 'init' }].map((change) => ({
        ...withContact({}),
        registrations: [{ ...good, ...change }],
      })),
      { ...withContact({}), version: NaN },
    ];
    for (const value of wrong)
      assert.throws(
        () => formatReginfo(value),
        (error) => error instanceof SipError && error.code === 'SIP_EVENT_BODY',
      );
  });
});

test('no text throws', () => {
  const pieces = fc.constantFrom(
    ...[
      '<registration aor="a" id="1" state="active">',
      '<registration>',
      '</registration>',
      '<contact id="2" state="active">',
    ],
    ...['</contact>', '<uri>b</uri>', '<uri/>', '<display-name/>', '<unknown-param/>', '&', '<x xmlns="urn:x"/>', '\0'],
  );
  fc.assert(
    fc.property(fc.array(pieces), (list) => {
      const value = parseReginfo(`<reginfo version="0" state="full">${list.join('')}</reginfo>`);
      if (!(value instanceof Failure)) new ReginfoTable().receive(value);
    }),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => assert.ok(parseReginfo(any) instanceof Failure)));
});

describe('table (RFC 3680 5.2)', () => {
  const bound = (id: string, state: 'active' | 'terminated' = 'active'): ReginfoContact => ({
    id,
    state,
    event: state === 'active' ? 'registered' : 'expired',
    uri: `sip:${id}`,
    unknownParams: [],
  });
  const told = (version: number, state: 'full' | 'partial', ...registrations: ReginfoRegistration[]): Reginfo => ({
    version,
    state,
    registrations,
  });
  const of = (id: string, state: ReginfoRegistration['state'], ...contacts: ReginfoContact[]): ReginfoRegistration => ({
    aor: `sip:${id}@example.com`,
    id,
    state,
    contacts,
  });
  const held = (table: ReginfoTable) =>
    table.registrations.map(({ id, state, contacts }) => `${id} ${state} ${contacts.map((each) => each.id).join()}`);

  test('partial documents change the contacts that they tell, full ones all', () => {
    const table = new ReginfoTable();
    table.receive(told(0, 'full', of('a', 'active', bound('1'), bound('2')), of('b', 'init')));
    table.receive(told(1, 'partial', of('a', 'active', bound('3'), bound('1', 'terminated'))));
    assert.deepEqual(held(table), ['a active 2,3', 'b init ']);
    table.receive(told(2, 'partial', of('b', 'active', bound('1'))));
    assert.deepEqual(held(table), ['a active 2,3', 'b active 1']);
    assert.equal(table.receive(told(3, 'full', of('b', 'active', bound('4')))), 'applied');
    assert.deepEqual(held(table), ['b active 4']);
  });

  test('a registration that has terminated is taken out, and one back at init has no contacts', () => {
    const table = new ReginfoTable();
    table.receive(told(0, 'full', of('a', 'active', bound('1')), of('b', 'active', bound('1'))));
    table.receive(told(1, 'partial', of('a', 'terminated', bound('1', 'terminated')), of('b', 'init')));
    assert.deepEqual(held(table), ['b init ']);
  });

  test('after a gap full state is needed, and an old document changes nothing', () => {
    const table = new ReginfoTable();
    assert.equal(table.receive(told(0, 'partial', of('a', 'active', bound('1')))), 'needs full state');
    assert.equal(table.receive(told(1, 'full', of('a', 'active', bound('1')))), 'applied');
    assert.equal(table.receive(told(3, 'partial')), 'needs full state');
    assert.equal(table.receive(told(2, 'full')), 'stale');
    assert.deepEqual([held(table), table.version, table.complete], [['a active 1'], 3, false]);
  });

  test('it never holds more than its limits', () => {
    const table = new ReginfoTable({ registrations: 2, contacts: 1 });
    table.receive(told(0, 'full', of('a', 'active', bound('1'), bound('2')), of('b', 'init'), of('c', 'init')));
    assert.deepEqual([held(table), table.complete], [['a active 1', 'b init '], false]);
  });
});
