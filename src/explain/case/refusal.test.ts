import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../test/proxied-call.ts';
import { Scene } from '../../../test/scene.ts';
import { type Case } from './case.ts';
import { rebuffWith, refusalOf } from './refusal.ts';

const subjectOf = (all: Scene): Case => all.diagnose().verdicts[0].case;

test('a refusal is followed back through the proxy that passed it on (RFC 3261 16.7)', () => {
  const call = new ProxiedCall();
  call.refuse(486);
  const { origin, told, made, attempt } = refusalOf(subjectOf(call.all))!;
  assert.deepEqual([origin.frame, told.frame], [3, 5]);
  assert.equal(made.parent, attempt);
});

test('a proxy that turns 503 into 500 is not where it began', () => {
  const call = new ProxiedCall();
  call.refuseAs(503, 500);
  const { origin, told } = refusalOf(subjectOf(call.all))!;
  assert.deepEqual([origin.status, told.status], [503, 500]);
});

test('where branches failed for several reasons, the one that was passed on decides', () => {
  const call = new ProxiedCall();
  const { all, proxy, caller, inner, outer } = call;
  const second = all.request(proxy, all.place('203.0.113.30'), 'INVITE', { via: outer, branch: 'z9hG4bKsecond' });
  all.ack(inner, all.respond(inner, 486));
  const gone = all.respond(second, 404);
  all.ack(second, gone);
  all.ack(outer, all.passOn(gone, proxy, caller));
  assert.equal(refusalOf(subjectOf(all))!.origin.frame, gone.frame);
});

test('where none of several was passed on, the proxy is as far as one can tell', () => {
  const call = new ProxiedCall();
  const { all, proxy, inner, outer } = call;
  const second = all.request(proxy, all.place('203.0.113.30'), 'INVITE', { via: outer, branch: 'z9hG4bKsecond' });
  all.ack(inner, all.respond(inner, 486));
  all.ack(second, all.respond(second, 404));
  const told = all.respond(outer, 480);
  all.ack(outer, told);
  assert.equal(refusalOf(subjectOf(all))!.origin.frame, told.frame);
});

/** A B2BUA that tries two trunks in turn. */
function trunks(first: number, second: number, told: number): Scene {
  const all = new Scene();
  const [phone, b2bua] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call('sip:alice@example.com', 'sip:bob@example.com', 'leg-a-11111@example.com');
  const invite = all.request(phone, b2bua, 'INVITE');
  [first, second].forEach((status, at) => {
    all.call('sip:alice@example.com', 'sip:bob@example.com', `trunk-${at}-22222@example.com`);
    const out = all.request(b2bua, all.place(`203.0.113.2${at}`), 'INVITE');
    all.ack(out, all.respond(out, status));
  });
  all.ack(invite, all.respond(invite, told));
  return all;
}

test('behind a B2BUA the leg with the same code decides, else the last', () => {
  assert.equal(refusalOf(subjectOf(trunks(486, 503, 486)))!.origin.status, 486);
  assert.equal(refusalOf(subjectOf(trunks(503, 404, 480)))!.origin.status, 404);
  assert.equal(refusalOf(subjectOf(trunks(503, 200, 480)))!.origin.status, 480);
});

test('a cancelled call, an answered one, and a request within a dialog have none', () => {
  const cancelled = new ProxiedCall();
  const { all, caller, proxy, outer } = cancelled;
  all.respond(outer, 180);
  all.respond(all.request(caller, proxy, 'CANCEL', { branch: 'z9hG4bKouter' }), 200);
  // Some peers end a cancelled INVITE with another code.
  all.ack(outer, all.respond(outer, 480));
  assert.equal(refusalOf(subjectOf(all)), undefined);
  const answered = new ProxiedCall();
  answered.accept().within('INFO', 405);
  assert.equal(refusalOf(subjectOf(answered.all)), undefined);
  const later = new Scene();
  later.call();
  const change = later.request(later.place('192.0.2.10'), later.place('198.51.100.1'), 'INVITE', {
    headers: { To: '<sip:bob@example.com>;tag=old' },
  });
  later.ack(change, later.respond(change, 488));
  assert.equal(refusalOf(subjectOf(later)), undefined);
});

test('a rebuff is overcome by a later try, also where that one fails for another reason', () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  for (const status of [420, 420, 486]) {
    const invite = all.request(phone, server, 'INVITE');
    all.ack(invite, all.respond(invite, status));
  }
  const { count, isOvercome, isWithinDialog, next } = rebuffWith(subjectOf(all), (status) => status === 420)!;
  assert.deepEqual([count, isOvercome, isWithinDialog, next?.status], [2, true, false, 420]);
});

test('two messages that each name the other as the hop before do not hang it', () => {
  const all = new Scene();
  const [a, b] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const vias = ['SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1', 'SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK2'];
  const first = all.request(a, b, 'INVITE', { branch: 'z9hG4bK1', headers: { Via: [vias[1], vias[0]] } });
  const second = all.request(b, a, 'INVITE', { cseq: 1, branch: 'z9hG4bK2', headers: { Via: vias } });
  for (const request of [first, second]) all.respond(request, 486);
  const subject = subjectOf(all);
  assert.equal(refusalOf(subject), undefined);
  const response = subject.steps.find(({ status }) => status === 486)!;
  assert.equal(subject.originOf(response).status, 486);
});
