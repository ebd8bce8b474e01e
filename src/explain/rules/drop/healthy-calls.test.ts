import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, relayed, sdpAt, talk } from '../../../../test/scene-calls.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

/** Each is untidy, and works: nothing of these two families may be more than a note. */
const calls: Readonly<Record<string, (all: Scene) => void>> = {
  'INVITE, 200 and BYE that are sent twice'(all) {
    const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
    all.call();
    const invite = all.request(phone, callee, 'INVITE');
    all.again(invite);
    const ok = all.respond(invite, 200);
    const ack = all.ack(invite, ok);
    all.wait(480);
    all.again(ok);
    all.again(ack);
    const bye = all.request(phone, callee, 'BYE');
    all.wait(480);
    all.again(bye);
    all.respond(bye, 200);
  },
  'a fork with early media of two phones, one answers'(all) {
    const [phone, proxy, a, b] = ['203.0.113.10', '198.51.100.1', '192.0.2.20', '192.0.2.21'].map((text) =>
      all.place(text),
    );
    all.call();
    const invite = all.request(phone, proxy, 'INVITE', { body: sdp('203.0.113.10', 4000) });
    const legs = [a, b].map((place) => all.request(proxy, place, 'INVITE', { via: invite }));
    const other = { To: '<sip:bob@example.com>;tag=other' };
    all.passOn(all.respond(legs[0], 183, { body: sdp('192.0.2.20', 5000), headers: other }), proxy, phone);
    all.rtp(all.place('192.0.2.20:5000'), all.place('203.0.113.10:4000'), { packets: 100 });
    const ok = all.passOn(all.respond(legs[1], 200, { body: sdp('192.0.2.21', 6000) }), proxy, phone);
    all.respond(all.request(proxy, a, 'CANCEL', { headers: { To: '<sip:bob@example.com>' } }), 200);
    all.respond(legs[0], 487, { headers: other });
    all.ack(invite, ok);
    talk(all, all.place('203.0.113.10:4000'), all.place('192.0.2.21:6000'), { packets: 400 });
    all.respond(all.request(phone, proxy, 'BYE'), 200);
  },
  'hold and resume by UPDATE, and a refresh in time'(all) {
    const [here, there] = [all.place('203.0.113.10:4000'), all.place('192.0.2.20:5000')];
    const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
      offer: sdpAt(here),
      answer: sdpAt(there),
      invite: { Supported: 'timer' },
      ok: { 'Session-Expires': '90;refresher=uac' },
    });
    talk(all, here, there, { packets: 500 });
    for (const direction of ['inactive', 'sendrecv']) {
      const headers = { 'Session-Expires': '90;refresher=uac' };
      const update = all.request(call.phone, call.callee, 'UPDATE', { body: sdpAt(here, { direction }), headers });
      all.respond(update, 200, { body: sdpAt(there, { direction }), headers });
      if (direction === 'sendrecv') talk(all, here, there, { packets: 500, first: 501 });
      else all.wait(30_000);
    }
    hangUp(call);
  },
  'glare: both re-INVITE at once, 491, and then one gets through'(all) {
    const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
    const call = answeredCall(all, phone, callee);
    const [one, two] = [all.request(phone, callee, 'INVITE'), all.request(callee, phone, 'INVITE', { back: true })];
    all.ack(one, all.respond(one, 491));
    all.ack(two, all.respond(two, 491), { back: true });
    all.wait(2_500);
    const again = all.request(phone, callee, 'INVITE');
    all.ack(again, all.respond(again, 200));
    hangUp(call, 'callee');
  },
  'a blind transfer: REFER, NOTIFY, BYE'(all) {
    const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
    const call = answeredCall(all, phone, callee);
    all.respond(
      all.request(callee, phone, 'REFER', { back: true, headers: { 'Refer-To': '<sip:carol@example.com>' } }),
      202,
    );
    all.respond(all.request(phone, callee, 'NOTIFY', { headers: { Event: 'refer' } }), 200);
    hangUp(call, 'callee');
    all.respond(all.request(phone, callee, 'NOTIFY', { headers: { Event: 'refer' } }), 481);
  },
  'media that moves from the relay to the phones themselves'(all) {
    const [phone, proxy, callee] = ['203.0.113.10', '198.51.100.1', '192.0.2.20'].map((text) => all.place(text));
    const [here, there, left, right] = [
      '203.0.113.10:4000',
      '192.0.2.20:5000',
      '198.51.100.1:20000',
      '198.51.100.1:20002',
    ].map((text) => all.place(text));
    const call = proxiedCall(all, phone, proxy, callee, {
      offer: sdpAt(here),
      innerOffer: sdpAt(right),
      answer: sdpAt(there),
      outerAnswer: sdpAt(left),
    });
    const { time } = all;
    talk(all, here, left, { packets: 200 });
    all.time = time;
    talk(all, right, there, { packets: 200 });
    const again = all.request(phone, proxy, 'INVITE', {
      body: sdpAt(here),
      headers: { Route: '<sip:198.51.100.1;lr>' },
    });
    const inner = all.request(proxy, callee, 'INVITE', { via: again, headers: { Route: undefined } });
    const ok = all.passOn(all.respond(inner, 200, { body: sdpAt(there) }), proxy, phone);
    const ack = all.ack(again, ok, { headers: { Route: '<sip:198.51.100.1;lr>' } });
    all.request(proxy, callee, 'ACK', { via: ack, headers: { Route: undefined } });
    all.wait(20_000);
    all.respond(relayed(call, 'BYE', { Route: '<sip:198.51.100.1;lr>' }), 200);
  },
  'a late offer: the answer is in the ACK'(all) {
    const [phone, callee, here, there] = ['203.0.113.10', '192.0.2.20', '203.0.113.10:4000', '192.0.2.20:5000'].map(
      (text) => all.place(text),
    );
    all.call();
    const invite = all.request(phone, callee, 'INVITE');
    all.ack(invite, all.respond(invite, 200, { body: sdpAt(there) }), { body: sdpAt(here) });
    talk(all, here, there, { packets: 400 });
    all.respond(all.request(phone, callee, 'BYE'), 200);
  },
  'a phone behind NAT with symmetric RTP, and RTCP beside it'(all) {
    const [phone, pbx, outer, there] = [
      '203.0.113.10:51234',
      '198.51.100.1',
      '203.0.113.10:61000',
      '198.51.100.1:20000',
    ].map((text) => all.place(text));
    const call = answeredCall(all, phone, pbx, { offer: sdp('192.168.1.5', 4000), answer: sdpAt(there) });
    talk(all, outer, there, { packets: 400 });
    hangUp(call, 'callee');
  },
  'a voicemail that only listens, after its greeting'(all) {
    const [here, there] = [all.place('203.0.113.10:4000'), all.place('192.0.2.20:5000')];
    const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
      offer: sdpAt(here),
      answer: sdpAt(there),
    });
    talk(all, here, there, { packets: 400 });
    all.rtp(here, there, { packets: 1500, first: 401 });
    hangUp(call, 'callee');
  },
  'a caller who gives up, one who is refused, one who is redirected'(all) {
    const [phone, server] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
    for (const status of [486, 302, 404, 487]) {
      all.call();
      const invite = all.request(phone, server, 'INVITE', { body: sdp('10.0.0.1', 4000), branch: `z9hG4bKs${status}` });
      all.respond(invite, 180);
      if (status === 487) all.respond(all.request(phone, server, 'CANCEL', { branch: 'z9hG4bKs487' }), 200);
      all.ack(invite, all.respond(invite, status));
    }
  },
  'a call whose beginning and end are not in the capture'(all) {
    const [phone, server] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
    all.call().calleeTag = 'to1';
    const both = { To: '<sip:bob@example.com>;tag=to1' };
    all.respond(all.request(phone, server, 'INFO', { headers: both }), 200);
    all.rtp(all.place('203.0.113.10:4000'), all.place('192.0.2.20:5000'), { packets: 400 });
    all.request(phone, server, 'INVITE', { headers: both });
  },
};

for (const [name, write] of Object.entries(calls))
  for (const timeless of [false, true])
    test(`healthy: ${name}${timeless ? ', without times' : ''}`, () => {
      const all = new Scene();
      if (timeless) all.time = Number.NaN;
      write(all);
      const grave = all
        .diagnose()
        .verdicts.flatMap(({ findings }) => findings)
        .filter(({ rule, severity }) => (rule.family === 'drop' || rule.family === 'media') && severity !== 'note');
      assert.deepEqual(
        grave.map(({ id, summary }) => `${id}: ${summary}`),
        [],
      );
    });
