/** URIs: RFC 3261 19.1.1 to 19.1.3, RFC 3966 3, RFC 5118 4. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from './failure.ts';
import { MAX_PARAMS } from './params.ts';
import { formatHost, normaliseEscapes, parseUri, unescapeUri, Uri } from './uri.ts';

function uri(text: string): Uri {
  const value = parseUri(text);
  assert.ok(value instanceof Uri, `${text}: ${(value as Failure).reason}`);
  return value;
}

function parts(text: string) {
  const { scheme, user, password, host, port, params, headers } = uri(text);
  const named = Object.fromEntries(params.names.map((name, i) => [name, params.values[i]]));
  return { scheme, user, password, host, port, params: named, headers };
}

/** What is refused, and at which character. */
function refused(text: string, at: string, reason: RegExp): void {
  const value = parseUri(text);
  assert.ok(value instanceof Failure, `${text} was taken`);
  assert.equal(text.slice(value.offset), at, `${text}: offset ${value.offset}`);
  assert.match(value.reason, reason);
}

describe('SIP and SIPS URIs (RFC 3261 19.1.1)', () => {
  const none = { user: '', password: undefined, port: 0, params: {}, headers: '' };

  test('the examples of 19.1.3', () => {
    assert.deepEqual(parts('sip:alice@atlanta.com'), { ...none, scheme: 'sip', user: 'alice', host: 'atlanta.com' });
    assert.deepEqual(parts('sip:alice:secretword@atlanta.com;transport=tcp'), {
      ...none,
      scheme: 'sip',
      user: 'alice',
      password: 'secretword',
      host: 'atlanta.com',
      params: { transport: 'tcp' },
    });
    assert.deepEqual(parts('sips:alice@atlanta.com?subject=project%20x&priority=urgent'), {
      ...none,
      scheme: 'sips',
      user: 'alice',
      host: 'atlanta.com',
      headers: 'subject=project%20x&priority=urgent',
    });
    assert.deepEqual(parts('sip:+1-212-555-1212:1234@gateway.com;user=phone'), {
      ...none,
      scheme: 'sip',
      user: '+1-212-555-1212',
      password: '1234',
      host: 'gateway.com',
      params: { user: 'phone' },
    });
    assert.deepEqual(parts('sips:1212@gateway.com'), { ...none, scheme: 'sips', user: '1212', host: 'gateway.com' });
    assert.deepEqual(parts('sip:alice@192.0.2.4'), { ...none, scheme: 'sip', user: 'alice', host: '192.0.2.4' });
    assert.deepEqual(parts('sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com'), {
      ...none,
      scheme: 'sip',
      host: 'atlanta.com',
      params: { method: 'REGISTER' },
      headers: 'to=alice%40atlanta.com',
    });
    assert.deepEqual(parts('sip:alice;day=tuesday@atlanta.com'), {
      ...none,
      scheme: 'sip',
      user: 'alice;day=tuesday',
      host: 'atlanta.com',
    });
  });

  test('scheme and host are folded to lower case, the user part is not', () => {
    assert.deepEqual(parts('SiP:Alice@AtLanTa.CoM;Transport=TCP;LR'), {
      scheme: 'sip',
      user: 'Alice',
      password: undefined,
      host: 'atlanta.com',
      port: 0,
      params: { transport: 'TCP', lr: '' },
      headers: '',
    });
  });

  test('the text is kept as it stood, also from the middle of a message', () => {
    const text = '<SIP:a%20b@Example.com:05080;x>';
    const value = parseUri(text, 1, text.length - 1);
    assert.ok(value instanceof Uri);
    assert.equal(value.text, 'SIP:a%20b@Example.com:05080;x');
    assert.equal(value.port, 5080);
  });

  test('IPv6 references lose their brackets and get them back (RFC 5118 4.1)', () => {
    assert.equal(uri('sip:[2001:DB8::10]:5070').host, '2001:db8::10');
    assert.equal(uri('sip:[2001:DB8::10]:5070').port, 5070);
    assert.equal(uri('sip:u@[::ffff:192.0.2.10]').host, '::ffff:192.0.2.10');
    assert.equal(formatHost('2001:db8::10'), '[2001:db8::10]');
    assert.equal(formatHost('192.0.2.1'), '192.0.2.1');
  });

  test('escapes stay in the parts and are resolved once when asked for (RFC 4475 3.1.1.3)', () => {
    const value = uri('sip:sips%3Auser%40example.com@example.net;%6C%72;n%61me=v%61lue%25%34%31');
    assert.equal(value.user, 'sips%3Auser%40example.com');
    assert.equal(unescapeUri(value.user), 'sips:user@example.com');
    assert.equal(value.params.get('lr'), '');
    assert.equal(unescapeUri(value.params.get('name') ?? ''), 'value%41');
    assert.equal(unescapeUri('%00x%C3%A9'), '\0x\xc3\xa9');
    assert.equal(unescapeUri('100%'), '100%');
    assert.equal(normaliseEscapes('%61%2f%3A%25%e9'), 'a%2F%3A%25%E9');
  });

  test("what the grammar leaves out but phones send: '#' in the user part, '_' in the host", () => {
    assert.equal(uri('sip:*21#@pbx_1.example.com').user, '*21#');
    assert.equal(uri('sip:*21#@pbx_1.example.com').host, 'pbx_1.example.com');
  });

  test('what is refused, and where', () => {
    refused('', '', /scheme/);
    refused('alice', 'alice', /scheme/);
    refused('<sip:a@b>', '<sip:a@b>', /scheme/);
    refused('1sip:a@b', '1sip:a@b', /scheme/);
    refused('sip:', '', /host/);
    refused('sip:@b', '@b', /user/);
    refused('sip::secret@b', ':secret@b', /user/);
    refused('sip:a b@c', ' b@c', /does not belong/);
    refused('sip:a%4@c', '%4@c', /must be escaped/);
    refused('sip:a%4g@c', '%4g@c', /must be escaped/);
    refused('sip:\xe9@c', '\xe9@c', /user/);
    refused('sip:a\xe9@c', '\xe9@c', /must be escaped/);
    refused('sip:a:b:c@d', ':c@d', /must be escaped/);
    refused('sip:a:%4@d', '%4@d', /must be escaped/);
    refused('sip:a;x=[::1]@d', '[::1]@d', /must be escaped/);
    refused('sip:a@', '', /host/);
    refused('sip:a@b:', '', /port/);
    refused('sip:a@b:0', '0', /port/);
    refused('sip:a@b:65536', '65536', /port/);
    refused('sip:a@b:99999999999999999999', '99999999999999999999', /port/);
    refused('sip:a@b:5o60', 'o60', /does not belong/);
    refused('sip:2001:db8::10', 'db8::10', /port/);
    refused('sip:[2001:db8::10', '[2001:db8::10', /host/);
    refused('sip:[]', '[]', /host/);
    refused('sip:[1:2]', '[1:2]', /host/);
    refused('sip:[192.0.2.1]', '[192.0.2.1]', /host/);
    refused('sip:[::g]', '[::g]', /host/);
    refused('sip:[::1]x', 'x', /does not belong/);
    refused('sip:b;', '', /parameter/);
    refused('sip:b;;lr', ';lr', /parameter/);
    refused('sip:b;a=', '', /value/);
    refused('sip:b;a=%', '%', /escape/);
    refused('sip:b;%zz', '%zz', /escape/);
    refused('sip:b; lr', ' lr', /parameter/);
    refused('sip:b?', '', /headers/);
    refused('sip:b?a=%1', '%1', /escape/);
    refused('sip:b?a=<', '<', /does not belong/);
    refused('sip:b>', '>', /does not belong/);
    refused(`sip:b${';x'.repeat(MAX_PARAMS + 1)}`, 'x', /more than/);
    assert.equal(uri(`sip:b${';x'.repeat(MAX_PARAMS)}`).params.size, MAX_PARAMS);
  });
});

describe('tel URIs (RFC 3966 3)', () => {
  test('the number is kept as written, its parameters are read', () => {
    const value = uri('TEL:+1-201-555-0123;Ext=22');
    assert.equal(value.scheme, 'tel');
    assert.equal(value.user, '+1-201-555-0123');
    assert.equal(value.host, '');
    assert.equal(value.params.get('ext'), '22');
    assert.equal(uri('tel:7042;phone-context=example.com').params.get('phone-context'), 'example.com');
    assert.equal(uri('tel:863-1234;phone-context=+1-914-555').params.get('phone-context'), '+1-914-555');
    assert.equal(uri('tel:*21#').user, '*21#');
    assert.equal(uri('tel:(0)30.12').user, '(0)30.12');
    assert.equal(uri('tel:cafe').user, 'cafe');
  });

  test('what is refused, and where', () => {
    refused('tel:', '', /telephone number/);
    refused('tel:+', '+', /telephone number/);
    refused('tel:-.-', '-.-', /telephone number/);
    refused('tel:+cafe', '+cafe', /telephone number/);
    refused('tel:+1*2', '*2', /does not belong/);
    refused('tel:1+2', '+2', /does not belong/);
    refused('tel:alice', 'lice', /does not belong/);
    refused('tel:12;', '', /parameter/);
    refused('tel:12;ext=', '', /value/);
    refused('tel:12;ext=%', '%', /escape/);
    refused('tel:12@host', '@host', /does not belong/);
  });
});

describe('other schemes are kept opaque (RFC 4475 3.3.2)', () => {
  test('scheme and text, no more', () => {
    const value = uri('soap.beep://192.0.2.103:3002');
    assert.equal(value.scheme, 'soap.beep');
    assert.equal(value.text, 'soap.beep://192.0.2.103:3002');
    assert.equal(value.isSip, false);
    assert.equal(uri('NobodyKnowsThisScheme:totallyopaquecontent').scheme, 'nobodyknowsthisscheme');
    assert.equal(uri('urn:service:sos').scheme, 'urn');
  });

  test('what no URI may hold', () => {
    refused('http://a b', ' b', /does not belong/);
    refused('http://a"b', '"b', /does not belong/);
    refused('x:\xff', '\xff', /does not belong/);
    refused('x:a>b', '>b', /does not belong/);
  });
});

describe('properties', () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  const shaped = fc.string({ unit: fc.constantFrom(...'sip:tel@[]%4f;=?&<>"a1.+-# \r\n\xe9') });

  test('any bytes give a URI or a failure inside the text', () => {
    const prefix = fc.constantFrom('', 'sip:', 'sips:', 'tel:', 'x:');
    fc.assert(
      fc.property(prefix, fc.oneof(bytes, shaped), (before, rest) => {
        const text = before + rest;
        const value = parseUri(text);
        if (value instanceof Failure) assert.ok(value.offset >= 0 && value.offset <= text.length);
        else assert.equal(value.text, text);
      }),
    );
  });

  test('what is composed of valid parts comes apart into them', () => {
    const of = (characters: string, minLength: number) =>
      fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength: 12 });
    const param = fc.tuple(of("abcXYZ019-_.!~*'()[]/:&+$", 1), fc.option(of('abcXYZ019-_.[]/:&+$', 1)));
    fc.assert(
      fc.property(
        fc.constantFrom('sip', 'sips', 'SIP'),
        fc.option(of('abcXYZ019-_.!~*&=+$,;?/', 1)),
        fc.constantFrom('example.com', 'EXAMPLE.com', '192.0.2.1', '[2001:db8::1]', 'x'),
        fc.option(fc.integer({ min: 1, max: 65535 })),
        fc.uniqueArray(param, { maxLength: 4, selector: ([name]) => name.toLowerCase() }),
        fc.constantFrom('', 'a=b', 'a=b&c=', 'subject=x%20y'),
        (scheme, user, host, port, params, headers) => {
          const written = params.map(([name, value]) => `;${name}${value === null ? '' : `=${value}`}`).join('');
          const text = `${scheme}:${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}${written}${headers === '' ? '' : `?${headers}`}`;
          assert.deepEqual(parts(text), {
            scheme: scheme.toLowerCase(),
            user: user ?? '',
            password: undefined,
            host: host.toLowerCase().replace(/[[\]]/g, ''),
            port: port ?? 0,
            params: Object.fromEntries(params.map(([name, value]) => [name.toLowerCase(), value ?? ''])),
            headers,
          });
        },
      ),
    );
  });
});
