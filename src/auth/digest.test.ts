import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeUtf8 } from '../message/index.ts';
import { computeHa1, computeHa1Set, digestResponse, type DigestInput, ha1For, type Qop } from './digest.ts';
import { type DigestAlgorithm, digestAlgorithms, type Hash, parseDigestAlgorithm } from './hash.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');

interface Vector {
  readonly id: string;
  readonly username: string;
  readonly password?: string;
  readonly ha1?: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly method: string;
  readonly nc?: string;
  readonly cnonce?: string;
  readonly qop: string | null;
  readonly algorithm: string | null;
  readonly body?: string;
  readonly response: string;
  readonly expect_mismatch?: boolean;
}

const path = new URL('../../../shared/testdata/digest/vectors.json', import.meta.url);
const required = process.env.SIPWRIGHT_INTEROP === 'required';

test('the collected vectors hold', { skip: !existsSync(path) && !required && `${path.pathname} is not there` }, () => {
  const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];
  assert.equal(vectors.length, 30);
  for (const vector of vectors) {
    const algorithm = parseDigestAlgorithm(vector.algorithm ?? undefined) ?? 'MD5';
    const ha1 = ha1Of(vector, algorithm);
    if (vector.ha1 !== undefined) assert.equal(ha1, vector.ha1, vector.id);
    const { method, uri, nonce, nc = '', cnonce = '', body = '' } = vector;
    const qop = (vector.qop ?? '') as Qop;
    const response = digestResponse(hash, { algorithm, ha1, nonce, qop, nc, cnonce, method, uri, body });
    // One is printed wrong in RFC 7616, and must not hold.
    assert.equal(response === vector.response, vector.expect_mismatch !== true, vector.id);
  }
});

function ha1Of({ algorithm: name, username, realm, password, ha1 }: Vector, algorithm: DigestAlgorithm): string {
  // AKA is MD5 over bytes that no text can be: RES of 3GPP TS 35.208, set 1 (RFC 3310 3.4)
  if (name === 'AKAv1-MD5') return hash('MD5', `${username}:${realm}:\xa5\x42\x11\xd5\xe3\xba\x50\xbf`);
  if (password === undefined) return ha1 ?? '';
  return computeHa1(hash, digestAlgorithms[algorithm].hash, username, realm, password);
}

const mufasa = {
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  qop: 'auth',
  nc: '00000001',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  method: 'GET',
  uri: '/dir/index.html',
  body: '',
} as const;

test('the examples of RFC 7616 3.9.1', () => {
  const responses = {
    MD5: '8ca523f5e9506fed4657c9700eebdbec',
    'SHA-256': '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  } as const;
  for (const algorithm of ['MD5', 'SHA-256'] as const) {
    const ha1 = computeHa1(hash, algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
    assert.equal(digestResponse(hash, { ...mufasa, algorithm, ha1 }), responses[algorithm]);
  }
});

test('SHA-512-256 and UTF-8: the example of RFC 7616 3.9.2 as erratum 4897 corrects it', () => {
  const ha1 = computeHa1(hash, 'SHA-512-256', 'J\u00e4s\u00f8n Doe', 'api@example.org', 'Secret, or not?');
  const response = digestResponse(hash, {
    algorithm: 'SHA-512-256',
    ha1,
    nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
    qop: 'auth',
    nc: '00000001',
    cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    method: 'GET',
    uri: '/doe.json',
    body: '',
  });
  assert.equal(response, '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
});

// Computed with coreutils: printf '…' | md5sum, sha256sum.
test('every form of the response, against values computed elsewhere', () => {
  const input: Omit<DigestInput, 'qop' | 'algorithm' | 'ha1'> = {
    nonce: 'n1',
    nc: '0000000a',
    cnonce: 'c1',
    method: 'REGISTER',
    uri: 'sip:example.com',
    body: 'v=0\r\n',
  };
  const md5 = computeHa1(hash, 'MD5', 'alice', 'example.com', 'wonder');
  const sha = computeHa1(hash, 'SHA-256', 'alice', 'example.com', 'wonder');
  assert.equal(md5, '2ea68a710b96a2d11cb42c2b3758287a');
  assert.equal(sha, 'aef00b0c72d1333f4e221e71543980dc183f9772cf5f3606b5c304116cccb89a');
  const expected: [DigestInput['algorithm'], Qop, string][] = [
    ['MD5', '', '26198bf8fe7425420b290f7e8da87b4c'],
    ['MD5', 'auth', '20bf1594417f75b97831faef794d34bf'],
    ['MD5', 'auth-int', '007ff5f3b67a4e025dac4343e7596e3a'],
    ['MD5-sess', '', '6dfb83a4d0f7456d02e5a3192782745f'],
    ['MD5-sess', 'auth', 'e4ec72b9b40c88ea15e04f5419129e25'],
    ['SHA-256', 'auth-int', '6de1527c6afcfe141dc076057129202ade997a9def5ae712fd2532caf3473cf6'],
    ['SHA-256-sess', 'auth', '7c67e1b47eee1efab6a25979f937fa62c08c3ea0ea9094ecc278600f02558894'],
  ];
  for (const [algorithm, qop, response] of expected) {
    const ha1: string = algorithm.startsWith('MD5') ? md5 : sha;
    assert.equal(digestResponse(hash, { ...input, algorithm, qop, ha1 }), response, `${algorithm} ${qop}`);
  }
});

test('a password is hashed as UTF-8 in its composed form, however it was typed (RFC 7616 4)', () => {
  const composed = computeHa1(hash, 'MD5', 'ren\u00e9', 'x', 'caf\u00e9 \u20ac');
  assert.equal(computeHa1(hash, 'MD5', 'rene\u0301', 'x', 'cafe\u0301 \u20ac'), composed);
  assert.equal(composed, createHash('md5').update('ren\u00e9:x:caf\u00e9 \u20ac', 'utf8').digest('hex'));
});

test('the realm is wire text: its bytes are hashed as the challenge carried them', () => {
  const realm = encodeUtf8('b\u00fcro');
  assert.equal(
    computeHa1(hash, 'MD5', 'a', realm, 'b'),
    createHash('md5').update('a:b\u00fcro:b', 'utf8').digest('hex'),
  );
});

test('the set holds HA1 for each algorithm', () => {
  const set = computeHa1Set(hash, 'alice', 'example.com', 'wonder');
  for (const algorithm of ['MD5', 'SHA-256', 'SHA-512-256'] as const)
    assert.equal(ha1For(set, algorithm), computeHa1(hash, algorithm, 'alice', 'example.com', 'wonder'));
  assert.equal(ha1For({ md5: 'a' }, 'SHA-512-256'), undefined);
});
