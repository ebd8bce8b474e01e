/** The registered option tags of Require, Proxy-Require, Supported and Unsupported (RFC 3261 19.2). */

/** A row: an option tag, and the section that registers it. */
export interface OptionTag {
  readonly name: string;
  /** The registration. */
  readonly rfc: string;
}

/** The table, in alphabetical order. */
export const optionTags = [
  { name: '100rel', rfc: '3262 8.1' },
  { name: '199', rfc: '6228 11.2' },
  { name: 'answermode', rfc: '5373 8.3' },
  { name: 'early-session', rfc: '3959 9' },
  { name: 'eventlist', rfc: '4662 8.1' },
  { name: 'explicitsub', rfc: '7614 9.1' },
  { name: 'from-change', rfc: '4916 6' },
  { name: 'geolocation-http', rfc: '6442 8.3' },
  { name: 'geolocation-sip', rfc: '6442 8.3' },
  { name: 'gin', rfc: '6140 9.1' },
  { name: 'gruu', rfc: '5627 11.3' },
  { name: 'histinfo', rfc: '7044 14.1' },
  { name: 'ice', rfc: '5768 7.1' },
  { name: 'join', rfc: '3911 10.2' },
  { name: 'multiple-refer', rfc: '5368 11' },
  { name: 'norefersub', rfc: '4488 7' },
  { name: 'nosub', rfc: '7614 9.2' },
  { name: 'outbound', rfc: '5626 11.4' },
  { name: 'path', rfc: '3327 7' },
  { name: 'policy', rfc: '6794 6.4' },
  { name: 'precondition', rfc: '3312 11' },
  { name: 'pref', rfc: '3840 12.3' },
  { name: 'privacy', rfc: '3323 7' },
  { name: 'recipient-list-invite', rfc: '5366 8' },
  { name: 'recipient-list-message', rfc: '5365 11' },
  { name: 'recipient-list-subscribe', rfc: '5367 9.2' },
  { name: 'record-aware', rfc: '7866 11.1.2' },
  { name: 'replaces', rfc: '3891 9.2' },
  { name: 'resource-priority', rfc: '4412 12.3' },
  { name: 'sdp-anat', rfc: '4092 7' },
  { name: 'sec-agree', rfc: '3329 6.5' },
  { name: 'siprec', rfc: '7866 11.1.1' },
  { name: 'tdialog', rfc: '4538 11.3' },
  { name: 'timer', rfc: '4028 12.3' },
  { name: 'trickle-ice', rfc: '8840' },
  { name: 'uui', rfc: '7433 6.6' },
] as const satisfies readonly OptionTag[];

/** An option tag that is registered. */
export type OptionTagName = (typeof optionTags)[number]['name'];
