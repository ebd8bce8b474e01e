/** The registered codes of the Warning header field (RFC 3261 20.43 and 27.2). */

/** A row: a warn-code, its recommended text, and the section that registers it. */
export interface WarningCode {
  readonly code: number;
  /** The recommended warn-text in English. */
  readonly text: string;
  readonly rfc: string;
}

/** The table, in numerical order. */
export const warningCodes = [
  { code: 300, text: 'Incompatible network protocol', rfc: '3261 20.43' },
  { code: 301, text: 'Incompatible network address formats', rfc: '3261 20.43' },
  { code: 302, text: 'Incompatible transport protocol', rfc: '3261 20.43' },
  { code: 303, text: 'Incompatible bandwidth units', rfc: '3261 20.43' },
  { code: 304, text: 'Media type not available', rfc: '3261 20.43' },
  { code: 305, text: 'Incompatible media format', rfc: '3261 20.43' },
  { code: 306, text: 'Attribute not understood', rfc: '3261 20.43' },
  { code: 307, text: 'Session description parameter not understood', rfc: '3261 20.43' },
  { code: 308, text: 'Incompatible language specification', rfc: '8373' },
  { code: 330, text: 'Multicast not available', rfc: '3261 20.43' },
  { code: 331, text: 'Unicast not available', rfc: '3261 20.43' },
  { code: 370, text: 'Insufficient bandwidth', rfc: '3261 20.43' },
  { code: 380, text: 'SIPS Not Allowed', rfc: '5630' },
  { code: 381, text: 'SIPS Required', rfc: '5630' },
  { code: 399, text: 'Miscellaneous warning', rfc: '3261 20.43' },
] as const satisfies readonly WarningCode[];

/** A warn-code that is registered, 300 to 399. */
export type WarningCodeNumber = (typeof warningCodes)[number]['code'];
