/** A message, and how each program prints it, for tests alone. Names are of RFC 2606, addresses of RFC 5737. */

import { HopTable } from '../hop-table.ts';
import type { Hop, SeenMessage } from '../seen.ts';
import { TextReader } from './text-reader.ts';

/** What a text held. */
export interface Reading {
  readonly format: string;
  readonly frames: number;
  readonly messages: readonly SeenMessage[];
  readonly damages: readonly string[];
}

/** Reads a text, one character per byte, in pieces of this size. */
export function readText(text: string, size = text.length || 1): Reading {
  const messages: SeenMessage[] = [];
  const damages: string[] = [];
  const reader = new TextReader(
    {
      message: (message) => void messages.push(message),
      event: () => {},
      media: () => {},
      damage: (frame, reason) => void damages.push(`${frame}: ${reason}`),
    },
    new HopTable(),
  );
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
  reader.end();
  return { format: reader.format, frames: reader.frames, messages, damages };
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** `UDP 192.0.2.1 5060 -> 192.0.2.2 5060` */
export function hopText({ transport, source, destination }: Hop): string {
  return `${transport} ${source.address} ${source.port} -> ${destination.address} ${destination.port}`;
}

export const sdp = [
  'v=0',
  'o=alice 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 49170 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  '',
].join('\r\n');

export const invite = message(
  'INVITE sip:bob@example.com SIP/2.0',
  [
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK74bf9',
    'Max-Forwards: 70',
    'From: "Alice" <sip:alice@example.com>;tag=9fxced76sl',
    'To: Bob <sip:bob@example.com>',
    'Call-ID: 3848276298220188511@example.com',
    'CSeq: 1 INVITE',
    'Contact: <sip:alice@192.0.2.1>',
  ],
  sdp,
);

export const ok = message(
  'SIP/2.0 200 OK',
  [
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK74bf9;received=192.0.2.1',
    'From: "Alice" <sip:alice@example.com>;tag=9fxced76sl',
    'To: Bob <sip:bob@example.com>;tag=8321234356',
    'Call-ID: 3848276298220188511@example.com',
    'CSeq: 1 INVITE',
    'Contact: <sip:bob@192.0.2.2>',
  ],
  sdp,
);

export const bye = message(
  'BYE sip:alice@192.0.2.1 SIP/2.0',
  [
    'Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKnashds7',
    'Max-Forwards: 70',
    'From: Bob <sip:bob@example.com>;tag=8321234356',
    'To: "Alice" <sip:alice@example.com>;tag=9fxced76sl',
    'Call-ID: 3848276298220188511@example.com',
    'CSeq: 231 BYE',
  ],
  '',
);

/** A message with Content-Type, where it has a body, and the Content-Length of it. */
export function message(startLine: string, headers: readonly string[], body: string, type = 'application/sdp'): string {
  const last = body === '' ? [] : [`Content-Type: ${type}`];
  return [startLine, ...headers, ...last, `Content-Length: ${body.length}`, '', body].join('\r\n');
}

/** A message that went by at 12:34:56.789 on 2024-01-02, from 192.0.2.1:5060 to 192.0.2.2:5060 by UDP. */
export type Render = (wire: string, index: number) => string;

const time = '12:34:56.789000';
const ends = '192.0.2.1:5060 -> 192.0.2.2:5060';

/** The same with the line ends of a text file, as programs write that print line by line. */
export function toLineFeeds(wire: string): string {
  return wire.replaceAll('\r\n', '\n');
}

/** What is the same on each line of a message. */
export function prefixed(wire: string, prefix: string): string {
  const text = toLineFeeds(wire);
  return `${prefix}${text.replace(/\n(?!$)/g, `\n${prefix}`)}`;
}

/** How programs print a message whose both ends are told. */
export const betweenFormats: Readonly<Record<string, Render>> = {
  'sngrep text': (wire) => `2024/01/02 ${time} ${ends}\n${wire}\n\n`,
  'baresip trace': (wire) => `\x1b[36;1m#\nUDP ${ends}\n${wire}\x1b[;m\n`,
  'Kamailio sipdump': (wire) =>
    `====================\ntag: rcv\npid: 1028\nprocess: 1\ntime: 1704198896.789000\ndate: Tue Jan  2 12:34:56 2024\n` +
    `proto: udp ipv4\nsrcip: 192.0.2.1\nsrcport: 5060\ndstip: 192.0.2.2\ndstport: 5060\n~~~~~~~~~~~~~~~~~~~~\n` +
    `${wire}||||||||||||||||||||\n`,
  ngrep: (wire) => `U 2024/01/02 ${time} ${ends} #7\n${wire.replaceAll('\r\n', '.\n')}\n\n`,
  'Homer text': (wire) =>
    `proto:UDP 2024-01-02T12:34:56.789Z  192.0.2.1:5060 ---> 192.0.2.2:5060\n\n${toLineFeeds(wire)}\n`,
  tcpdump: (wire) =>
    `2024-01-02 ${time} IP 192.0.2.1.5060 > 192.0.2.2.5060: SIP: ${wire.slice(0, wire.indexOf('\r\n'))}\n` +
    `E..n....@.@..5.........c4..Z${toLineFeeds(wire)}\n`,
};

/** How programs print a message that they received from 192.0.2.1:5060. */
export const receivedFormats: Readonly<Record<string, Render>> = {
  'Asterisk log': (wire) =>
    `[2024-01-02 ${time}] VERBOSE[1234] chan_sip.c: \n<--- SIP read from UDP:192.0.2.1:5060 --->\n${wire}\n` +
    `<------------->\n--- (9 headers 7 lines) ---\n`,
  'Asterisk PJSIP log': (wire) =>
    `[2024-01-02 ${time}] VERBOSE[1234] res_pjsip_logger.c: <--- Received SIP request (${wire.length} bytes) from ` +
    `UDP:192.0.2.1:5060 --->\n${wire}\n`,
  'FreeSWITCH log': (wire) =>
    `recv ${wire.length} bytes from udp/[192.0.2.1]:5060 at 2024-01-02 ${time}:\n   ${'-'.repeat(72)}\n` +
    `${prefixed(wire, '   ').replace(/\n?$/, '\n')}   ${'-'.repeat(72)}\n`,
  'PJSUA log': (wire) =>
    `2024-01-02 ${time}   pjsua_core.c  .RX ${wire.length} bytes Request msg INVITE/cseq=1 (rdata0x7c1607db40) from UDP ` +
    `192.0.2.1:5060:\n${wire}\n--end msg--\n`,
  'linphone log': (wire) =>
    `2024-01-02 12:34:56:789 belle-sip-message-channel [0x564018]: received [${wire.length}] new bytes from ` +
    `[UDP://192.0.2.1:5060]:\n${toLineFeeds(wire)}\n`,
};

/** How programs print a message that they received, without telling from where. */
export const placelessFormats: Readonly<Record<string, Render>> = {
  'sipp trace': (wire) =>
    `${'-'.repeat(47)} 2024-01-02 ${time}\nUDP message received [${wire.length}] bytes :\n\n${wire}\n`,
  'JsSIP log': (wire) => `JsSIP:Transport received text message:\n\n${toLineFeeds(wire)}\n +3ms\n`,
  'SIP.js log': (wire) =>
    `Tue Jan 02 2024 ${time} | sip.Transport | Received WebSocket text message:\n${toLineFeeds(wire)}\n\n`,
  'Cisco log': (wire) =>
    `*Jan  2 2024 ${time}: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:\nReceived: \n${toLineFeeds(wire)}\n`,
};

/** How people pass on a message. */
export const pastedForms: Readonly<Record<string, Render>> = {
  'as it was': (wire) => wire,
  'with LF': toLineFeeds,
  'with CR': (wire) => wire.replaceAll('\r\n', '\r'),
  'with CR CR LF': (wire) => wire.replaceAll('\r\n', '\r\r\n'),
  'quoted in an e-mail': (wire) => prefixed(wire, '> '),
  'quoted twice': (wire) => prefixed(wire, '>> '),
  indented: (wire) => prefixed(wire, '    '),
  'with a tab in front': (wire) => prefixed(wire, '\t'),
  'in a Markdown fence': (wire) => `Look:\n\`\`\`\n${toLineFeeds(wire)}\n\`\`\`\n\n`,
  'in a Markdown fence with a language': (wire) => `\`\`\`sip\n${toLineFeeds(wire)}\n\`\`\`\n`,
  'with the empty line doubled': (wire) => toLineFeeds(wire.replace('\r\n\r\n', '\r\n\r\n\r\n')),
  'with every line doubled': (wire) => wire.replaceAll('\r\n', '\n\n'),
  'with line numbers': (wire) => numbered(wire, (line) => `${String(line).padStart(4)}  `),
  'with line numbers and colons': (wire) => numbered(wire, (line) => `${line}: `),
  'behind a log stamp': (wire) =>
    numbered(wire, (line) => `Jan  2 12:34:${String(10 + line)} pbx kamailio[${10_000 + line}]: `),
  'in brackets of a log': (wire) => `Jan  2 12:34:56 pbx kamailio[123]: INFO: got [${toLineFeeds(wire)}]\n`,
  'in JSON': (wire) => `${JSON.stringify({ level: 'debug', message: wire, pid: 7 })}\n`,
  'in syslog': (wire) => `Jan  2 12:34:56 pbx osips: ${wire.replaceAll('\r\n', '#015#012')}\n`,
  'in a column of the screen': (wire) =>
    `${toLineFeeds(wire)
      .trimEnd()
      .split('\n')
      .map((line) => `  22:13:20   \xe2\x94\x82 ---> \xe2\x94\x82${line.padEnd(80)}`)
      .join('\n')}\n`,
};

function numbered(wire: string, number: (line: number) => string): string {
  const lines = toLineFeeds(wire).replace(/\n$/, '').split('\n');
  return `${lines.map((line, i) => number(i + 1) + line).join('\n')}\n`;
}

/** A hex dump in the columns of a program. @param offset of a line @param gap between bytes @param end before the characters */
export function hexDump(bytes: Uint8Array, offset: (at: number) => string, group: number, end = '  '): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const digits = Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0'));
    const groups: string[] = [];
    for (let i = 0; i < digits.length; i += group) groups.push(digits.slice(i, i + group).join(''));
    const shown = Array.from(bytes.subarray(at, at + 16), (byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.',
    );
    const width = 16 * 2 + 16 / group - 1;
    lines.push(`${offset(at)}${groups.join(' ').padEnd(width)}${end}${shown.join('')}\n`);
  }
  return lines.join('');
}
