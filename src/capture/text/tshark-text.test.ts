import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openCapture } from '../open-capture.ts';
import { hopText, readText } from './test-texts.ts';

const traces = new URL('../../../../shared/testdata/traces/', import.meta.url);
const isHere = existsSync(traces) && spawnSync('tshark', ['--version']).status === 0;
const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';

const files = [
  'sipnab__sip_call.pcap',
  'sipnab__sip-over-tcp.pcap',
  'drawmycall__sip-rtp-g729a.pcap',
  'sipnab__udp_5060.pcap',
];

/** Each message of a capture with its time and hop. */
function captured(path: URL): string[] {
  const found: string[] = [];
  const reader = openCapture({
    message: ({ time, hop, text }) => void found.push(`${time.toFixed(3)} ${hopText(hop)}\n${text}`),
    event: () => {},
    media: () => {},
    damage: () => {},
  });
  reader.write(readFileSync(path));
  reader.end();
  return found;
}

for (const file of files) {
  test(`what tshark prints of ${file} has the messages that the file has`, (t) => {
    if (!isHere && !isRequired) return t.skip('tshark or shared/testdata/traces is not there');
    const path = new URL(file, traces);
    const expected = captured(path);
    const print = (...options: string[]) =>
      execFileSync('tshark', ['-r', fileURLToPath(path), '-Y', 'sip', ...options], {
        encoding: 'latin1',
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const withTime = (text: string) =>
      readText(text).messages.map((one) => `${one.time.toFixed(3)} ${hopText(one.hop)}\n${one.text}`);
    assert.deepEqual(withTime(print('-V')), expected);
    assert.deepEqual(withTime(print('-V', '-x')), expected);
    const withoutTime = (all: readonly string[]) => all.map((one) => one.slice(one.indexOf(' ')));
    assert.deepEqual(withoutTime(withTime(print('-x'))), withoutTime(expected));
  });
}
