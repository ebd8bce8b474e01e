import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type AuthValue, Failure, parseAuthValue, parseUri, type Uri } from '../message/index.ts';
import { answerChallenge, type Challenge } from './client.ts';
import { computeHa1Set } from './digest.ts';
import type { DigestAlgorithm, Hash } from './hash.ts';
import { NonceSource } from './nonce.ts';
import { ReplayTable } from './replay.ts';
import { sameResource } from './same-resource.ts';
import {
  type CredentialsCheck,
  type DigestServer,
  selectCredentials,
  type Verdict,
  verifyCredentials,
} from './verify.ts';

let hashed = 0;
const hash: Hash = (algorithm, text) => {
  hashed++;
  return createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'latin1').digest('hex');
};

const now = 1_700_000_000_000;
const realm = 'example.com';
const account = { ha1: computeHa1Set(hash, 'alice', realm, 'wonder') };

function newServer(): DigestServer {
  const nonces = new NonceSource({ hash, secret: 'x'.repeat(32), lifetimeMs: 60_000, instance: 'a1' });
  return { hash, nonces, replays: new ReplayTable(hash, 64), sameResource };
}

function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (parsed instanceof Failure) assert.fail(parsed.reason);
  return parsed;
}

function parse(line: string): AuthValue {
  const value = parseAuthValue(line, 0, line.length);
  if (value instanceof Failure) assert.fail(`${value.reason}: ${line}`);
  return value;
}

interface Attempt {
  challenge?: Partial<Challenge>;
  username?: string;
  password?: string;
  nc?: number;
  uri?: string;
  body?: string;
  /** Changes the header value that the phone would send. */
  edit?: (line: string) => string;
  check?: Partial<CredentialsCheck>;
}

/** What the server says to a phone's REGISTER. */
function attempt(server: DigestServer, options: Attempt = {}): Verdict {
  const challenge: Challenge = {
    realm,
    nonce: options.challenge?.nonce ?? server.nonces.mint(now),
    opaque: undefined,
    algorithm: 'MD5',
    algorithmText: 'MD5',
    qop: 'auth',
    stale: false,
    ...options.challenge,
  };
  const line = answerChallenge(hash, {
    challenge,
    username: options.username ?? 'alice',
    password: options.password ?? 'wonder',
    method: 'REGISTER',
    uri: options.uri ?? 'sip:example.com',
    body: options.body ?? '',
    nc: options.nc ?? 1,
    cnonce: '0a4f113b',
  });
  return verifyCredentials(server, {
    credentials: parse(options.edit === undefined ? line : options.edit(line)),
    method: 'REGISTER',
    requestUri: uri('sip:example.com'),
    body: '',
    tuple: { callId: 'c1', cseq: 1, fromTag: 't1' },
    account,
    realm,
    algorithms: ['MD5'],
    now,
    ...options.check,
  });
}

/** The kind and the answer of a refusal. */
function refusal(verdict: Verdict): string {
  return verdict.kind === 'ok' ? 'ok' : [verdict.kind, verdict.answer, verdict.parameter].filter(Boolean).join(' ');
}

test('the right password is accepted, by every algorithm and qop', () => {
  const algorithms: DigestAlgorithm[] = [
    'MD5',
    'MD5-sess',
    'SHA-256',
    'SHA-256-sess',
    'SHA-512-256',
    'SHA-512-256-sess',
  ];
  for (const algorithm of algorithms)
    for (const qop of ['', 'auth', 'auth-int'] as const) {
      const verdict = attempt(newServer(), {
        challenge: { algorithm, algorithmText: algorithm, qop },
        body: 'v=0\r\n',
        check: { algorithms, body: 'v=0\r\n' },
      });
      assert.deepEqual(verdict, { kind: 'ok', username: 'alice', algorithm, qop, repeat: false });
    }
});

test('no algorithm parameter means MD5', () => {
  assert.equal(attempt(newServer(), { challenge: { algorithmText: undefined } }).kind, 'ok');
});

test('what phones write otherwise is accepted: quotes, case, parameters of the URI', () => {
  for (const edit of [
    (line: string) => line.replace('qop=auth', 'qop="auth"').replace('nc=00000001', 'nc="00000001"'),
    (line: string) => line.replace('algorithm=MD5', 'algorithm="md5"').replace('Digest', 'DIGEST'),
    (line: string) => line.replace(/response="[^"]*"/, (response) => response.toUpperCase()),
  ])
    assert.equal(attempt(newServer(), { edit }).kind, 'ok');
  assert.equal(attempt(newServer(), { uri: 'sip:example.com;transport=udp' }).kind, 'ok');
});

test('wrong password and unknown user are refused alike, at the same cost', () => {
  const server = newServer();
  attempt(server);
  hashed = 0;
  const wrong = attempt(server, { password: 'guess' });
  const cost = hashed;
  hashed = 0;
  const unknown = attempt(server, { username: 'mallory', check: { account: undefined } });
  assert.equal(hashed, cost);
  assert.equal(refusal(wrong), 'wrong-password challenge response');
  assert.equal(refusal(unknown), 'unknown-user challenge username');
});

test('nobody is let in by computing with what stands in for a HA1 that is not there', () => {
  const edit = (line: string) =>
    line.replace(/response="[^"]*"/, () => {
      const [, nonce = ''] = /nonce="([^"]*)"/.exec(line) ?? [];
      const a2 = hash('MD5', 'REGISTER:sip:example.com');
      return `response="${hash('MD5', `${'0'.repeat(32)}:${nonce}:00000001:0a4f113b:auth:${a2}`)}"`;
    });
  assert.equal(
    refusal(attempt(newServer(), { edit, check: { account: undefined } })),
    'unknown-user challenge username',
  );
  assert.equal(refusal(attempt(newServer(), { edit, check: { account: { ha1: {} } } })), 'no-ha1 challenge algorithm');
});

test('without Digest credentials for the realm there is a challenge', () => {
  for (const credentials of [undefined, parse('Basic YWJj')])
    assert.equal(refusal(attempt(newServer(), { check: { credentials } })), 'no-credentials challenge');
  assert.equal(refusal(attempt(newServer(), { challenge: { realm: 'else.example' } })), 'wrong-realm challenge realm');
});

test('the credentials of a realm are found among those of others (RFC 3261 22.3)', () => {
  const values = ['Basic realm="b"', 'Digest realm="a", nonce="1"', 'Digest realm="b", nonce="2"'].map(parse);
  assert.equal(selectCredentials(values, 'b')?.params.get('nonce'), '2');
  assert.equal(selectCredentials(values, 'B'), undefined);
});

test('an algorithm that was not offered is challenged anew', () => {
  const challenge = { algorithm: 'SHA-256', algorithmText: 'SHA-256' } as const;
  assert.equal(refusal(attempt(newServer(), { challenge })), 'algorithm-not-offered challenge algorithm');
  const edit = (line: string) => line.replace('algorithm=MD5', 'algorithm=MD5-sess');
  assert.equal(refusal(attempt(newServer(), { edit })), 'algorithm-not-offered challenge algorithm');
});

test('an account without HA1 for the algorithm says so in the log', () => {
  const check = { algorithms: ['SHA-256' as const], account: { ha1: { md5: account.ha1.md5 } } };
  const challenge = { algorithm: 'SHA-256', algorithmText: 'SHA-256' } as const;
  assert.equal(refusal(attempt(newServer(), { challenge, check })), 'no-ha1 challenge algorithm');
});

test('credentials that are missing a parameter or break its form are a 400 that names it', () => {
  for (const parameter of ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'nc']) {
    const edit = (line: string) => line.replace(new RegExp(`([, ])${parameter}=`), `$1x-${parameter}=`);
    assert.equal(refusal(attempt(newServer(), { edit })), `malformed bad-request ${parameter}`);
  }
  for (const [parameter, value] of [
    ['nc', '1'],
    ['nc', '0000000g'],
    ['nc', '00000000'],
    ['nc', '000000001'],
    ['qop', 'auth-conf'],
    ['qop', '"auth,auth-int"'],
    ['cnonce', '""'],
    ['response', '"0123"'],
    ['response', `"${'0'.repeat(64)}"`],
  ]) {
    const edit = (line: string) => line.replace(new RegExp(`([, ]${parameter}=)("[^"]*"|[^,]*)`), `$1${value}`);
    assert.equal(refusal(attempt(newServer(), { edit })), `malformed bad-request ${parameter}`, value);
  }
  const session = { algorithm: 'MD5-sess', algorithmText: 'MD5-sess', qop: '' } as const;
  const edit = (line: string) => line.replace(/, cnonce="[^"]*"/, '');
  const check = { algorithms: ['MD5-sess' as const] };
  assert.equal(refusal(attempt(newServer(), { challenge: session, edit, check })), 'malformed bad-request cnonce');
});

test('credentials for another resource are a 400 (RFC 7616 3.4.6)', () => {
  assert.equal(refusal(attempt(newServer(), { uri: 'sip:example.org' })), 'uri-mismatch bad-request uri');
  const lax = { ...newServer(), sameResource: () => true };
  assert.equal(attempt(lax, { uri: 'sip:example.org' }).kind, 'ok');
});

test('the method and, with auth-int, the body are covered', () => {
  assert.equal(attempt(newServer(), { check: { method: 'INVITE' } }).kind, 'wrong-password');
  const challenge = { qop: 'auth-int' } as const;
  assert.equal(attempt(newServer(), { challenge, body: 'a', check: { body: 'b' } }).kind, 'wrong-password');
});

test('an old nonce is stale to who knows the password, and to nobody else (RFC 7616 3.3)', () => {
  const server = newServer();
  const challenge = { nonce: server.nonces.mint(now - 60_001) };
  assert.equal(refusal(attempt(server, { challenge })), 'stale stale nonce');
  assert.equal(refusal(attempt(server, { challenge, password: 'guess' })), 'wrong-password challenge response');
});

test('a nonce of before the restart, and one that we never minted, is stale', () => {
  const before = new NonceSource({ hash, secret: 'y'.repeat(32), lifetimeMs: 60_000, instance: 'a1' });
  assert.equal(refusal(attempt(newServer(), { challenge: { nonce: before.mint(now) } })), 'stale stale nonce');
  assert.equal(refusal(attempt(newServer(), { challenge: { nonce: 'abc' } })), 'forged stale nonce');
});

test('the same request again is accepted as a repeat; a captured header in another request is not', () => {
  const server = newServer();
  const challenge = { nonce: server.nonces.mint(now) };
  const other = { tuple: { callId: 'c2', cseq: 1, fromTag: 't1' } };
  assert.deepEqual(attempt(server, { challenge }), {
    kind: 'ok',
    username: 'alice',
    algorithm: 'MD5',
    qop: 'auth',
    repeat: false,
  });
  assert.deepEqual(attempt(server, { challenge }), {
    kind: 'ok',
    username: 'alice',
    algorithm: 'MD5',
    qop: 'auth',
    repeat: true,
  });
  assert.equal(refusal(attempt(server, { challenge, check: other })), 'replay stale nc');
  assert.equal(attempt(server, { challenge, nc: 2, check: other }).kind, 'ok');
});

test('a nonce without qop is good for one request', () => {
  const server = newServer();
  const challenge = { nonce: server.nonces.mint(now), qop: '' } as const;
  assert.equal(attempt(server, { challenge }).kind, 'ok');
  assert.equal(attempt(server, { challenge }).kind, 'ok');
  const check = { tuple: { callId: 'c1', cseq: 2, fromTag: 't1' } };
  assert.equal(refusal(attempt(server, { challenge, check })), 'replay stale nc');
  assert.equal(refusal(attempt(server, { challenge: { ...challenge, qop: 'auth' }, check })), 'forgotten stale nc');
});

test('a wrong password uses up nothing', () => {
  const server = newServer();
  const challenge = { nonce: server.nonces.mint(now) };
  const check = { tuple: { callId: 'thief', cseq: 1, fromTag: 't1' } };
  attempt(server, { challenge, password: 'guess', check });
  assert.equal(attempt(server, { challenge }).kind, 'ok');
});

test('a name in UTF-8 is checked byte for byte', () => {
  const ha1 = computeHa1Set(hash, 'ren\u00e9', realm, 'caf\u00e9');
  assert.deepEqual(
    attempt(newServer(), { username: 'ren\u00e9', password: 'caf\u00e9', check: { account: { ha1 } } }),
    {
      kind: 'ok',
      username: 'ren\u00c3\u00a9',
      algorithm: 'MD5',
      qop: 'auth',
      repeat: false,
    },
  );
});
