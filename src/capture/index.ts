/** Capture files, packets, streams, HEP and pasted text: what they hold as messages, media and events; and back. */

export { CaptureSet } from './capture-set.ts';
export { formatHep, type HepAgent, type HepMessage } from './hep/format-hep.ts';
export { type HepPacket, hepTransport, parseHep } from './hep/hep-packet.ts';
export { HepReader } from './hep/hep-reader.ts';
export { HopTable, type OwnFlow } from './hop-table.ts';
export { PcapngWriter } from './write/pcapng-file.ts';
export { type CaptureOptions, openCapture } from './open-capture.ts';
export * from './seen.ts';
