/** The numbers of reliable provisional responses from both sides, and over a network that loses and turns round (RFC 3262 3, 4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexMessage, type RAck, type Request, type Response } from '../message/index.ts';
import { headerId } from '../catalogue/index.ts';
import { formatRAck, reliableNumber, ReliableReceiver, ReliableSender } from './reliable-provisional.ts';

const invite = { sequence: 7, method: 'INVITE' };
const rack = (responseNumber: number, cseq: { sequence: number; method: string } = invite): RAck => ({
  responseNumber,
  ...cseq,
});

test('the first number is from 1 to 2**31-1, and each one after is one higher (3)', () => {
  for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 31])
    assert.throws(() => new ReliableSender(7, bad), { code: 'SIP_RSEQ' });
  assert.equal(new ReliableSender(7, 1).next(), 1);
  const sender = new ReliableSender(7, 2 ** 31 - 1);
  assert.equal(sender.next(), 2 ** 31 - 1);
  sender.receive(rack(2 ** 31 - 1));
  assert.deepEqual([sender.next(), sender.next()], [2 ** 31, 2 ** 31 + 1]);
});

test('no second one is sent before the first has its PRACK; after it that is free (3)', () => {
  const sender = new ReliableSender(7, 10);
  assert.ok(sender.ready);
  sender.next();
  assert.ok(!sender.ready);
  assert.throws(() => sender.next(), { code: 'SIP_RSEQ' });
  assert.equal(sender.receive(rack(10)), 'matched');
  sender.next();
  assert.ok(sender.ready);
  sender.next();
  assert.equal(sender.unacknowledged, 2);
});

test('a PRACK matches by all three parts of its RAck, and once (3)', () => {
  const sender = new ReliableSender(7, 10);
  assert.equal(sender.receive(rack(10)), 'unknown', 'nothing was sent');
  sender.next();
  for (const other of [
    rack(11),
    rack(9),
    rack(10, { sequence: 8, method: 'INVITE' }),
    rack(10, { sequence: 7, method: 'UPDATE' }),
  ])
    assert.equal(sender.receive(other), 'unknown');
  assert.ok(!sender.ready);
  assert.equal(sender.receive(rack(10)), 'matched');
  assert.equal(sender.receive(rack(10)), 'unknown');
  assert.equal(sender.unacknowledged, 0);
});

test('any first number is taken, then only the one above; what is old is repeated (4)', () => {
  const receiver = new ReliableReceiver();
  const answers = [50, 50, 52, 51, 50, 51, 52, 54].map((rseq) => receiver.receive(rseq));
  assert.deepEqual(answers, ['take', 'repeated', 'gap', 'take', 'repeated', 'repeated', 'take', 'gap']);
});

test('what is no RSeq is never taken', () => {
  const receiver = new ReliableReceiver();
  for (const bad of [-1, 1.5, Number.NaN, Infinity, 2 ** 32]) assert.equal(receiver.receive(bad), 'gap');
  assert.deepEqual(
    [0, 0, 2, 1].map((rseq) => receiver.receive(rseq)),
    ['take', 'repeated', 'gap', 'take'],
  );
});

const response = (status: number, ...lines: string[]) =>
  indexMessage([`SIP/2.0 ${status} X`, 'CSeq: 7 INVITE', ...lines, '', ''].join('\r\n')) as Response;

test('101 to 199 with Require: 100rel and an RSeq are to be acknowledged, and nothing else is (4)', () => {
  const reliable = ['Require: x, 100REL', 'RSeq: 988789'];
  assert.equal(reliableNumber(response(101, ...reliable)), 988_789);
  assert.equal(reliableNumber(response(199, ...reliable)), 988_789);
  for (const status of [100, 200, 486]) assert.equal(reliableNumber(response(status, ...reliable)), undefined);
  assert.equal(reliableNumber(response(180, 'RSeq: 1')), undefined);
  assert.equal(reliableNumber(response(180, 'Supported: 100rel', 'RSeq: 1')), undefined);
  assert.equal(reliableNumber(response(180, 'Require: x', 'RSeq: 1')), undefined);
  for (const bad of ['', 'x', '1 2', '4294967296', '9'.repeat(40)])
    assert.equal(reliableNumber(response(180, 'Require: 100rel', `RSeq: ${bad}`)), undefined, bad);
  assert.equal(reliableNumber(response(180, 'Require: 100rel')), undefined);
});

test('RAck is the RSeq and the CSeq of the response (7.2)', () => {
  const { cseq } = response(180);
  assert.equal(formatRAck(776_656, cseq), '776656 7 INVITE');
  const prack = indexMessage(`PRACK sip:b@b SIP/2.0\r\nRAck: ${formatRAck(776_656, cseq)}\r\n\r\n`) as Request;
  assert.deepEqual(prack.parse(headerId('RAck')), rack(776_656));
});

test('nothing that a peer sends throws, and unknown numbers change nothing', () => {
  const number = fc.oneof(fc.nat(20), fc.double(), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, fc.string())), (racks) => {
      const sender = new ReliableSender(7, 5);
      sender.next();
      const receiver = new ReliableReceiver();
      for (const [responseNumber, sequence, method] of racks) {
        receiver.receive(responseNumber);
        assert.equal(sender.receive({ responseNumber, sequence, method }), 'unknown');
      }
      assert.equal(sender.receive(rack(5)), 'matched');
    }),
  );
});

test('whatever is lost, repeated or late, each response is taken once and in order, and each has its PRACK (3, 4)', () => {
  const first = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(
      first,
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(9), { maxLength: 60 }),
      (start, count, chances) => {
        const sender = new ReliableSender(7, start);
        const receiver = new ReliableReceiver();
        const sent: number[] = [];
        const taken: number[] = [];
        const unanswered = new Set<number>();
        /** The network hands over any response that was sent and may lose its PRACK; which the PRACK's transaction makes good. */
        const deliver = (rseq: number, loses: boolean) => {
          if (receiver.receive(rseq) === 'take') {
            taken.push(rseq);
            if (loses) unanswered.add(rseq);
            else assert.equal(sender.receive(rack(rseq)), 'matched');
          }
        };
        for (const chance of chances) {
          if (sent.length < count && sender.ready) sent.push(sender.next());
          if (sent.length > 0) deliver(sent[chance % sent.length], chance > 6);
        }
        while (sent.length < count || taken.length < count) {
          for (const rseq of unanswered) assert.equal(sender.receive(rack(rseq)), 'matched');
          unanswered.clear();
          if (sent.length < count && sender.ready) sent.push(sender.next());
          for (const rseq of sent) deliver(rseq, false);
        }
        for (const rseq of unanswered) sender.receive(rack(rseq));
        assert.deepEqual(taken, sent);
        assert.equal(sender.unacknowledged, 0);
      },
    ),
  );
});
