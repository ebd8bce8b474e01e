/** The first program of the README calls a real phone, directly: it rings, answers, and hears the end (RFC 3261 13, 15). */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interopTest } from './interop-test.ts';
import { Program } from './program.ts';
import { freePort } from './sockets-of.ts';

const root = join(import.meta.dirname, '..', '..');

/** Without a server it has nothing to register at, and it answers by itself. */
const account = '<sip:bob@127.0.0.1>;regint=0;answermode=auto\n';
/** Its port for UDP and TCP; that of TLS is the next. */
const config = (port: number) =>
  [
    // "lo" is refused as an interface, its address is not
    'net_interface 127.0.0.1',
    `sip_listen 127.0.0.1:${port}`,
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module_tmp account.so',
    'module_app menu.so',
    '',
  ].join('\n');

for (const transport of ['UDP', 'TCP'] as const) {
  interopTest(`examples/call.ts calls baresip over ${transport}`, ['baresip'], async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sipwright-call-'));
    writeFileSync(join(folder, 'accounts'), account);
    const port = await freePort();
    writeFileSync(join(folder, 'config'), config(port));
    const phone = new Program('baresip', ['-v', '-s', '-f', folder], { cwd: folder });
    t.after(async () => {
      await phone.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    await phone.says(/baresip is ready/);
    const protocol = transport === 'UDP' ? 'udp' : 'tcp';
    await phone.holds('SIP', (one) => one.protocol === protocol && one.port === port);
    const target = `sip:bob@127.0.0.1:${port};transport=${protocol}`;
    const call = new Program(process.execPath, [join(root, 'examples', 'call.ts'), target], { cwd: root });
    t.after(() => call.kill());
    await phone.says(/Call established: sip:alice@example\.com/);
    assert.equal(await call.ended(30_000), 0, call.output);
    assert.equal(call.output, '180 Ringing\nwe talk\n');
    await phone.says(/Call with sip:alice@example\.com terminated/);
  });
}
