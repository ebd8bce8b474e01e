import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, browser: all.place('192.0.2.10:50000'), server: all.place('198.51.100.1:8088') };
};
const WS = { transport: 'WS' } as const;

test('the server closes it over a message that it cannot read (RFC 6455 7.4.1)', () => {
  const { all, browser, server } = scene();
  all.call();
  all.request(browser, server, 'INVITE', WS);
  all.event('websocket closed', server, browser, '1009 message too big', 'WS');
  all.event('closed', server, browser, '', 'TCP');
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'websocket-closed');
  const { summary, cause } = diagnosis.find('websocket-closed')!;
  assert.match(
    summary,
    /\(198\.51\.100\.1:8088\) closed the WebSocket between 192\.0\.2\.10:50000 and 198\.51\.100\.1:8088 \(1009 message too big\) 10 ms after the INVITE, before its final answer/,
  );
  assert.match(cause, /too large/);
});

test('a close in mid-call is a warning; a page that is left, a note', () => {
  for (const [detail, severity] of [
    ['1006', 'warning'],
    ['1001 going away', 'note'],
  ]) {
    const { all, browser, server } = scene();
    all.call();
    const invite = all.request(browser, server, 'INVITE', WS);
    all.ack(invite, all.respond(invite, 200));
    all.wait(5_000).event('websocket closed', browser, server, detail, 'WS');
    const found = all.diagnose().find('websocket-closed')!;
    assert.equal(found.severity, severity);
    assert.match(found.summary, /5 s after the answer, while the call was up\. No BYE was seen after it/);
  }
});

test('a close after BYE, or after the last answer, is nothing', () => {
  const { all, browser, server } = scene();
  all.call();
  const invite = all.request(browser, server, 'INVITE', WS);
  all.ack(invite, all.respond(invite, 200));
  all.respond(all.request(browser, server, 'BYE', WS), 200);
  all.event('websocket closed', browser, server, '1000', 'WS');
  assert.equal(all.diagnose().find('websocket-closed'), undefined);
});
