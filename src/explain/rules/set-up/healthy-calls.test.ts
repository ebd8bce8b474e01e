import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';
import { setUpRules } from './index.ts';

const local = sdp('192.0.2.10', 4000);
const remote = sdp('203.0.113.20', 5000);
const own = new Set(setUpRules.map(({ id }) => id));

/** What the rules of this family say above a note. */
function complaints({ all }: { readonly all: Scene }): string[] {
  return all
    .diagnose()
    .verdicts.flatMap(({ findings }) => findings)
    .filter(({ id, severity }) => own.has(id) && severity !== 'note')
    .map(({ id, summary }) => `${id}: ${summary}`);
}

function talked(call: ProxiedCall): ProxiedCall {
  call.all.wait(60_000);
  return call.within('BYE', 200);
}

const calls: Readonly<Record<string, () => { readonly all: Scene }>> = {
  'rung and answered': () => {
    const call = new ProxiedCall({ body: local });
    call.respond(180);
    call.all.wait(8_000);
    return talked(call.accept({ body: remote }));
  },
  'challenged, then answered': () => {
    const all = new Scene();
    const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    all.call();
    const first = all.request(phone, server, 'INVITE', { body: local });
    all.ack(first, all.respond(first, 407, { headers: { 'Proxy-Authenticate': 'Digest realm="a", nonce="b"' } }));
    const second = all.request(phone, server, 'INVITE', {
      body: local,
      headers: { 'Proxy-Authorization': 'Digest username="alice", realm="a", nonce="b", uri="sip:b", response="c"' },
    });
    all.respond(second, 180);
    all.ack(second, all.respond(second, 200, { body: remote }));
    return { all };
  },
  'repeated INVITE and repeated 200': () => {
    const all = new Scene();
    const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    all.call();
    const invite = all.request(phone, server, 'INVITE', { body: local });
    all.again(invite);
    const ring = all.respond(invite, 180);
    all.again(ring);
    const ok = all.respond(invite, 200, { body: remote });
    all.again(ok);
    const ack = all.ack(invite, ok);
    all.again(ack);
    return { all };
  },
  'early media by 183 with SDP': () => {
    const call = new ProxiedCall({ body: local });
    call.respond(183, { body: remote });
    call.all.wait(9_000);
    return talked(call.accept({ body: remote }));
  },
  'reliable 183, PRACK, UPDATE, answered without SDP': () => {
    const call = new ProxiedCall({ body: local, headers: { Supported: '100rel' } });
    call.respond(183, { body: remote, headers: { Require: '100rel', RSeq: '9' } });
    call.within('PRACK', 200, { headers: { RAck: '9 1 INVITE' } });
    call.all.wait(5_000);
    return talked(call.accept());
  },
  'hold and resume': () => {
    const call = new ProxiedCall({ body: local });
    call.accept({ body: remote });
    const { all, caller, proxy, callee } = call;
    for (const direction of ['sendonly', 'sendrecv']) {
      all.wait(10_000);
      const outer = all.request(caller, proxy, 'INVITE', { body: sdp('192.0.2.10', 4000, { direction }) });
      const inner = all.request(proxy, callee, 'INVITE', { via: outer });
      const back = direction === 'sendonly' ? 'recvonly' : 'sendrecv';
      const ok = all.passOn(
        all.respond(inner, 200, { body: sdp('203.0.113.20', 5000, { direction: back }) }),
        proxy,
        caller,
      );
      all.request(proxy, callee, 'ACK', { via: all.ack(outer, ok) });
    }
    return talked(call);
  },
  'followed 302': () => {
    const all = new Scene();
    const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    all.call();
    const first = all.request(phone, server, 'INVITE', { body: local });
    all.ack(first, all.respond(first, 302, { headers: { Contact: '<sip:bob@203.0.113.20>' } }));
    const second = all.request(phone, all.place('203.0.113.20'), 'INVITE', {
      uri: 'sip:bob@203.0.113.20',
      body: local,
    });
    all.ack(second, all.respond(second, 200, { body: remote }));
    return { all };
  },
  'serial fork: busy, then voicemail': () => {
    const call = new ProxiedCall({ body: local });
    const { all, proxy, caller, inner, outer } = call;
    all.ack(inner, all.respond(inner, 486));
    const second = all.request(proxy, all.place('203.0.113.99'), 'INVITE', { via: outer, branch: 'z9hG4bKvoice' });
    all.ack(outer, all.passOn(all.respond(second, 200, { body: remote }), proxy, caller));
    return call;
  },
  'no answer, then voicemail': () => {
    const call = new ProxiedCall({ body: local });
    const { all, proxy, callee, caller, inner, outer } = call;
    call.respond(180);
    all.wait(20_000);
    all.respond(all.request(proxy, callee, 'CANCEL', { branch: 'z9hG4bKinner' }), 200);
    all.ack(inner, all.respond(inner, 487));
    const second = all.request(proxy, all.place('203.0.113.99'), 'INVITE', { via: outer, branch: 'z9hG4bKvoice' });
    all.ack(
      outer,
      all.passOn(
        all.respond(second, 200, { body: remote, headers: { To: '<sip:bob@example.com>;tag=voice' } }),
        proxy,
        caller,
      ),
    );
    return call;
  },
  'late offer': () => {
    const call = new ProxiedCall();
    const { all, proxy, callee, outer } = call;
    const ok = call.respond(200, { body: remote });
    all.request(proxy, callee, 'ACK', { via: all.ack(outer, ok, { body: local }) });
    return talked(call);
  },
  'a B2BUA whose first trunk refuses and whose second answers': () => {
    const all = new Scene();
    const [phone, b2bua] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    const trunks = [all.place('203.0.113.20'), all.place('203.0.113.21')];
    all.call('sip:alice@example.com', 'sip:bob@example.com', 'leg-a-11111@example.com');
    const first = all.request(phone, b2bua, 'INVITE', { body: local });
    trunks.forEach((trunk, at) => {
      all.call('sip:alice@example.com', 'sip:bob@example.com', `trunk-${at}-22222@example.com`);
      const out = all.request(b2bua, trunk, 'INVITE', { body: sdp('198.51.100.1', 6000 + at) });
      all.ack(out, all.respond(out, at === 0 ? 503 : 200, at === 0 ? {} : { body: remote }));
    });
    all.ack(first, all.respond(first, 200, { body: sdp('198.51.100.1', 7000) }));
    return { all };
  },
  'a capture that begins in mid-call, with a refused change': () => {
    const all = new Scene();
    const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    all.call();
    const change = all.request(phone, server, 'INVITE', {
      body: local,
      headers: { To: '<sip:bob@example.com>;tag=to1' },
    });
    all.ack(change, all.respond(change, 486));
    all.respond(all.request(phone, server, 'BYE', { headers: { To: '<sip:bob@example.com>;tag=to1' } }), 200);
    return { all };
  },
  'video that is not wanted': () => {
    const call = new ProxiedCall({ body: `${local}m=video 4002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n` });
    call.accept({ body: `${remote}m=video 0 RTP/AVP 96\r\n` });
    call.all.wait(3_000);
    return call.within('BYE', 200);
  },
  'messages without From, To, Via and CSeq': () => {
    const all = new Scene();
    const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
    all.call();
    for (const line of ['INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 488 No', 'SIP/2.0 200 OK', 'CANCEL x SIP/2.0'])
      all.raw(`${line}\r\nCall-ID: bare@example.com\r\n\r\n`, phone, server);
    return { all };
  },
};

for (const [name, make] of Object.entries(calls))
  test(`nothing above a note is said of: ${name}`, () => assert.deepEqual(complaints(make()), []));
