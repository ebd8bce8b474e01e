import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RequestOptions, Scene, type Sent } from '../../../../test/scene.ts';

const RECORD_ROUTE = '<sip:198.51.100.1;lr>';
const ROUTE = { Route: RECORD_ROUTE };

/** A call through a proxy that records its route, both hops captured, up to the ACK. */
function call(ack: RequestOptions['headers'] = ROUTE) {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: invite, headers: { 'Record-Route': RECORD_ROUTE } });
  const answer = all.respond(inner, 200);
  all.passOn(answer, proxy, phone);
  const sent = all.request(phone, proxy, 'ACK', { uri: 'sip:bob@203.0.113.9:5060', headers: ack });
  return { all, phone, proxy, callee, answer, ack: sent };
}

test('a BYE without the Route that Record-Route asked for is refused by the proxy (RFC 3261 12.2.1.1)', () => {
  const { all, phone, proxy } = call();
  all.respond(all.request(phone, proxy, 'BYE', { uri: 'sip:bob@203.0.113.9:5060' }), 404, { reason: 'Not here' });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'route-missing');
  const { summary, comparison, evidence } = diagnosis.find('route-missing')!;
  assert.match(
    summary,
    /sent its BYE for sip:bob@203\.0\.113\.9:5060 to 198\.51\.100\.1:5060 without any Route\. Record-Route of frame 4 asks for sip:198\.51\.100\.1;lr\. The proxy at 198\.51\.100\.1:5060 answered it with 404 Not here/,
  );
  assert.deepEqual(comparison!.rows, [{ left: 'sip:198.51.100.1;lr', right: '', differs: true }]);
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [4, 6, 7],
  );
});

test('an ACK without Route: the answer is repeated, and the call is lost', () => {
  const { all, proxy, phone, answer } = call({});
  for (let i = 0; i < 4; i++) {
    all.wait(1_000);
    all.passOn(all.again(answer), proxy, phone);
  }
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'route-missing');
  assert.match(diagnosis.find('route-missing')!.summary, /its ACK .* without any Route\..* was repeated all the same/);
});

test('the called side takes its route set from the INVITE (RFC 3261 12.1.1)', () => {
  const { all, proxy, callee } = call();
  const bye = all.request(callee, proxy, 'BYE', { back: true, uri: 'sip:alice@192.0.2.10:5060' });
  all.respond(bye, 404);
  assert.match(all.diagnose().find('route-missing')!.summary, /^The called side \(203\.0\.113\.9:5060\) sent its BYE/);
});

for (const [name, act] of [
  [
    'a BYE with its Route that is refused',
    ({ all, phone, proxy }) => all.respond(all.request(phone, proxy, 'BYE', { headers: ROUTE }), 481),
  ],
  [
    'a BYE without Route that is answered well',
    ({ all, phone, proxy }) => all.respond(all.request(phone, proxy, 'BYE'), 200),
  ],
  ['a BYE past the proxy', ({ all, phone, callee }) => all.respond(all.request(phone, callee, 'BYE'), 481)],
] as readonly (readonly [string, (made: ReturnType<typeof call>) => Sent])[])
  test(`${name} is told by other rules, or nothing`, () => {
    const scene = call();
    act(scene);
    assert.equal(scene.all.diagnose().find('route-missing'), undefined);
  });
