import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runCommand } from '../../test/run-command.ts';
import { Scene } from '../../test/scene.ts';
import { type CaptureSink, PcapngWriter } from '../capture/index.ts';
import { diagnoseJsonSchema, diagnosisSchema, rowSchema, verdictSchema } from './diagnose-schema.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-diagnose-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A scene as a pcapng file. */
function capture(name: string, scene: Scene): string {
  const writer = new PcapngWriter();
  const pieces = [writer.begin()];
  const sink: CaptureSink = {
    message: (message) => pieces.push(writer.message(message)),
    event() {},
    media() {},
    damage() {},
  };
  scene.play(sink);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

/** A call that is answered and ends well, or that is refused. */
function call(status: 200 | 486): Scene {
  const scene = new Scene();
  const [alice, bob] = [scene.place('192.0.2.10'), scene.place('203.0.113.20')];
  scene.call();
  const invite = scene.request(alice, bob, 'INVITE');
  scene.respond(invite, 180);
  scene.ack(invite, scene.respond(invite, status));
  if (status === 200) scene.wait(60_000).respond(scene.request(alice, bob, 'BYE'), 200);
  return scene;
}

test('a failed call: the verdict, the ladder, and exit code 3', async () => {
  const { code, out, err } = await runCommand(['diagnose', capture('busy.pcapng', call(486))]);
  assert.deepEqual({ code, err }, { code: 3, err: '' });
  assert.match(out, /busy\.pcapng \(pcapng\)\n4 SIP messages: 1 call; 1 failed\./);
  assert.match(out, /\n✗ .*busy/i);
  for (const part of ['Evidence', 'Cause', 'Fix', 'LADDER', 'frame 3', 'callee-busy', 'RFC 3261, section 21.4.24'])
    assert.ok(out.includes(part), part);
  assert.match(out, /▸ +0\.020 s +3 +│◀─+ 486 Busy Here ─+│/);
});

test('a healthy call: no failure, and exit code 0', async () => {
  const { code, out } = await runCommand(['diagnose', capture('fine.pcapng', call(200))]);
  assert.equal(code, 0);
  assert.match(out, /\nNo failure found\.\n/);
});

test('--json prints what docs/diagnose.schema.json says (node scripts/write-schema.ts writes it)', async () => {
  const committed = readFileSync(new URL('../../docs/diagnose.schema.json', import.meta.url), 'utf8');
  assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(diagnoseJsonSchema())));
  const { code, out } = await runCommand(['diagnose', '--json', capture('busy.pcapng', call(486))]);
  assert.equal(code, 3);
  const said = diagnosisSchema.parse(JSON.parse(out));
  assert.equal(said.findings[0].id, 'callee-busy');
  assert.equal(said.verdict, 'failure');
  const [, , busy] = said.cases[0].ladder;
  assert.deepEqual(busy.sent, {
    machine: 'INVITE server',
    state: 'Proceeding',
    on: 'send 300-699',
    next: 'Completed',
    rfc: '3261 17.2.1',
  });
});

test('--list names all calls, --call one of them; both as JSON too', async () => {
  const file = capture('busy.pcapng', call(486));
  const { out } = await runCommand(['diagnose', '--list', file]);
  assert.match(
    out,
    /^Time .*Call-ID\n09:00:00\.000 +call +alice@example\.com +bob@example\.com +4 +refused 486 +✗ callee-busy +call-1-/,
  );
  const rows = JSON.parse((await runCommand(['diagnose', '--list', '--json', file])).out) as unknown[];
  assert.equal(rowSchema.parse(rows[0]).root, 'callee-busy');
  const one = await runCommand(['diagnose', '--call', 'call-1', '--json', file]);
  assert.equal(one.code, 3);
  assert.match(verdictSchema.parse(JSON.parse(one.out)).ladder[0].text ?? '', /^INVITE /);
  const none = await runCommand(['diagnose', '--call', 'nobody', file]);
  assert.equal(none.code, 1);
  assert.match(none.err, /no Call-ID begins with nobody/);
});

test('--html writes one page that needs nothing else', async () => {
  const page = join(folder, 'page.html');
  const { code, err } = await runCommand(['diagnose', capture('busy.pcapng', call(486)), '--html', page]);
  assert.deepEqual({ code, err }, { code: 3, err: `wrote ${page}\n` });
  const text = readFileSync(page, 'utf8');
  for (const part of ['<svg class="ladder"', '<pre>INVITE sip:bob@example.com']) assert.ok(text.includes(part), part);
  // The heads of its arrows are its own.
  assert.deepEqual(text.match(/<script|src=|url\((?!#)|@import/g), null);
});

test('a packed capture, and one on standard input', async () => {
  const file = capture('busy.pcapng', call(486));
  const packed = join(folder, 'busy.pcapng.gz');
  writeFileSync(packed, gzipSync(readFileSync(file)));
  assert.equal((await runCommand(['diagnose', packed])).code, 3);
  const { code, out } = await runCommand(['diagnose', '-'], { input: readFileSync(file) });
  assert.equal(code, 3);
  assert.match(out, /^standard input \(pcapng\)\n/);
});

test('what is no capture, damaged, or not there', async () => {
  const file = capture('busy.pcapng', call(486));
  const cut = join(folder, 'cut.pcapng');
  writeFileSync(cut, readFileSync(file).subarray(0, -40));
  const damaged = await runCommand(['diagnose', cut]);
  assert.match(damaged.out, /Could not be read/);
  const empty = await runCommand(['diagnose', '-'], { input: 'nothing of the kind' });
  assert.equal(empty.code, 0);
  assert.match(empty.out, /There is no SIP in it/);
  const missing = await runCommand(['diagnose', join(folder, 'missing.pcap')]);
  assert.deepEqual(
    [missing.code, missing.err],
    [1, `sipwright: ${join(folder, 'missing.pcap')}: there is no such file\n`],
  );
  const asked = await runCommand(['diagnose', '--listen', 'udp:1']);
  assert.equal(asked.code, 2);
});

test('secrets are masked wherever a message is shown', async () => {
  const scene = new Scene();
  const [alice, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call('sip:alice@example.com', 'sip:alice@example.com');
  scene.respond(
    scene.request(alice, server, 'REGISTER', {
      headers: {
        Authorization:
          'Digest username="alice", realm="example.com", nonce="n0nce", uri="sip:example.com", response="5ec2e7"',
      },
    }),
    403,
  );
  const file = capture('register.pcapng', scene);
  const page = join(folder, 'masked.html');
  await runCommand(['diagnose', file, '--html', page]);
  const shown = [readFileSync(page, 'utf8'), (await runCommand(['diagnose', '--json', '--call', 'call-1', file])).out];
  for (const text of shown) {
    assert.ok(text.includes('alice'));
    assert.ok(!text.includes('5ec2e7') && !text.includes('n0nce'));
  }
});

test('captures of both sides of a proxy are one story, whatever their order', async () => {
  const both = new Scene();
  const [alice, proxy, bob] = [both.place('192.0.2.10'), both.place('198.51.100.1'), both.place('203.0.113.20')];
  both.call();
  const invite = both.request(alice, proxy, 'INVITE');
  const inner = both.request(proxy, bob, 'INVITE', { via: invite });
  const busy = both.respond(inner, 486);
  both.ack(inner, busy);
  both.ack(invite, both.passOn(busy, proxy, alice));
  const side = (name: string, address: string) => {
    const writer = new PcapngWriter();
    const pieces = [writer.begin()];
    both.play({
      message: (message) => {
        const { source, destination } = message.hop;
        if (source.address === address || destination.address === address) pieces.push(writer.message(message));
      },
      event() {},
      media() {},
      damage() {},
    });
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat(pieces));
    return path;
  };
  const [front, back] = [side('front.pcapng', '192.0.2.10'), side('back.pcapng', '203.0.113.20')];
  const { code, out } = await runCommand(['diagnose', '--json', back, front]);
  assert.equal(code, 3);
  const found = diagnosisSchema.parse(JSON.parse(out));
  assert.deepEqual(
    found.inputs.map(({ firstFrame, frames }) => [firstFrame, frames]),
    [
      [1, 3],
      [4, 3],
    ],
  );
  assert.equal(found.cases.length, 1);
  assert.deepEqual(
    found.cases[0].ladder.map(({ frame }) => frame),
    [4, 1, 2, 3, 5, 6],
  );
});
