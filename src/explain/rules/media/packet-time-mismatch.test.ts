import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

/** A call in which the called side asks for something, and packets of so many ms go both ways. */
function told(lines: readonly string[], ms: number) {
  const all = new Scene();
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here),
    answer: sdpAt(there, { lines }),
  });
  talk(all, here, there, { packets: 200, ms, octets: ms * 8 });
  hangUp(call);
  return all.diagnose().find('packet-time-mismatch');
}

test('packets of 40 ms where 20 are asked for are a note (RFC 8866 6.4)', () => {
  const found = told(['a=ptime:20'], 40)!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^The caller alice@example\.com at 203\.0\.113\.10:5060 sends packets of 40 ms, and the called side at 192\.0\.2\.20:5060 asks for 20 ms \(a=ptime\)/,
  );
});

test('packets above a=maxptime are a warning (RFC 8866 6.5)', () => {
  const found = told(['a=ptime:20', 'a=maxptime:40'], 60)!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /at most 40 ms/);
});

test('what was asked for, or nothing asked for', () => {
  assert.equal(told(['a=ptime:20'], 20), undefined);
  assert.equal(told([], 60), undefined);
});
