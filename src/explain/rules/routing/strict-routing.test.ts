import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

/** A call through a proxy with this Record-Route, up to its ACK. */
function call(recordRoute: string) {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: invite, headers: { 'Record-Route': recordRoute } });
  all.passOn(all.respond(inner, 200), proxy, phone);
  all.request(phone, proxy, 'ACK', { uri: 'sip:bob@203.0.113.9:5060', headers: { Route: recordRoute } });
  return { all, phone, proxy };
}

test('a client that ignores lr writes the proxy into the Request-URI (RFC 3261 16.12)', () => {
  const { all, phone, proxy } = call('<sip:198.51.100.1;lr>');
  const headers = { Route: '<sip:bob@203.0.113.9:5060>' };
  all.respond(all.request(phone, proxy, 'BYE', { uri: 'sip:198.51.100.1;lr', headers }), 404);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'strict-routing');
  const { summary, cause } = diagnosis.find('strict-routing')!;
  assert.match(
    summary,
    /sent its BYE with the proxy's own URI sip:198\.51\.100\.1;lr as Request-URI, though Record-Route says lr\. .* answered it with 404/,
  );
  assert.match(cause, /as RFC 2543 did/);
});

test('a proxy without lr is treated as a loose router', () => {
  const { all, phone, proxy } = call('<sip:198.51.100.1>');
  const headers = { Route: '<sip:198.51.100.1>' };
  all.respond(all.request(phone, proxy, 'BYE', { uri: 'sip:bob@203.0.113.9:5060', headers }), 481);
  assert.match(all.diagnose().find('strict-routing')!.cause, /has no lr/);
});

test('loose routing that fails for another reason, and strict routing that works, are nothing', () => {
  const loose = call('<sip:198.51.100.1;lr=on>');
  const headers = { Route: '<sip:198.51.100.1;lr=on>' };
  loose.all.respond(
    loose.all.request(loose.phone, loose.proxy, 'BYE', { uri: 'sip:bob@203.0.113.9:5060', headers }),
    481,
  );
  assert.equal(loose.all.diagnose().find('strict-routing'), undefined);
  const strict = call('<sip:198.51.100.1>');
  strict.all.respond(strict.all.request(strict.phone, strict.proxy, 'BYE', { uri: 'sip:198.51.100.1' }), 200);
  assert.equal(strict.all.diagnose().find('strict-routing'), undefined);
});

/** A call through a proxy that writes no lr, up to the ACK of a client that obeys. */
function obeyed() {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  const strict = { uri: 'sip:198.51.100.1', headers: { Route: '<sip:bob@203.0.113.9:5060>' } };
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', {
    via: invite,
    headers: { 'Record-Route': '<sip:198.51.100.1>' },
  });
  const answer = all.respond(inner, 200);
  const ok = all.passOn(answer, proxy, phone);
  all.request(phone, proxy, 'ACK', strict);
  return { all, phone, proxy, answer, ok, strict };
}

test('a client that obeys a Record-Route without lr, and a proxy that takes its BYE for its own', () => {
  const { all, phone, proxy, strict } = obeyed();
  all.wait(5_000);
  all.respond(all.request(phone, proxy, 'BYE', strict), 404);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'strict-routing');
  const found = diagnosis.find('strict-routing')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /BYE with sip:198\.51\.100\.1 as Request-URI and the target in Route, as Record-Route .* answered it with 404/,
  );
  assert.match(found.cause, /198\.51\.100\.1:5060 takes such a request for its own/);
  assert.match(
    found.fix[0],
    /^On 198\.51\.100\.1:5060, write lr into Record-Route \(`<sip:198\.51\.100\.1:5060;lr>`\)/,
  );
});

test('the ACK of such a client does not arrive either, so that the 200 is repeated', () => {
  const { all, proxy, phone, answer, ok, strict } = obeyed();
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(answer);
    all.again(ok);
    all.request(phone, proxy, 'ACK', strict);
  }
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'strict-routing');
  assert.match(
    diagnosis.find('strict-routing')!.summary,
    /ACK with sip:198\.51\.100\.1 as Request-URI and the target in Route, .* The 200 OK was repeated all the same/,
  );
});

test('a client that obeys a Record-Route without lr, and a proxy that understands it, are nothing', () => {
  const { all, phone, proxy, strict } = obeyed();
  all.wait(5_000);
  all.respond(all.request(phone, proxy, 'BYE', strict), 200);
  assert.equal(all.diagnose().find('strict-routing'), undefined);
});
