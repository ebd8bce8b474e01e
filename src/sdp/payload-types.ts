/** The payload types with a fixed meaning in RTP/AVP (RFC 3551 6, tables 4 and 5). */

/** A row: a payload type, and the codec that it always means. */
export interface StaticPayloadType {
  readonly payload: number;
  readonly name: string;
  /** Hz of the RTP time stamps. */
  readonly clockRate: number;
  readonly channels: number;
}

// biome-ignore format: a table
/** The table of audio and video, by payload type. */
export const staticPayloadTypes: readonly StaticPayloadType[] = [
  { payload: 0, name: 'PCMU', clockRate: 8000, channels: 1 },
  { payload: 3, name: 'GSM', clockRate: 8000, channels: 1 },
  { payload: 4, name: 'G723', clockRate: 8000, channels: 1 },
  { payload: 5, name: 'DVI4', clockRate: 8000, channels: 1 },
  { payload: 6, name: 'DVI4', clockRate: 16000, channels: 1 },
  { payload: 7, name: 'LPC', clockRate: 8000, channels: 1 },
  { payload: 8, name: 'PCMA', clockRate: 8000, channels: 1 },
  // 4.5.2: it samples at 16000 Hz; the 8000 was an error in RFC 1890 and stays.
  { payload: 9, name: 'G722', clockRate: 8000, channels: 1 },
  { payload: 10, name: 'L16', clockRate: 44100, channels: 2 },
  { payload: 11, name: 'L16', clockRate: 44100, channels: 1 },
  { payload: 12, name: 'QCELP', clockRate: 8000, channels: 1 },
  { payload: 13, name: 'CN', clockRate: 8000, channels: 1 },
  { payload: 14, name: 'MPA', clockRate: 90000, channels: 1 },
  { payload: 15, name: 'G728', clockRate: 8000, channels: 1 },
  { payload: 16, name: 'DVI4', clockRate: 11025, channels: 1 },
  { payload: 17, name: 'DVI4', clockRate: 22050, channels: 1 },
  { payload: 18, name: 'G729', clockRate: 8000, channels: 1 },
  { payload: 25, name: 'CelB', clockRate: 90000, channels: 1 },
  { payload: 26, name: 'JPEG', clockRate: 90000, channels: 1 },
  { payload: 28, name: 'nv', clockRate: 90000, channels: 1 },
  { payload: 31, name: 'H261', clockRate: 90000, channels: 1 },
  { payload: 32, name: 'MPV', clockRate: 90000, channels: 1 },
  { payload: 33, name: 'MP2T', clockRate: 90000, channels: 1 },
  { payload: 34, name: 'H263', clockRate: 90000, channels: 1 },
];

const byNumber = new Map(staticPayloadTypes.map((row) => [row.payload, row]));

/** The row of a payload type, 0 to 127; undefined where it has no fixed meaning. */
export function staticPayloadType(payload: number): StaticPayloadType | undefined {
  return byNumber.get(payload);
}
