/** Captures of other projects, and of our own making, read by us and by tshark: the same messages in the same frames. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join as joinPath } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openCapture } from '../../src/capture/open-capture.ts';
import { frames, tunnels } from '../../src/capture/packet/test-frames.ts';
import {
  ALICE,
  ALICE6,
  BOB6,
  type Bytes,
  enhancedPacket,
  fragmentsOf,
  interfaceBlock,
  ipv4,
  join,
  options,
  sectionHeader,
  tcp,
  udp,
} from '../../src/capture/packet/test-packets.ts';
import { RecordingSink } from '../../src/capture/packet/test-sink.ts';
import type { SeenMessage } from '../../src/capture/seen.ts';
import { testdata } from './message-table.ts';

const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';
const hasTshark = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => folder !== '' && existsSync(joinPath(folder, 'tshark')));
const noTshark = hasTshark || isRequired ? false : 'tshark is missing: apt install tshark';

/** Of each frame that has SIP: `frame methods codes Call-IDs`. */
type Summary = string[];

/** A row of INDEX.tsv. */
interface Indexed {
  readonly file: string;
  readonly frames: number;
  /** Frames that have SIP. */
  readonly sip: number;
  readonly methods: string;
  readonly responses: string;
  readonly callIds: number;
}

function read(bytes: Uint8Array): { sink: RecordingSink; frames: number } {
  const sink = new RecordingSink();
  const reader = openCapture(sink);
  for (let at = 0; at < bytes.length; at += 65_536) reader.write(bytes.subarray(at, at + 65_536));
  reader.end();
  return { sink, frames: reader.frames };
}

const methodOf = ({ text }: SeenMessage) => (/^SIP\//i.test(text) ? '' : text.split(/\s/, 1)[0]);
const codeOf = ({ text }: SeenMessage) => /^SIP\/\S+\s+(\d+)/i.exec(text)?.[1] ?? '';
const callIdOf = ({ text }: SeenMessage) => /^(?:Call-ID|i)[ \t]*:[ \t]*(.*?)[ \t]*$/im.exec(text)?.[1] ?? '';

const list = (values: readonly string[]) => values.filter((value) => value !== '').join(',');

function summaryOf(messages: readonly SeenMessage[]): Summary {
  const byFrame = Map.groupBy(messages, ({ frame }) => frame);
  return [...byFrame].map(([frame, inFrame]) =>
    [frame, list(inFrame.map(methodOf)), list(inFrame.map(codeOf)), list(inFrame.map(callIdOf))].join('\t'),
  );
}

const run = promisify(execFile);

async function askTshark(file: string, fields: readonly string[], args: readonly string[] = []): Promise<string[]> {
  const wanted = fields.flatMap((field) => ['-e', field]);
  const options = ['-n', '-r', file, '-Y', 'sip', '-T', 'fields', '-E', 'occurrence=a', ...args, ...wanted];
  const { stdout } = await run('tshark', options, { maxBuffer: 100_000_000 });
  return stdout.split('\n').filter((line) => line !== '');
}

const count = (values: readonly string[]) =>
  [...Map.groupBy(values.filter(Boolean), (value) => value)]
    .map(([value, { length }]) => `${value}:${length}`)
    .toSorted()
    .join(' ');
const sorted = (counts: string) => counts.split(' ').filter(Boolean).toSorted().join(' ');

const { url, skip } = testdata('traces');

function indexed(): Indexed[] {
  if (skip !== false) return [];
  const [, ...rows] = readFileSync(new URL('INDEX.tsv', url), 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const [file, , , , frameCount, sip, , methods, responses, callIds] = row.split('\t');
    return { file, frames: Number(frameCount), sip: Number(sip), methods, responses, callIds: Number(callIds) };
  });
}

const rows = indexed();

test('the captures are here', { skip }, () => assert.ok(rows.length >= 40, `${rows.length}`));

for (const row of rows) {
  test(`${row.file} has what the index says`, () => {
    const { sink, frames: frameCount } = read(readFileSync(new URL(row.file, url)));
    assert.equal(frameCount, row.frames);
    assert.equal(summaryOf(sink.messages).length, row.sip);
    assert.equal(count(sink.messages.map(methodOf)), sorted(row.methods));
    assert.equal(count(sink.messages.map(codeOf)), sorted(row.responses));
    assert.equal(new Set(sink.messages.map(callIdOf).filter(Boolean)).size, row.callIds);
    assert.deepEqual(sink.damages, []);
  });
}

/** Our own packets in one pcapng, with an interface for each link type. */
function ownCapture(): Bytes {
  const long = `INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: 2@example.com\r\nContent-Length: 3000\r\n\r\n${'x'.repeat(3000)}`;
  const [one, two, three] = fragmentsOf(udp(long), 1480);
  const six = fragmentsOf(udp(long), 1232, 9, { from: ALICE6, to: BOB6 });
  const inTcp = long.replace('2@', '3@');
  const segment = (from: number, to: number) =>
    ipv4(tcp(inTcp.slice(from, to), { from: 33_000, sequence: 1 + from }), { protocol: 6 });
  const raw = [
    ...tunnels.map(([, packet]) => packet),
    ...[three, one, two],
    ...six.toReversed(),
    ipv4(tcp('', { from: 33_000, sequence: 0, flags: 2 }), { protocol: 6 }),
    ...[segment(0, 1000), segment(2000, 9000), segment(1000, 2000)],
    ipv4(udp(options, { from: 40_000, to: 40_001 })),
  ];
  const known = frames.filter(([, linkType]) => !unknownToTshark.includes(linkType));
  const packets = [
    ...known.map(([, linkType, frame]) => ({ linkType, frame })),
    ...raw.map((frame) => ({ linkType: 101, frame })),
  ];
  const linkTypes = [...new Set(packets.map(({ linkType }) => linkType))];
  return join(
    sectionHeader(),
    ...linkTypes.map((linkType) => interfaceBlock(linkType)),
    ...packets.map(({ linkType, frame }) => enhancedPacket(frame, { on: linkTypes.indexOf(linkType) })),
  );
}

/** What tshark does only when it is told. */
const lookFurther = [
  ...['--enable-heuristic', 'sip_udp'],
  ...['-o', 'tcp.reassemble_out_of_order:TRUE'],
  // Nothing in a label says that Ethernet is below it; we take the control word's first four bits for it.
  ...['-d', 'mpls.label==19,pwethcw'],
];
/** MPLS without Ethernet: Debian's tshark 4.0 does not know the link type. */
const unknownToTshark = [219];

describe('tshark sees the same', { concurrency: 2 }, () => {
  test('in packets of our own: link types, tunnels, fragments, segments out of order', {
    skip: noTshark,
  }, async (t) => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'sipwright-captures-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = joinPath(folder, 'own.pcapng');
    const bytes = ownCapture();
    writeFileSync(file, bytes);
    const fields = ['ip.src', 'ipv6.src', 'udp.srcport', 'tcp.srcport', 'udp.dstport', 'tcp.dstport'];
    const theirs = await askTshark(file, ['frame.number', ...fields, 'sip.Call-ID'], lookFurther);
    const last = (values: string) => values.split(',').at(-1)!;
    // Of the addresses of tunnels nothing is said here.
    const innermost = (all: string) => all.split(',').find((address) => address === ALICE || address === ALICE6);
    const lines = theirs.map((line) => {
      const [frame, v4, v6, fromUdp, fromTcp, toUdp, toTcp, callId] = line.split('\t');
      return [frame, innermost(`${v4},${v6}`), last(fromUdp || fromTcp), last(toUdp || toTcp), callId].join(' ');
    });
    const { sink } = read(bytes);
    const ours = sink.messages.map((message) => {
      const { frame, hop } = message;
      return [frame, hop.source.address, hop.source.port, hop.destination.port, callIdOf(message)].join(' ');
    });
    assert.ok(ours.length > frames.length + tunnels.length);
    assert.deepEqual(ours, lines);
  });

  for (const { file } of rows) {
    test(file, { skip: noTshark }, async () => {
      const fields = ['frame.time_epoch', 'frame.number', 'sip.Method', 'sip.Status-Code', 'sip.Call-ID'];
      const theirs = await askTshark(fileURLToPath(new URL(file, url)), fields);
      const { messages } = read(readFileSync(new URL(file, url))).sink;
      assert.deepEqual(
        summaryOf(messages),
        theirs.map((line) => line.slice(line.indexOf('\t') + 1)),
      );
      const frameTimes = [...new Map(messages.map(({ frame, time }) => [frame, time])).values()];
      const late = theirs.filter((line, i) => Math.abs(frameTimes[i] - 1000 * Number(line.split('\t')[0])) > 0.001);
      assert.deepEqual(late, [], 'the times are not more than a microsecond off');
    });
  }
});
