/** Edits spliced into a received message: what nobody touched leaves byte for byte (RFC 3261 16.6, 16.7). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { headerId } from '../catalogue/index.ts';
import { Edit, headerLine } from './edit.ts';
import { indexMessage } from './index-message.ts';
import { Request, type Response } from './message.ts';

const VIA = headerId('Via');
const ROUTE = headerId('Route');
const MAX_FORWARDS = headerId('Max-Forwards');

const lines = [
  'INVITE sip:bob@example.com SIP/2.0',
  'v:  SIP / 2.0 / UDP  one.example.com ; branch=z9hG4bK1 , SIP/2.0/TCP two.example.com',
  'Via: SIP/2.0/UDP three.example.com',
  'ROUTE : <sip:p1.example.com;lr>,\r\n  <sip:p2.example.com;lr>',
  'Max-Forwards:\t70 ',
  'X-Odd:   ;;,,\r\n\tfolded  ',
  'f: "A" <sip:alice@example.com>;tag=1',
  'To: <sip:bob@example.com>',
  'i: 1@example.com',
  'CSeq: 1 INVITE',
  'Content-Length: 4',
];
const text = `${lines.join('\r\n')}\r\n\r\nbody`;

function message(wire: string): Request {
  const value = indexMessage(wire);
  assert.ok(value instanceof Request);
  return value;
}

/** What is expected: the lines with one exchanged. */
const withLine = (i: number, line: string) => `${lines.with(i, line).join('\r\n')}\r\n\r\nbody`;
const without = (i: number) => `${lines.toSpliced(i, 1).join('\r\n')}\r\n\r\nbody`;

describe('one edit', () => {
  test('none: the message as it came, without what stood before or after it', () => {
    assert.equal(new Edit(message(text)).toString(), text);
    assert.equal(new Edit(message(`\r\n\r\n${text}garbage`)).toString(), text);
  });

  test('a new Request-URI', () => {
    assert.equal(new Edit(message(text)).setUri('sip:x@y').toString(), withLine(0, 'INVITE sip:x@y SIP/2.0'));
  });

  test('a header in front, a header behind', () => {
    const edit = new Edit(message(text)).prepend('Via: a\r\n').prepend('Record-Route: b\r\n').append('X-End', 'c');
    assert.equal(
      edit.toString(),
      `${[lines[0], 'Via: a', 'Record-Route: b', ...lines.slice(1), 'X-End: c'].join('\r\n')}\r\n\r\nbody`,
    );
  });

  test('a value is set where the field stands, in its line, else behind all others', () => {
    assert.equal(
      new Edit(message(text)).set(MAX_FORWARDS, 'Max-Forwards', '69').toString(),
      withLine(4, 'Max-Forwards:\t69 '),
    );
    const edit = new Edit(message(text)).set(headerId('Expires'), 'Expires', '5');
    assert.equal(edit.toString(), `${[...lines, 'Expires: 5'].join('\r\n')}\r\n\r\nbody`);
  });

  test('the topmost Via is one value, not a line', () => {
    assert.equal(new Edit(message(text)).removeTopVia().toString(), withLine(1, 'v:  SIP/2.0/TCP two.example.com'));
    const once = message(new Edit(message(text)).removeTopVia().toString());
    assert.equal(new Edit(once).removeTopVia().toString(), without(1));
  });

  test('so is the first Route', () => {
    assert.equal(
      new Edit(message(text)).removeFirstAddress(ROUTE).toString(),
      withLine(3, 'ROUTE : <sip:p2.example.com;lr>'),
    );
    const once = message(new Edit(message(text)).removeFirstAddress(ROUTE).toString());
    assert.equal(new Edit(once).removeFirstAddress(ROUTE).toString(), without(3));
    assert.equal(new Edit(message(text)).removeFirstAddress(headerId('Path')).toString(), text);
  });

  test('lines go with their folds', () => {
    assert.equal(new Edit(message(text)).removeLine(4).toString(), without(5));
    assert.equal(new Edit(message(text)).removeLine(9).toString(), without(10));
    assert.equal(new Edit(message(text)).remove(VIA).toString(), `${lines.toSpliced(1, 2).join('\r\n')}\r\n\r\nbody`);
  });

  test('a missing Content-Length is added, a present one is left', () => {
    assert.equal(new Edit(message(text)).ensureContentLength().toString(), text);
    assert.equal(
      new Edit(message(without(10))).ensureContentLength().toString(),
      `${lines.toSpliced(10, 1).join('\r\n')}\r\nContent-Length: 4\r\n\r\nbody`,
    );
  });

  test('the stamped Via replaces the received one (18.2.1)', () => {
    const request = message(text);
    request.stampedVia = 'SIP/2.0/UDP one.example.com;branch=z9hG4bK1;received=192.0.2.1';
    assert.equal(
      new Edit(request).prepend('Via: new\r\n').toString(),
      withLine(1, `Via: new\r\nv:  ${request.stampedVia}, SIP/2.0/TCP two.example.com`),
    );
  });
});

describe('several edits', () => {
  test('a line taken off the top and one put in its place', () => {
    for (const turn of [0, 1]) {
      const edit = new Edit(message(text));
      if (turn === 0) edit.removeLine(0).prepend('Via: new\r\n');
      else edit.prepend('Via: new\r\n').removeLine(0);
      assert.equal(edit.toString(), withLine(1, 'Via: new'));
    }
  });

  test('the last line taken off and one appended', () => {
    const edit = new Edit(message(text)).append('X', 'y').removeLine(9);
    assert.equal(edit.toString(), withLine(10, 'X: y'));
  });

  test('in any order, the rest stays', () => {
    const kinds = [
      (edit: Edit) => edit.setUri('sip:new@example.com'),
      (edit: Edit) => edit.prepend('Via: new\r\n'),
      (edit: Edit) => edit.set(MAX_FORWARDS, 'Max-Forwards', '69'),
      (edit: Edit) => edit.removeFirstAddress(ROUTE),
      (edit: Edit) => edit.removeTopVia(),
      (edit: Edit) => edit.append('X-End', 'z'),
      (edit: Edit) => edit.removeLine(9),
    ];
    const inOrder = kinds.reduce((edit, kind) => kind(edit), new Edit(message(text))).toString();
    fc.assert(
      fc.property(fc.shuffledSubarray(kinds, { minLength: kinds.length }), (shuffled) => {
        assert.equal(shuffled.reduce((edit, kind) => kind(edit), new Edit(message(text))).toString(), inOrder);
      }),
    );
  });

  test('two edits of the same place are our mistake', () => {
    const edit = new Edit(message(text)).set(MAX_FORWARDS, 'Max-Forwards', '1').set(MAX_FORWARDS, 'Max-Forwards', '2');
    assert.throws(() => edit.toString(), { code: 'SIP_EDIT_OVERLAP' });
    assert.throws(() => new Edit(message(text)).removeLine(0).removeTopVia().toString(), { code: 'SIP_EDIT_OVERLAP' });
  });
});

test('a value that would break its line is our mistake', () => {
  assert.throws(() => headerLine('Subject', 'a\r\nVia: x'), { code: 'SIP_HEADER_VALUE' });
  assert.throws(() => headerLine('Subject', 'a\nb'), { code: 'SIP_HEADER_VALUE' });
  assert.throws(() => headerLine('Subject', 'я'), { code: 'SIP_HEADER_VALUE' });
  assert.throws(() => new Edit(message(text)).set(MAX_FORWARDS, 'Max-Forwards', '1\r\n'), { code: 'SIP_HEADER_VALUE' });
});

test('responses are edited the same way', () => {
  const wire = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP b\r\n\r\n';
  const response = indexMessage(wire) as Response;
  assert.equal(new Edit(response).removeTopVia().toString(), 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP b\r\n\r\n');
});
