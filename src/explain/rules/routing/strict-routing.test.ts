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
