import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

/** So many INVITEs, a millisecond apart. */
function burst(count: number, status: number, times = 1) {
  const scene = new Scene();
  const [source, server] = [scene.place('203.0.113.66'), scene.place('198.51.100.1')];
  for (let round = 0; round < times; round++) {
    for (let i = 0; i < count; i++) {
      scene.call('sip:a@example.com', `sip:${i}@example.com`);
      const request = scene.request(source, server, 'OPTIONS');
      scene.time -= 9;
      if (status !== 0) {
        scene.respond(request, status);
        scene.time -= 10;
      }
    }
    scene.wait(5_000);
  }
  return scene.diagnose().find('request-flood');
}

test('requests that are refused, by the hundred within a second (RFC 3261 26.1.5)', () => {
  const found = burst(250, 503)!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^203\.0\.113\.66 sent 250 OPTIONS within 249 ms, 250 of them within one second\. It was answered with 503 \(250 times\)\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1],
  );
});

test('the busiest second counts', () => {
  const found = burst(120, 403, 3)!;
  assert.match(found.summary, /360 OPTIONS within .*, 120 of them within one second/);
});

test('a busy trunk whose requests are accepted is none', () => {
  assert.equal(burst(250, 200), undefined);
});

test('requests whose answers the capture does not hold are one only by the thousand', () => {
  assert.equal(burst(250, 0), undefined);
  assert.equal(burst(1_000, 0)?.certainty, 'possible');
});

test('a few refused requests are none', () => {
  assert.equal(burst(60, 404), undefined);
});
