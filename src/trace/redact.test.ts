import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redact } from './redact.ts';

const register = (...lines: string[]) =>
  [
    'REGISTER sip:example.com SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

test('credentials lose what proves them, and keep what a diagnosis needs (RFC 7616 3.4)', () => {
  const digest =
    'Digest username="alice", realm="example.com", nonce="84f1c1ae", uri="sip:example.com", response="7587245234b3434cc3412213e5f113a5", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=00000001, opaque=secret';
  const masked =
    'Digest username="alice", realm="example.com", nonce="***", uri="sip:example.com", response="***", algorithm=MD5, cnonce="***", qop=auth, nc=00000001, opaque=***';
  for (const name of ['Authorization', 'Proxy-Authorization', 'AUTHORIZATION', 'authorization ']) {
    assert.equal(redact(register(`${name}: ${digest}`, 'To: t')), register(`${name}: ${masked}`, 'To: t'));
  }
  const folded = register('Authorization: Digest username="alice",\r\n response="7587",\r\n\tnonce="84f1"', 'To: t');
  const foldedMasked = register(
    'Authorization: Digest username="alice",\r\n response="***",\r\n\tnonce="***"',
    'To: t',
  );
  assert.equal(redact(folded), foldedMasked);
});

test('credentials of another scheme are masked whole', () => {
  assert.equal(redact(register('Authorization: Bearer eyJhbGci.e30=.x')), register('Authorization: Bearer ***'));
  assert.equal(redact(register('Proxy-Authorization:Basic YTpi')), register('Proxy-Authorization:Basic ***'));
  assert.equal(redact(register('Authorization: dG9rZW4=')), register('Authorization: ***'));
  assert.equal(redact(register('Authorization:')), register('Authorization:'));
});

test('a response cannot be guessed from the answer to it either (Authentication-Info)', () => {
  const line = 'Authentication-Info: nextnonce="47364c", qop=auth, rspauth="6629fa", cnonce="0a4f", nc=00000001';
  const masked = 'Authentication-Info: nextnonce="***", qop=auth, rspauth="***", cnonce="***", nc=00000001';
  assert.equal(redact(register(line)), register(masked));
});

const SECRET = 'S3cretS3cret';
const pieces = fc.constantFrom(
  ...[
    'response',
    'nonce',
    'username',
    'qop',
    '"',
    '\\',
    ',',
    '=',
    ' ',
    '\t',
    '\r\n ',
    '\n\t',
    '\r',
    'Digest',
    'digest',
    'Basic',
    ';',
    ':',
  ],
);

test('however credentials are written, no secret value is shown', () => {
  const name = fc.constantFrom('response', 'nonce', 'cnonce', 'opaque', 'auts', 'passwort');
  const blank = fc.constantFrom('', ' ', '\t', '\r\n ');
  const other = fc.constantFrom(
    'username="a,b"',
    'realm="x\\"y, response="',
    'qop=auth',
    'nc=1',
    '',
    'junk',
    'uri="sip:a;b=c,d"',
  );
  const line = fc
    .tuple(fc.array(other), name, blank, blank, fc.boolean(), fc.array(other))
    .map(([before, key, space, gap, quoted, after]) => {
      const value = quoted ? `"${SECRET}"` : SECRET;
      return `Authorization: Digest ${[...before, `${space}${key}${gap}=${gap}${value}`, ...after].join(',')}`;
    });
  fc.assert(
    fc.property(line, (text) => {
      assert.ok(!redact(register(text)).includes(SECRET), redact(register(text)));
    }),
    { numRuns: 500 },
  );
});

test('damaged credentials show no more than whole ones', () => {
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12, size: 'max' }),
      fc.array(pieces, { maxLength: 12, size: 'max' }),
      (before, after) => {
        const lead = before.join('');
        // the value of a harmless parameter, or the scheme, is what it says it is
        fc.pre(!/(username|qop)[ \t\r\n]*=[^,]*$/i.test(lead) && !/^\s*$/.test(lead));
        const text = register(`Authorization: ${lead},${SECRET}${after.join('')}`);
        const masked = redact(text);
        assert.ok(!masked.includes(SECRET), JSON.stringify([text, masked]));
      },
    ),
    { numRuns: 2000 },
  );
});

test('a password in a URI is masked (RFC 3261 19.1.1)', () => {
  const text = register(
    'Contact: "a" <sip:alice:pa$$w0rd;x?@192.0.2.1:5060>, <sips:bob:@h:5061>',
    'To: <sip:h:5060>, <sip:c@h>',
  );
  const masked = register(
    'Contact: "a" <sip:alice:***@192.0.2.1:5060>, <sips:bob:***@h:5061>',
    'To: <sip:h:5060>, <sip:c@h>',
  );
  assert.equal(redact(text), masked);
  assert.equal(
    redact(register('Refer-To: <sip:a@b?Proxy-Authorization=Digest%20response%3D1&X=y>')),
    register('Refer-To: <sip:a@b?Proxy-Authorization=***&X=y>'),
  );
});

test('keys in a session description are masked, and the lines stay (RFC 4568, 4567, 4566, 8839)', () => {
  const sdp = (keys: string[]) =>
    [
      'INVITE sip:b SIP/2.0',
      'Content-Type: application/sdp',
      '',
      'v=0',
      'm=audio 1 RTP/SAVP 0',
      ...keys,
      'a=sendrecv',
      '',
    ].join('\r\n');
  const keys = [
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:4 KDR=1 FEC_KEY=inline:QUJD',
    'a=crypto:2 F8_128_HMAC_SHA1_80 inline:QUJD|2^20;inline:REVG|2^20|2:4',
    'a=crypto:broken QUJD',
    'a=crypto:3 SUITE other:QUJD',
    'a=key-mgmt:mikey QUJDREVG',
    'k=base64:QUJD',
    'k=prompt',
    'a=ice-ufrag:8hhY',
    'a=ice-pwd:asd88fgpdd777uzjYhagZg',
    'a=fingerprint:sha-256 AB:CD',
  ];
  const masked = [
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^20|1:4 KDR=1 FEC_KEY=inline:***',
    'a=crypto:2 F8_128_HMAC_SHA1_80 inline:***|2^20;inline:***|2^20|2:4',
    'a=crypto:***',
    'a=crypto:***',
    'a=key-mgmt:mikey ***',
    'k=base64:***',
    'k=prompt',
    'a=ice-ufrag:8hhY',
    'a=ice-pwd:***',
    'a=fingerprint:sha-256 AB:CD',
  ];
  assert.equal(redact(sdp(keys)), sdp(masked));
});

test('what people write each other is masked, in the MESSAGE and in its response (RFC 3428)', () => {
  const message = 'MESSAGE sip:b SIP/2.0\r\nCSeq: 1 MESSAGE\r\nContent-Length: 5\r\n\r\n';
  assert.equal(redact(`${message}hello\r\n\r\nworld`), `${message}***`);
  assert.equal(redact(`\r\n\r\n${message}hello`), `\r\n\r\n${message}***`);
  assert.equal(redact(message), message);
  const response = 'SIP/2.0 200 OK\r\nCSeq: 1\r\n MESSAGE\r\n\r\n';
  assert.equal(redact(`${response}hello`), `${response}***`);
  const unix = 'MESSAGE sip:b SIP/2.0\nTo: t\n\n';
  assert.equal(redact(`${unix}hello`), `${unix}***`);
  const options = 'OPTIONS sip:b SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\nMESSAGE x\r\nCSeq: 1 MESSAGE';
  assert.equal(redact(options), options);
});

test('credentials inside a body are masked too (message/sipfrag, RFC 3420)', () => {
  const notify = (value: string) =>
    `NOTIFY sip:b SIP/2.0\r\n\r\nREGISTER sip:a SIP/2.0\r\nAuthorization: Digest response="${value}"\r\n`;
  assert.equal(redact(notify('7587')), notify('***'));
});

test('a mask does not tell how long the secret was', () => {
  const secret = fc.string({ minLength: 1 }).filter((text) => /^[\w+/]+$/.test(text));
  fc.assert(
    fc.property(secret, secret, (one, two) => {
      const [a, b] = [one, two].map((value) =>
        redact(
          register(`Authorization: Digest nonce="${value}", response=${value}`, '', `a=crypto:1 S inline:${value}|1`),
        ),
      );
      assert.equal(a, b);
    }),
  );
});

test('a message without secrets leaves as it came', () => {
  const line = fc
    .string()
    .filter((text) => !/[\r\n]|authorization|authentication-info|@|crypto|^[ak]=|cseq/i.test(text));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = register(...lines);
      assert.equal(redact(text), text);
    }),
  );
});
