import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, join, pcap, sectionHeader } from '../packet/test-packets.ts';
import { fileFormatOf, TELLING } from './file-format.ts';

const nameOf = (head: Uint8Array) => fileFormatOf(head.subarray(0, TELLING)).name;

test('formats that are read are known by their first octets', () => {
  for (const magic of [0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34]) {
    for (const littleEndian of [true, false]) assert.equal(nameOf(pcap([], { magic, littleEndian })), 'pcap');
  }
  for (const littleEndian of [true, false]) assert.equal(nameOf(sectionHeader(littleEndian)), 'pcapng');
  assert.equal(nameOf(join('HEP3', hex('0100 0000 0001 0007 02'))), 'HEP3');
});

test('what is text is text, however short or odd', () => {
  const texts = [
    '',
    'I',
    'INVITE sip:bob@example.com SIP/2.0\r\n',
    '\xef\xbb\xbfU 2024/01/01 00:00:00',
    '\x1b[32mgreen\x1b[0m log line',
    '\tindented\f',
    'PK is not ZIP',
    'Grüße vom Log'.replace(/[^\x00-\xff]/g, '?'),
    '\xff\xfeI\0N\0V\0I\0T\0E\0',
    '\xfe\xff\0I\0N\0V\0I\0T\0E',
    'I\0N\0V\0I\0T\0E\0 \0s\0',
    '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
  ];
  for (const text of texts) assert.equal(nameOf(join(text)), 'text', JSON.stringify(text));
});

test('other binary formats are named, with what to do', () => {
  const erf = hex('00000000 40e1aa65 01 04 0060 0000 0050');
  const cases: [head: Uint8Array, refusal: RegExp][] = [
    [hex('1f8b0800'), /^a file in the format gzip is not read: gunzip it first$/],
    [hex('1f8b'), /gzip/],
    [hex('28b52ffd'), /Zstandard.*unzstd/],
    [join('\xfd7zXZ\0'), /xz.*unxz/],
    [join('BZh9'), /bzip2/],
    [hex('04224d18'), /LZ4/],
    [join('PK\x03\x04'), /ZIP.*unzip/],
    [join('snoop\0\0\0\0\0\0\x02'), /snoop.*editcap/],
    [join('btsnoop\0'), /btsnoop/],
    [join('GMBU'), /Microsoft Network Monitor/],
    [erf, /ERF.*editcap/],
    [hex('7f454c4602010100'), /ELF.*no capture/],
    [hex('cafebabe00000034'), /binary.*known/],
  ];
  for (const [head, refusal] of cases) {
    const format = fileFormatOf(head);
    assert.ok('refusal' in format, `${format.name} for ${refusal}`);
    assert.match(format.refusal, refusal);
  }
});
