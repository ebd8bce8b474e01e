/** application/simple-message-summary (RFC 3842 5.2). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure, SipError } from '../message/index.ts';
import {
  formatMessageSummary,
  type MessageCount,
  type MessageSummary,
  parseMessageSummary,
} from './message-summary.ts';

describe('reading', () => {
  test('a mailbox with messages, some urgent (RFC 3842 4)', () => {
    const text =
      'Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\nVoice-Message: 2/8 (0/2)\r\n';
    const summary: MessageSummary = {
      waiting: true,
      account: 'sip:alice@vmail.example.com',
      counts: [{ context: 'voice-message', new: 2, old: 8, urgent: { new: 0, old: 2 } }],
    };
    assert.deepEqual(parseMessageSummary(text), summary);
    assert.equal(formatMessageSummary(summary), text);
  });

  test('the headers of new messages are not read (RFC 3842 5.2)', () => {
    const text = 'Messages-Waiting: yes\r\nFax-Message: 4/8\r\n\r\nTo: <sip:a@b>\r\nVoice-Message: 1/1\r\n';
    assert.deepEqual(parseMessageSummary(text), {
      waiting: true,
      counts: [{ context: 'fax-message', new: 4, old: 8 }],
    });
  });

  test('what peers write: LF alone, other orders, cases and blanks, lines that nobody knows', () => {
    const text =
      '\r\nvoice-message:1 / 2( 3/4 )\nX-Thing: 1\nno colon\n: 1/2\nMESSAGES-WAITING : NO\nmessage-account:\nVoice-Message: 5/6';
    assert.deepEqual(parseMessageSummary(text), {
      waiting: false,
      counts: [{ context: 'voice-message', new: 5, old: 6 }],
    });
  });

  test('a count beyond 2^32 - 1 is read as that (RFC 3842 5.2)', () => {
    const summary = parseMessageSummary(`Messages-Waiting: yes\r\nVoice-Message: ${'9'.repeat(400)}/4294967296`);
    assert.deepEqual((summary as MessageSummary).counts[0], {
      context: 'voice-message',
      new: 4294967295,
      old: 4294967295,
    });
  });

  test('without yes or no, or too long, it is a failure', () => {
    const cases = [
      '',
      '\r\n\r\n',
      'Voice-Message: 1/0',
      'Messages-Waiting: maybe',
      'Messages-Waiting yes',
      `Messages-Waiting: yes\n${'a: 1/1\n'.repeat(256)}`,
      `Messages-Waiting: yes\n${'a'.repeat(16_384)}`,
    ];
    for (const text of cases) assert.ok(parseMessageSummary(text) instanceof Failure, text.slice(0, 40));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(parseMessageSummary(text) instanceof Failure);
        assert.ok(!(parseMessageSummary(`Messages-Waiting: yes\n${text}`) instanceof Failure));
      }),
    );
  });
});

const count = fc.nat({ max: 2 ** 32 - 1 });
const counts = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/), count, count, fc.option(fc.tuple(count, count)))
  .filter(([context]) => context !== 'messages-waiting' && context !== 'message-account')
  .map(([context, newest, old, urgent]): MessageCount => {
    const plain = { context, new: newest, old };
    return urgent === null ? plain : { ...plain, urgent: { new: urgent[0], old: urgent[1] } };
  });

describe('writing', () => {
  test('what was written reads as it was', () => {
    const summaries = fc.tuple(
      fc.boolean(),
      fc.option(fc.webUrl()),
      fc.uniqueArray(counts, { selector: ({ context }) => context }),
    );
    fc.assert(
      fc.property(summaries, ([waiting, account, list]) => {
        const summary: MessageSummary =
          account === null ? { waiting, counts: list } : { waiting, account, counts: list };
        assert.deepEqual(parseMessageSummary(formatMessageSummary(summary)), summary);
      }),
    );
  });

  test('what the format does not have is a misuse', () => {
    const good: MessageCount = { context: 'voice-message', new: 1, old: 0 };
    const wrong: MessageSummary[] = [
      { waiting: true, account: 'sip:a\r\nX: y', counts: [] },
      { waiting: true, account: '', counts: [] },
      { waiting: true, counts: [good, good] },
      ...[{ context: 'Voice-Message' }, { context: 'a b' }, { context: '' }, { context: 'message-account' }].map(
        (change) => ({
          waiting: true,
          counts: [{ ...good, ...change }],
        }),
      ),
      ...[{ new: -1 }, { old: 0.5 }, { new: 2 ** 32 }, { urgent: { new: NaN, old: 0 } }].map((change) => ({
        waiting: true,
        counts: [{ ...good, ...change }],
      })),
    ];
    for (const summary of wrong)
      assert.throws(
        () => formatMessageSummary(summary),
        (error) => error instanceof SipError && error.code === 'SIP_EVENT_BODY',
      );
  });
});
