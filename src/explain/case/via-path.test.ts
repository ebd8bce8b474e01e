import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../test/scene.ts';
import { pathText, viaPath } from './via-path.ts';

/** The way of an INVITE with these Via values, topmost first, sent to a place. */
function way(vias: readonly string[], to = '198.51.100.1') {
  const all = new Scene();
  const headers = { Via: vias.map((via, at) => `SIP/2.0/UDP ${via};branch=z9hG4bK${at}`).reverse() };
  all.request(all.place('192.0.2.10'), all.place(to), 'INVITE', { headers });
  return viaPath(all.diagnose().verdicts[0].case.steps[0]);
}

test('the way begins at the lowest Via and ends at whoever received the request (RFC 3261 18.2.1)', () => {
  const { elements, circle } = way(['b.net:5070', 'a.net']);
  assert.deepEqual(elements, ['a.net:5060', 'b.net:5070', '198.51.100.1:5060']);
  assert.equal(circle, undefined);
});

test('an element that stands twice closes a circle; the receiver is known by received too', () => {
  assert.deepEqual(way(['a.net', 'b.net', 'a.net', 'c.net']).circle, ['a.net:5060', 'b.net:5060', 'a.net:5060']);
  assert.deepEqual(way(['b.net', 'a.net;received=198.51.100.1']).circle, ['a.net:5060', 'b.net:5060', 'a.net:5060']);
  assert.equal(way(['b.net', 'a.net:5070;received=198.51.100.1']).circle, undefined);
});

test('a long way is cut in its middle', () => {
  const hosts = Array.from({ length: 70 }, (_, at) => `h${at}`);
  assert.equal(pathText(hosts), 'h0 → h1 → h2 → h3 → (63 more) → h67 → h68 → h69');
  assert.equal(pathText(hosts.slice(0, 3)), 'h0 → h1 → h2');
});
