import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { createWavSink, openWavSource, WavSource } from '../media/index.ts';
import type { PhoneCall } from '../phone/index.ts';
import { CommandError } from './exit-code.ts';
import type { Io } from './io.ts';
import { PhoneSounds, type SoundChoice } from './phone-sound.ts';

const rate = 8000;
/** Of a call, nothing but who it is counts here. */
const aCall = () => ({}) as PhoneCall;

function soundsIn(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-sound-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const output = Object.assign(new EventEmitter(), { write: () => true });
  const stdin = Readable.from([]);
  const io: Io = { stdin, stdout: output, stderr: output, env: {}, cwd: folder, signals: new EventEmitter() };
  const make = (choice: Partial<SoundChoice>) => new PhoneSounds(io, { card: false, sampleRate: rate, ...choice });
  return { folder, make };
}

function secondsOf(path: string): number {
  const source = openWavSource(path, rate);
  assert.ok(source instanceof WavSource);
  source.close();
  return source.durationSeconds;
}

test('each call plays the file from its beginning, and has a recording of its own', (t) => {
  const { folder, make } = soundsIn(t);
  const file = createWavSink(join(folder, 'hello.wav'), rate);
  file.write(new Int16Array(160).fill(1000));
  file.close();
  mkdirSync(join(folder, 'heard'));
  const sounds = make({ play: 'hello.wav', record: 'heard/got.wav' });
  const calls = [aCall(), aCall()];
  const open = calls.map((call) => sounds.open(call));
  for (const { source, sink } of open) {
    const frame = new Int16Array(160);
    assert.equal(source?.read(frame), 160);
    assert.equal(frame[0], 1000);
    assert.equal(source?.read(frame), 0);
    sink?.write(frame);
  }
  for (const { close } of open) close?.();
  assert.deepEqual(calls.map(sounds.recordingOf), ['heard/got.wav', join('heard', 'got-2.wav')]);
  for (const call of calls) assert.equal(secondsOf(join(folder, sounds.recordingOf(call) ?? '')), 0.02);
  assert.equal(sounds.recordingOf(aCall()), undefined);
});

test('without files and without a card calls are silent', (t) => {
  const { make } = soundsIn(t);
  const { source, sink, close } = make({}).open(aCall());
  assert.deepEqual([source, sink], [undefined, undefined]);
  close?.();
});

test('files that cannot be played or written are told before anybody is called', (t) => {
  const { folder, make } = soundsIn(t);
  writeFileSync(join(folder, 'song.mp3'), 'ID3');
  mkdirSync(join(folder, 'folder'));
  for (const [choice, message] of [
    [{ play: 'nowhere.wav' }, '--play nowhere.wav: there is no such file or folder'],
    [{ play: 'folder' }, '--play folder: this is a folder'],
    [
      { play: 'song.mp3' },
      '--play song.mp3: not a RIFF WAVE file; WAV files of 16-bit PCM, mu-law or A-law are played',
    ],
    [{ record: 'nowhere/got.wav' }, '--record nowhere/got.wav: there is no such file or folder'],
    [{ record: 'folder' }, '--record folder: this is a folder'],
  ] as const)
    assert.throws(
      () => make(choice),
      (error) => error instanceof CommandError && error.message === message,
      message,
    );
});

test('a folder that may not be written to is told too', (t) => {
  if (process.getuid?.() === 0) return t.skip('root may write everywhere');
  const { folder, make } = soundsIn(t);
  mkdirSync(join(folder, 'locked'));
  chmodSync(join(folder, 'locked'), 0o500);
  assert.throws(() => make({ record: 'locked/got.wav' }), /not permitted/);
});

test('where there is no card the calls are silent, and that is told once', async (t) => {
  const { make } = soundsIn(t);
  const told: Error[] = [];
  const { PATH } = process.env;
  process.env.PATH = '';
  t.after(() => (process.env.PATH = PATH));
  const first = Promise.withResolvers<void>();
  const sounds = make({
    card: true,
    onNoCard: (error) => {
      told.push(error);
      first.resolve();
    },
  });
  for (let call = 0; call < 3; call++) {
    const { source, sink, close } = sounds.open(aCall());
    const frame = new Int16Array(160).fill(7);
    assert.equal(source?.read(frame), 160, 'silence, and no end');
    assert.equal(frame[0], 0);
    sink?.write(frame);
    await first.promise;
    close?.();
  }
  // Whatever the later calls would tell has been told by then.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(told.length, 1);
  assert.match(told[0].message, /no sound card/);
});
