/** REFERs that come to us: accepted, declined, told about, refused for what they ask, against a scripted referrer (RFC 3515 2.4, RFC 3892, RFC 4488, RFC 7614, RFC 7647). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  type BenchOptions,
  bobsMedia,
  BOB,
  callFromPeer,
  type PeerDialog,
  request,
  type RequestDraft,
  sdp,
} from '../../../test/agent-bench.ts';
import { type Request, type Response } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { type Inbox } from '../inbox.ts';
import { type IncomingCall } from '../call/incoming-call.ts';
import { type OutgoingCall } from '../call/outgoing-call.ts';
import { type Referral } from './referral.ts';

const CAROL = 'sip:carol@192.0.2.9';

function read(inbox: Inbox<Referral>, onReferral: (referral: Referral) => void = () => {}): Referral[] {
  const referrals: Referral[] = [];
  const loop = async () => {
    for await (const referral of inbox) {
      referrals.push(referral);
      onReferral(referral);
    }
  };
  void loop();
  return referrals;
}

/** A call with the peer, whose referrals Bob's application reads. */
async function inCall(
  onReferral?: (referral: Referral) => void,
  options?: BenchOptions,
): Promise<Bench & { readonly call: IncomingCall; readonly dialog: PeerDialog; readonly referrals: Referral[] }> {
  const it = agentBench(options);
  const { call, dialog } = await callFromPeer(it);
  return { ...it, call, dialog, referrals: read(call.referrals, onReferral) };
}

const refer = (to = `<${CAROL}>`, ...headers: string[]): RequestDraft => ({ headers: [`Refer-To: ${to}`, ...headers] });

/** The next NOTIFY; it is answered. */
async function notified(
  it: Bench,
  ms = 100,
): Promise<{ event: string; state: string; body: string; received: Received }> {
  const received = await it.peer.next('NOTIFY', ms);
  it.peer.respond(received, 200);
  await it.sim.runAsync(1);
  const { message } = received;
  assert.deepEqual(message.named('Content-Type'), ['message/sipfrag;version=2.0']);
  const [event, state] = [message.named('Event').join(), message.named('Subscription-State').join()];
  return { event, state, body: message.body, received };
}

const isFinal = (method: string) => (message: Request | Response) =>
  'status' in message && message.status >= 200 && message.cseq.method === method;

async function sentRefer(it: Bench, draft: RequestDraft): Promise<Response> {
  it.peer.send(request({ method: 'REFER', ...draft }), BOB);
  return (await it.peer.next(isFinal('REFER'), 10_000)).message as Response;
}

/** The last INVITE of Bob's to Carol, or another. */
function invited({ peer }: Bench, user = 'carol'): Received {
  const invite = peer.received.findLast(({ message }) => message.text.startsWith(`INVITE sip:${user}@`));
  assert.ok(invite !== undefined);
  return invite;
}

function answered({ peer }: Bench, invite: Received, tag = 'c'): void {
  const headers = [['Contact', `<${CAROL}>`]] as const;
  peer.respond(invite, 200, { toTag: tag, headers, body: sdp(), contentType: 'application/sdp' });
}

/** Ends what is left of a call. */
async function hangUp(it: Bench, call: OutgoingCall | IncomingCall): Promise<void> {
  const ended = call.hangUp();
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  await it.sim.wait(ended);
}

test('an accepted transfer: 200, INVITE, and NOTIFYs from 100 to the end (RFC 3515 2.4.4, 2.4.5, RFC 7647 5)', async () => {
  let made: OutgoingCall | undefined;
  const it = await inCall((referral) => (made = referral.accept()));
  const by = 'Referred-By: "A, \xc3\xbc" <sip:boss@example.com>;cid="x@y";a=b';
  const { status, named } = await it.dialog.ask('REFER', refer(`"Carol" <${CAROL}>`, by)).then((response) => ({
    status: response.status,
    named: response.named('Contact').length,
  }));
  assert.deepEqual([status, named], [200, 1]);
  const id = it.dialog.sequence;
  const [referral] = it.referrals;
  assert.deepEqual([referral.target, referral.method, referral.replaces], [CAROL, 'INVITE', undefined]);
  assert.deepEqual([referral.to.displayName, referral.referredBy?.uri.user], ['Carol', 'boss']);
  assert.deepEqual([referral.call, referral.pending, referral.from.tag], [it.call, false, 'p']);
  const messages = it.peer.received.map(({ message }) => message);
  const first = messages.find(({ text }) => text.startsWith('NOTIFY')) ?? (await it.peer.next('NOTIFY', 100)).message;
  assert.equal(first.body, 'SIP/2.0 100 Trying\r\n');
  assert.deepEqual(first.named('Event'), [`refer;id=${id}`]);
  assert.deepEqual(first.named('Subscription-State'), ['active;expires=300']);
  await it.sim.runAsync(10);
  const invite = invited(it);
  assert.deepEqual(invite.message.named('Referred-By'), ['"A, \xc3\xbc" <sip:boss@example.com>;a=b']);
  assert.deepEqual([invite.message.named('Replaces'), invite.message.named('Require')], [[], []]);
  for (const received of it.peer.received) if (received.message === first) it.peer.respond(received, 200);
  it.peer.respond(invite, 180, { toTag: 'c', reason: 'Es l\xc3\xa4utet' });
  const ringing = await notified(it);
  assert.equal(ringing.body, 'SIP/2.0 180 Es l\xc3\xa4utet\r\n');
  answered(it, invite, 'c');
  const last = await notified(it);
  assert.deepEqual([last.body, last.state], ['SIP/2.0 200 OK\r\n', 'terminated;reason=noresource']);
  assert.equal(made?.state, 'Established');
  assert.equal((await it.dialog.ask('BYE')).status, 200);
  await hangUp(it, made);
  assert.throws(() => referral.accept(), { code: 'SIP_REFERRAL_DECIDED' });
  await assertQuiet(it);
});

test('the outcome that failed is told as it was, after the call too (RFC 5057 4.2)', async () => {
  const it = await inCall((referral) => referral.accept());
  assert.equal((await it.dialog.ask('REFER', refer())).status, 200);
  const { received } = await notified(it);
  assert.equal((await it.dialog.ask('BYE')).status, 200);
  const invite = invited(it);
  it.peer.respond(invite, 486, { toTag: 'c', reason: 'Besetzt' });
  const last = await notified(it);
  assert.deepEqual([last.body, last.state], ['SIP/2.0 486 Besetzt\r\n', 'terminated;reason=noresource']);
  assert.equal(last.received.message.callId, received.message.callId);
  await assertQuiet(it);
});

test('a new call that is given up is told as 487', async () => {
  let made: OutgoingCall | undefined;
  const it = await inCall((referral) => (made = referral.accept()));
  await it.dialog.ask('REFER', refer());
  await notified(it);
  const invite = invited(it);
  it.peer.respond(invite, 180, { toTag: 'c' });
  await notified(it);
  void made?.hangUp();
  const cancel = await it.peer.next('CANCEL', 100);
  it.peer.respond(cancel, 200);
  it.peer.respond(invite, 487, { toTag: 'c' });
  assert.equal((await notified(it)).body, 'SIP/2.0 487 Request Terminated\r\n');
  await it.dialog.ask('REFER', refer());
  await notified(it);
  const faster = invited(it);
  it.peer.respond(faster, 180, { toTag: 'd' });
  await notified(it);
  void made?.hangUp();
  await it.peer.next('CANCEL', 100);
  answered(it, faster, 'd');
  it.peer.respond(await it.peer.next('BYE', 100), 200);
  assert.equal((await notified(it)).body, 'SIP/2.0 487 Request Terminated\r\n', 'the answer was faster');
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('the outcome is the outcome, whatever becomes of the new call before it could be told', async () => {
  let made: OutgoingCall | undefined;
  const it = await inCall((referral) => (made = referral.accept()));
  await it.dialog.ask('REFER', refer());
  const first = await it.peer.next('NOTIFY', 100);
  const invite = invited(it);
  answered(it, invite, 'c');
  await it.sim.wait(made!.established);
  await hangUp(it, made!);
  it.peer.respond(first, 200);
  assert.equal((await notified(it)).body, 'SIP/2.0 200 OK\r\n');
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('Replaces goes into the new INVITE, and is insisted on where the referrer does (RFC 3891, RFC 5589 7)', async () => {
  const it = await inCall((referral) => referral.accept());
  const uri = `<${CAROL};user=phone?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces&Subject=x%0d%0aEvil:y>`;
  assert.equal((await it.dialog.ask('REFER', refer(uri))).status, 200);
  await notified(it);
  const { message } = invited(it);
  assert.match(message.text, /^INVITE sip:carol@192\.0\.2\.9;user=phone SIP/);
  assert.deepEqual(message.named('Replaces'), ['a@b;to-tag=1;from-tag=2']);
  assert.deepEqual([message.named('Require'), message.named('Subject'), message.named('Evil')], [['replaces'], [], []]);
  assert.equal(it.referrals[0].replaces, 'a@b;to-tag=1;from-tag=2');
  // RFC 3891 6.2: who does not know Replaces must not ring as for any call
  it.peer.respond(invited(it), 420, { toTag: 'c', headers: [['Unsupported', 'replaces']] });
  assert.equal((await notified(it)).body, 'SIP/2.0 420 Bad Extension\r\n');
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('what is asked in a form that cannot be taken is refused (RFC 3515 2.4.2)', async () => {
  const it = await inCall(() => assert.fail('it was offered'));
  const cases: readonly (readonly [RequestDraft, number])[] = [
    [{ headers: [] }, 400],
    [refer(`<${CAROL}>`, 'Refer-To: <sip:x@y>'), 400],
    [refer('<not a uri>'), 400],
    [refer(`<${CAROL}?Replaces=abc>`), 400],
    [refer(`<${CAROL}?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2%0d%0aEvil:y>`), 400],
    [refer(`<${CAROL}?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=b%3Bto-tag%3D1%3Bfrom-tag%3D2>`), 400],
    [refer(`<${CAROL};method=BYE>`), 501],
    [refer('<http://example.com/>'), 416],
    [refer(`<${CAROL}>`, 'Require: explicitsub'), 420],
  ];
  for (const [draft, status] of cases)
    assert.equal((await it.dialog.ask('REFER', draft)).status, status, JSON.stringify(draft));
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('what is no call is offered to whoever asked for it, and seen to in another way', async () => {
  const it = await inCall(
    (referral) => {
      assert.throws(() => referral.accept(), { code: 'SIP_REFERRAL_METHOD' });
      const tell = referral.take();
      tell(180);
      tell(202, 'Done');
    },
    { anyReferral: true },
  );
  assert.equal((await it.dialog.ask('REFER', refer(`<${CAROL};method=MESSAGE>`))).status, 200);
  assert.deepEqual([it.referrals[0].method, it.referrals[0].target], ['MESSAGE', CAROL]);
  await notified(it);
  assert.equal((await notified(it)).body, 'SIP/2.0 202 Done\r\n', 'the newest is told');
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('while nobody reads it is declined, and what the application declines too (RFC 3515 2.4.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  assert.equal((await dialog.ask('REFER', refer())).status, 603);
  read(call.referrals, (referral) => referral.reject(488, { reason: 'Nein', headers: [['X-A', 'b']] }));
  const response = await dialog.ask('REFER', refer());
  assert.deepEqual([response.status, response.reason, response.named('X-A')], [488, 'Nein', ['b']]);
  await hangUp(it, call);
  assert.equal((await sentRefer(it, { callId: 'out', ...refer() })).status, 603);
  await assertQuiet(it);
});

test('an application that takes its time: 200, and pending until it has decided (RFC 3515 2.4.4)', async () => {
  for (const decision of ['accept', 'reject'] as const) {
    const it = await inCall();
    assert.equal((await it.dialog.ask('REFER', refer())).status, 200);
    const first = await notified(it);
    assert.deepEqual([first.body, first.state], ['SIP/2.0 100 Trying\r\n', 'pending;expires=300']);
    await it.sim.runAsync(10_000);
    const [referral] = it.referrals;
    assert.equal(referral.pending, true);
    if (decision === 'reject') {
      assert.throws(() => referral.reject(200), { code: 'SIP_STATUS' });
      referral.reject();
      referral.reject(486);
      const last = await notified(it);
      assert.deepEqual([last.body, last.state], ['SIP/2.0 603 Decline\r\n', 'terminated;reason=rejected']);
    } else {
      const call = referral.accept();
      assert.match((await notified(it)).state, /^active;expires=29\d$/);
      void call.hangUp();
      it.peer.respond(invited(it), 404, { toTag: 'c' });
      assert.equal((await notified(it)).body, 'SIP/2.0 404 Not Found\r\n');
    }
    await hangUp(it, it.call);
    await assertQuiet(it);
  }
});

test('who does not want to be told is told nothing: Refer-Sub: false, and Require: nosub (RFC 4488 4, RFC 7614 4)', async () => {
  for (const [header, answer] of [
    ['Refer-Sub: false', ['false']],
    ['Require: nosub', []],
  ] as const) {
    const it = await inCall((referral) => referral.accept());
    const response = await it.dialog.ask('REFER', refer(undefined, header));
    assert.deepEqual([response.status, response.named('Refer-Sub')], [200, answer]);
    await it.sim.runAsync(10);
    it.peer.respond(invited(it), 404, { toTag: 'c' });
    await it.sim.runAsync(100);
    assert.deepEqual(
      it.peer.received.filter(({ message }) => message.text.startsWith('NOTIFY')),
      [],
    );
    await hangUp(it, it.call);
    await assertQuiet(it);
  }
});

test('several REFERs of a call are told about apart, and refreshed or given up by SUBSCRIBE (RFC 3515 2.4.6, 2.4.7)', async () => {
  const it = await inCall((referral) => referral.accept());
  await it.dialog.ask('REFER', refer());
  const one = (await notified(it)).event;
  await it.dialog.ask('REFER', refer('<sip:dora@192.0.2.9>'));
  const two = (await notified(it)).event;
  assert.notEqual(one, two);
  const again = await it.dialog.ask('SUBSCRIBE', { headers: [`Event: ${one}`, 'Expires: 100'] });
  assert.deepEqual([again.status, again.named('Expires')], [200, ['100']]);
  const refreshed = await notified(it);
  assert.deepEqual([refreshed.event, refreshed.state], [one, 'active;expires=100']);
  assert.equal((await it.dialog.ask('SUBSCRIBE', { headers: [`Event: ${one}`, 'Expires: 0'] })).status, 200);
  assert.match((await notified(it)).state, /^terminated/);
  assert.equal((await it.dialog.ask('SUBSCRIBE', { headers: [`Event: ${one}`, 'Expires: 0'] })).status, 481);
  it.peer.respond(invited(it), 404, { toTag: 'c' });
  it.peer.respond(invited(it, 'dora'), 403, { toTag: 'd' });
  const last = await notified(it);
  assert.deepEqual([last.event, last.body], [two, 'SIP/2.0 403 Forbidden\r\n']);
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('a referrer that is gone does not disturb the new call', async () => {
  let made: OutgoingCall | undefined;
  const it = await inCall((referral) => (made = referral.accept()));
  await it.dialog.ask('REFER', refer());
  it.peer.respond(await it.peer.next('NOTIFY', 100), 481);
  const invite = invited(it);
  answered(it, invite, 'c');
  await it.sim.wait(made!.established);
  assert.equal(it.call.state, 'Established');
  await hangUp(it, made!);
  await hangUp(it, it.call);
  await assertQuiet(it);
});

test('outside a call: click to dial (RFC 3515 4.1, RFC 7647 3)', async () => {
  const it = agentBench();
  let made: OutgoingCall | undefined;
  const media = bobsMedia(it.sim, 6000);
  const referrals = read(it.bob.referrals, (referral) => (made = referral.accept({ media, headers: [['X-A', 'b']] })));
  const response = await sentRefer(it, { callId: 'out', ...refer(undefined, 'Record-Route: <sip:192.0.2.9;lr>') });
  assert.equal(response.status, 200);
  assert.deepEqual([response.named('Record-Route'), referrals[0].call], [['<sip:192.0.2.9;lr>'], undefined]);
  const first = await notified(it);
  assert.deepEqual([first.event, first.received.message.to.tag], ['refer', 'p']);
  assert.deepEqual(first.received.message.named('Route'), ['<sip:192.0.2.9;lr>']);
  const invite = invited(it);
  assert.match(invite.message.body, /m=audio 6000/);
  assert.deepEqual(invite.message.named('X-A'), ['b']);
  assert.equal(it.bob.dialogCount, 1);
  // A REFER within that dialog is for the same inbox.
  const within = { sequence: 2, toTag: response.to.tag, callId: 'out', ...refer('<sip:dora@192.0.2.9>') };
  assert.equal((await sentRefer(it, within)).status, 200);
  assert.deepEqual((await notified(it)).event, 'refer;id=2');
  for (const user of ['carol', 'dora']) {
    it.peer.respond(invited(it, user), 404, { toTag: user });
    assert.match((await notified(it)).state, /^terminated/);
  }
  assert.equal(made?.state, 'Ended');
  await assertQuiet(it);
  const silent = await sentRefer(it, { callId: 'q', ...refer(undefined, 'Refer-Sub: false') });
  assert.deepEqual([silent.status, it.bob.dialogCount], [200, 0]);
  it.bob.stop();
});

test('media that cannot be made are the application’s fault, and told as 503', async () => {
  const it = agentBench();
  let fail = false;
  const broken = agentBench({
    media: (direction) => {
      if (direction === 'outgoing' && fail) throw new Error('no sound card');
      return bobsMedia(it.sim);
    },
  });
  const { call, dialog } = await callFromPeer(broken);
  fail = true;
  const thrown: unknown[] = [];
  read(call.referrals, (referral) => {
    try {
      referral.accept();
    } catch (error) {
      thrown.push(error);
    }
  });
  assert.equal((await dialog.ask('REFER', refer())).status, 200);
  await notified(broken);
  assert.equal((await notified(broken)).body, 'SIP/2.0 503 Service Unavailable\r\n');
  assert.equal(thrown.length, 1);
  await hangUp(broken, call);
  await assertQuiet(broken);
});
