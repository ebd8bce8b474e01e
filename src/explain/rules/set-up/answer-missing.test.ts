import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { sdp } from '../../../../test/scene.ts';

const local = sdp('192.0.2.10', 4000);
const remote = sdp('203.0.113.20', 5000);

test('an offer in the INVITE, and a 200 without SDP (RFC 3261 13.2.1)', () => {
  const call = new ProxiedCall({ body: local });
  call.accept();
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'answer-missing');
  const found = diagnosis.find('answer-missing')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) answered the offer of the proxy .* with 200 OK without SDP\.$/,
  );
});

test('SDP in the 183 alone is a preview: a warning', () => {
  const call = new ProxiedCall({ body: local });
  call.respond(183, { body: remote });
  call.accept();
  const found = call.all.diagnose().find('answer-missing')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /Only its 183 Session Progress had SDP/);
});

test('a proxy that loses the SDP is named', () => {
  const call = new ProxiedCall({ body: local });
  const { all, proxy, caller, inner, outer } = call;
  const ok = all.respond(inner, 200, { body: remote });
  const stripped = all.passOn(ok, proxy, caller, (text) =>
    text
      .replace(/\r\n\r\n[^]*$/, '\r\n\r\n')
      .replace(/Content-Type: .*\r\n/, '')
      .replace(/Content-Length: \d+/, 'Content-Length: 0'),
  );
  all.ack(outer, stripped);
  const found = all.diagnose().find('answer-missing')!;
  assert.match(found.summary, /had received SDP with that response in frame 3, and lost it/);
  assert.match(found.cause, /The proxy at 198\.51\.100\.1:5060 took the SDP out/);
});

test('the answer in a reliable 183 is one, and an answer in the 200 too (RFC 3262 5)', () => {
  const reliable = new ProxiedCall({ body: local });
  reliable.respond(183, { body: remote, headers: { Require: '100rel', RSeq: '1' } });
  reliable.within('PRACK', 200, { headers: { RAck: '1 1 INVITE' } });
  reliable.accept();
  assert.equal(reliable.all.diagnose().find('answer-missing'), undefined);
  const plain = new ProxiedCall({ body: local });
  plain.accept({ body: remote });
  assert.equal(plain.all.diagnose().find('answer-missing'), undefined);
});

test('a call without SDP on either side, and one whose 200 is encrypted, are nothing', () => {
  const bare = new ProxiedCall();
  bare.accept();
  assert.equal(bare.all.diagnose().find('answer-missing'), undefined);
  const sealed = new ProxiedCall({ body: local });
  sealed.accept({ body: 'sealed', contentType: 'application/pkcs7-mime' });
  assert.equal(sealed.all.diagnose().find('answer-missing'), undefined);
});
