import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, titles, valuesOf } from '../../test/request-text.ts';
import { SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { type Received, type ScriptedPeer } from '../testing/index.ts';

/** alice calls bob, who has a phone at 10.0.2.1, at 10.0.2.2 and so on, with these q in thousandths. */
async function start(qs: readonly number[], config = '', hosts?: Record<string, string[]>) {
  const server = await SimulatedServer.start({ config: TRUSTED + config, hosts });
  const alice = server.peer('alice', '10.0.1.1');
  const phones: ScriptedPeer[] = [];
  for (const [at, q] of qs.entries()) {
    phones.push(server.peer(`phone${at + 1}`, `10.0.2.${at + 1}`));
    await server.bind('bob', `sip:bob@10.0.2.${at + 1}`, { q });
  }
  const invite = { branch: 'z9hG4bK-invite' };
  const call = (extra: Parameters<typeof requestText>[1] = {}) =>
    alice.send(requestText(alice, { ...invite, ...extra }), server.at());
  const ack = () => alice.send(requestText(alice, { ...invite, method: 'ACK', contact: '' }), server.at());
  const cancel = () => alice.send(requestText(alice, { ...invite, method: 'CANCEL', contact: '' }), server.at());
  /** Which phones have been rung, as their numbers. */
  const rung = () => phones.flatMap((phone, at) => (phone.received.length > 0 ? [at + 1] : [])).join('');
  return { server, alice, phones, call, ack, cancel, rung };
}

const tag = (toTag: string) => ({ toTag });

/** Answers a CANCEL as a phone does: 200 to it, 487 to the INVITE. */
function giveUp(phone: ScriptedPeer, invite: Received, toTag: string): void {
  phone.respond(phone.expect('CANCEL'), 200, { toTag });
  phone.respond(invite, 487, { toTag });
  phone.expect('ACK');
}

test('parallel: all phones ring at once, whatever their q (RFC 3261 16.6)', async () => {
  const { server, call, rung, alice, phones, ack } = await start([1000, 500, 0], 'proxy: {forking: parallel}');
  call();
  await server.run(10);
  assert.equal(rung(), '123');
  for (const phone of phones) phone.respond(phone.expect('INVITE'), 486, tag('x'));
  alice.expect(486);
  ack();
  await server.finish();
});

test('serial: one phone after the other, the best q first (RFC 3261 16.6)', async () => {
  const { server, call, rung, alice, phones, ack } = await start([500, 1000, 0], 'proxy: {forking: serial}');
  call();
  for (const [at, expected] of [
    [1, '2'],
    [0, '12'],
    [2, '123'],
  ] as const) {
    await server.run(10);
    assert.equal(rung(), expected);
    phones[at].respond(phones[at].expect('INVITE'), 486, tag('x'));
  }
  alice.expect(486);
  ack();
  await server.finish();
});

test('by q: those of one q at once, the next q when all of them have failed (RFC 3261 16.6)', async () => {
  const { server, call, rung, phones } = await start([1000, 300, 1000]);
  call();
  await server.run(10);
  assert.equal(rung(), '13');
  phones[0].respond(phones[0].expect('INVITE'), 486, tag('1'));
  await server.run(10);
  assert.equal(rung(), '13', 'the other one still rings');
  phones[2].respond(phones[2].expect('INVITE'), 480, tag('3'));
  phones[1].respond(phones[1].expect('INVITE'), 200, tag('2'));
  await server.finish();
});

test('100 ends here, every other provisional response goes on at once (RFC 3261 16.7 step 5)', async () => {
  const { server, call, alice, phones } = await start([1000, 1000]);
  call();
  const [one, two] = phones;
  const invite = one.expect('INVITE');
  one.respond(invite, 100);
  one.respond(invite, 180, tag('1'));
  two.respond(two.expect('INVITE'), 183, tag('2'));
  one.respond(invite, 180, tag('1'));
  assert.deepEqual(titles(alice.idle(50)), ['100 INVITE', '180 INVITE', '183 INVITE', '180 INVITE']);
  assert.ok(!alice.received[0].message.to.tag, 'our own 100 has no tag');
  one.respond(invite, 200, tag('1'));
  giveUp(two, two.received[0], '2');
  await server.finish();
});

test('no provisional response to anything but INVITE goes on, and 100 only when it helps (RFC 4320 4.1)', async () => {
  const { server, alice, phones, call } = await start([1000]);
  call({ method: 'MESSAGE' });
  const message = phones[0].expect('MESSAGE');
  phones[0].respond(message, 100);
  phones[0].respond(message, 180, tag('1'));
  assert.deepEqual(titles(alice.idle(3000)), []);
  assert.deepEqual(titles(alice.idle(1000)), ['100 MESSAGE'], 'once timer E of the client would have reached T2');
  phones[0].respond(message, 200, tag('1'));
  alice.expect(200);
  await server.finish();
});

test('a 2xx goes on at once, and the others are cancelled (RFC 3261 16.7 steps 5 and 10)', async () => {
  const { server, call, alice, phones } = await start([1000, 1000, 1000, 0]);
  call();
  const invites = phones.slice(0, 3).map((phone) => phone.expect('INVITE'));
  phones[0].respond(invites[0], 180, tag('1'));
  phones[1].respond(invites[1], 180, tag('2'));
  alice.expect(180);
  phones[1].respond(invites[1], 200, tag('2'));
  assert.equal(alice.expect(200).message.to.tag, '2');
  giveUp(phones[0], invites[0], '1');
  // The third one has said nothing yet: its CANCEL waits for a provisional response (9.1).
  assert.deepEqual(titles(phones[2].idle(100)), []);
  phones[2].respond(invites[2], 180, tag('3'));
  giveUp(phones[2], invites[2], '3');
  assert.deepEqual(titles(phones[3].received), [], 'a lower q is not rung any more');
  assert.deepEqual(
    titles(alice.idle(64_000)).filter((title) => title !== '180 INVITE'),
    [],
  );
  await server.finish();
});

test('every 2xx goes on: of two phones that answer at once both are heard (RFC 3261 16.7 step 5)', async () => {
  const { server, call, alice, phones } = await start([1000, 1000]);
  call();
  const invites = phones.map((phone) => phone.expect('INVITE'));
  phones[0].respond(invites[0], 200, tag('1'));
  phones[1].respond(invites[1], 200, tag('2'));
  assert.deepEqual([alice.expect(200).message.to.tag, alice.expect(200).message.to.tag], ['1', '2']);
  // And a repetition, for which the caller's ACK got lost.
  phones[0].respond(invites[0], 200, tag('1'));
  assert.equal(alice.expect(200).message.to.tag, '1');
  await server.finish();
});

test('a 2xx that comes when the transaction is over is dropped (RFC 6026 7.2, 8.9)', async () => {
  const { server, call, alice, phones } = await start([1000]);
  call();
  const invite = phones[0].expect('INVITE');
  phones[0].respond(invite, 200, tag('1'));
  alice.expect(200);
  await server.run(40_000);
  phones[0].respond(invite, 200, tag('1'));
  assert.deepEqual(titles(alice.idle(1000)), []);
  assert.equal(server.composition.stack.counters.drops.get('stray response'), 1);
  await server.finish();
});

test('a 6xx ends the search: the others are cancelled, no further target is tried, and it is the answer (RFC 3261 16.7 step 5)', async () => {
  const { server, call, ack, alice, phones, rung } = await start([1000, 1000, 500]);
  call();
  const invites = phones.slice(0, 2).map((phone) => phone.expect('INVITE'));
  phones[1].respond(invites[1], 180, tag('2'));
  phones[0].respond(invites[0], 603, tag('1'));
  await server.run(50);
  assert.ok(!titles(alice.received).includes('603 INVITE'), 'a 2xx may still win');
  giveUp(phones[1], invites[1], '2');
  alice.expect(603);
  ack();
  assert.equal(rung(), '12');
  await server.finish();
});

test('a 2xx that comes after all was over goes on still, for the caller to end (RFC 3261 16.7 step 5)', async () => {
  const { server, call, ack, cancel, alice, phones } = await start([1000]);
  call();
  const invite = phones[0].expect('INVITE');
  cancel();
  alice.expect(487, 5_000);
  ack();
  phones[0].respond(invite, 200, tag('1'));
  const late = alice.expect(
    (message) => 'status' in message && message.status === 200 && message.cseq.method === 'INVITE',
  );
  assert.equal(late.message.to.tag, '1');
  await server.finish();
});

test('a 2xx that crosses a 6xx goes on (RFC 3261 16.7 step 5)', async () => {
  const { server, call, alice, phones } = await start([1000, 1000]);
  call();
  const invites = phones.map((phone) => phone.expect('INVITE'));
  phones[0].respond(invites[0], 603, tag('1'));
  phones[1].respond(invites[1], 200, tag('2'));
  alice.expect(200);
  assert.deepEqual(titles(alice.idle(64_000)), []);
  await server.finish();
});

test('the best of all failures is the answer, and 503 never goes upstream (RFC 3261 16.7 step 6)', async () => {
  const cases: [answers: number[], best: number][] = [
    [[486, 404], 486],
    [[503, 486], 486],
    [[500, 503], 500],
    [[503, 503], 500],
    [[302, 486], 302],
    [[480, 401], 401],
  ];
  for (const [answers, best] of cases) {
    const { server, call, ack, alice, phones } = await start(answers.map(() => 1000));
    call();
    for (const [at, phone] of phones.entries()) phone.respond(phone.expect('INVITE'), answers[at], tag(String(at)));
    assert.equal(
      titles([alice.expect((message) => 'status' in message && message.status >= 200)])[0],
      `${best} INVITE`,
    );
    ack();
    await server.finish();
  }
});

test('challenges of all branches are collected into the one that goes upstream (RFC 3261 16.7 step 7)', async () => {
  const { server, call, ack, alice, phones } = await start([1000, 1000, 1000]);
  call();
  const challenge = (realm: string): [string, string] => ['Proxy-Authenticate', `Digest realm="${realm}", nonce="n"`];
  phones[0].respond(phones[0].expect('INVITE'), 407, { toTag: '1', headers: [challenge('one')] });
  phones[1].respond(phones[1].expect('INVITE'), 486, tag('2'));
  phones[2].respond(phones[2].expect('INVITE'), 401, {
    toTag: '3',
    headers: [['WWW-Authenticate', 'Digest realm="three", nonce="n"']],
  });
  const { text } = alice.expect(401).message;
  assert.match(text, /^WWW-Authenticate: Digest realm="three", nonce="n"\r$/m);
  assert.match(text, /^Proxy-Authenticate: Digest realm="one", nonce="n"\r$/m);
  ack();
  await server.finish();
});

test('CANCEL: answered 200 at once, sent to those that ring, and the INVITE ends with 487 (RFC 3261 16.10, 9.2)', async () => {
  const { server, call, ack, cancel, alice, phones, rung } = await start([1000, 1000, 500]);
  call();
  const invites = phones.slice(0, 2).map((phone) => phone.expect('INVITE'));
  phones[0].respond(invites[0], 180, tag('1'));
  alice.expect(180);
  cancel();
  const ok = alice.expect(200);
  assert.equal(ok.message.cseq.method, 'CANCEL');
  giveUp(phones[0], invites[0], '1');
  // Held until the second phone shows that it is there.
  assert.deepEqual(titles(phones[1].idle(100)), []);
  phones[1].respond(invites[1], 183, tag('2'));
  const toCancel = phones[1].expect('CANCEL').message;
  assert.equal(toCancel.via.branch, invites[1].message.via.branch);
  assert.equal(toCancel.cseq.sequence, 1);
  phones[1].respond(invites[1], 487, tag('2'));
  alice.expect(487);
  ack();
  assert.equal(rung(), '12', 'nobody else is rung for a caller who gave up');
  await server.finish();
});

test('a phone that is silent does not keep the caller who gave up: 487 after a few seconds, and a CANCEL should it wake up', async () => {
  const { server, call, ack, cancel, alice, phones } = await start([1000]);
  call();
  const invite = phones[0].expect('INVITE');
  cancel();
  alice.expect(487, 5_000);
  ack();
  assert.ok(!titles(phones[0].received).includes('CANCEL'));
  phones[0].respond(invite, 180, tag('1'));
  giveUp(phones[0], invite, '1');
  await server.finish();
});

test('a CANCEL that crosses the 200 changes nothing, and one for nothing is answered 481 (RFC 3261 9.2, 16.10)', async () => {
  const { server, call, cancel, alice, phones } = await start([1000]);
  cancel();
  alice.expect(481);
  call();
  phones[0].respond(phones[0].expect('INVITE'), 200, tag('1'));
  alice.expect(200);
  cancel();
  assert.equal(alice.expect(200).message.cseq.method, 'CANCEL');
  assert.deepEqual(titles(phones[0].idle(64_000)), []);
  await server.finish();
});

test('a redirection goes to the caller unless the policy follows it (RFC 3261 16.7 step 4)', async () => {
  for (const [config, follows] of [
    ['', false],
    ['proxy: {followRedirects: [301]}', false],
    ['proxy: {followRedirects: [301, 302]}', true],
  ] as const) {
    const { server, call, ack, alice, phones } = await start([1000], config);
    const elsewhere = server.peer('elsewhere', '10.0.3.1');
    call();
    const contacts: [string, string] = [
      'Contact',
      '<sip:b@10.0.3.1;x=y?Subject=hi>;q=0.5, <mailto:b@x>, <sip:bob@10.0.2.1>',
    ];
    phones[0].respond(phones[0].expect('INVITE'), 302, { toTag: '1', headers: [contacts] });
    if (follows) {
      const invite = elsewhere.expect('INVITE');
      assert.ok(invite.message.text.startsWith('INVITE sip:b@10.0.3.1;x=y SIP/2.0\r\n'));
      elsewhere.respond(invite, 200, tag('e'));
      alice.expect(200);
      assert.equal(titles(phones[0].received).filter((title) => title === 'INVITE').length, 1, 'nobody is asked twice');
    } else {
      alice.expect(302);
      ack();
      assert.deepEqual(elsewhere.received, []);
    }
    await server.finish();
  }
});

test('a followed redirection keeps the order of q, the contacts of who redirects come before the others', async () => {
  const { server, call, alice, phones, rung } = await start([1000, 500], 'proxy: {followRedirects: [302]}');
  const first = server.peer('first', '10.0.3.1');
  const second = server.peer('second', '10.0.3.2');
  call();
  const contacts: [string, string] = ['Contact', '<sip:b@10.0.3.2>;q=0.1, <sip:b@10.0.3.1>;q=0.9'];
  phones[0].respond(phones[0].expect('INVITE'), 302, { toTag: '1', headers: [contacts] });
  first.respond(first.expect('INVITE'), 486, tag('f'));
  second.respond(second.expect('INVITE'), 486, tag('s'));
  assert.equal(rung(), '1');
  phones[1].respond(phones[1].expect('INVITE'), 200, tag('2'));
  alice.expect(200);
  await server.finish();
});

test('a followed redirection to a user of ours rings the phones of that user', async () => {
  const { server, call, alice, phones } = await start([1000], 'proxy: {followRedirects: [302]}');
  const carol = server.peer('carol', '10.0.4.1');
  await server.bind('carol', 'sip:carol@10.0.4.1');
  call();
  phones[0].respond(phones[0].expect('INVITE'), 302, {
    toTag: '1',
    headers: [['Contact', '<sip:carol@example.com>']],
  });
  const invite = carol.expect('INVITE');
  assert.ok(invite.message.text.startsWith('INVITE sip:carol@10.0.4.1 SIP/2.0\r\n'));
  carol.respond(invite, 200, tag('c'));
  alice.expect(200);
  await server.finish();

  // One whom nobody can reach leaves the redirection as it is.
  const other = await start([1000], 'proxy: {followRedirects: [302]}');
  other.call();
  other.phones[0].respond(other.phones[0].expect('INVITE'), 302, {
    toTag: '1',
    headers: [['Contact', '<sip:nobody@example.com>']],
  });
  other.alice.expect(302);
  other.ack();
  await other.server.finish();
});

test('redirections in a circle end', async () => {
  const { server, call, alice, phones, ack } = await start([1000], 'proxy: {followRedirects: [302], maxTargets: 5}');
  let next = 0;
  const moving = server.peer('moving', '10.0.3.1');
  moving.onReceive = (received) => {
    if (titles([received])[0] === 'INVITE')
      moving.respond(received, 302, { toTag: 'm', headers: [['Contact', `<sip:${++next}@10.0.3.1>`]] });
  };
  call();
  phones[0].respond(phones[0].expect('INVITE'), 302, { toTag: '1', headers: [['Contact', '<sip:0@10.0.3.1>']] });
  alice.expect(302);
  ack();
  assert.equal(titles(moving.received).filter((title) => title === 'INVITE').length, 4);
  await server.finish();
});

test('Max-Breadth is shared among the branches, and too little of it is 440 (RFC 5393 5.3.3)', async () => {
  const cases: [breadth: string, config: string, shares: string[]][] = [
    ['', '', ['20', '20', '20']],
    ['7', '', ['2', '2', '2']],
    ['3', '', ['1', '1', '1']],
    ['2', '', []],
    ['0', '', []],
    ['2', 'proxy: {forking: serial}', ['2', '2', '2']],
    ['900', '', ['20', '20', '20']],
  ];
  for (const [breadth, config, shares] of cases) {
    const { server, call, alice, phones, ack } = await start([1000, 1000, 1000], config);
    call(breadth === '' ? {} : { headers: [`Max-Breadth: ${breadth}`] });
    if (shares.length === 0) alice.expect(440);
    else {
      for (const [at, phone] of phones.entries()) {
        const invite = phone.expect('INVITE');
        assert.deepEqual(
          [...invite.message.text.matchAll(/^Max-Breadth: (.*)\r$/gm)].map(([, v]) => v),
          [shares[at]],
        );
        phone.respond(invite, 486, tag('x'));
      }
      alice.expect(486);
    }
    ack();
    await server.finish();
  }
});

test('a redirection that splits further waits for breadth that others hold (RFC 5393 5.3.3)', async () => {
  const { server, call, alice, phones } = await start([1000, 1000], 'proxy: {followRedirects: [302]}');
  const more = [1, 2].map((at) => server.peer(`more${at}`, `10.0.3.${at}`));
  call({ headers: ['Max-Breadth: 2'] });
  const invites = phones.map((phone) => phone.expect('INVITE'));
  const contacts: [string, string] = ['Contact', '<sip:b@10.0.3.1>, <sip:b@10.0.3.2>'];
  phones[0].respond(invites[0], 302, { toTag: '1', headers: [contacts] });
  await server.run(50);
  assert.deepEqual(
    more.map((peer) => peer.received.length),
    [0, 0],
  );
  phones[1].respond(invites[1], 486, tag('2'));
  for (const peer of more) assert.match(peer.expect('INVITE').message.text, /^Max-Breadth: 1\r$/m);
  more[0].respond(more[0].received[0], 200, tag('m'));
  alice.expect(200);
  await server.finish();
});

test('a response without any Via but ours cannot go on: 502 (RFC 3261 16.7 step 3)', async () => {
  const { server, call, alice, phones, ack } = await start([1000]);
  call();
  const invite = phones[0].expect('INVITE');
  const text = (status: string) =>
    `SIP/2.0 ${status}\r\nVia: ${valuesOf(invite.message, 'Via')[0]}\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\nCall-ID: call-1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n`;
  phones[0].send(text('180 Ringing'), server.at());
  phones[0].send(text('200 OK'), server.at());
  alice.expect(502);
  ack();
  assert.deepEqual(titles(alice.received), ['100 INVITE', '502 INVITE']);
  await server.finish();
});

test('the caller repeats itself: nobody is rung twice (RFC 3261 17.2.1)', async () => {
  const { server, call, alice, phones } = await start([1000]);
  call();
  const invite = phones[0].expect('INVITE');
  call();
  phones[0].respond(invite, 180, tag('1'));
  alice.expect(180);
  call();
  alice.expect(180);
  phones[0].respond(invite, 200, tag('1'));
  await server.run(100);
  assert.deepEqual(titles(phones[0].received), ['INVITE']);
  await server.finish();
});
