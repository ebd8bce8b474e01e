import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FragmentLimits, defaultFragmentLimits, Fragments, type Reassembled } from './fragments.ts';
import { IpHeader } from './ip-header.ts';
import {
  ALICE,
  ALICE6,
  BOB,
  BOB6,
  type Bytes,
  fragment6,
  fragmentsOf,
  ipv4,
  ipv6,
  join,
  options,
  udp,
} from './test-packets.ts';
import { readPackets } from './test-sink.ts';

const long = `INVITE sip:bob@example.com SIP/2.0\r\nSubject: ${'x'.repeat(3000)}\r\n\r\n`;
const line4 = (frame: number) => `${frame} UDP ${ALICE} 5060 -> ${BOB} 5060 INVITE sip:bob@example.com SIP/2.0`;
const line6 = (frame: number) => `${frame} UDP ${ALICE6} 5060 -> ${BOB6} 5060 INVITE sip:bob@example.com SIP/2.0`;
const lostLine = (frame: number, detail: string) =>
  `${frame} UDP ${ALICE} 5060 -> ${BOB} 5060 fragment lost: ${detail}`;
const came = (octets: number, count: number) =>
  `INVITE sip:bob@example.com SIP/2.0: ${octets} octets came in ${count} fragments`;

test('a message in fragments is told at the last that comes, in whatever order (RFC 791 3.2)', () => {
  const [one, two, three] = fragmentsOf(udp(long), 1480);
  for (const order of [
    [one, two, three],
    [three, two, one],
    [two, three, one],
  ]) {
    const { lines, messages, damages } = readPackets(101, order);
    assert.deepEqual(lines, [line4(3)]);
    assert.equal(messages[0].text, long);
    assert.equal(messages[0].fragments, 3);
    assert.equal(messages[0].time, 2000);
    assert.deepEqual(damages, []);
  }
});

test('a message in IPv6 fragments, with extension headers before and after theirs (RFC 8200 4.1, 4.5)', () => {
  const destination = join(17, 0, 1, 4, 0, 0, 0, 0);
  const payload = join(destination, udp(long));
  const packets = fragmentsOf(payload, 1232, 0xdeadbeef, { from: ALICE6, to: BOB6, protocol: 60 });
  const { lines, messages } = readPackets(101, packets.toReversed());
  assert.deepEqual(lines, [line6(3)]);
  assert.equal(messages[0].text, long);
  const hopByHop = (packet: Bytes) =>
    ipv6(join(44, 0, 1, 4, 0, 0, 0, 0, packet.subarray(40)), { from: ALICE6, to: BOB6, protocol: 0 });
  assert.deepEqual(readPackets(101, packets.map(hopByHop)).lines, [line6(3)]);
});

test('a packet that is its only fragment is whole (RFC 6946)', () => {
  const atomic = ipv6(join(fragment6(17, 0, false, 1), udp(options)), { protocol: 44 });
  const { messages } = readPackets(101, [atomic]);
  assert.deepEqual(
    messages.map(({ text, fragments }) => [text, fragments]),
    [[options, 1]],
  );
});

test('fragments of several packets at once do not mix', () => {
  const a = fragmentsOf(udp(long), 1480, 1);
  const b = fragmentsOf(udp(long), 1480, 2);
  const c = fragmentsOf(udp(long), 1480, 1, { from: '192.0.2.9' });
  const d = fragmentsOf(join('x'.repeat(3100)), 1480, 1, { protocol: 99 });
  const { lines, damages } = readPackets(101, [a, b, c, d].flatMap((_, i) => [d[i], a[i], b[i], c[i]]).filter(Boolean));
  assert.equal(lines.length, 3);
  assert.deepEqual(damages, []);
});

test('where every packet was captured twice, nothing is lost', () => {
  for (const ip of [{}, { from: ALICE6, to: BOB6 }]) {
    const [one, two, three] = fragmentsOf(udp(long), 1480, 7, ip);
    const { messages, events } = readPackets(101, [one, one, three, three, two, two]);
    assert.deepEqual(
      messages.map(({ frame, text, fragments }) => [frame, text, fragments]),
      [[5, long, 3]],
    );
    assert.deepEqual(events, []);
    assert.equal(readPackets(101, [one, two, three, one, two, three]).messages.length, 2);
  }
});

test('of IPv4 fragments that overlap, the octets that came first count (RFC 791 3.2)', () => {
  const payload = udp(long);
  const at = (offset: number, end: number, fill?: string) =>
    ipv4(fill === undefined ? payload.subarray(offset, end) : join(fill.repeat(end - offset)), {
      identification: 7,
      fragment: (offset / 8) | (end < payload.length ? 0x2000 : 0),
    });
  const packets = [at(0, 1480), at(800, 1600, '?'), at(1600, payload.length)];
  const [{ text }] = readPackets(101, packets).messages;
  assert.equal(text, `${long.slice(0, 1472)}${'?'.repeat(120)}${long.slice(1592)}`);
});

test('IPv6 fragments that overlap make no packet, and neither does what follows (RFC 5722 4)', () => {
  const payload = udp(long);
  const at = (offset: number, end: number, content = payload) =>
    ipv6(join(fragment6(17, offset, end < payload.length, 7), content.subarray(offset, end)), { protocol: 44 });
  const packets = [at(0, 1480), at(800, 1600), at(1480, payload.length), at(0, 1480), at(800, 1600)];
  const { lines, eventLines } = readPackets(101, packets);
  assert.deepEqual(lines, []);
  assert.deepEqual(eventLines, [
    `2 UDP ${ALICE6} 5060 -> ${BOB6} 5060 fragment lost: INVITE sip:bob@example.com SIP/2.0: 1480 octets came in one fragment`,
  ]);
  const forged = payload.map((octet, i) => (i === 1000 ? 0x3f : octet));
  assert.deepEqual(readPackets(101, [at(0, 1480), at(0, 1480, forged), at(1480, payload.length)]).lines, []);
});

test('a packet that never becomes whole is lost 30 s after its first fragment, or at the end', () => {
  const [one, two] = fragmentsOf(udp(long), 1480, 1);
  const idle = new Array<Bytes>(40).fill(ipv4(udp('x')));
  const late = readPackets(101, [one, two, ...idle]);
  assert.deepEqual(late.eventLines, [lostLine(2, came(2960, 2))]);
  assert.equal(late.events[0].time, 1000);
  const { lines, eventLines } = readPackets(101, [one, two, ...idle, ...fragmentsOf(udp(long), 1480, 1)]);
  assert.deepEqual([lines, eventLines], [[line4(45)], [lostLine(2, came(2960, 2))]]);
  assert.deepEqual(readPackets(101, [two]).eventLines, [
    `1 UDP ${ALICE} 0 -> ${BOB} 0 fragment lost: 1480 octets came in one fragment, the first did not`,
  ]);
});

test('only what may have been SIP is told as lost', () => {
  const media = fragmentsOf(udp('\x80'.repeat(3000)), 1480, 1);
  const others = fragmentsOf(join('x'.repeat(3000)), 1480, 2, { protocol: 47 });
  assert.deepEqual(readPackets(101, [media[0], others[0]]).events, []);
});

test('a packet whose fragments were captured in part is given up to where something is missing', () => {
  const [one, two, three] = fragmentsOf(udp(long), 1480);
  const { messages, damages } = readPackets(101, [one, two.subarray(0, 520), three]);
  assert.deepEqual(
    messages.map(({ text }) => text),
    [long.slice(0, 1472 + 500)],
  );
  assert.match(damages.join(), /^2: .*snapshot length/);
});

test('fragments that cannot be right are damage', () => {
  const { damages, lines, events } = readPackets(101, [
    ipv4(join('x'.repeat(100)), { fragment: 0x2000 | 8190 }),
    ipv4(join('x'.repeat(100)), { fragment: 8190 }),
    ipv4(join('x'.repeat(99)), { fragment: 0x2000 }),
    ipv4(join(), { fragment: 0x2000 }),
  ]);
  assert.deepEqual(
    damages,
    [1, 2, 3].map((frame) => `${frame}: a fragment of an impossible length`),
  );
  assert.deepEqual([lines, events], [[], []]);
});

test('two ends that disagree: the first counts', () => {
  const payload = udp(long);
  const at = (offset: number, end: number, isLast: boolean) =>
    ipv4(payload.subarray(offset, end), { identification: 7, fragment: (offset / 8) | (isLast ? 0 : 0x2000) });
  const rest = at(2000, payload.length, true);
  const before = [at(1480, 2000, false), at(800, 1000, true), at(0, 1480, false), rest];
  assert.deepEqual(
    readPackets(101, before).messages.map(({ frame, text }) => [frame, text]),
    [[4, long]],
  );
  const beyond = [at(1480, 1520, true), at(1520, 3040, false), rest, at(0, 1480, false)];
  assert.deepEqual(
    readPackets(101, beyond).messages.map(({ frame, text }) => [frame, text]),
    [[4, long.slice(0, 1512)]],
  );
});

/** Reads fragments into a table of given limits. */
function addAll(packets: readonly Bytes[], limits: Partial<FragmentLimits> = {}) {
  const lost: number[] = [];
  const whole: Reassembled[] = [];
  const ip = new IpHeader();
  let largest = 0;
  const fragments = new Fragments(
    ({ octets }) => lost.push(octets),
    () => {},
    { ...defaultFragmentLimits, ...limits },
  );
  for (const packet of packets) {
    assert.equal(ip.read(packet, 0, packet.length), undefined);
    if (!ip.isFragment) continue;
    const made = fragments.add(ip, 0, 1);
    if (made !== undefined) whole.push(made);
    largest = Math.max(largest, fragments.memory);
  }
  fragments.end();
  assert.equal(fragments.memory, 0);
  return { lost, whole, largest };
}

test('no more packets are waited for, and no more memory is held, than the limits say', () => {
  const flood = Array.from({ length: 3000 }, (_, id) => fragmentsOf(udp(long), 1480, id)[0]);
  assert.equal(addAll(flood, { maxPending: 10 }).lost.length, 3000);
  const { largest, lost } = addAll(flood, { maxBytes: 100_000 });
  assert.ok(largest <= 100_000 && largest > 50_000, `${largest}`);
  assert.equal(lost.length, 3000);
  const far = Array.from({ length: 3000 }, (_, id) => ipv4(join('12345678'), { identification: id, fragment: 8000 }));
  assert.ok(addAll(far, { maxBytes: 100_000 }).largest <= 100_000);
});

test('however a packet is cut and however its pieces come, it is put together again, once', () => {
  const sizes = fc.integer({ min: 1, max: 40 }).map((units) => units * 8);
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 600 }),
      sizes,
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.boolean(),
      (payload, size, order, isV6) => {
        const packets = fragmentsOf(payload, size, 7, isV6 ? { from: ALICE6, to: BOB6 } : {});
        if (packets.length < 2) return;
        const last = packets.pop()!;
        const mixed = [...order.map((at) => packets[at % packets.length]), ...packets, last];
        const { whole, lost } = addAll(mixed);
        assert.deepEqual(
          whole.map((one) => Array.from(one.payload)),
          [Array.from(payload)],
        );
        assert.equal(whole[0].count, packets.length + 1);
        assert.deepEqual(lost, []);
      },
    ),
  );
});
