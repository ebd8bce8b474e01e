import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { toneShare, ToneSource } from '../media/index.ts';
import { openSoundCard, type SoundCard, type SoundCardOptions } from './sound-card.ts';
import { findSoundTools } from './sound-tools.ts';

const toneHertz = 500;

/** Stands in for a recorder: notes how it was started, and speaks a tone until it is told to end. */
const recorder = (notes: string) => `
const { appendFileSync } = require('node:fs');
appendFileSync(${JSON.stringify(notes)}, JSON.stringify(process.argv.slice(2)) + '\\n');
const rate = Number(/--rate=(\\d+)/.exec(process.argv.join(' '))[1]);
let at = 0;
setInterval(() => {
  const block = Buffer.alloc(rate / 50 * 2);
  for (let i = 0; i < block.length; i += 2) block.writeInt16LE(Math.round(16000 * Math.sin(2 * Math.PI * ${toneHertz} * at++ / rate)), i);
  process.stdout.write(block);
}, 20);`;

/** Stands in for a player: keeps what it is given in a file. */
const player = (notes: string, heard: string) => `
const { appendFileSync, createWriteStream } = require('node:fs');
appendFileSync(${JSON.stringify(notes)}, JSON.stringify(process.argv.slice(2)) + '\\n');
process.stdin.pipe(createWriteStream(${JSON.stringify(heard)}));`;

const failing = (text: string) => `process.stderr.write(${JSON.stringify(text)}); process.exit(1);`;

interface Folder {
  readonly path: string;
  readonly notes: string;
  readonly heard: string;
  program(name: string, source: string): void;
}

function folder(t: TestContext): Folder {
  const path = mkdtempSync(join(tmpdir(), 'sipwright-sound-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    notes: join(path, 'notes'),
    heard: join(path, 'heard'),
    program(name, source) {
      const file = join(path, name);
      writeFileSync(file, `#!${process.execPath}\n${source}\n`);
      chmodSync(file, 0o755);
    },
  };
}

async function open(t: TestContext, { path }: Folder, options: SoundCardOptions = {}): Promise<SoundCard> {
  const card = await openSoundCard({ tools: findSoundTools(path), ...options });
  t.after(() => card.close());
  return card;
}

async function hears(card: SoundCard, hertz: number): Promise<void> {
  for (;;) {
    const frame = new Int16Array(card.sampleRate / 50);
    card.source.read(frame);
    if (toneShare(frame, hertz, card.sampleRate) > 0.95) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

for (const [name, play, capture, expected] of [
  ['PulseAudio', 'pacat', 'parec', ['--raw', '--format=s16le', '--rate=16000', '--channels=1']],
  ['ALSA', 'aplay', 'arecord', ['--quiet', '--file-type=raw', '--format=S16_LE', '--rate=16000', '--channels=1']],
] as const) {
  test(`the programs of ${name} play and capture raw sound on pipes`, async (t) => {
    const here = folder(t);
    here.program(play, player(here.notes, here.heard));
    here.program(capture, recorder(here.notes));
    const card = await open(t, here, { sampleRate: 16_000, playDevice: 'desk', captureDevice: 'desk' });
    assert.equal(card.tools.name, name);
    await hears(card, toneHertz);
    const tone = new ToneSource(300, 16_000);
    const frames = Array.from({ length: 10 }, () => new Int16Array(320));
    for (const frame of frames) {
      tone.read(frame);
      card.sink.write(frame);
    }
    await card.close();
    assert.deepEqual(
      readFileSync(here.heard),
      Buffer.concat(frames.map(({ buffer }) => Buffer.from(buffer))),
      'all that was given, and in order',
    );
    const started = readFileSync(here.notes, 'utf8').trim().split('\n');
    assert.equal(started.length, 2);
    for (const line of started) {
      const args = JSON.parse(line) as string[];
      assert.deepEqual(args.slice(0, expected.length), expected);
      assert.equal(args.at(-1), '--device=desk');
    }
  });
}

test('the sound server is asked before the card, and the card where the server is not there', async (t) => {
  const here = folder(t);
  here.program('pacat', failing('Connection failure: Connection refused'));
  here.program('parec', failing('Connection failure: Connection refused'));
  here.program('aplay', player(here.notes, here.heard));
  here.program('arecord', recorder(here.notes));
  assert.deepEqual(
    findSoundTools(here.path).map((tools) => tools.name),
    ['PulseAudio', 'ALSA'],
  );
  const card = await open(t, here);
  assert.equal(card.tools.name, 'ALSA');
});

test('without programs, or with such that find no card, it says why', async (t) => {
  const here = folder(t);
  await assert.rejects(open(t, here), { code: 'SIP_SOUND_CARD', message: /install pulseaudio-utils or alsa-utils/ });
  here.program('aplay', failing('aplay: main:831: audio open error: No such file or directory'));
  assert.deepEqual(findSoundTools(here.path), [], 'a player alone is no phone');
  here.program('arecord', failing('arecord: main:831: audio open error: No such file or directory'));
  await assert.rejects(open(t, here), { code: 'SIP_SOUND_CARD', message: /audio open error: No such file/ });
});

test('a card that goes away in the middle is told, and leaves silence', async (t) => {
  const here = folder(t);
  here.program('pacat', player(here.notes, here.heard));
  here.program('parec', `process.stdout.write(Buffer.alloc(320, 1), () => process.exit(3));`);
  const gone = Promise.withResolvers<Error>();
  const card = await open(t, here, { onFailure: gone.resolve });
  assert.match((await gone.promise).message, /parec has ended \(3\)/);
  assert.equal(card.failure?.code, 'SIP_SOUND_CARD');
  const frame = new Int16Array(160);
  for (let i = 0; i < 20; i++) assert.equal(card.source.read(frame), 160);
  assert.ok(frame.every((sample) => sample === 0));
  card.sink.write(frame);
});

test('a player that does not take its sound in time is not given more: it would be late', async (t) => {
  const here = folder(t);
  here.program('pacat', 'setInterval(() => {}, 1000);');
  here.program('parec', recorder(here.notes));
  const card = await open(t, here);
  const frame = new Int16Array(160);
  // Long enough to fill what lies between the two programs.
  for (let i = 0; i < 4000 && card.dropped === 0; i++) {
    card.sink.write(frame);
    await new Promise(setImmediate);
  }
  const { dropped } = card;
  assert.ok(dropped > 0);
  card.sink.write(frame);
  assert.equal(card.dropped, dropped + 1);
});
