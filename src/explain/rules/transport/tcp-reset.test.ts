import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10:50000'), server: all.place('198.51.100.1') };
};
const TCP = { transport: 'TCP' } as const;

test('the server resets the connection instead of an answer (RFC 3261 17.1.4)', () => {
  const { all, phone, server } = scene();
  all.call();
  all.request(phone, server, 'INVITE', TCP);
  all.wait(190).event('reset', server, phone, '', 'TCP');
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'tcp-reset');
  const { summary, evidence, severity } = diagnosis.find('tcp-reset')!;
  assert.match(
    summary,
    /sent its INVITE over TCP to 198\.51\.100\.1:5060, and .*\(198\.51\.100\.1:5060\) reset the connection 200 ms later, before the final answer\. Nothing had come back/,
  );
  assert.equal(severity, 'failure');
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('the client closes its own connection while it rings, over TLS', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE', { transport: 'TLS' });
  all.respond(invite, 180);
  all.wait(3_000).event('closed', phone, server, '', 'TCP');
  const found = all.diagnose().find('tcp-reset')!;
  assert.match(found.summary, /closed the connection by itself .* 180 Ringing was all that had come/);
  assert.match(found.cause, /The client closed its own connection/);
});

test('a request that was sent again over a new connection is a note', () => {
  const { all, phone, server } = scene();
  all.call();
  all.request(phone, server, 'OPTIONS', TCP);
  all.event('reset', server, phone, '', 'TCP');
  all.respond(all.request(all.place('192.0.2.10:50001'), server, 'OPTIONS', TCP), 200);
  assert.equal(all.diagnose().find('tcp-reset')!.severity, 'note');
});

test('a connection that ends when all is done is nothing', () => {
  const { all, phone, server } = scene();
  all.call();
  all.respond(all.request(phone, server, 'OPTIONS', TCP), 200);
  all.event('reset', server, phone, '', 'TCP');
  assert.equal(all.diagnose().find('tcp-reset'), undefined);
});

test('a connection that ended before the request is nothing', () => {
  const { all, phone, server } = scene();
  all.event('reset', server, phone, '', 'TCP').call();
  all.request(phone, server, 'OPTIONS', TCP);
  assert.equal(all.diagnose().find('tcp-reset'), undefined);
});
