import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const local = sdp('192.0.2.10', 4000);
const remote = sdp('203.0.113.20', 5000);

const begin = () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  return { all, phone, server, invite: all.request(phone, server, 'INVITE') };
};

test('the ACK brings no answer to the offer of the 200 (RFC 3261 13.2.2.4)', () => {
  const { all, invite, phone, server } = begin();
  const ok = all.respond(invite, 200, { body: remote });
  all.ack(invite, ok);
  all.wait(1_000);
  all.respond(all.request(server, phone, 'BYE', { back: true }), 200);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'late-offer-mishandled');
  assert.match(
    diagnosis.find('late-offer-mishandled')!.summary,
    /made its offer in the 200 OK, as the INVITE had none\. The ACK of the caller .* brings no answer\. .* ended the call 1 s after the ACK/,
  );
});

test('the 200 has no offer, though its 183 had one (RFC 3261 13.2.1)', () => {
  const call = new ProxiedCall();
  call.respond(183, { body: remote });
  call.accept();
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'late-offer-mishandled');
  assert.match(
    diagnosis.find('late-offer-mishandled')!.summary,
    /the offer is missing\. Its 183 Session Progress had SDP, which does not count/,
  );
});

test('SDP in the ACK, where nothing was offered', () => {
  const { all, invite } = begin();
  all.ack(invite, all.respond(invite, 200), { body: local });
  assert.match(
    all.diagnose().find('late-offer-mishandled')!.summary,
    /put SDP into its ACK, where only an answer may stand/,
  );
});

test('a device that wants an offer in the INVITE refuses it', () => {
  const { all, invite } = begin();
  all.ack(invite, all.respond(invite, 488));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'late-offer-mishandled');
  assert.equal(diagnosis.find('late-offer-mishandled')!.certainty, 'likely');
});

test('a late offer as it should be is nothing', () => {
  const { all, invite } = begin();
  all.ack(invite, all.respond(invite, 200, { body: remote }), { body: local });
  assert.equal(all.diagnose().find('late-offer-mishandled'), undefined);
});

test('offer and answer by reliable 183 and PRACK are nothing (RFC 3262 5)', () => {
  const { all, invite, phone, server } = begin();
  all.respond(invite, 183, { body: remote, headers: { Require: '100rel', RSeq: '1' } });
  all.respond(all.request(phone, server, 'PRACK', { body: local, headers: { RAck: '1 1 INVITE' } }), 200);
  all.ack(invite, all.respond(invite, 200), { cseq: 1 });
  assert.equal(all.diagnose().find('late-offer-mishandled'), undefined);
});

test('where nobody ever describes anything, bodies are not part of the test or of the log', () => {
  const { all, invite } = begin();
  all.ack(invite, all.respond(invite, 200));
  assert.equal(all.diagnose().find('late-offer-mishandled'), undefined);
});

test('a body that was cut off in the capture is no missing offer', () => {
  const { all, invite } = begin();
  all.respond(invite, 183, { body: remote });
  all.ack(
    invite,
    all.respond(invite, 200, { headers: { 'Content-Type': 'application/sdp', 'Content-Length': '150' } }),
  );
  assert.equal(all.diagnose().find('late-offer-mishandled'), undefined);
});
