/** What a file is, told by its first octets. */

import { uint16, uint32 } from '../packet/found.ts';
import { isPcapMagic } from './pcap-file.ts';
import { SECTION_HEADER } from './pcapng-file.ts';

/** How many octets tell, where the file has so many. */
export const TELLING = 16;

/** A format that is read, or what is said of one that is not. */
export type FileFormat =
  | { readonly name: 'pcap' | 'pcapng' | 'HEP3' | 'text' }
  | { readonly name: string; readonly refusal: string };

interface Signature {
  /** One character per octet. */
  readonly begins: string;
  readonly name: string;
  readonly remedy?: string;
}

const convert = 'convert it with editcap or tshark -w to pcapng';

const refused: readonly Signature[] = [
  { begins: '\x1f\x8b', name: 'gzip', remedy: 'gunzip it first' },
  { begins: '\x28\xb5\x2f\xfd', name: 'Zstandard', remedy: 'unzstd it first' },
  { begins: '\xfd7zXZ', name: 'xz', remedy: 'unxz it first' },
  { begins: 'BZh', name: 'bzip2', remedy: 'bunzip2 it first' },
  { begins: '\x04\x22\x4d\x18', name: 'LZ4', remedy: 'unlz4 it first' },
  { begins: 'PK\x03\x04', name: 'ZIP', remedy: 'unzip it first' },
  { begins: 'snoop\0', name: 'snoop' },
  { begins: 'btsnoop\0', name: 'btsnoop' },
  { begins: 'GMBU', name: 'Microsoft Network Monitor' },
  { begins: 'RTSS', name: 'Microsoft Network Monitor 1' },
  { begins: 'TRSNIFF data', name: 'Network General Sniffer' },
  { begins: 'XCP\0', name: 'Sniffer for Windows' },
  { begins: '\x7fver', name: 'EtherPeek' },
  { begins: 'iptrace ', name: 'iptrace of AIX' },
  { begins: '\x1c\x00\x01\xac', name: 'lcap of Ixia' },
  { begins: '\x1c\x00\x01\xab', name: 'lcap of Ixia' },
  { begins: '\x7fELF', name: 'ELF', remedy: 'this is a program, no capture' },
  { begins: '%PDF-', name: 'PDF', remedy: 'this is a document, no capture' },
  { begins: 'RIFF', name: 'RIFF', remedy: 'this is sound or video, no capture' },
];

/** @param head the first octets: `TELLING` of them, or the whole file where it is shorter */
export function fileFormatOf(head: Uint8Array): FileFormat {
  const { length } = head;
  if (length >= 4) {
    const magic = uint32(head, 0);
    if (isPcapMagic(magic)) return { name: 'pcap' };
    if (magic === SECTION_HEADER) return { name: 'pcapng' };
    if (begins(head, 'HEP3')) return { name: 'HEP3' };
  }
  const signature = refused.find((one) => begins(head, one.begins));
  if (signature !== undefined) return refuse(signature.name, signature.remedy ?? convert);
  // NULs alone are what a log has after it was cut off under its writer.
  if (!head.some(isNoText) || head.every((octet) => octet === 0) || isUtf16(head)) return { name: 'text' };
  return isErf(head) ? refuse('ERF', convert) : refuse('binary', 'it is no format that is known here');
}

function refuse(name: string, remedy: string): FileFormat {
  return { name, refusal: `a file in the format ${name} is not read: ${remedy}` };
}

function begins(head: Uint8Array, text: string): boolean {
  if (head.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (head[i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A control character that is no tab, line end, form feed or escape of a terminal's colour. */
function isNoText(octet: number): boolean {
  return octet < 32 && (octet < 9 || octet > 13) && octet !== 27;
}

/** With a byte order mark, or with every other octet 0, as editors of Windows write. */
function isUtf16(head: Uint8Array): boolean {
  if (head.length < 2) return false;
  const mark = uint16(head, 0);
  if (mark === 0xfeff || mark === 0xfffe) return true;
  const isEmpty = (parity: number) => head.every((octet, i) => i % 2 !== parity || octet === 0);
  return isEmpty(0) || isEmpty(1);
}

/** It has no magic number: the time, the type, and two lengths have to look right (Endace: ERF types). */
function isErf(head: Uint8Array): boolean {
  if (head.length < TELLING) return false;
  const second = head[4] | (head[5] << 8) | (head[6] << 16) | (head[7] * 0x100_0000);
  const type = head[8] & 0x7f;
  const length = uint16(head, 10);
  // From 2000 to 2065.
  return second >= 946_684_800 && second < 3_000_000_000 && type >= 1 && type <= 48 && length >= 16;
}
