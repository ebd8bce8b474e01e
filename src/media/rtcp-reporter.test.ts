import { middleOf, ntpTime, Reception, parseRtcp, type RtcpPacket } from '../rtp/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PCMU } from './audio-codec.ts';
import { RtcpReporter } from './rtcp-reporter.ts';
import { RtpSender } from './rtp-sender.ts';

const frame = new Int16Array(160);

function setUp() {
  let next = 100;
  const sender = new RtpSender(8000, 20, () => next++);
  const reporter = new RtcpReporter('name', 8000, 0, () => 0.5);
  const report = (nowMs: number, reception?: Reception, wallMs = 1e12 + nowMs) =>
    parseRtcp(reporter.report(sender, reception, nowMs, wallMs)) as RtcpPacket[];
  return { sender, reporter, report };
}

function blockAbout(ssrc: number, lastSenderReport: number, delay: number): RtcpPacket[] {
  const block = { ssrc, fractionLost: 64, cumulativeLost: 5, highestSequence: 0, jitter: 80 };
  const reports = [{ ...block, lastSenderReport, delaySinceLastSenderReport: delay }];
  return [{ type: 'RR', ssrc: 7, reports }];
}

test('NTP time counts from 1900, and LSR is its middle (RFC 3550 4, Figure 2)', () => {
  const time = ntpTime(Date.UTC(1995, 10, 10, 11, 33, 25, 125));
  assert.deepEqual(time, { seconds: 0xb44db705, fraction: 0x20000000 });
  assert.equal(middleOf(time), 0xb7052000);
});

test('the round trip is what the report took less the delay at the peer (RFC 3550 6.4.1, Figure 2)', () => {
  const { sender, reporter } = setUp();
  sender.send(frame, { codec: PCMU });
  reporter.report(sender, undefined, 1000, Date.UTC(1995, 10, 10, 11, 33, 25, 125));
  reporter.receive(blockAbout(sender.ssrc, 0xb7052000, 0x54000), 64, sender.ssrc, 7, 1000 + 11_375);
  const roundTrip = reporter.roundTripMs ?? NaN;
  assert.ok(Math.abs(roundTrip - 6125) < 0.1, `${roundTrip}`);
  assert.deepEqual(reporter.remote, { fractionLost: 0.25, lost: 5, jitterMs: 10 });
});

test('a block that names no report of ours measures no round trip', () => {
  const { sender, reporter } = setUp();
  sender.send(frame, { codec: PCMU });
  reporter.report(sender, undefined, 1000, 1e12);
  reporter.receive(blockAbout(sender.ssrc, 0, 0), 64, sender.ssrc, 7, 2000);
  reporter.receive(blockAbout(sender.ssrc, 12_345, 1), 64, sender.ssrc, 7, 2000);
  reporter.receive(blockAbout(99_999, 0, 0), 64, sender.ssrc, 7, 2000);
  assert.equal(reporter.roundTripMs, undefined);
});

test('who has sent since the last report but one sends SR, otherwise RR; always with CNAME (RFC 3550 6.1, 6.4)', () => {
  const { sender, report } = setUp();
  assert.deepEqual(report(0), [
    { type: 'RR', ssrc: sender.ssrc, reports: [] },
    { type: 'SDES', chunks: [{ ssrc: sender.ssrc, items: [{ type: 1, text: 'name' }] }] },
  ]);
  sender.send(frame, { codec: PCMU });
  const [opening] = report(5000);
  assert.ok(opening.type === 'SR');
  assert.equal(opening.packetCount, 1);
  assert.equal(opening.octetCount, 160);
  assert.equal(opening.rtpTimestamp, sender.timestamp);
  assert.equal(report(10_000)[0].type, 'SR', 'sent within the last two intervals');
  assert.equal(report(15_000)[0].type, 'RR');
});

test('a block about the peer carries LSR and the delay since (RFC 3550 6.4.1)', () => {
  const { reporter, sender, report } = setUp();
  const reception = new Reception(7, 8000);
  reception.receive(1, 0, 0);
  reception.receive(2, 160, 20);
  const blockOf = ([opening]: RtcpPacket[]) => {
    assert.ok(opening.type === 'RR');
    return opening.reports[0];
  };
  assert.equal(blockOf(report(0, new Reception(7, 8000))), undefined, 'nothing of a source that is not valid');
  assert.equal(blockOf(report(0, reception)).lastSenderReport, 0);
  const times = { ntpSeconds: 0xb44db705, ntpFraction: 0x20000000, rtpTimestamp: 0, packetCount: 2, octetCount: 320 };
  reporter.receive([{ type: 'SR', ssrc: 7, ...times, reports: [] }], 64, sender.ssrc, 7, 1000);
  const block = blockOf(report(6250, reception));
  assert.equal(block.ssrc, 7);
  assert.equal(block.lastSenderReport, 0xb7052000);
  assert.equal(block.delaySinceLastSenderReport, 0x54000);
  const other = new Reception(8, 8000);
  other.receive(1, 0, 0);
  other.receive(2, 160, 20);
  assert.equal(blockOf(report(7000, other)).lastSenderReport, 0, 'not of another source');
});

test('BYE is the last packet, and only of who has sent something (RFC 3550 6.1, 6.3.7)', () => {
  const { sender, reporter } = setUp();
  assert.equal(reporter.goodbye(sender, undefined, 0, 1e12), undefined);
  sender.send(frame, { codec: PCMU });
  const packets = parseRtcp(reporter.goodbye(sender, undefined, 0, 1e12)!) as RtcpPacket[];
  assert.deepEqual(packets.at(-1), { type: 'BYE', sources: [sender.ssrc] });
});

test('the BYE of the peer is told, that of others is not', () => {
  const { sender, reporter } = setUp();
  const bye = (source: number): RtcpPacket[] => [
    { type: 'RR', ssrc: 7, reports: [] },
    { type: 'BYE', sources: [source], reason: 'off' },
  ];
  assert.equal(reporter.receive(bye(8), 16, sender.ssrc, 7, 0), undefined);
  assert.equal(reporter.receive(bye(7), 16, sender.ssrc, undefined, 0), undefined);
  assert.equal(reporter.receive(bye(7), 16, sender.ssrc, 7, 0)?.reason, 'off');
});
