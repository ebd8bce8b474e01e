import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdp } from '../../../test/scene.ts';
import { parseSession, SessionDescription } from '../../sdp/index.ts';
import { compareSessions } from './compare-sessions.ts';

function session(text: string): SessionDescription {
  const parsed = parseSession(text);
  assert.ok(parsed instanceof SessionDescription);
  return parsed;
}

const pair = (left: Parameters<typeof sdp>[2], right: Parameters<typeof sdp>[2]) =>
  compareSessions(session(sdp('192.0.2.10', 4000, left)), session(sdp('203.0.113.20', 5000, right)));

test('two that share a codec fit, and what they do not share does not matter (RFC 3264 6.1)', () => {
  const { fits, rows, streams } = pair(
    { formats: '18 0 8' },
    { formats: '8 101', lines: ['a=rtpmap:101 telephone-event/8000'] },
  );
  assert.ok(fits);
  assert.deepEqual(streams[0].common, ['PCMA/8000']);
  assert.ok(rows.every(({ differs }) => !differs));
  assert.ok(rows.some(({ left, right }) => left === 'PCMA/8000, payload type 8' && right === left));
  assert.ok(rows.some(({ left, right }) => left.startsWith('G729') && right === ''));
});

test('no codec in common: the codecs are what differs', () => {
  const { fits, streams, rows } = pair({ formats: '18' }, { formats: '0 8' });
  assert.equal(fits, false);
  assert.deepEqual(streams[0].obstacles, [{ kind: 'codec', text: 'no codec in common: G729 against PCMU, PCMA' }]);
  assert.deepEqual(
    rows.filter(({ differs }) => differs).map(({ left, right }) => left || right),
    ['G729/8000, payload type 18', 'PCMU/8000, payload type 0', 'PCMA/8000, payload type 8'],
  );
});

test('telephone events alone are nothing to talk with (RFC 4733)', () => {
  const lines = ['a=rtpmap:101 telephone-event/8000'];
  assert.equal(pair({ formats: '18 101', lines }, { formats: '0 101', lines }).fits, false);
});

test('the profile decides before the codecs, and keys are never shown (RFC 4568)', () => {
  const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
  const lines = [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`];
  const { streams, rows } = pair({ protocol: 'RTP/SAVP', lines }, {});
  assert.equal(streams[0].obstacles[0].text, 'SRTP with its keys in the SDP (RTP/SAVP) against plain RTP (RTP/AVP)');
  assert.ok(rows.some(({ left }) => left === 'keys in the SDP: AES_CM_128_HMAC_SHA1_80'));
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(key));
});

test('crypto suites without a common one, IPv4 against IPv6', () => {
  const suite = (name: string) => ({ protocol: 'RTP/SAVP', lines: [`a=crypto:1 ${name} inline:xyz`] });
  assert.equal(
    pair(suite('AES_CM_128_HMAC_SHA1_80'), suite('AES_256_CM_HMAC_SHA1_80')).streams[0].obstacles[0].kind,
    'keys',
  );
  const mixed = compareSessions(session(sdp('192.0.2.10', 4000)), session(sdp('2001:db8::1', 5000)));
  assert.deepEqual(mixed.streams[0].obstacles, [{ kind: 'address', text: 'IPv4 against IPv6' }]);
});

test('early feedback makes no other profile (RFC 4585)', () => {
  assert.ok(pair({ protocol: 'RTP/AVPF' }, { protocol: 'RTP/AVP' }).fits);
});

test('port 0 is a refusal, and a stream of one side alone is told whose it is', () => {
  const refused = compareSessions(session(sdp('192.0.2.10', 4000)), session(sdp('203.0.113.20', 0)));
  assert.match(refused.streams[0].obstacles[0].text, /audio has port 0 at the other side/);
  const fax = compareSessions(
    session(sdp('192.0.2.10', 4000).replace('m=audio 4000 RTP/AVP 0 8', 'm=image 4000 udptl t38')),
    session(sdp('203.0.113.20', 5000)),
  );
  assert.deepEqual(
    fax.streams.map(({ obstacles }) => obstacles[0].text),
    ['only the offer has image', 'only the other side has audio'],
  );
});

test('two streams that both want to receive only let nothing flow: the direction is marked', () => {
  const { fits, rows } = pair({ direction: 'recvonly' }, { direction: 'recvonly' });
  assert.ok(fits);
  assert.deepEqual(
    rows.filter(({ differs }) => differs),
    [{ left: 'recvonly', right: 'recvonly', differs: true }],
  );
});
