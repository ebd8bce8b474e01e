/** The header fields that the message layer knows: RFC 3261 20 and the extensions in use, in one table. */

/**
 * How a field's value is written, and so what its parser returns:
 * - `via`: RFC 3261 20.42; `address`: name-addr or addr-spec with parameters; `contact`: the same or `*`
 * - `resource`: `<absoluteURI>` with parameters (Alert-Info and its kin)
 * - `number`: digits; `number-params`: digits, an optional comment and parameters (Retry-After, Session-Expires)
 * - `token`, `word`: one token or word; `parameterised`: a value followed by parameters (Content-Type, Event, Accept)
 * - `challenge`, `credentials`, `auth-info`: RFC 3261 20.44, 20.7, 20.6
 * - `text`: anything a person reads, UTF-8
 */
export type HeaderSyntax =
  | 'via'
  | 'address'
  | 'contact'
  | 'resource'
  | 'cseq'
  | 'rack'
  | 'number'
  | 'number-params'
  | 'token'
  | 'word'
  | 'parameterised'
  | 'challenge'
  | 'credentials'
  | 'auth-info'
  | 'warning'
  | 'date'
  | 'timestamp'
  | 'text';

/** A row: a header field, its syntax, and how often it may stand. */
export interface HeaderField {
  /** Position in the table; the message index stores this number. */
  readonly id: number;
  /** The spelling that we write. */
  readonly name: string;
  /** The one-letter form (RFC 3261 7.3.3), or ''. */
  readonly compact: string;
  readonly syntax: HeaderSyntax;
  /** One line may hold several values, separated by commas (RFC 3261 7.3.1). */
  readonly list: boolean;
  /** How a message may hold several values: not at all, as a list or as lines, or as lines only (RFC 3261 7.3.1). */
  readonly several: 'never' | 'list' | 'lines';
  readonly rfc: string;
}

// name, compact form, syntax, several values (false: never, true: list or lines, 'lines': lines only), reference
const table = [
  ['Via', 'v', 'via', true, '3261 20.42'],
  ['From', 'f', 'address', false, '3261 20.20'],
  ['To', 't', 'address', false, '3261 20.39'],
  ['Call-ID', 'i', 'word', false, '3261 20.8'],
  ['CSeq', '', 'cseq', false, '3261 20.16'],
  ['Max-Forwards', '', 'number', false, '3261 20.22'],
  ['Contact', 'm', 'contact', true, '3261 20.10'],
  ['Content-Length', 'l', 'number', false, '3261 20.14'],
  ['Content-Type', 'c', 'parameterised', false, '3261 20.15'],
  ['Route', '', 'address', true, '3261 20.34'],
  ['Record-Route', '', 'address', true, '3261 20.30'],
  ['Expires', '', 'number', false, '3261 20.19'],
  ['Authorization', '', 'credentials', 'lines', '3261 20.7'],
  ['Proxy-Authorization', '', 'credentials', 'lines', '3261 20.28'],
  ['WWW-Authenticate', '', 'challenge', 'lines', '3261 20.44'],
  ['Proxy-Authenticate', '', 'challenge', 'lines', '3261 20.27'],
  ['Authentication-Info', '', 'auth-info', false, '3261 20.6'],
  ['Require', '', 'token', true, '3261 20.32'],
  ['Proxy-Require', '', 'token', true, '3261 20.29'],
  ['Supported', 'k', 'token', true, '3261 20.37'],
  ['Unsupported', '', 'token', true, '3261 20.40'],
  ['Allow', '', 'token', true, '3261 20.5'],
  ['Accept', '', 'parameterised', true, '3261 20.1'],
  ['Accept-Encoding', '', 'parameterised', true, '3261 20.2'],
  ['Accept-Language', '', 'parameterised', true, '3261 20.3'],
  ['Alert-Info', '', 'resource', true, '3261 20.4'],
  ['Call-Info', '', 'resource', true, '3261 20.9'],
  ['Content-Disposition', '', 'parameterised', false, '3261 20.11'],
  ['Content-Encoding', 'e', 'token', true, '3261 20.12'],
  ['Content-Language', '', 'token', true, '3261 20.13'],
  ['Date', '', 'date', false, '3261 20.17'],
  ['Error-Info', '', 'resource', true, '3261 20.18'],
  ['In-Reply-To', '', 'word', true, '3261 20.21'],
  ['MIME-Version', '', 'token', false, '3261 20.24'],
  ['Min-Expires', '', 'number', false, '3261 20.23'],
  ['Organization', '', 'text', false, '3261 20.25'],
  ['Priority', '', 'token', false, '3261 20.26'],
  ['Reply-To', '', 'address', false, '3261 20.31'],
  ['Retry-After', '', 'number-params', false, '3261 20.33'],
  ['Server', '', 'text', false, '3261 20.35'],
  ['Subject', 's', 'text', false, '3261 20.36'],
  ['Timestamp', '', 'timestamp', false, '3261 20.38'],
  ['User-Agent', '', 'text', false, '3261 20.41'],
  ['Warning', '', 'warning', true, '3261 20.43'],
  ['RAck', '', 'rack', false, '3262 7.2'],
  ['RSeq', '', 'number', false, '3262 7.1'],
  ['Path', '', 'address', true, '3327 4'],
  ['Service-Route', '', 'address', true, '3608 5'],
  ['Event', 'o', 'parameterised', false, '6665 8.2.1'],
  ['Allow-Events', 'u', 'token', true, '6665 8.2.2'],
  ['Subscription-State', '', 'parameterised', false, '6665 8.2.3'],
  ['Refer-To', 'r', 'address', false, '3515 2.1'],
  ['Referred-By', 'b', 'address', false, '3892 3'],
  ['Refer-Sub', '', 'parameterised', false, '4488 4'],
  ['Replaces', '', 'parameterised', false, '3891 6.1'],
  ['Join', '', 'parameterised', false, '3911 7.1'],
  ['Target-Dialog', '', 'parameterised', false, '4538 7'],
  ['Session-Expires', 'x', 'number-params', false, '4028 4'],
  ['Min-SE', '', 'number-params', false, '4028 5'],
  ['SIP-ETag', '', 'token', false, '3903 11.3.1'],
  ['SIP-If-Match', '', 'token', false, '3903 11.3.2'],
  ['Suppress-If-Match', '', 'token', false, '5839 6.1'],
  ['Reason', '', 'parameterised', true, '3326 2'],
  ['Privacy', '', 'text', false, '3323 4.2'],
  ['P-Asserted-Identity', '', 'address', true, '3325 9.1'],
  ['P-Preferred-Identity', '', 'address', true, '3325 9.2'],
  ['Identity', 'y', 'text', 'lines', '8224 4'],
  ['Identity-Info', 'n', 'text', false, '4474 9'],
  ['Diversion', '', 'address', true, '5806 4'],
  ['History-Info', '', 'address', true, '7044 5'],
  ['Max-Breadth', '', 'number', false, '5393 5.3.1'],
  ['Flow-Timer', '', 'number', false, '5626 10'],
  ['Accept-Contact', 'a', 'parameterised', true, '3841 9.2'],
  ['Reject-Contact', 'j', 'parameterised', true, '3841 9.2'],
  ['Request-Disposition', 'd', 'token', true, '3841 9.1'],
  ['Security-Client', '', 'parameterised', true, '3329 2.2'],
  ['Security-Server', '', 'parameterised', true, '3329 2.2'],
  ['Security-Verify', '', 'parameterised', true, '3329 2.2'],
  ['Resource-Priority', '', 'token', true, '4412 3.1'],
  ['Accept-Resource-Priority', '', 'token', true, '4412 3.2'],
  ['Geolocation', '', 'address', true, '6442 4.1'],
  ['Geolocation-Routing', '', 'text', false, '6442 4.2'],
  ['Geolocation-Error', '', 'text', false, '6442 4.3'],
  ['AlertMsg-Error', '', 'text', false, '8876 5.2'],
  ['Answer-Mode', '', 'parameterised', false, '5373 3'],
  ['Priv-Answer-Mode', '', 'parameterised', false, '5373 3'],
  ['Info-Package', '', 'parameterised', false, '6086 7.1'],
  ['Recv-Info', '', 'parameterised', true, '6086 7.2'],
  ['Feature-Caps', '', 'parameterised', true, '6809 6.3'],
  ['Session-ID', '', 'parameterised', false, '7989 5'],
  ['User-to-User', '', 'parameterised', true, '7433 4.1'],
  ['Permission-Missing', '', 'address', true, '5360 5.9.3'],
  ['Trigger-Consent', '', 'address', true, '5360 5.11.2'],
  ['Policy-Contact', '', 'resource', true, '6794 4.4'],
  ['Policy-ID', '', 'text', false, '6794 4.4'],
  ['Encryption', '', 'text', false, '2543 6.19'],
  ['Hide', '', 'text', false, '2543 6.22'],
  ['Response-Key', '', 'text', false, '2543 6.38'],
  ['P-Access-Network-Info', '', 'text', false, '7315 4.4'],
  ['P-Associated-URI', '', 'address', true, '7315 4.1'],
  ['P-Called-Party-ID', '', 'address', false, '7315 4.2'],
  ['P-Charging-Function-Addresses', '', 'text', false, '7315 4.5'],
  ['P-Charging-Vector', '', 'text', false, '7315 4.6'],
  ['P-Visited-Network-ID', '', 'text', false, '7315 4.3'],
  ['P-Early-Media', '', 'text', false, '5009 8'],
  ['P-Served-User', '', 'address', false, '5502 6'],
  ['P-Media-Authorization', '', 'text', false, '3313 5.1'],
  ['P-Answer-State', '', 'text', false, '4964 5'],
  ['P-Asserted-Service', '', 'text', false, '6050 4.1'],
  ['P-Preferred-Service', '', 'text', false, '6050 4.2'],
  ['Restoration-Info', '', 'text', false, '3GPP TS 24.229'],
  ['Remote-Party-ID', '', 'address', true, 'draft-ietf-sip-privacy-04'],
] as const satisfies readonly (readonly [string, string, HeaderSyntax, boolean | 'lines', string])[];

/** The canonical name of a header field in the table. */
export type HeaderName = (typeof table)[number][0];

/** The table, by `id`. */
export const headerFields: readonly HeaderField[] = table.map(([name, compact, syntax, several, rfc], id) => ({
  id,
  name,
  compact,
  syntax,
  list: several === true,
  several: several === true ? 'list' : several === false ? 'never' : 'lines',
  rfc,
}));

/** What the index stores for a field that is not in the table: kept and forwarded, never interpreted. */
export const UNKNOWN_HEADER = -1;

/** The id of a field of the table; checked when compiled, so it cannot miss. */
export function headerId(name: HeaderName): number {
  return table.findIndex((row) => row[0] === name);
}

// Names hash by length, first and last letter (lower case): few share a bucket, and one comparison decides. The names
// lie in one array of character codes, LONGEST for each: reading them there costs half of reading them from strings.
const BUCKETS = 1024;
const LONGEST = 32;
const buckets: number[][] = Array.from({ length: BUCKETS }, () => []);
const lowerCodes = new Uint8Array(headerFields.length * LONGEST);
const compactIds = new Int16Array(128).fill(UNKNOWN_HEADER);
const bucketOf = (length: number, first: number, last: number) =>
  (length * 37 + first * 7 + last * 131) & (BUCKETS - 1);
for (const field of headerFields) {
  const lower = field.name.toLowerCase();
  lowerCodes.set(
    Array.from(lower, (letter) => letter.charCodeAt(0)),
    field.id * LONGEST,
  );
  buckets[bucketOf(lower.length, lower.charCodeAt(0), lower.charCodeAt(lower.length - 1))].push(field.id);
  if (field.compact !== '') {
    compactIds[field.compact.charCodeAt(0)] = field.id;
    compactIds[field.compact.charCodeAt(0) & 0xdf] = field.id;
  }
}

/**
 * Finds the field named by `text[start, end)`, whatever its case, long or compact.
 * @returns its id, or UNKNOWN_HEADER
 */
export function lookUpHeader(text: string, start: number, end: number): number {
  const length = end - start;
  if (length > LONGEST) return UNKNOWN_HEADER;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(start + i);
    nameCodes[i] = code > 0x7f ? 0 : code;
  }
  return lookUpHeaderIn(nameCodes, 0, length);
}

const nameCodes = new Uint8Array(LONGEST);

/** The same for a name as character codes, which is how a message is indexed. */
export function lookUpHeaderIn(codes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const first = codes[start];
  if (length === 1) return first < 128 ? compactIds[first] : UNKNOWN_HEADER;
  const bucket = buckets[bucketOf(length, first | 0x20, codes[end - 1] | 0x20)];
  for (let i = 0; i < bucket.length; i++) {
    const id = bucket[i];
    if (headerFields[id].name.length === length && isName(id * LONGEST, codes, start, length)) return id;
  }
  return UNKNOWN_HEADER;
}

function isName(at: number, codes: Uint8Array, start: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const wanted = lowerCodes[at + i];
    const code = codes[start + i];
    // Only letters fold: '-' has the bit 0x20 already, and digits too; '\r' | 0x20 would become '-'.
    if (code !== wanted && !(code >= 0x41 && code <= 0x5a && (code | 0x20) === wanted)) return false;
  }
  return true;
}
