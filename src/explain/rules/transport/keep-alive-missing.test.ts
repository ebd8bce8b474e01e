import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HopTransport } from '../../../capture/index.ts';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('203.0.113.9:40000'), server: all.place('198.51.100.1') };
};
const inside = { Contact: '<sip:bob@192.168.1.5:5060>' };

function repeat(all: Scene, sent: Sent): void {
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(sent);
  }
}

interface Circumstances {
  readonly headers?: Record<string, string>;
  readonly transport?: HopTransport;
  readonly keepAlive?: number;
}

/** A call of a phone behind NAT, and a BYE of the other side after a silence. */
function call(silence: number, { headers = inside, transport = 'UDP', keepAlive = 0 }: Circumstances = {}): Scene {
  const { all, phone, server } = scene();
  all.call('sip:bob@example.com', 'sip:carol@example.com');
  const invite = all.request(phone, server, 'INVITE', { headers, transport });
  all.ack(invite, all.respond(invite, 200));
  if (keepAlive > 0) {
    all
      .wait(silence - keepAlive)
      .event('keep-alive', phone, server, 'CRLF', transport)
      .wait(keepAlive);
  } else all.wait(silence);
  const bye = all.request(server, phone, 'BYE', { back: true, transport });
  if (transport === 'UDP') repeat(all, bye);
  else all.event('reset', phone, server, '', 'TCP').wait(40_000).event('keep-alive', server, phone, 'CRLF', 'TCP');
  return all;
}

test('a BYE into a flow that was silent for five minutes (RFC 5626 3.5, RFC 4787 4.3)', () => {
  const diagnosis = call(300_000).diagnose();
  assert.equal(diagnosis.root, 'keep-alive-missing');
  const { summary, evidence } = diagnosis.find('keep-alive-missing')!;
  assert.match(
    summary,
    /^Nothing had come from .* at 203\.0\.113\.9:40000 for 5 min, no keep-alive either\. Then .* sent the BYE to it over UDP, 5 times, and nothing came back\. 203\.0\.113\.9:40000 is behind a NAT: its Contact names 192\.168\.1\.5 \(frame 1\)/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [4, 8],
  );
});

test('over TCP it takes longer, and ends with a reset', () => {
  assert.equal(call(120_000, { transport: 'TCP' }).diagnose().find('keep-alive-missing'), undefined);
  assert.match(
    call(900_000, { transport: 'TCP' }).diagnose().find('keep-alive-missing')!.summary,
    /for 15 min, .* over TCP, and the connection was reset/,
  );
});

test('a call to a phone that registered long ago, through a proxy that then says 408', () => {
  const { all, phone, server } = scene();
  all.call('sip:bob@example.com', 'sip:bob@example.com');
  all.respond(all.request(phone, server, 'REGISTER', { headers: inside }), 200, {
    headers: { Contact: '<sip:bob@192.168.1.5:5060>;expires=3600' },
  });
  all.wait(600_000).call();
  const caller = all.place('192.0.2.10');
  const invite = all.request(caller, server, 'INVITE');
  all.respond(invite, 100);
  repeat(
    all,
    all.request(server, phone, 'INVITE', {
      via: invite,
      uri: 'sip:bob@192.168.1.5:5060',
      headers: { To: '<sip:bob@example.com>' },
    }),
  );
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  const found = diagnosis.find('keep-alive-missing')!;
  assert.match(found.summary, /for 10 min, .*it registered with the Contact 192\.168\.1\.5 \(frame 1\)/);
  const silent = diagnosis.verdicts.at(-1)!.findings.find(({ id }) => id === 'next-hop-silent')!;
  assert.notEqual(silent.becauseOf, undefined);
});

test('with keep-alives, without NAT, or after a short silence it is another thing', () => {
  assert.equal(call(300_000, { keepAlive: 10_000 }).diagnose().find('keep-alive-missing'), undefined);
  assert.equal(call(300_000, { headers: {} }).diagnose().find('keep-alive-missing'), undefined);
  assert.equal(call(15_000).diagnose().find('keep-alive-missing'), undefined);
});
