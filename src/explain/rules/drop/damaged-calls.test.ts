import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { proxiedCall, relayed, sdpAt, unacknowledged } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';
import { HopTable, type SeenMessage } from '../../../capture/index.ts';
import { type Case } from '../../case/case.ts';
import { Casebook } from '../../case/casebook.ts';
import { mediaRules } from '../media/index.ts';
import { dropRules } from './index.ts';

/** The messages of a call with all that these rules look at. */
function messages(): SeenMessage[] {
  const all = new Scene();
  const [phone, proxy, callee] = ['203.0.113.10', '198.51.100.1', '192.0.2.20'].map((text) => all.place(text));
  const crypto = [
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc',
    'a=ice-ufrag:a',
    'a=ice-pwd:b',
    'a=candidate:1 1 udp 1 192.0.2.9 7000 typ host',
  ];
  const call = proxiedCall(all, phone, proxy, callee, {
    offer: sdpAt(all.place('10.0.0.1:4000'), { protocol: 'RTP/SAVP', lines: crypto }),
    answer: sdpAt(all.place('0.0.0.0:5000'), { lines: ['a=ptime:20', 'a=fingerprint:sha-1 AA', 'a=setup:actpass'] }),
    ok: { 'Session-Expires': '90;refresher=uac', Contact: '<sip:b@x.invalid>' },
    invite: { Supported: 'timer' },
  });
  unacknowledged(all, () => all.again(call.answer), 5);
  for (const [method, status] of [
    ['UPDATE', 405],
    ['INVITE', 488],
    ['INFO', 415],
    ['INFO', 481],
  ] as const)
    all.passOn(
      all.respond(relayed(call, method, { 'Session-Expires': '90', 'Content-Type': 'application/dtmf-relay' }), status),
      proxy,
      phone,
    );
  all.respond(
    all.request(callee, proxy, 'BYE', {
      back: true,
      headers: { Reason: 'Q.850;cause=38, SIP;cause=408;text="RTP timeout"' },
    }),
    200,
  );
  const seen: SeenMessage[] = [];
  const nothing = () => {};
  all.play({ message: (one) => seen.push(one), event: nothing, media: nothing, damage: nothing });
  return seen;
}

const original = messages();
const hops = new HopTable();
const lonely = hops.hop('UDP', '', 0, '', 0);

/** One thing that befalls a message: a line goes, a piece is cut out, a character is another one, the time or the places are not known. */
const damage = fc.record({
  at: fc.nat(original.length - 1),
  what: fc.constantFrom('line', 'cut', 'change', 'time', 'hop', 'gone', 'twice'),
  from: fc.nat(1_500),
  length: fc.nat(60),
  text: fc.string({ unit: 'binary-ascii', maxLength: 8 }),
});

test('no rule throws, whatever the messages of a call are', () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 40 }), (all) => {
      const seen: (SeenMessage | undefined)[] = [...original];
      for (const { at, what, from, length, text } of all) {
        const one = seen[at];
        if (one === undefined) continue;
        const lines = one.text.split('\r\n');
        if (what === 'line')
          seen[at] = { ...one, text: lines.filter((_, i) => i === 0 || i !== from % lines.length).join('\r\n') };
        else if (what === 'cut') seen[at] = { ...one, text: one.text.slice(0, from) + one.text.slice(from + length) };
        else if (what === 'change')
          seen[at] = { ...one, text: one.text.slice(0, from) + text + one.text.slice(from + text.length) };
        else if (what === 'time') seen[at] = { ...one, time: Number.NaN };
        else if (what === 'hop') seen[at] = { ...one, hop: lonely };
        else if (what === 'gone') seen[at] = undefined;
        else seen.splice(at, 0, { ...one, frame: one.frame + 1_000 });
      }
      const cases: Case[] = [];
      const book = new Casebook((closed) => cases.push(closed));
      const here = hops.hop('UDP', '192.0.2.9', 7000, '10.0.0.1', 4000);
      for (const one of seen) if (one !== undefined) book.message(one);
      for (let i = 0; i < 60; i++) {
        book.media(
          original[0].time + i * 20,
          1,
          here,
          Uint8Array.of(0x80, 0, 0, i, 0, 0, 0, i, 0, 0, 0, 1, 5, 5, 5, 5),
        );
        book.media(original[0].time + i * 20, 1, here, Uint8Array.of(22, 0xfe, 0xfd, i));
      }
      book.end();
      for (const subject of cases)
        for (const rule of [...dropRules, ...mediaRules]) {
          if (rule.scope !== 'case') continue;
          const found = rule.check(subject);
          if (found === undefined) continue;
          assert.ok(found.evidence.length > 0, `${rule.id} shows something`);
          assert.doesNotMatch(found.summary, /undefined|NaN|\[object/, rule.id);
          assert.ok(!found.summary.includes('  '), `${rule.id}: ${found.summary}`);
        }
    }),
    { numRuns: 300 },
  );
});

test('the call itself is found to be full of faults', () => {
  const ids = new Set<string>();
  const book = new Casebook((subject) => {
    for (const rule of [...dropRules, ...mediaRules])
      if (rule.scope === 'case' && rule.check(subject) !== undefined) ids.add(rule.id);
  });
  for (const one of original) book.message(one);
  book.end();
  for (const id of [
    'ack-lost',
    'contact-invalid',
    'dialog-unknown',
    'hung-up',
    'media-timeout',
    'srtp-mismatch',
    'dtmf-mismatch',
  ])
    assert.ok(ids.has(id), `${id} in ${[...ids].join(' ')}`);
});
