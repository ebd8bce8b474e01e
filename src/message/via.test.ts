/** Via (RFC 3261 20.42, RFC 3581, RFC 5118 4.5). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from './failure.ts';
import { formatHost } from './uri.ts';
import { parseVia, Via } from './via.ts';

function via(text: string): Via {
  const value = parseVia(text, 0, text.length);
  assert.ok(value instanceof Via, `${text}: ${(value as Failure).reason}`);
  return value;
}

function refused(text: string, at: string, reason: RegExp): void {
  const value = parseVia(text, 0, text.length);
  assert.ok(value instanceof Failure, `${text} was taken`);
  assert.equal(text.slice(value.offset), at, text);
  assert.match(value.reason, reason);
}

describe('what it holds', () => {
  test('transport, sent-by, branch', () => {
    const value = via('SIP/2.0/UDP Erlang.Bell-Telephone.COM:5070;branch=z9hG4bK87asdks7');
    assert.equal(value.transport, 'UDP');
    assert.equal(value.host, 'erlang.bell-telephone.com');
    assert.equal(value.port, 5070);
    assert.equal(value.branch, 'z9hG4bK87asdks7');
    assert.equal(value.hasCookie, true);
  });

  test('any transport, in upper case', () => {
    for (const name of ['UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS', 'UNKNOWN', 'TLS-SCTP'])
      assert.equal(via(`SIP/2.0/${name} h`).transport, name);
    assert.equal(via('sip/2.0/udp h').transport, 'UDP');
    assert.equal(via('SIP/2.0/TLP h').transport, 'TLP');
  });

  test('LWS where the grammar has it (RFC 4475 3.1.1.1)', () => {
    const value = via('SIP  /   2.0\r\n /UDP\r\n    192.0.2.2 : 5061 ;branch  =  390skdjuw');
    assert.equal(value.transport, 'UDP');
    assert.equal(value.host, '192.0.2.2');
    assert.equal(value.port, 5061);
    assert.equal(value.branch, '390skdjuw');
    assert.equal(value.hasCookie, false);
  });

  test('rport with and without a value (RFC 3581 3)', () => {
    assert.equal(via('SIP/2.0/UDP h;rport;branch=b').params.get('rport'), '');
    assert.equal(via('SIP/2.0/UDP h;rport=5').params.get('rport'), '5');
    assert.equal(via('SIP/2.0/UDP h').params.get('rport'), undefined);
  });

  test('IPv6 in sent-by and, with or without brackets, in received (RFC 5118 4.5)', () => {
    const value = via('SIP/2.0/UDP [2001:DB8::9:1]:6050;received=[2001:db8::9:255];branch=z9hG4bKas3-111');
    assert.equal(value.host, '2001:db8::9:1');
    assert.equal(value.port, 6050);
    assert.equal(value.params.get('received'), '[2001:db8::9:255]');
    assert.equal(via('SIP/2.0/UDP [::1];received=2001:db8::9:255').params.get('received'), '2001:db8::9:255');
  });

  test('the magic cookie alone promises nothing (RFC 4475 3.2.1)', () => {
    assert.equal(via('SIP/2.0/UDP h;branch=z9hG4bK').hasCookie, false);
    assert.equal(via('SIP/2.0/UDP h;branch=z9hG4bK1').hasCookie, true);
    assert.equal(via('SIP/2.0/UDP h').branch, '');
  });

  test('a value ends before a comma', () => {
    const text = 'SIP/2.0/TCP a;branch=1 , SIP/2.0/UDP b';
    assert.equal(text[via(text).end], ',');
  });
});

test('what is refused, and where', () => {
  refused('', '', /SIP/);
  refused('HTTP/2.0/UDP h', 'HTTP/2.0/UDP h', /SIP/);
  refused('SIP 2.0/UDP h', ' 2.0/UDP h', /\//);
  refused('SIP/7.0/UDP h', '7.0/UDP h', /version/);
  refused('SIP/2.0 UDP h', ' UDP h', /\//);
  refused('SIP/2.0/ h', '', /space/);
  refused('SIP/2.0/', '', /transport/);
  refused('SIP/2.0/UDP', '', /space/);
  refused('SIP/2.0/UDP ', '', /host/);
  refused('SIP/2.0/UDP ;branch=b', ';branch=b', /host/);
  refused('SIP/2.0/UDP 2001:db8::1', 'db8::1', /port/);
  refused('SIP/2.0/UDP h:', '', /port/);
  refused('SIP/2.0/UDP h:0', '0', /port/);
  refused('SIP/2.0/UDP h:70000;a', '70000;a', /port/);
  refused('SIP/2.0/UDP 192.0.2.15;;,;,,', ';,;,,', /parameter name/);
  refused('SIP/2.0/UDP h b', 'b', /does not belong/);
  refused('SIP/2.0/UDP h;branch=', '', /parameter value/);
  refused('SIP/2.0/UDP h;branch="a', '"a', /not closed/);
});

test('any bytes give a Via or a failure inside the text', () => {
  const shaped = fc.string({
    unit: fc.constantFrom(...'/ ;,=:[]"\\.\r\n\tAz09\xff', 'SIP/2.0/UDP h', ';branch=z9hG4bK'),
  });
  fc.assert(
    fc.property(shaped, (text) => {
      const value = parseVia(text, 0, text.length);
      const offset = value instanceof Failure ? value.offset : value.end;
      assert.ok(offset >= 0 && offset <= text.length);
    }),
    { numRuns: 2000 },
  );
});

test('what is composed of valid parts comes apart into them', () => {
  const token = fc.string({ unit: fc.constantFrom(..."azAZ09-.!%*_+`'~"), minLength: 1, maxLength: 8 });
  const lws = fc.constantFrom('', ' ', '\t', '\r\n ', '  \r\n\t ');
  fc.assert(
    fc.property(
      token,
      fc.constantFrom('example.com', '192.0.2.1', '2001:db8::1'),
      fc.option(fc.integer({ min: 1, max: 65535 })),
      token,
      lws,
      lws,
      (transport, host, port, branch, a, b) => {
        const at = `${formatHost(host)}${port === null ? '' : `${a}:${b}${port}`}`;
        const value = via(`SIP${a}/${b}2.0${b}/${a}${transport}${a || ' '}${at}${a};${b}branch${a}=${b}${branch}`);
        assert.deepEqual(
          [value.transport, value.host, value.port, value.branch],
          [transport.toUpperCase(), host, port ?? 0, branch],
        );
      },
    ),
  );
});
