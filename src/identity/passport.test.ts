import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeBase64Url } from './base64url.ts';
import { type JsonObject } from './canonical-json.ts';
import { signingInput } from './passport.ts';

test('the example of the RFC, part for part (RFC 8225 A)', () => {
  const header = { typ: 'passport', alg: 'ES256', x5u: 'https://cert.example.org/passport.cer' };
  const claims = { orig: { tn: '12155551212' }, dest: { uri: ['sip:alice@example.com'] }, iat: 1471375418 };
  assert.equal(
    signingInput(header, claims),
    'eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9.eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19',
  );
});

const tokens = new URL('../../../shared/testdata/stir/tokens.json', import.meta.url);
test('tokens of others are in the canonical form, but for those that say otherwise', {
  skip: !existsSync(tokens),
}, () => {
  const all = JSON.parse(readFileSync(tokens, 'utf8')) as { id: string; identity?: string; token?: string }[];
  let canonical = 0;
  for (const { id, identity, token = identity?.split(';')[0] ?? '' } of all) {
    if (id.startsWith('rfc7515')) continue;
    const [header, claims] = token.split('.');
    const made = signingInput(objectIn(header), objectIn(claims));
    assert.equal(made === `${header}.${claims}`, !id.includes('unordered'), id);
    if (!id.includes('unordered')) canonical++;
  }
  assert.ok(canonical >= 6);
});

function objectIn(part: string): JsonObject {
  return JSON.parse(Buffer.from(decodeBase64Url(part) ?? '', 'latin1').toString('utf8')) as JsonObject;
}
