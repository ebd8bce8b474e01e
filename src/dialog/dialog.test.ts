/** Dialogs made from both sides, and the requests within them (RFC 3261 12, and the examples of 16.12.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, indexMessage, type Request, type Response } from '../message/index.ts';
import { Dialog, requestDialogKey, responseDialogKey } from './dialog.ts';
import {
  compileDialogRows,
  type DialogEvent,
  dialogEvents,
  dialogMachine,
  dialogRows,
  dialogRow,
} from './dialog-states.ts';

const wire = (lines: readonly string[]) => `${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;

const common = [
  'Via: SIP/2.0/UDP a;branch=z9hG4bK1',
  'From: Alice <sip:alice@a.example>;tag=at',
  'Call-ID: id',
  'CSeq: 7 INVITE',
];

function invite(extra: readonly string[] = ['Contact: <sip:alice@10.0.0.1>'], uri = 'sip:bob@b.example'): Request {
  return indexMessage(wire([`INVITE ${uri} SIP/2.0`, ...common, 'To: <sip:bob@b.example>', ...extra])) as Request;
}

function response(status: number, extra: readonly string[] = ['Contact: <sip:bob@10.0.0.2>'], tag = 'bt'): Response {
  return indexMessage(
    wire([`SIP/2.0 ${status} X`, ...common, `To: <sip:bob@b.example>;tag=${tag}`, ...extra]),
  ) as Response;
}

function made(dialog: Dialog | Failure): Dialog {
  assert.ok(dialog instanceof Dialog);
  return dialog;
}

const caller = (...extra: string[]) =>
  made(Dialog.fromResponse(invite(), response(180, ['Contact: <sip:bob@10.0.0.2>', ...extra])));
const callee = (...extra: string[]) =>
  made(Dialog.fromRequest(invite(['Contact: <sip:alice@10.0.0.1>', ...extra]), 'bt'));

const inDialog = (method: string, cseq: string, extra: readonly string[] = []) =>
  indexMessage(
    wire([
      `${method} sip:x@10.0.0.1 SIP/2.0`,
      'Via: SIP/2.0/UDP a;branch=z9hG4bK2',
      'From: <sip:bob@b.example>;tag=bt',
      'To: <sip:alice@a.example>;tag=at',
      'Call-ID: id',
      `CSeq: ${cseq}`,
      ...extra,
    ]),
  ) as Request;

test('both sides make the same dialog, seen from their ends (12.1.1, 12.1.2)', () => {
  const [a, b] = [caller(), callee()];
  assert.deepEqual([a.callId, a.localTag, a.remoteTag], [b.callId, b.remoteTag, b.localTag]);
  assert.deepEqual([a.local, a.remote], ['Alice <sip:alice@a.example>;tag=at', '<sip:bob@b.example>;tag=bt']);
  assert.deepEqual([b.local, b.remote], [a.remote, a.local]);
  assert.deepEqual([a.remoteTarget, b.remoteTarget], ['sip:bob@10.0.0.2', 'sip:alice@10.0.0.1']);
  assert.deepEqual([a.localSequence, a.remoteSequence, b.localSequence, b.remoteSequence], [7, -1, 0, 7]);
  assert.deepEqual([a.state, b.state], ['Early', 'Early']);
});

test('the route set is Record-Route: as it stands for the callee, turned round for the caller', () => {
  const record = ['Record-Route: <sip:p3;lr>, <sip:p2;lr>', 'Record-Route: <sip:p1;lr>'];
  assert.deepEqual(callee(...record).routeSet, ['<sip:p3;lr>', '<sip:p2;lr>', '<sip:p1;lr>']);
  assert.deepEqual(caller(...record).routeSet, ['<sip:p1;lr>', '<sip:p2;lr>', '<sip:p3;lr>']);
});

test('a 2xx sets the route set and the target anew (13.2.2.4)', () => {
  const dialog = caller('Record-Route: <sip:old;lr>');
  dialog.handle('2xx', response(200, ['Contact: <sip:bob@10.0.0.3>', 'Record-Route: <sip:new;lr>']));
  assert.deepEqual(
    [dialog.routeSet, dialog.remoteTarget, dialog.state],
    [['<sip:new;lr>'], 'sip:bob@10.0.0.3', 'Confirmed'],
  );
  dialog.handle('2xx', response(200, ['Contact: <sip:bob@10.0.0.4>']));
  assert.equal(dialog.remoteTarget, 'sip:bob@10.0.0.3', 'only the first one does');
});

test('a target refresh changes the target, and never the route set (12.2)', () => {
  const dialog = callee('Record-Route: <sip:p;lr>');
  dialog.handle('2xx');
  dialog.handle(
    'target refresh',
    inDialog('INVITE', '8 INVITE', ['Contact: <sip:alice@10.0.0.9>', 'Record-Route: <sip:q;lr>']),
  );
  assert.deepEqual([dialog.remoteTarget, dialog.routeSet], ['sip:alice@10.0.0.9', ['<sip:p;lr>']]);
  dialog.handle('target refresh', inDialog('INVITE', '9 INVITE'));
  assert.equal(dialog.remoteTarget, 'sip:alice@10.0.0.9', 'without a Contact it stays');
});

test('an INVITE of RFC 2543 without Contact is answered at its From (RFC 4475 3.4.1)', () => {
  const request = invite([]);
  assert.equal(made(Dialog.fromRequest(request, 'bt')).remoteTarget, request.from.uri.text);
});

test('what cannot be read makes no dialog', () => {
  assert.ok(Dialog.fromRequest(invite(['Contact: <mailto:a@b>']), 'bt') instanceof Failure);
  assert.ok(Dialog.fromRequest(invite(['Contact: *']), 'bt') instanceof Failure);
  assert.ok(Dialog.fromRequest(invite(['Contact: <sip:a@b>', 'Record-Route: <sip:']), 'bt') instanceof Failure);
  assert.ok(Dialog.fromResponse(invite(), response(200, ['Contact: <sip:'])) instanceof Failure);
  assert.equal(
    made(Dialog.fromResponse(invite(), response(180, []))).remoteTarget,
    'sip:bob@b.example',
    '180 needs no Contact',
  );
});

test('sips makes a dialog secure (12.1)', () => {
  assert.equal(made(Dialog.fromRequest(invite(undefined, 'sips:bob@b.example'), 'bt')).secure, true);
  assert.equal(callee().secure, false);
});

const headerOf = (dialog: Dialog, name: string) =>
  dialog
    .request()
    .headers.filter(([field]) => field === name)
    .map(([, value]) => value);

test('without routes a request goes to the target (12.2.1.1)', () => {
  const { uri, nextHop, headers } = caller().request();
  assert.deepEqual([uri, nextHop], ['sip:bob@10.0.0.2', 'sip:bob@10.0.0.2']);
  assert.deepEqual(
    headers.map(([name]) => name),
    ['Max-Forwards', 'From', 'To', 'Call-ID'],
  );
});

test('with a loose router in front the target is the Request-URI, and the routes stand in Route (16.12.1.1)', () => {
  const dialog = caller('Record-Route: <sip:p2;lr>, <sip:p1;lr>');
  const { uri, nextHop } = dialog.request();
  assert.deepEqual(
    [uri, nextHop, headerOf(dialog, 'Route')],
    ['sip:bob@10.0.0.2', 'sip:p1;lr', ['<sip:p1;lr>', '<sip:p2;lr>']],
  );
});

test('with a strict router in front it is the Request-URI, and the target the last Route (16.12.1.2)', () => {
  const dialog = caller('Record-Route: <sip:p2;lr>, <sip:p1;method=INVITE;x=1?Subject=y>');
  const { uri, nextHop } = dialog.request();
  assert.deepEqual([uri, nextHop], ['sip:p1;x=1', 'sip:p1;method=INVITE;x=1?Subject=y']);
  assert.deepEqual(headerOf(dialog, 'Route'), ['<sip:p2;lr>', '<sip:bob@10.0.0.2>']);
});

test('a Request-URI has neither headers nor method (19.1.1)', () => {
  const dialog = made(
    Dialog.fromResponse(invite(), response(200, ['Contact: <sip:bob@10.0.0.2;method=BYE;transport=tcp?A=b>'])),
  );
  assert.equal(dialog.request().uri, 'sip:bob@10.0.0.2;transport=tcp');
});

test('CSeq numbers rise on both sides, each by itself (12.2.1.1, 12.2.2)', () => {
  const a = caller();
  assert.deepEqual([a.nextSequence(), a.nextSequence()], [8, 9]);
  assert.ok(a.takeSequence(inDialog('BYE', '0 BYE')), 'the first may be any');
  assert.ok(a.takeSequence(inDialog('BYE', '2000000000 BYE')));
  assert.ok(!a.takeSequence(inDialog('BYE', '2000000000 BYE')));
  assert.ok(!a.takeSequence(inDialog('BYE', '1 BYE')));
  assert.ok(!a.takeSequence(inDialog('BYE', `${2 ** 31} BYE`)), 'no number of a request (8.1.1.5)');
  const b = callee();
  assert.equal(b.nextSequence(), 1);
  assert.ok(!b.takeSequence(inDialog('BYE', '7 BYE')));
});

test('messages find their dialog (12)', () => {
  assert.equal(requestDialogKey(inDialog('BYE', '1 BYE')), caller().key);
  assert.equal(responseDialogKey(response(200)), caller().key);
  assert.notEqual(responseDialogKey(response(200, [], 'other')), caller().key);
});

// biome-ignore format: a table
const expected: Readonly<Record<string, Partial<Record<DialogEvent, string>>>> = {
  Early: {
    '1xx': 'Early', '2xx': 'Confirmed set route set, set target', '300-699': 'Terminated end', 'search over': 'Terminated end',
    'target refresh': 'Early set target', bye: 'Terminated end', gone: 'Terminated end',
  },
  Confirmed: { 'target refresh': 'Confirmed set target', bye: 'Terminated end', gone: 'Terminated end' },
  Terminated: {},
};

test('every state takes every event as the table says, and no row can be deleted unnoticed', () => {
  const differs = (machine: typeof dialogMachine) =>
    (['Early', 'Confirmed', 'Terminated'] as const).some((state) =>
      dialogEvents.some((event) => {
        const row = dialogRow(machine, state, event);
        return (row && `${row.next} ${row.effects.join(', ')}`.trim()) !== expected[state][event];
      }),
    );
  assert.ok(!differs(dialogMachine));
  for (const row of dialogRows)
    assert.ok(differs(compileDialogRows(dialogRows.filter((other) => other !== row))), `${row.state} on ${row.on}`);
});

test('a dialog that has ended stays so, and tells its end once', () => {
  const dialog = caller();
  assert.equal(dialog.handle('2xx'), false);
  assert.equal(dialog.handle('bye'), true);
  for (const event of dialogEvents) assert.equal(dialog.handle(event), false);
  assert.equal(dialog.state, 'Terminated');
});

test('rows that say two things of one event are refused', () => {
  assert.throws(() => compileDialogRows([...dialogRows, dialogRows[0]]), { code: 'SIP_MACHINE' });
});
