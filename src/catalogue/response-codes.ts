/** The registered response codes (RFC 3261 21 and its extensions), in one table. */

import { changed, codeRecord, type Facts } from './code-row.ts';
import { type MethodName, methods } from './methods.ts';
import { type AtProxy, type NextStep, type ResponseCode } from './response-code.ts';

const invite: readonly MethodName[] = ['INVITE'];
/** OPTIONS is answered as an INVITE would be (RFC 3261 11.2). */
const inviteAndOptions: readonly MethodName[] = ['INVITE', 'OPTIONS'];
const offers: readonly MethodName[] = ['INVITE', 'UPDATE'];
/** What a person may call unwanted (RFC 8197 4, RFC 8688 3.1). */
const outOfDialog: readonly MethodName[] = ['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER', 'OPTIONS', 'PUBLISH'];
const challenged: readonly MethodName[] = methods.filter((method) => method.challengeable).map(({ name }) => name);
/** What may belong to a dialog or, for CANCEL, to a transaction. */
const belonging: readonly MethodName[] = methods
  .map(({ name }) => name)
  .filter((name) => !['ACK', 'REGISTER', 'PUBLISH'].includes(name));

// code, phrase, reference, and what does not follow from the class (`code-row.ts`)
const table = [
  [
    100,
    'Trying',
    '3261 21.1.1',
    { senders: ['proxy', 'user agent server'], mayCarry: ['Timestamp'], atProxy: 'consumed' },
  ],
  // 180 to 183 answer INVITE alone (RFC 4320 4.1)
  [
    180,
    'Ringing',
    '3261 21.1.2',
    {
      senders: ['user agent server', 'gateway'],
      methods: invite,
      mayCarry: ['Contact', 'Record-Route', 'Require', 'RSeq', 'Alert-Info', 'P-Early-Media', 'Content-Type'],
    },
  ],
  // A proxy that says so answers as a user agent server (RFC 3261 16.7 step 6).
  [
    181,
    'Call Is Being Forwarded',
    '3261 21.1.3',
    {
      senders: ['proxy', 'user agent server'],
      methods: invite,
      mayCarry: ['Contact', 'Require', 'RSeq', 'History-Info'],
    },
  ],
  [182, 'Queued', '3261 21.1.4', { methods: invite, mayCarry: ['Contact', 'Require', 'RSeq'] }],
  [
    183,
    'Session Progress',
    '3261 21.1.5',
    {
      senders: ['gateway', 'user agent server'],
      methods: invite,
      mayCarry: ['Contact', 'Record-Route', 'Require', 'RSeq', 'Content-Type', 'P-Early-Media', 'Reason'],
    },
  ],
  // Reason with the code that ended the early dialog (RFC 6228 5 and 6)
  [
    199,
    'Early Dialog Terminated',
    '6228 11.1',
    { senders: ['proxy', 'user agent server'], methods: invite, mustCarry: ['Reason'] },
  ],
  [
    200,
    'OK',
    '3261 21.2.1',
    {
      senders: ['user agent server', 'registrar', 'event server', 'proxy', 'gateway'],
      mayCarry: [
        'Contact',
        'Record-Route',
        'Allow',
        'Supported',
        'Content-Type',
        'Expires',
        'Session-Expires',
        'Service-Route',
        'SIP-ETag',
        'Authentication-Info',
      ],
    },
  ],
  // RFC 6665 8.3.1 took it from SUBSCRIBE and NOTIFY; MESSAGE keeps it (RFC 3428 7).
  [
    202,
    'Accepted',
    '6665 8.3.1',
    {
      status: 'obsolete',
      senders: ['user agent server', 'event server'],
      methods: ['SUBSCRIBE', 'REFER', 'MESSAGE'],
      mayCarry: ['Contact', 'Expires', 'Refer-Sub'],
    },
  ],
  // Every 2xx to SUBSCRIBE has Expires (RFC 6665 3.1.1).
  [
    204,
    'No Notification',
    '5839',
    { senders: ['event server'], methods: ['SUBSCRIBE'], mustCarry: ['Expires'], mayCarry: ['Contact'] },
  ],
  [300, 'Multiple Choices', '3261 21.3.1', { mayCarry: ['Contact', 'Content-Type'] }],
  [
    301,
    'Moved Permanently',
    '3261 21.3.2',
    {
      mayCarry: ['Contact'],
      next: { action: 'retry elsewhere', requestUri: 'new', from: ['Contact'], laterCalls: 'new' },
    },
  ],
  [302, 'Moved Temporarily', '3261 21.3.3', { mayCarry: ['Contact', 'Expires', 'Diversion', 'History-Info'] }],
  // The request goes to the same address through the proxy that Contact names.
  [
    305,
    'Use Proxy',
    '3261 21.3.4',
    {
      senders: ['user agent server'],
      mayCarry: ['Contact'],
      next: { action: 'retry elsewhere', requestUri: 'same', from: ['Contact'] },
    },
  ],
  // The body says where; there is nothing that a proxy could follow.
  [
    380,
    'Alternative Service',
    '3261 21.3.5',
    {
      senders: ['user agent server', 'proxy', 'redirect server'],
      mayCarry: ['Content-Type', 'Contact'],
      next: { action: 'retry elsewhere', requestUri: 'new' },
      atProxy: 'collected',
    },
  ],
  [400, 'Bad Request', '3261 21.4.1', { senders: ['user agent server', 'proxy', 'registrar'], toCause: 41 }],
  [
    401,
    'Unauthorized',
    '3261 21.4.2',
    {
      senders: ['registrar', 'user agent server', 'redirect server', 'event server'],
      methods: challenged,
      mustCarry: ['WWW-Authenticate'],
      mayCarry: ['Proxy-Authenticate'],
      next: changed('WWW-Authenticate'),
      atProxy: 'collected, challenges joined',
      toCause: 21,
    },
  ],
  [402, 'Payment Required', '3261 21.4.3', { senders: ['proxy', 'user agent server'], toCause: 21 }],
  [
    403,
    'Forbidden',
    '3261 21.4.4',
    { senders: ['proxy', 'registrar', 'user agent server', 'event server'], mayCarry: ['Warning'], toCause: 21 },
  ],
  [
    404,
    'Not Found',
    '3261 21.4.5',
    {
      senders: ['proxy', 'registrar', 'user agent server', 'redirect server'],
      mayCarry: ['Retry-After'],
      toCause: 1,
    },
  ],
  [
    405,
    'Method Not Allowed',
    '3261 21.4.6',
    { senders: ['user agent server', 'registrar', 'redirect server', 'proxy'], mustCarry: ['Allow'], toCause: 63 },
  ],
  [406, 'Not Acceptable', '3261 21.4.7', { senders: ['user agent server', 'event server'], toCause: 79 }],
  [
    407,
    'Proxy Authentication Required',
    '3261 21.4.8',
    {
      senders: ['proxy'],
      methods: challenged,
      mustCarry: ['Proxy-Authenticate'],
      mayCarry: ['WWW-Authenticate'],
      next: changed('Proxy-Authenticate'),
      atProxy: 'collected, challenges joined',
      toCause: 21,
    },
  ],
  // A client counts silence as 408, for any method (8.1.3.1); on the wire it answers INVITE alone (RFC 4320 4.2).
  [
    408,
    'Request Timeout',
    '3261 21.4.9',
    {
      senders: ['proxy', 'user agent server', 'client'],
      methods: invite,
      next: { action: 'retry as is', requestUri: 'same', when: 'later' },
      toCause: 102,
    },
  ],
  [410, 'Gone', '3261 21.4.10', { senders: ['user agent server', 'proxy', 'redirect server'], toCause: 22 }],
  // Anew without SIP-If-Match (RFC 3903 5)
  [
    412,
    'Conditional Request Failed',
    '3903 11.2.1',
    { formerPhrases: ['Precondition Failed'], senders: ['event server'], methods: ['PUBLISH'], next: changed() },
  ],
  [413, 'Request Entity Too Large', '3261 21.4.11', { mayCarry: ['Retry-After'], next: changed(), toCause: 127 }],
  [414, 'Request-URI Too Long', '3261 21.4.12', { formerPhrases: ['Request-URI Too Large'], toCause: 127 }],
  [
    415,
    'Unsupported Media Type',
    '3261 21.4.13',
    {
      senders: ['user agent server', 'event server'],
      mustCarry: ['Accept', 'Accept-Encoding', 'Accept-Language'],
      next: changed('Accept', 'Accept-Encoding', 'Accept-Language'),
      toCause: 79,
    },
  ],
  [
    416,
    'Unsupported URI Scheme',
    '3261 21.4.14',
    {
      senders: ['proxy', 'user agent server', 'redirect server'],
      next: { action: 'retry changed', requestUri: 'new' },
      toCause: 127,
    },
  ],
  [
    417,
    'Unknown Resource-Priority',
    '4412 4.6.2',
    { mayCarry: ['Accept-Resource-Priority'], next: changed('Accept-Resource-Priority') },
  ],
  [
    420,
    'Bad Extension',
    '3261 21.4.15',
    {
      senders: ['user agent server', 'proxy', 'registrar'],
      mustCarry: ['Unsupported'],
      next: changed('Unsupported'),
      toCause: 127,
    },
  ],
  [
    421,
    'Extension Required',
    '3261 21.4.16',
    {
      senders: ['user agent server', 'registrar', 'proxy'],
      mustCarry: ['Require'],
      mayCarry: ['Security-Server'],
      next: changed('Require'),
      toCause: 127,
    },
  ],
  [
    422,
    'Session Interval Too Small',
    '4028 6',
    {
      formerPhrases: ['Session Timer Too Small'],
      methods: offers,
      mustCarry: ['Min-SE'],
      next: changed('Min-SE'),
    },
  ],
  [
    423,
    'Interval Too Brief',
    '3261 21.4.17',
    {
      formerPhrases: ['Registration Too Brief'],
      senders: ['registrar', 'event server'],
      methods: ['REGISTER', 'SUBSCRIBE', 'PUBLISH'],
      mustCarry: ['Min-Expires'],
      next: changed('Min-Expires'),
      toCause: 127,
    },
  ],
  [
    424,
    'Bad Location Information',
    '6442 4.2',
    { mustCarry: ['Geolocation-Error'], mayCarry: ['Content-Type'], next: changed('Geolocation-Error') },
  ],
  [
    425,
    'Bad Alert Message',
    '8876 5.1',
    { methods: ['MESSAGE'], mustCarry: ['AlertMsg-Error'], next: changed('AlertMsg-Error') },
  ],
  [
    428,
    'Use Identity Header',
    '8224 6.2.2',
    { senders: ['proxy', 'user agent server'], mayCarry: ['Reason'], next: changed() },
  ],
  // The refer target wants to see Referred-By in the request that a REFER caused (RFC 3892 2.3).
  [
    429,
    'Provide Referrer Identity',
    '3892 5',
    { senders: ['user agent server'], methods: ['INVITE', 'REFER'], next: changed() },
  ],
  // The proxy of the user's domain tries another flow; a client takes it for 400 (RFC 5626 11.5).
  [430, 'Flow Failed', '5626 11.5', { senders: ['proxy'], next: { action: 'retry elsewhere', requestUri: 'new' } }],
  [433, 'Anonymity Disallowed', '5079 5', { senders: ['proxy', 'user agent server'], next: changed() }],
  [
    436,
    'Bad Identity Info',
    '8224 6.2.2',
    { formerPhrases: ['Bad Identity-Info'], senders: ['proxy', 'user agent server'], mayCarry: ['Reason'] },
  ],
  [
    437,
    'Unsupported Credential',
    '8224 6.2.2',
    { formerPhrases: ['Unsupported Certificate'], senders: ['proxy', 'user agent server'], mayCarry: ['Reason'] },
  ],
  [438, 'Invalid Identity Header', '8224 6.2.2', { senders: ['proxy', 'user agent server'], mayCarry: ['Reason'] }],
  [
    439,
    'First Hop Lacks Outbound Support',
    '5626 11.6',
    { senders: ['registrar'], methods: ['REGISTER'], next: changed() },
  ],
  // A B2BUA counts branches and hops as a proxy does (RFC 7332 5 and 6).
  [440, 'Max-Breadth Exceeded', '5393', { senders: ['proxy', 'user agent server'] }],
  [
    469,
    'Bad Info Package',
    '6086 4.2.2',
    { senders: ['user agent server'], methods: ['INFO'], mustCarry: ['Recv-Info'] },
  ],
  // The methods with a list of recipients (RFC 5365 to 5368); they are asked first, then the same works.
  [
    470,
    'Consent Needed',
    '5360 5.9.2',
    {
      senders: ['user agent server', 'proxy'],
      methods: ['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER'],
      mayCarry: ['Permission-Missing'],
      next: { action: 'retry as is', requestUri: 'same', when: 'later' },
    },
  ],
  [
    480,
    'Temporarily Unavailable',
    '3261 21.4.18',
    {
      formerPhrases: ['Temporarily not available'],
      senders: ['proxy', 'user agent server', 'redirect server'],
      mayCarry: ['Retry-After'],
      toCause: 18,
    },
  ],
  [
    481,
    'Call/Transaction Does Not Exist',
    '3261 21.4.19',
    {
      formerPhrases: ['Call Leg/Transaction Does Not Exist'],
      senders: ['user agent server', 'event server'],
      methods: belonging,
      toCause: 41,
    },
  ],
  [482, 'Loop Detected', '3261 21.4.20', { senders: ['proxy', 'user agent server'], toCause: 25, http: 508 }],
  [483, 'Too Many Hops', '3261 21.4.21', { senders: ['proxy', 'user agent server'], toCause: 25 }],
  [
    484,
    'Address Incomplete',
    '3261 21.4.22',
    {
      senders: ['proxy', 'user agent server'],
      next: { action: 'retry changed', requestUri: 'new' },
      toCause: 28,
    },
  ],
  [
    485,
    'Ambiguous',
    '3261 21.4.23',
    {
      senders: ['proxy', 'redirect server', 'user agent server'],
      mayCarry: ['Contact'],
      next: { action: 'retry changed', requestUri: 'new', from: ['Contact'] },
      toCause: 1,
      http: 300,
    },
  ],
  [
    486,
    'Busy Here',
    '3261 21.4.24',
    { senders: ['user agent server'], methods: inviteAndOptions, mayCarry: ['Retry-After'], toCause: 17 },
  ],
  // BYE ends other pending requests too (15.1.2), but they are answered at once. The gateway hung up itself.
  [
    487,
    'Request Terminated',
    '3261 21.4.25',
    { formerPhrases: ['Request Cancelled'], methods: invite, toCause: 'none' },
  ],
  // 488 and 606: 31 unless the Warning says more (RFC 3398 8.2.6.1)
  [
    488,
    'Not Acceptable Here',
    '3261 21.4.26',
    { methods: offers, mayCarry: ['Warning', 'Content-Type', 'Accept'], next: changed('Warning'), http: 406 },
  ],
  [
    489,
    'Bad Event',
    '6665 8.3.2',
    {
      formerPhrases: ['Unknown Event'],
      senders: ['event server', 'user agent server'],
      methods: ['SUBSCRIBE', 'NOTIFY', 'PUBLISH'],
      mustCarry: ['Allow-Events'],
    },
  ],
  [
    491,
    'Request Pending',
    '3261 21.4.27',
    {
      senders: ['user agent server'],
      methods: offers,
      next: { action: 'retry as is', requestUri: 'same', when: 'after a random delay' },
      http: 409,
    },
  ],
  [
    493,
    'Undecipherable',
    '3261 21.4.28',
    { senders: ['user agent server'], mayCarry: ['Content-Type'], next: changed() },
  ],
  [
    494,
    'Security Agreement Required',
    '3329 2.3.1',
    {
      senders: ['proxy', 'registrar', 'user agent server'],
      mustCarry: ['Security-Server'],
      mayCarry: ['Require', 'Proxy-Authenticate', 'WWW-Authenticate'],
      next: changed('Security-Server'),
      http: 426,
    },
  ],
  [
    500,
    'Server Internal Error',
    '3261 21.5.1',
    {
      formerPhrases: ['Internal Server Error'],
      senders: ['user agent server', 'proxy', 'registrar'],
      mayCarry: ['Retry-After'],
      next: { action: 'retry as is', requestUri: 'same', when: 'after Retry-After' },
      toCause: 41,
    },
  ],
  [
    501,
    'Not Implemented',
    '3261 21.5.2',
    { senders: ['user agent server', 'registrar'], mayCarry: ['Allow'], toCause: 79 },
  ],
  [502, 'Bad Gateway', '3261 21.5.3', { senders: ['proxy'], toCause: 38 }],
  // A client counts a broken transport as 503 (8.1.3.1).
  [
    503,
    'Service Unavailable',
    '3261 21.5.4',
    {
      senders: ['proxy', 'user agent server', 'registrar', 'client'],
      mayCarry: ['Retry-After'],
      next: { action: 'retry elsewhere', requestUri: 'same' },
      atProxy: 'becomes 500',
      toCause: 41,
    },
  ],
  [504, 'Server Time-out', '3261 21.5.5', { formerPhrases: ['Gateway Time-out'], senders: ['proxy'], toCause: 102 }],
  // RFC 3398 8.2.6.1 prints "504 Version Not Supported"
  [505, 'Version Not Supported', '3261 21.5.6', { formerPhrases: ['SIP Version not supported'], toCause: 127 }],
  [513, 'Message Too Large', '3261 21.5.7', { toCause: 127 }],
  [
    555,
    'Push Notification Service Not Supported',
    '8599 8.1',
    {
      senders: ['proxy', 'registrar'],
      methods: ['REGISTER'],
      mayCarry: ['Feature-Caps'],
      next: changed('Feature-Caps'),
    },
  ],
  [
    580,
    'Precondition Failure',
    '3312 8',
    { senders: ['user agent server'], methods: offers, mayCarry: ['Content-Type'] },
  ],
  [600, 'Busy Everywhere', '3261 21.6.1', { methods: inviteAndOptions, mayCarry: ['Retry-After'], toCause: 17 }],
  [603, 'Decline', '3261 21.6.2', { mayCarry: ['Retry-After'], toCause: 21 }],
  [604, 'Does Not Exist Anywhere', '3261 21.6.3', { senders: ['proxy', 'user agent server'], toCause: 1 }],
  [
    606,
    'Not Acceptable',
    '3261 21.6.4',
    { methods: invite, mayCarry: ['Warning', 'Content-Type'], next: changed('Warning') },
  ],
  [607, 'Unwanted', '8197 4', { methods: outOfDialog }],
  [608, 'Rejected', '8688 3.1', { senders: ['proxy'], methods: outOfDialog, mayCarry: ['Call-Info'] }],
] as const satisfies readonly (readonly [number, string, string, Facts?])[];

/** A registered response code. */
export type StatusCode = (typeof table)[number][0];

const rows: readonly (readonly [number, string, string, Facts?])[] = table;

/** The table of what IANA has registered, in numerical order. */
export const responseCodes: readonly ResponseCode[] = rows.map((row) => codeRecord(...row));

const byCode = new Array<ResponseCode | undefined>(700).fill(undefined);
for (const row of responseCodes) byCode[row.code] = row;

// RFC 3261 8.1.3.2: what a code that nobody registered is treated as, by its class.
const standIns: readonly StatusCode[] = [183, 200, 300, 400, 500, 600];

/** The row of a registered code, or undefined. */
export function responseCode(code: number): ResponseCode | undefined {
  return byCode[code];
}

/**
 * The Reason-Phrase of a code. One that is not registered gets that of the code which it is treated as (RFC 3261
 * 8.1.3.2): 183 for a provisional response, x00 of its class for a final one.
 * @returns '' outside 100 to 699, as the grammar allows
 */
export function reasonPhrase(code: number): string {
  const row = treatedAs(code);
  return row === undefined ? '' : row.phrase;
}

/** What a proxy does with a response; undefined outside 100 to 699 (RFC 3261 16.7). */
export function atProxy(code: number): AtProxy | undefined {
  return treatedAs(code)?.atProxy;
}

/** What a client does with a response; undefined outside 100 to 699 (RFC 3261 8.1.3). */
export function nextStep(code: number): NextStep | undefined {
  return treatedAs(code)?.next;
}

/** Whether the same request goes to the next server that RFC 3263 finds: the answer was about this one (RFC 3263 4.3). */
export function triesNextServer(code: number): boolean {
  const next = nextStep(code);
  return next?.action === 'retry elsewhere' && next.requestUri === 'same' && next.from === undefined;
}

/** The row of a code, or of the one that a client treats it as when nobody registered it; undefined outside 100 to 699. */
export function treatedAs(code: number): ResponseCode | undefined {
  return byCode[code] ?? byCode[standIns[Math.floor(code / 100) - 1]];
}
