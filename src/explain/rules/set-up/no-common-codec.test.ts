import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { type RequestOptions, Scene, sdp } from '../../../../test/scene.ts';

const offer = (options: Parameters<typeof sdp>[2] = {}) => sdp('192.0.2.10', 4000, options);
const answer = (options: Parameters<typeof sdp>[2] = {}) => sdp('203.0.113.20', 5000, options);

/** A call that is refused on one hop. */
function refused(status: number, body: string, options: RequestOptions & { reason?: string } = {}) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { body });
  all.respond(invite, 100);
  all.ack(invite, all.respond(invite, status, options));
  return all.diagnose();
}

test('488 with SDP: both are laid side by side, and the codecs decide (RFC 3261 21.4.26)', () => {
  const diagnosis = refused(488, offer({ formats: '18' }), { body: answer({ formats: '0 8' }) });
  assert.equal(diagnosis.root, 'no-common-codec');
  const found = diagnosis.find('no-common-codec')!;
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /The offer was audio with G729 over plain RTP \(RTP\/AVP\)\. What keeps the two apart: no codec in common: G729 against PCMU, PCMA\./,
  );
  assert.match(found.fix[0], /Permit one codec on both sides/);
  assert.equal(found.comparison!.left, 'INVITE of the caller alice@example.com at 192.0.2.10:5060, frame 1');
  assert.equal(found.comparison!.right, '488 Not Acceptable Here of the called side at 203.0.113.20:5060, frame 3');
  assert.deepEqual(
    found.comparison!.rows.filter(({ differs }) => differs).map(({ left, right }) => [left, right]),
    [
      ['G729/8000, payload type 18', ''],
      ['', 'PCMU/8000, payload type 0'],
      ['', 'PCMA/8000, payload type 8'],
    ],
  );
});

test('488 without SDP, through a proxy: what stands out in the offer is told', () => {
  const call = new ProxiedCall({
    body: offer({ protocol: 'RTP/SAVP', lines: ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xyz'] }),
  });
  call.refuse(488);
  const diagnosis = call.all.diagnose();
  // What encryption keeps apart is told by the rule about media.
  assert.equal(diagnosis.root, 'srtp-mismatch');
  const found = diagnosis.find('no-common-codec')!;
  assert.equal(found.becauseOf, 'srtp-mismatch');
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /What stands out in it: it takes nothing but SRTP with its keys in the SDP \(RTP\/SAVP\)/,
  );
  assert.match(found.fix[0], /same encryption/);
  assert.equal(found.comparison, undefined);
});

test('a Warning about media makes it certain, whatever the code (RFC 3261 20.43)', () => {
  const headers = { Warning: '305 pbx.example.com "Incompatible media format: G729 only"' };
  const found = refused(503, offer(), { headers }).find('no-common-codec')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /Its Warning is 305: "Incompatible media format: G729 only"/);
  assert.equal(refused(503, offer(), { headers }).root, 'no-common-codec');
});

test('an offer of port 0 alone offers nothing', () => {
  const found = refused(488, sdp('0.0.0.0', 0)).find('no-common-codec')!;
  assert.match(found.summary, /every m= line has port 0, so that nothing is offered/);
  assert.match(found.fix[0], /offers no usable stream/);
});

test('406 without Accept means the media', () => {
  assert.equal(refused(406, offer(), { reason: 'Not Acceptable' }).root, 'no-common-codec');
});

test('a B2BUA that took the codecs out is named', () => {
  const all = new Scene();
  const [phone, b2bua, trunk] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.20')];
  all.call('sip:alice@example.com', 'sip:bob@example.com', 'leg-a-5b1c7e@example.com');
  const first = all.request(phone, b2bua, 'INVITE', { body: offer({ formats: '0 18', origin: '7771' }) });
  all.call('sip:alice@example.com', 'sip:bob@example.com', 'other-leg-93d@example.com');
  const second = all.request(b2bua, trunk, 'INVITE', {
    body: sdp('198.51.100.1', 6000, { formats: '18', origin: '8881' }),
  });
  all.ack(second, all.respond(second, 488));
  all.ack(first, all.respond(first, 503));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.verdicts.length, 1);
  assert.equal(diagnosis.root, 'no-common-codec');
  const { summary } = diagnosis.find('no-common-codec')!;
  assert.match(summary, /turned it into 503 Service Unavailable/);
  assert.match(summary, /had left PCMU of the caller out of it/);
});

test('an answer in which all is refused, and BYE at once (RFC 3264 6)', () => {
  const call = new ProxiedCall({ body: offer({ formats: '18' }) });
  call.respond(180);
  call.accept({ body: sdp('203.0.113.20', 0, { formats: '18' }) });
  call.within('BYE', 200);
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'no-common-codec');
  assert.match(diagnosis.find('no-common-codec')!.summary, /audio has port 0 at the other side/);
});

test('T.38 in mid-call is refused: a warning, and the call goes on', () => {
  const call = new ProxiedCall({ body: offer() });
  const { all, caller, proxy, callee } = call;
  call.accept({ body: answer() });
  all.wait(5_000);
  const fax = offer().replace('m=audio 4000 RTP/AVP 0 8', 'm=image 4000 udptl t38');
  const outer = all.request(caller, proxy, 'INVITE', { body: fax });
  const inner = all.request(proxy, callee, 'INVITE', { via: outer });
  const response = all.respond(inner, 488);
  all.ack(inner, response);
  all.ack(outer, all.passOn(response, proxy, caller));
  all.wait(30_000);
  call.within('BYE', 200);
  const found = all.diagnose().find('no-common-codec')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.cause, /T\.38/);
  assert.match(found.summary, /refuses the change only/);
});

test('a change that is refused, and BYE at once: a failure', () => {
  const call = new ProxiedCall({ body: offer() });
  const { all, caller, proxy } = call;
  call.accept({ body: answer() });
  all.wait(5_000);
  const change = all.request(caller, proxy, 'INVITE', { body: offer({ formats: '18' }) });
  all.ack(change, all.respond(change, 488));
  call.within('BYE', 200);
  const found = all.diagnose().find('no-common-codec')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /The call was then ended by BYE after 20 ms/);
});

test('text without addresses and times does not take the caller for the called side', () => {
  const all = new Scene();
  all.time = Number.NaN;
  const nowhere = { address: '', port: 0 };
  all.call();
  const invite = all.request(nowhere, nowhere, 'INVITE', { body: offer({ formats: '18' }) });
  all.ack(invite, all.respond(invite, 488));
  const found = all.diagnose().find('no-common-codec')!;
  assert.equal(found.comparison, undefined);
  assert.equal(found.certainty, 'likely');
  assert.doesNotMatch(found.summary, /NaN/);
});

test('a refused offer that is made better is a note', () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  const first = all.request(phone, server, 'INVITE', { body: offer({ protocol: 'RTP/SAVP' }) });
  all.ack(first, all.respond(first, 488));
  const second = all.request(phone, server, 'INVITE', { body: offer() });
  all.ack(second, all.respond(second, 200, { body: answer() }));
  assert.equal(all.diagnose().find('no-common-codec')?.severity, 'note');
});

test('a short call with a common codec, and 488 to an INVITE without SDP, are something else', () => {
  const call = new ProxiedCall({ body: offer() });
  call.accept({ body: answer({ formats: '8' }) });
  call.within('BYE', 200);
  assert.equal(call.all.diagnose().find('no-common-codec'), undefined);
  assert.equal(refused(488, '').find('no-common-codec'), undefined);
});
