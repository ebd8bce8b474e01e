/** What a user agent refuses and what it answers outside a call, against a scripted peer (RFC 3261 8.2, 11, 12.2.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  BOB,
  callFromPeer,
  PEER,
  reply,
  request,
  type RequestDraft,
  sdp,
  heard,
} from '../../test/agent-bench.ts';
import { Deferred } from './deferred.ts';
import { type IncomingRequest } from './request/incoming-request.ts';

test('what it refuses, with the headers that go with it (8.2, 21.4)', async () => {
  const cases: readonly (readonly [RequestDraft, status: number, header?: string, value?: RegExp])[] = [
    [{ method: 'PUBLISH' }, 405, 'Allow', /^INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO/],
    [{ method: 'MESSAGE' }, 405, 'Allow', /INVITE/],
    [{ method: 'BREAKFAST' }, 501, 'Allow', /INVITE/],
    [{ uri: 'http://192.0.2.2' }, 416],
    [{ uri: 'sip:carol@192.0.2.2' }, 404],
    [{ headers: ['Require: 100rel, foo, bar'] }, 420, 'Unsupported', /^foo, bar$/],
    [{ headers: ['Content-Type: text/plain'], body: 'hello' }, 415, 'Accept', /^application\/sdp$/],
    [{ headers: ['Content-Type: '], body: 'hello' }, 415, 'Accept', /sdp/],
    [{ headers: ['Content-Encoding: gzip'], body: 'v=0' }, 415, 'Accept-Encoding', /^identity$/],
    [{ headers: ['Accept: text/html'] }, 406, 'Accept', /sdp/],
    [{ headers: ['Accept: application/sdp;q=0'] }, 406],
    [{ headers: ['Session-Expires: 60', 'Supported: timer'] }, 422, 'Min-SE', /^90$/],
    [{ method: 'CANCEL' }, 481],
    [{ method: 'CANCEL', headers: ['Require: foo'] }, 481],
    [{ method: 'BYE' }, 481],
    [{ method: 'PRACK', headers: ['RAck: 1 1 INVITE'] }, 481],
    [{ method: 'UPDATE' }, 481],
    [{ method: 'INFO' }, 481],
    [{ method: 'NOTIFY', headers: ['Event: presence', 'Subscription-State: active'] }, 481],
    [{ method: 'BYE', toTag: 'unknown' }, 481],
    [{ method: 'INVITE', toTag: 'unknown' }, 481],
    [{ method: 'OPTIONS' }, 200, 'Accept', /sdp/],
    [{ method: 'OPTIONS' }, 200, 'Allow', /INVITE/],
    [{ method: 'OPTIONS' }, 200, 'Supported', /^100rel, timer, replaces/],
    [{ contact: 'mailto:x@y' }, 400],
  ];
  for (const [draft, status, header, value] of cases) {
    const it = agentBench();
    it.peer.send(request(draft), BOB);
    const { message } = await it.peer.next(status, 100);
    if (header !== undefined) assert.match(message.named(header).join(), value as RegExp, JSON.stringify(draft));
    assert.equal(it.calls.length, 0, JSON.stringify(draft));
  }
});

test('a body of no type at all is refused, and so is who can’t be reached at all (7.4.1, 12.1.1)', async () => {
  const it = agentBench();
  it.peer.send(request({ body: 'hello' }).replace('Content-Type: application/sdp\r\n', ''), BOB);
  assert.deepEqual((await it.peer.next(415, 100)).message.named('Accept'), ['application/sdp']);
  it.peer.send(request({ callId: 'd', from: 'mailto:x@y' }).replace(/Contact: .*\r\n/, ''), BOB);
  await it.peer.next(400, 100);
  it.peer.send(request({ callId: 'e' }).replace(/Contact: .*\r\n/, ''), BOB);
  await it.sim.runAsync(10);
  assert.equal(it.calls.length, 1, 'From is where a peer without Contact is (RFC 2543)');
});

test('what it takes although it could seem strange', async () => {
  const taken: readonly RequestDraft[] = [
    { headers: ['Content-Type: text/plain', 'Content-Disposition: icon;handling=optional'], body: 'hello' },
    { headers: ['Accept: */*'] },
    { headers: ['Accept: text/html, application/*'] },
    { headers: ['Content-Encoding: identity'], body: sdp() },
    { uri: 'sip:192.0.2.2' },
    { headers: ['Require: 100rel, timer'] },
    { headers: ['Require: 100REL'] },
  ];
  for (const draft of taken) {
    const it = agentBench();
    it.peer.send(request(draft), BOB);
    await it.sim.runAsync(10);
    assert.equal(it.calls.length, 1, JSON.stringify(draft));
  }
});

test('it answers for other users where it was told so', async () => {
  for (const [answersFor, taken] of [
    [['carol'], 1],
    ['anyone', 1],
    [['dave'], 0],
  ] as const) {
    const it = agentBench({ answersFor });
    it.peer.send(request({ uri: 'sip:carol@192.0.2.2' }), BOB);
    await it.sim.runAsync(10);
    assert.equal(it.calls.length, taken, String(answersFor));
  }
});

test('the same request by another way is merged: 482 (8.2.2.2)', async () => {
  const it = agentBench();
  it.peer.send(request(), BOB);
  it.peer.send(request(), BOB);
  await it.peer.next(482, 100);
  it.peer.send(request({ fromTag: 'other' }), BOB);
  await it.sim.runAsync(10);
  assert.equal(it.calls.length, 2, 'another From tag is another call');
  for (const call of it.calls) call.reject(486);
  await it.sim.runAsync(100_000);
  it.peer.send(request(), BOB);
  await it.sim.runAsync(10);
  assert.equal(it.calls.length, 3, 'and after the end of the transaction it is a new one');
});

test('a request within a dialog whose CSeq is not above the last is answered 500 (12.2.2)', async () => {
  const it = agentBench();
  const { dialog } = await callFromPeer(it);
  assert.equal((await dialog.ask('OPTIONS', { sequence: 5 })).status, 200);
  assert.equal((await dialog.ask('BYE', { sequence: 4 })).status, 500);
  assert.equal((await dialog.ask('BYE', { sequence: 5 })).status, 500);
  assert.equal((await dialog.ask('BYE', { sequence: 6 })).status, 200);
  assert.deepEqual([it.ends[0].cause, it.ends[0].by], ['bye', 'remote']);
});

test('a call that nobody reads is refused with 480, one beyond the limit with 486', async () => {
  const nobody = agentBench({ listening: false });
  nobody.peer.send(request(), BOB);
  await nobody.peer.next(480, 100);
  const few = agentBench({ maxCalls: 1 });
  few.peer.send(request(), BOB);
  few.peer.send(request({ callId: 'd' }), BOB);
  await few.peer.next(486, 100);
  assert.equal(few.calls.length, 1);
  few.calls[0].reject();
  await few.sim.runAsync(100);
  few.peer.send(request({ callId: 'e' }), BOB);
  await few.sim.runAsync(10);
  assert.equal(few.calls.length, 2, 'a call that has ended counts no more');
});

test('who stops to read is as if nobody had read', async () => {
  const it = agentBench({ listening: false });
  const reading = (async () => {
    for await (const call of it.bob.calls) return call;
    return undefined;
  })();
  it.peer.send(request(), BOB);
  const call = await it.sim.wait(reading, 100);
  assert.equal(call?.callId, 'c');
  it.peer.send(request({ callId: 'd' }), BOB);
  await it.peer.next(480, 100);
});

test('calls that a reader leaves behind are refused with 480', async () => {
  const it = agentBench({ listening: false });
  const gate = new Deferred<void>();
  const reading = (async () => {
    for await (const call of it.bob.calls) {
      await gate.promise;
      return call;
    }
    return undefined;
  })();
  for (const callId of ['a', 'b', 'c']) it.peer.send(request({ callId }), BOB);
  await it.sim.runAsync(10);
  assert.equal(it.bob.callCount, 3);
  gate.resolve();
  assert.equal((await it.sim.wait(reading))?.callId, 'a');
  for (const callId of ['b', 'c']) assert.equal((await it.peer.next(480, 100)).message.callId, callId);
  await it.sim.runAsync(0);
  assert.equal(it.bob.callCount, 1);
});

// ---- requests that are for the application ----

function readRequests(it: Bench): IncomingRequest[] {
  const requests: IncomingRequest[] = [];
  const read = async () => {
    for await (const each of it.bob.requests) requests.push(each);
  };
  void read();
  return requests;
}

test('MESSAGE and methods that nobody knows go to who reads `requests` (8.2.1, RFC 3428 7)', async () => {
  const it = agentBench();
  const requests = readRequests(it);
  const plain = ['Content-Type: text/plain;charset=utf-8'];
  it.peer.send(request({ method: 'MESSAGE', headers: plain, body: 'Gr\xc3\xbc\xc3\x9fe' }), BOB);
  await it.sim.runAsync(10);
  const [message] = requests;
  assert.deepEqual(
    [message.method, message.body, message.contentType, message.answered],
    ['MESSAGE', 'Grüße', 'text/plain;charset=utf-8', false],
  );
  message.respond(202, [['X-Mood', 'good']]);
  message.respond(500);
  const { message: response } = await it.peer.next(202, 100);
  assert.deepEqual([response.named('X-Mood'), message.answered], [['good'], true]);

  it.peer.send(request({ method: 'BREAKFAST', callId: 'd' }), BOB);
  await it.sim.runAsync(10);
  requests[1].respond(200, [], { body: 'Käse', contentType: 'text/menu' });
  const answer = (await it.peer.next(200, 100)).message;
  assert.deepEqual([answer.body, answer.named('Content-Type')], ['K\xc3\xa4se', ['text/menu']]);
  assert.throws(() => requests[1].respond(99), { code: 'SIP_STATUS' });
  assert.throws(() => requests[1].respond(700), { code: 'SIP_STATUS' });
  await assertQuiet(it);
});

test('what is required of the application is refused as of any endpoint (8.2.2)', async () => {
  const it = agentBench();
  const requests = readRequests(it);
  it.peer.send(request({ method: 'MESSAGE', headers: ['Require: foo'] }), BOB);
  await it.peer.next(420, 100);
  it.peer.send(request({ method: 'MESSAGE', uri: 'sip:carol@192.0.2.2' }), BOB);
  await it.peer.next(404, 100);
  it.peer.send(request({ method: 'OPTIONS' }), BOB);
  assert.match((await it.peer.next(200, 100)).message.named('Allow').join(), /MESSAGE/);
  assert.equal(requests.length, 0);
});

test('of requests that nobody takes 256 wait; the others get 503, and those that are never answered are forgotten', async () => {
  const it = agentBench();
  const requests = it.bob.requests[Symbol.asyncIterator]();
  for (let i = 0; i < 1_000; i++) it.peer.send(request({ method: 'MESSAGE', callId: `m${i}` }), BOB);
  await it.sim.runAsync(10);
  const refused = await heard(it, 0);
  assert.equal(refused.length, 1_000 - 256);
  assert.ok(refused.every(({ message }) => 'status' in message && message.status === 503));
  assert.deepEqual(refused[0].message.named('Retry-After'), ['5']);
  assert.equal((await requests.next()).value?.request.callId, `m${1_000 - 256}`, 'the oldest went');
  await assertQuiet(it);
});

// ---- requests of its own ----

test('a request of one’s own has the response, whatever it says, or fails where none comes (8.1)', async () => {
  const it = agentBench();
  const sent = it.bob.send('BREAKFAST', PEER, { body: 'Käse', headers: [['X-Mood', 'good']] });
  const got = await it.peer.next('BREAKFAST', 100);
  const { message } = got;
  assert.deepEqual(
    [message.body, message.named('Content-Type'), message.named('X-Mood'), message.named('Contact')],
    ['K\xc3\xa4se', ['text/plain'], ['good'], []],
  );
  it.peer.respond(got, 486);
  assert.equal((await it.sim.wait(sent)).status, 486);
  await assert.rejects(it.sim.wait(it.bob.send('BREAKFAST', PEER)), { code: 'SIP_NO_RESPONSE', status: 408 });
  await assert.rejects(it.sim.wait(it.bob.send('BREAKFAST', 'sip:nowhere.example')), {
    code: 'SIP_NO_RESPONSE',
    status: 503,
  });
  await assertQuiet(it);
});

test('an instant message is UTF-8, from whom and to whom it should be (RFC 3428 4)', async () => {
  const it = agentBench();
  const sent = it.bob.message(PEER, 'Grüße €', { from: '"Zoë" <sip:zoe@example.com>', to: 'sip:all@example.com' });
  const got = await it.peer.next('MESSAGE', 100);
  const { message } = got;
  assert.deepEqual(
    [message.body, message.named('Content-Type'), message.named('Contact')],
    ['Gr\xc3\xbc\xc3\x9fe \xe2\x82\xac', ['text/plain;charset=utf-8'], []],
  );
  assert.match(message.named('From').join(), /^"Zo\xc3\xab" <sip:zoe@example.com>;tag=/);
  assert.deepEqual(message.named('To'), ['<sip:all@example.com>']);
  it.peer.respond(got, 202);
  assert.equal((await it.sim.wait(sent)).status, 202);
});

test('who is asked what it is able to, is told what we are (11.1)', async () => {
  const it = agentBench();
  const asked = it.bob.optionsOf(PEER);
  const got = await it.peer.next('OPTIONS', 100);
  assert.match(got.message.named('Accept').join(), /application\/sdp/);
  reply(it, got, 200, { headers: [['Allow', 'INVITE']] });
  assert.deepEqual((await it.sim.wait(asked)).named('Allow'), ['INVITE']);
});

test('through an outbound proxy go all requests outside a dialog (8.1.2)', async () => {
  const it = agentBench({ outboundProxy: PEER, resolve: undefined });
  void it.bob.message('sip:carol@example.org', 'hello').catch(() => {});
  const { message } = await it.peer.next('MESSAGE', 100);
  assert.deepEqual(
    [message.text.split(' ')[1], message.named('Route'), message.named('To')],
    ['sip:carol@example.org', [`<${PEER};lr>`], ['<sip:carol@example.org>']],
  );
});

test('what the user may not do is told', async () => {
  const it = agentBench();
  assert.throws(() => it.bob.invite('tel:123'), { code: 'SIP_URI_INVALID' });
  assert.throws(() => it.bob.invite(PEER, { from: 'nobody' }), { code: 'SIP_IDENTITY' });
  assert.throws(() => agentBench({ identity: 'bob' }), { code: 'SIP_IDENTITY' });
  await assert.rejects(it.bob.send('MESSAGE', 'tel:123'), { code: 'SIP_URI_INVALID' });
  for (const method of ['INVITE', 'ACK', 'CANCEL'])
    await assert.rejects(it.sim.wait(it.bob.send(method, PEER)), { code: 'SIP_METHOD' });
});

test('an agent that is stopped sends nothing more', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  await it.peer.next('INVITE', 100);
  it.bob.stop();
  assert.deepEqual(await heard(it, 100_000), []);
  assert.deepEqual([it.sim.leftovers(), it.bob.dialogCount, it.bob.callCount], [[], 0, 0]);
  assert.equal(call.state, 'Ended');
  assert.deepEqual([(await call.ended).cause, (await call.ended).by], ['fault', 'local']);
  await assert.rejects(call.established, { code: 'SIP_STOPPED' });
  assert.throws(() => it.bob.invite(PEER), { code: 'SIP_STOPPED' });
  await assert.rejects(it.bob.message(PEER, 'x'), { code: 'SIP_STOPPED' });
});

test('what was waited for when an agent stops is not waited for any more', async () => {
  const it = agentBench();
  const message = it.bob.message(PEER, 'hello');
  await it.peer.next('MESSAGE', 100);
  it.bob.stop();
  await assert.rejects(message, { code: 'SIP_STOPPED' });
});

test('headers that a program gives are checked before anything is done with them (7.3.1)', async () => {
  const it = agentBench();
  for (const name of ['X A', '', 'X-A: 1\r\nEvil', 'Call-ID', 'via', 'Content-Length']) {
    assert.throws(() => it.bob.invite(PEER, { headers: [[name, '1']] }), { code: 'SIP_HEADER_NAME' });
    await assert.rejects(it.bob.send('MESSAGE', PEER, { headers: [[name, '1']] }), { code: 'SIP_HEADER_NAME' });
  }
  it.peer.send(request(), BOB);
  await it.sim.runAsync(10);
  const [call] = it.calls;
  const headers = [['X', 'a\r\nb']] as const;
  assert.throws(() => call.ring({ headers }), { code: 'SIP_HEADER_VALUE' });
  await assert.rejects(call.progress({ headers }), { code: 'SIP_HEADER_VALUE' });
  await assert.rejects(call.answer({ headers }), { code: 'SIP_HEADER_VALUE' });
  assert.throws(() => call.reject(486, { headers }), { code: 'SIP_HEADER_VALUE' });
  for (const status of [Number.NaN, 404.5]) assert.throws(() => call.reject(status), { code: 'SIP_STATUS' });
  assert.equal(call.state, 'Trying');
  call.reject(486);
  await it.peer.next(486, 100);
});
