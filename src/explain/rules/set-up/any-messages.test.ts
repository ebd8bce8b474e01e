import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp } from '../../../../test/scene.ts';
import { type Case } from '../../case/case.ts';
import { setUpRules } from './index.ts';

const starts = [
  ...['INVITE', 'ACK', 'CANCEL', 'BYE', 'PRACK', 'UPDATE', 'MESSAGE'].map(
    (method) => `${method} sip:bob@example.com SIP/2.0`,
  ),
  'INVITE tel:1 SIP/2.0',
  ...[180, 183, 200, 406, 415, 416, 420, 421, 422, 480, 486, 487, 488, 491, 503, 603, 608].map(
    (code) => `SIP/2.0 ${code} x`,
  ),
];
const fields = [
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa',
  'Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb, SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa',
  'Via: nonsense',
  'From: <sip:alice@example.com>;tag=a',
  'From: "',
  'To: <sip:bob@example.com>',
  'To: <sip:bob@example.com>;tag=b',
  'CSeq: 1 INVITE',
  'CSeq: 2 PRACK',
  'CSeq: x',
  'Contact: <sip:bob@10.0.0.1>',
  'Contact: *',
  'Require: 100rel',
  'Require: ,',
  'RSeq: 1',
  'RAck: 1 1 INVITE',
  'Supported: timer',
  'Unsupported: timer',
  'Session-Expires: 90;refresher=uac',
  'Min-SE: what',
  'Reason: Q.850;cause=19, ;;',
  'Warning: 305 x "y"',
  'Warning: z',
  'Retry-After: 1(',
  'Content-Type: application/sdp',
  'Content-Type: multipart/mixed',
  'Content-Length: 0',
  'Expires: soon',
] as const;
/** What makes messages belong together: mostly there. */
const common = ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa', 'From: <sip:alice@example.com>;tag=a', 'CSeq: 1 INVITE'];
const bodies = ['', sdp('192.0.2.10', 4000), sdp('::1', 0, { protocol: 'RTP/SAVP' }), 'v=0\r\no=x', 'm=audio'];

const message = fc.record({
  start: fc.constantFrom(...starts),
  base: fc.oneof({ weight: 5, arbitrary: fc.constant(common) }, { weight: 1, arbitrary: fc.subarray(common) }),
  headers: fc.uniqueArray(fc.constantFrom(...fields), { maxLength: 9 }),
  body: fc.constantFrom(...bodies),
  way: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom([0, 1], [1, 0]) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(2), fc.nat(2)) },
  ),
  wait: fc.constantFrom(0, 400, 5_000, 30_000, Number.NaN),
});

test('no rule of this family throws or tells of NaN, whatever the messages are', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 14 }), (messages) => {
      const all = new Scene();
      const places = [all.place('192.0.2.1'), all.place('192.0.2.2'), { address: '', port: 0 }];
      all.call();
      all.raw(
        `${starts[0]}\r\nCall-ID: one@example.com\r\n${common.join('\r\n')}\r\nTo: <sip:bob@example.com>\r\n\r\n`,
        places[0],
        places[1],
      );
      for (const { start, base, headers, body, way, wait } of messages) {
        all.wait(wait);
        const [from, to] = start.startsWith('SIP') ? [way[1], way[0]] : way;
        const lines = [start, 'Call-ID: one@example.com', ...base, ...headers, '', body];
        all.raw(lines.join('\r\n'), places[from], places[to]);
      }
      for (const subject of casesOf(all)) {
        for (const rule of setUpRules) {
          if (rule.scope !== 'case') continue;
          const found = rule.check(subject);
          if (found === undefined) continue;
          const told = [found.summary, found.cause ?? '', ...(found.fix ?? [])].join(' ');
          assert.doesNotMatch(told, /NaN|\[object|undefined (?:s|ms)\b/);
        }
      }
    }),
    { numRuns: 400 },
  );
});

function casesOf(all: Scene): Case[] {
  return all.diagnose().verdicts.map((verdict) => verdict.case);
}
