import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};

test('requests that go on as if they had been answered', () => {
  const { all, phone, server } = scene();
  const call = all.call();
  all.request(phone, server, 'INVITE');
  call.calleeTag = 'to1';
  all.request(phone, server, 'ACK');
  all.request(phone, server, 'BYE');
  all.call();
  all.request(phone, server, 'OPTIONS');
  const [found] = all.diagnose().capture;
  assert.equal(found.id, 'one-direction-only');
  assert.deepEqual([found.severity, found.certainty], ['note', 'certain']);
  assert.match(found.summary, /requests of 192\.0\.2\.10 and not one final answer to them\. Yet they go on with BYE/);
});

test('nothing but answers', () => {
  const { all, phone, server } = scene();
  all.call();
  for (const status of [100, 180, 183, 200]) {
    const text = `SIP/2.0 ${status} OK\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n`;
    all.raw(text, server, phone);
  }
  assert.match(all.diagnose().find('one-direction-only')!.summary, /^All 4 messages of the capture are answers/);
});

test('requests that nobody answers, and a capture of both directions, are nothing', () => {
  const { all, phone, server } = scene();
  for (let i = 0; i < 5; i++) {
    all.call();
    all.request(phone, server, 'OPTIONS');
  }
  assert.equal(all.diagnose().find('one-direction-only'), undefined);
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  all.respond(all.request(phone, server, 'BYE'), 200);
  assert.equal(all.diagnose().find('one-direction-only'), undefined);
});
