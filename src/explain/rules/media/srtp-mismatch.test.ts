import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  return { all, phone, callee, here: all.place('203.0.113.10:40000'), there: all.place('192.0.2.20:30000') };
};
const key = 'inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const sdes = { protocol: 'RTP/SAVP', lines: [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${key}`] };
const dtls = { protocol: 'RTP/SAVP', lines: ['a=fingerprint:sha-256 AA:BB', 'a=setup:active'] };

for (const [name, offered, answered, says] of [
  [
    'the answer has another profile (RFC 3264 6.1)',
    sdes,
    {},
    /offered RTP\/SAVP, and the called side at 192\.0\.2\.20:5060 answered with RTP\/AVP/,
  ],
  ['SRTP is answered to plain RTP', {}, sdes, /offered RTP\/AVP, and .* answered with RTP\/SAVP/],
  [
    'the answer has no keys (RFC 4568 5.1.2)',
    sdes,
    { protocol: 'RTP/SAVP' },
    /agreed on RTP\/SAVP, and the called side at 192\.0\.2\.20:5060 gave no keys/,
  ],
  [
    'the offer has no keys',
    { protocol: 'RTP/SAVP' },
    sdes,
    /and the caller alice@example\.com at 203\.0\.113\.10:5060 gave no keys/,
  ],
  ['SDES meets DTLS', sdes, dtls, /gave keys by SDES, and the called side at 192\.0\.2\.20:5060 by DTLS/],
  [
    'a suite that was not offered',
    sdes,
    { ...sdes, lines: [`a=crypto:2 AES_CM_128_HMAC_SHA1_32 ${key}`] },
    /answered with a=crypto:2 AES_CM_128_HMAC_SHA1_32, which the offer does not have/,
  ],
] as const)
  test(name, () => {
    const { all, phone, callee, here, there } = scene();
    answeredCall(all, phone, callee, { offer: sdpAt(here, offered), answer: sdpAt(there, answered) });
    const diagnosis = all.diagnose();
    assert.equal(diagnosis.root, 'srtp-mismatch');
    assert.deepEqual(
      [diagnosis.find('srtp-mismatch')!.severity, diagnosis.find('srtp-mismatch')!.certainty],
      ['failure', 'certain'],
    );
    assert.match(diagnosis.find('srtp-mismatch')!.summary, says);
  });

test('an offer of SRTP alone that is refused for it, through a proxy', () => {
  const { all, phone, callee, here } = scene();
  const proxy = all.place('198.51.100.1');
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { body: sdpAt(here, sdes) });
  const inner = all.request(proxy, callee, 'INVITE', { via: invite });
  const refused = all.respond(inner, 488, { headers: { Warning: '302 192.0.2.20 "Incompatible transport protocol"' } });
  all.passOn(refused, proxy, phone);
  const found = all.diagnose().find('srtp-mismatch')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /offered RTP\/SAVP and nothing else, and the called side \(192\.0\.2\.20:5060\) refused with 488.*Its Warning is 302/,
  );
});

test('a refusal without a reason, of SRTP with codecs that everybody has; not so with one that nobody knows, or with a Warning of its own', () => {
  for (const [formats, headers, root] of [
    ['0 8', {}, 'srtp-mismatch'],
    ['97', {}, 'no-common-codec'],
    ['0 8', { Warning: '305 192.0.2.20 "Incompatible media format"' }, 'no-common-codec'],
  ] as const) {
    const { all, phone, callee, here } = scene();
    all.call();
    const invite = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { ...sdes, formats }) });
    all.ack(invite, all.respond(invite, 488, { headers }));
    assert.equal(all.diagnose().root, root);
  }
});

test('an offer of SRTP that is refused, and taken as plain RTP at the second try, is a note', () => {
  const { all, phone, callee, here, there } = scene();
  all.call();
  const first = all.request(phone, callee, 'INVITE', { body: sdpAt(here, sdes) });
  all.ack(first, all.respond(first, 488));
  const second = all.request(phone, callee, 'INVITE', { body: sdpAt(here) });
  all.ack(second, all.respond(second, 200, { body: sdpAt(there) }));
  assert.equal(all.diagnose().find('srtp-mismatch')!.severity, 'note');
});

test('plain packets where SRTP was agreed on, and SRTP where it was not (RFC 3711 3.1)', () => {
  const one = scene();
  const secure = answeredCall(one.all, one.phone, one.callee, {
    offer: sdpAt(one.here, sdes),
    answer: sdpAt(one.there, sdes),
  });
  one.all.rtp(one.here, one.there, { packets: 300, octets: 160 });
  one.all.time -= 6_000;
  one.all.rtp(one.there, one.here, { packets: 300, octets: 170 });
  hangUp(secure);
  assert.match(
    one.all.diagnose().find('srtp-mismatch')!.summary,
    /^The caller .* sends plain RTP, though RTP\/SAVP was agreed on: its packets of 172 octets/,
  );

  const two = scene();
  const plain = answeredCall(two.all, two.phone, two.callee, { offer: sdpAt(two.here), answer: sdpAt(two.there) });
  talk(two.all, two.here, two.there, { packets: 300, octets: 170 });
  hangUp(plain);
  assert.match(
    two.all.diagnose().find('srtp-mismatch')!.summary,
    /sends SRTP, though RTP\/AVP was agreed on: its packets of 182 octets/,
  );
});

test('SRTP and RTP as agreed, best-effort SRTP, and a relay that changes one into the other', () => {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here, sdes), answer: sdpAt(there, sdes) });
  talk(all, here, there, { packets: 300, octets: 170 });
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);

  const two = scene();
  const [proxy, left, right] = [
    two.all.place('198.51.100.1'),
    two.all.place('198.51.100.1:20000'),
    two.all.place('198.51.100.1:20002'),
  ];
  proxiedCall(two.all, two.phone, proxy, two.callee, {
    offer: sdpAt(two.here, sdes),
    innerOffer: sdpAt(right),
    answer: sdpAt(two.there),
    outerAnswer: sdpAt(left, sdes),
  });
  assert.deepEqual(two.all.diagnose().ids(), []);

  const three = scene();
  const lines = sdes.lines;
  answeredCall(three.all, three.phone, three.callee, {
    offer: sdpAt(three.here, { lines }),
    answer: sdpAt(three.there),
  });
  assert.deepEqual(three.all.diagnose().ids(), []);
});

/** An offer that is refused with 488, after the callee had called somebody else with an offer of its own. */
function refusedAfter(own: Parameters<typeof sdpAt>[1], offer: Parameters<typeof sdpAt>[1] = {}) {
  const { all, phone, callee, here, there } = scene();
  all.call('sip:bob@example.com', 'sip:carol@example.com');
  const before = all.request(callee, all.place('192.0.2.30'), 'INVITE', { body: sdpAt(there, own) });
  all.ack(before, all.respond(before, 486));
  all.wait(60_000).call();
  const invite = all.request(phone, callee, 'INVITE', { body: sdpAt(here, offer) });
  all.ack(invite, all.respond(invite, 488));
  return all.diagnose().verdicts[1];
}

test('plain RTP is refused by somebody who offers nothing but SRTP in another call', () => {
  const { findings } = refusedAfter(sdes);
  const [found] = findings;
  assert.deepEqual([found.id, found.severity, found.certainty], ['srtp-mismatch', 'failure', 'likely']);
  assert.match(
    found.summary,
    /offered RTP\/AVP and nothing else, and the called .* refused with 488.*\. In another call it wants RTP\/SAVP: /,
  );
  assert.deepEqual(
    found.evidence.map(({ frame, note }) => [frame, note]),
    [
      [1, 'what it says of itself in another call: RTP/SAVP'],
      [4, 'offers RTP/AVP'],
      [5, 'refused'],
    ],
  );
  for (const other of findings.slice(1)) assert.equal(other.becauseOf, 'srtp-mismatch', other.id);
});

test('plain RTP that is refused by somebody who offers plain RTP in another call is refused for something else', () => {
  assert.ok(refusedAfter({}).findings.every(({ id }) => id !== 'srtp-mismatch'));
  assert.ok(refusedAfter({ lines: sdes.lines }).findings.every(({ id }) => id !== 'srtp-mismatch'));
});

test('an answer with SRTP follows its offer, and shows nothing of what its sender would take', () => {
  const { all, phone, callee, here, there } = scene();
  const carol = all.place('192.0.2.30');
  hangUp(
    answeredCall(all, carol, callee, { offer: sdpAt(all.place('192.0.2.30:40000'), sdes), answer: sdpAt(there, sdes) }),
  );
  all.wait(60_000).call();
  const invite = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { formats: '97' }) });
  all.ack(invite, all.respond(invite, 488));
  assert.equal(all.diagnose().find('srtp-mismatch'), undefined);
});
