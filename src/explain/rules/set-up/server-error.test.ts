import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

function refused(method: string, status: number, reason: string, headers: Record<string, string> = {}) {
  const all = new Scene();
  all.call();
  const sent = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), method);
  const response = all.respond(sent, status, { reason, headers });
  if (method === 'INVITE') all.ack(sent, response);
  return all.diagnose();
}

test('503 of the carrier, which a proxy makes 500: by whom, and why (RFC 3261 16.7)', () => {
  const call = new ProxiedCall();
  call.refuseAs(503, 500, {
    headers: { Server: 'carrier 4', Reason: 'Q.850;cause=34;text="Circuit/channel congestion"', 'Retry-After': '30' },
  });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'server-error');
  const found = diagnosis.find('server-error')!;
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060, carrier 4\) answered the INVITE with 503 Service Unavailable/,
  );
  assert.match(found.summary, /The proxy turned it into 500 Server Internal Error on its way back\./);
  assert.match(
    found.summary,
    /Its Reason is Q\.850 34 \(No circuit\/channel available: Circuit\/channel congestion\)\. It asks to wait 30 s/,
  );
  assert.match(found.cause, /All lines, channels or sessions/);
});

test('an error that Kamailio tells of itself, on one hop', () => {
  const diagnosis = refused('INVITE', 500, "I'm terribly sorry, server error occurred (7/TM)", {
    Server: 'kamailio (5.6.3)',
  });
  assert.equal(diagnosis.root, 'server-error');
  const found = diagnosis.find('server-error')!;
  assert.match(found.cause, /number 7 in the module tm\. Number 7 means that it has no socket to send from/);
});

test('a server that is full says so by its phrase', () => {
  assert.match(refused('INVITE', 503, 'Maximum Calls In Progress').find('server-error')!.cause, /in use/);
});

test('any other 5xx is told from the reference, for REGISTER too', () => {
  const found = refused('REGISTER', 500, 'Server Internal Error').find('server-error')!;
  assert.ok(found.fix.length > 1 && found.cause.length > 40);
});

test('OPTIONS that gets 501 is alive: a note', () => {
  assert.equal(refused('OPTIONS', 501, 'Not Implemented').find('server-error')!.severity, 'note');
});

test('a 503 of one target, and a call that another target answers, is nothing', () => {
  const call = new ProxiedCall();
  const { all, proxy, caller, inner, outer } = call;
  all.ack(inner, all.respond(inner, 503));
  const second = all.request(proxy, all.place('203.0.113.30'), 'INVITE', { via: outer, branch: 'z9hG4bKsecond' });
  all.ack(outer, all.passOn(all.respond(second, 200), proxy, caller));
  assert.equal(all.diagnose().find('server-error'), undefined);
});

test('500 with Retry-After to a re-INVITE that came too early ends no call (RFC 3261 14.2)', () => {
  const call = new ProxiedCall();
  call.accept();
  const { all, caller, proxy } = call;
  const again = all.request(caller, proxy, 'INVITE');
  all.ack(again, all.respond(again, 500, { headers: { 'Retry-After': '3' } }));
  assert.equal(all.diagnose().find('server-error'), undefined);
});
