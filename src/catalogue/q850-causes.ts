/** The cause values of the telephone network (ITU-T Q.850), and the SIP codes that a gateway makes of them (RFC 3398 7.2.4.1). */

/** What the upper three bits of a cause say (Q.850 2.2.5). */
export type CauseClass =
  | 'normal'
  | 'resource unavailable'
  | 'service or option not available'
  | 'service or option not implemented'
  | 'invalid message'
  | 'protocol error'
  | 'interworking';

/** A row: a cause value, 1 to 127, and what a gateway answers to a SIP caller for it. */
export interface Q850Cause {
  readonly cause: number;
  readonly name: string;
  readonly class: CauseClass;
  /** The SIP code that RFC 3398 7.2.4.1 names for it; `codeForCause` says what becomes of the others. */
  readonly toCode?: number;
  /** The code instead of that, and on what condition. */
  readonly toCodeIf?: { readonly code: number; readonly when: string };
}

// cause, name, SIP code, code on a condition
type Row = readonly [number, string, number?, { readonly code: number; readonly when: string }?];

const table: readonly Row[] = [
  [1, 'Unallocated (unassigned) number', 404],
  [2, 'No route to specified transit network', 404],
  [3, 'No route to destination', 404],
  [4, 'Send special information tone'],
  [5, 'Misdialled trunk prefix'],
  [6, 'Channel unacceptable'],
  [7, 'Call awarded and being delivered in an established channel'],
  [8, 'Preemption'],
  [9, 'Preemption, circuit reserved for reuse'],
  [14, 'QoR: ported number'],
  [16, 'Normal call clearing'],
  [17, 'User busy', 486],
  [18, 'No user responding', 408],
  [19, 'No answer from user (user alerted)', 480],
  [20, 'Subscriber absent', 480],
  [21, 'Call rejected', 403, { code: 603, when: 'the cause location is the user' }],
  [22, 'Number changed', 410, { code: 301, when: 'the diagnostic has the new number' }],
  [23, 'Redirection to new destination', 410],
  [24, 'Call rejected due to feature at the destination'],
  [25, 'Exchange routing error'],
  [26, 'Non-selected user clearing', 404],
  [27, 'Destination out of order', 502],
  [28, 'Invalid number format (address incomplete)', 484],
  [29, 'Facility rejected', 501],
  [30, 'Response to STATUS ENQUIRY'],
  [31, 'Normal, unspecified', 480],
  [34, 'No circuit/channel available', 503],
  [38, 'Network out of order', 503],
  [39, 'Permanent frame mode connection out of service'],
  [40, 'Permanent frame mode connection operational'],
  [41, 'Temporary failure', 503],
  [42, 'Switching equipment congestion', 503],
  [43, 'Access information discarded'],
  [44, 'Requested circuit/channel not available'],
  [46, 'Precedence call blocked'],
  [47, 'Resource unavailable, unspecified', 503],
  [49, 'Quality of service not available'],
  [50, 'Requested facility not subscribed'],
  [53, 'Outgoing calls barred within CUG'],
  [55, 'Incoming calls barred within CUG', 403],
  [57, 'Bearer capability not authorized', 403],
  [58, 'Bearer capability not presently available', 503],
  [62, 'Inconsistency in designated outgoing access information and subscriber class'],
  [63, 'Service or option not available, unspecified'],
  [65, 'Bearer capability not implemented', 488],
  [66, 'Channel type not implemented'],
  [69, 'Requested facility not implemented'],
  [70, 'Only restricted digital information bearer capability is available', 488],
  [79, 'Service or option not implemented, unspecified', 501],
  [81, 'Invalid call reference value'],
  [82, 'Identified channel does not exist'],
  [83, 'A suspended call exists, but this call identity does not'],
  [84, 'Call identity in use'],
  [85, 'No call suspended'],
  [86, 'Call having the requested call identity has been cleared'],
  [87, 'User not member of CUG', 403],
  [88, 'Incompatible destination', 503],
  [90, 'Non-existent CUG'],
  [91, 'Invalid transit network selection'],
  [95, 'Invalid message, unspecified'],
  [96, 'Mandatory information element is missing'],
  [97, 'Message type non-existent or not implemented'],
  [98, 'Message not compatible with call state or message type non-existent or not implemented'],
  [99, 'Information element/parameter non-existent or not implemented'],
  [100, 'Invalid information element contents'],
  [101, 'Message not compatible with call state'],
  [102, 'Recovery on timer expiry', 504],
  [103, 'Parameter non-existent or not implemented, passed on'],
  [110, 'Message with unrecognized parameter, discarded'],
  [111, 'Protocol error, unspecified', 500],
  [127, 'Interworking, unspecified', 500],
];

// by the upper three bits of seven; 0 and 1 are both the normal class
const classes: readonly CauseClass[] = [
  'normal',
  'normal',
  'resource unavailable',
  'service or option not available',
  'service or option not implemented',
  'invalid message',
  'protocol error',
  'interworking',
];

/** The table, by cause value. */
export const q850Causes: readonly Q850Cause[] = table.map(([cause, name, toCode, toCodeIf]) => ({
  cause,
  name,
  class: classes[cause >> 4],
  toCode,
  toCodeIf,
}));

/** The row of a cause, or undefined. */
export function q850Cause(cause: number): Q850Cause | undefined {
  return q850Causes.find((row) => row.cause === cause);
}

/** Normal call clearing: a gateway hangs up with BYE or CANCEL instead of answering (RFC 3398 7.2.4.1). */
const NORMAL_CLEARING = 16;

/**
 * The code that a gateway answers an INVITE with when the telephone network releases the call (RFC 3398 7.2.4.1).
 * @returns 500 for a cause that is not named there, undefined for 16
 */
export function codeForCause(cause: number): number | undefined {
  return cause === NORMAL_CLEARING ? undefined : (q850Cause(cause)?.toCode ?? 500);
}

/** The causes that a gateway answers with a code, also those on a condition. */
export function causesOfCode(code: number): readonly number[] {
  return q850Causes.filter((row) => row.toCode === code || row.toCodeIf?.code === code).map((row) => row.cause);
}

/** Where a call was released: the location parameter of Reason (RFC 8606 3), with its number in Q.850. */
export interface CauseLocation {
  readonly name: string;
  readonly value: number;
  readonly where: string;
}

/** Where in the telephone network a cause came from: the location field, 4 bits (ITU-T Q.850). */
export const causeLocations: readonly CauseLocation[] = [
  { name: 'U', value: 0, where: 'user' },
  { name: 'LPN', value: 1, where: 'private network serving the local user' },
  { name: 'LN', value: 2, where: 'public network serving the local user' },
  { name: 'TN', value: 3, where: 'transit network' },
  { name: 'RLN', value: 4, where: 'public network serving the remote user' },
  { name: 'RPN', value: 5, where: 'private network serving the remote user' },
  { name: 'INTL', value: 7, where: 'international network' },
  { name: 'BI', value: 10, where: 'network beyond the interworking point' },
];
