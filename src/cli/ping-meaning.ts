/** What an answer to OPTIONS says about the one who gave it (RFC 3261 11.2). */

const MEANINGS: Readonly<Record<number, string>> = {
  200: 'it is up and would take a call for this address',
  202: 'it is up and has taken the request for later',
  301: 'it is up; this address has moved for good, the Contact says where',
  302: 'it is up; this address is to be called elsewhere for now',
  305: 'it is up, and wants to be reached through the proxy in Contact',
  400: 'it is up, but could not read the request',
  401: 'it is up, and wants credentials before it answers',
  403: 'it is up, and refuses this address or this sender',
  404: 'it is up, and does not know this user',
  405: 'it is up, but does not answer OPTIONS here',
  407: 'it is up, and wants proxy credentials before it forwards',
  408: 'a proxy answered; what lies behind it did not',
  410: 'it is up; this user has gone for good',
  416: 'it is up, and does not take this kind of URI',
  420: 'it is up, and lacks an extension that was required',
  479: 'it is up, and takes the address for malformed',
  480: 'it is up; this user is known but not registered now',
  481: 'it is up, and takes the request for part of a call that it does not know',
  482: 'the request came back to a proxy that it had passed: a routing loop',
  483: 'too many hops: most likely a routing loop',
  484: 'it is up; the number is incomplete',
  486: 'it is up; the user is busy',
  488: 'it is up, but would not take this kind of session',
  500: 'it is up, and failed over the request',
  501: 'it is up, but does not know OPTIONS',
  502: 'a gateway answered; what lies behind it answered nonsense',
  503: 'it is up, but overloaded or in maintenance',
  504: 'a server behind it did not answer in time',
  600: 'it is up; the user is busy everywhere',
  603: 'it is up; the user declines',
  604: 'it is up; this user exists nowhere',
};

const CLASSES = [
  'it is up',
  'it is up, and points elsewhere',
  'it is up, and refuses the request',
  'it is up, and failed over the request',
  'it is up; the address cannot be reached anywhere',
];

/** @param status from 200 to 699 */
export function meaningOf(status: number): string {
  return MEANINGS[status] ?? CLASSES[Math.floor(status / 100) - 2];
}
