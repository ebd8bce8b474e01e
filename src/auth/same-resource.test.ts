import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, parseUri, type Uri } from '../message/index.ts';
import { sameResource } from './same-resource.ts';

function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (parsed instanceof Failure) assert.fail(parsed.reason);
  return parsed;
}

test('what phones write differently is the same resource (RFC 3261 22.4)', () => {
  for (const [digestUri, requestUri] of [
    ['sip:bob@example.com', 'sip:bob@example.com;transport=udp'],
    ['sip:bob@example.com;user=phone', 'sip:bob@Example.COM'],
    ['sip:bob@example.com:5060', 'sip:bob@example.com'],
    ['sips:bob@example.com:5061', 'sip:bob@example.com'],
    ['sip:b%6Fb@example.com', 'sip:bob@example.com'],
    ['sip:alice@example.com', 'sip:example.com'],
    ['sip:example.com', 'sip:alice@example.com'],
    ['sip:bob@[2001:DB8::1]', 'sip:bob@[2001:db8::1]'],
    ['tel:+491', 'tel:+491;phone-context=x'],
    ['urn:service:sos', 'urn:service:sos'],
  ])
    assert.ok(sameResource(digestUri, uri(requestUri)), `${digestUri} for ${requestUri}`);
});

test('another user, host or port is another resource (RFC 7616 3.4.6)', () => {
  for (const [digestUri, requestUri] of [
    ['sip:carol@example.com', 'sip:bob@example.com'],
    ['sip:bob@example.org', 'sip:bob@example.com'],
    ['sip:bob@example.com:5070', 'sip:bob@example.com'],
    ['sip:bob@example.com', 'tel:+491'],
    ['tel:+492', 'tel:+491'],
    ['urn:service:fire', 'urn:service:sos'],
    ['bob', 'sip:bob@example.com'],
    ['', 'sip:bob@example.com'],
  ])
    assert.ok(!sameResource(digestUri, uri(requestUri)), `${digestUri} for ${requestUri}`);
});
