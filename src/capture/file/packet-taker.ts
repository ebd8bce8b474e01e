/** What a capture file hands on: packets with their link type, time and frame. */

/** The largest packet that is taken, in bytes: what libpcap itself takes (MAXIMUM_SNAPLEN). */
export const MAX_PACKET = 262_144;

/** Takes the packets of a file in their order. */
export interface PacketTaker {
  /**
   * @param linkType of the registry of tcpdump.org/linktypes.html
   * @param time ms since 1970, NaN where the file does not tell
   * @param bytes memory in which the packet is `start` to `end`, good during the call only
   */
  packet(linkType: number, time: number, frame: number, bytes: Uint8Array, start: number, end: number): void;
}
