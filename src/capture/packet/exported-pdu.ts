/** What Wireshark exports from the inside of a protocol, as SIP that it decrypted (LINKTYPE_WIRESHARK_UPPER_PDU). */

import { readLatin1 } from '../../message/index.ts';
import type { HopTransport } from '../seen.ts';
import { addressText } from './address-text.ts';
import { uint16, uint32 } from './found.ts';

/** LINKTYPE_WIRESHARK_UPPER_PDU */
export const EXPORTED_PDU = 252;

/** An exported piece of data: its protocol by Wireshark's name, and where it was. */
export interface ExportedPdu {
  protocol: string;
  transport: HopTransport;
  sourceAddress: string;
  sourcePort: number;
  destinationAddress: string;
  destinationPort: number;
  /** Where the data begins. */
  at: number;
}

/** @returns undefined where the tags that come before the data are cut off */
export function readExportedPdu(bytes: Uint8Array, start: number, end: number): ExportedPdu | undefined {
  const pdu: ExportedPdu = {
    protocol: '',
    transport: 'UDP',
    sourceAddress: '',
    sourcePort: 0,
    destinationAddress: '',
    destinationPort: 0,
    at: start,
  };
  while (end - pdu.at >= 4) {
    const tag = uint16(bytes, pdu.at);
    const length = uint16(bytes, pdu.at + 2);
    const value = pdu.at + 4;
    pdu.at = value + length;
    if (pdu.at > end) return undefined;
    if (tag === 0) return pdu;
    readTag(pdu, tag, bytes, value, length);
  }
  return undefined;
}

/** The tags as Wireshark's exported_pdu_tlvs.h numbers them. */
function readTag(pdu: ExportedPdu, tag: number, bytes: Uint8Array, at: number, length: number): void {
  if (tag === 12) pdu.protocol = readLatin1(bytes, at, at + length).replace(/\0.*$/s, '');
  else if (tag === 20 && length === 4) pdu.sourceAddress = addressText(bytes, at, 4);
  else if (tag === 21 && length === 4) pdu.destinationAddress = addressText(bytes, at, 4);
  else if (tag === 22 && length === 16) pdu.sourceAddress = addressText(bytes, at, 16);
  else if (tag === 23 && length === 16) pdu.destinationAddress = addressText(bytes, at, 16);
  else if (length !== 4) return;
  else if (tag === 24) pdu.transport = (['UDP', 'SCTP', 'TCP', 'UDP'] as const)[uint32(bytes, at)] ?? 'UDP';
  else if (tag === 25) pdu.sourcePort = uint32(bytes, at) & 0xffff;
  else if (tag === 26) pdu.destinationPort = uint32(bytes, at) & 0xffff;
}
