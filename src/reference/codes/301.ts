/** 301 Moved Permanently, told (RFC 3261 21.3.2, 8.1.3.4). */

import type { CodeText } from '../texts.ts';

export const code301: CodeText = {
  name: '301',
  summary: 'The address is given up for good: call the Contact now, and save it for all later calls.',
  description:
    'Nobody is at this Request-URI any more, and the server knows the new address. The client calls the Contact at once (new request, Contact as Request-URI) and should also replace the old entry in its address book, speed dials and caches. ' +
    'That is the difference from 302, after which the next call goes to the old address again.',
  seen: [
    'A person changed domain or extension: each call to the old address gets 301 with the new one in Contact, and a phone that follows rings there.',
    'Callers still dial the old number years later: hardly any phone rewrites its address book, so the 301 has to stay in place.',
    'The call ends with "Moved Permanently" on the display: the PBX or trunk follows no 3xx, or the 301 has no Contact.',
    'A wrong 301 is remembered: a caller that obeyed it goes to the wrong address even after the server was corrected.',
    'REGISTER answered by 301: the provider moved accounts to another registrar, named in Contact.',
  ],
  fix: {
    phone: [
      'Change the entry in your contacts to the address in Contact; call it by hand if the phone does not go on by itself.',
      'If only your phone reaches a wrong place, delete the cached entry or call history and dial the original address.',
      'At a 301 to REGISTER enter the new registrar from Contact in the account settings.',
    ],
    operator: [
      'Use 301 only if the old address will never serve this person again; for call forwarding, absence and tests use 302.',
      'Let your own proxy or PBX follow the 301 for calls from trunks, which mostly do not, and accept targets in your own domains only.',
      'Put a Contact with a full SIP URI into it; two addresses that point at each other make a loop that clients have to break.',
    ],
    provider: [
      'When a number was ported or renumbered, ask the carrier to route the old number on: many trunks follow no 3xx from your side.',
    ],
  },
  send: 'Send it as a redirect server, user agent or registrar when you know the new address and the change is final. If it is gone and the new one unknown send 410, if the change is for a time 302, if the server itself can reach the new place forward the call.',
  example: `SIP/2.0 301 Moved Permanently
Via: SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK3e1f0a
From: <sip:alice@example.com>;tag=61f2c
To: <sip:bob@old.example.org>;tag=moved-8
Call-ID: 2f6d01@192.0.2.10
CSeq: 1 INVITE
Contact: <sip:bob@example.net>
Content-Length: 0

`,
  confusedWith: [
    { with: '302', difference: 'After 302 the old address stays in the address book; after 301 it is to be replaced.' },
    { with: '410', difference: '410 also means gone for good, but no new address is known, so nothing can be tried.' },
    { with: '404', difference: '404 says that there is no such user here and leaves open whether there ever was.' },
  ],
  http: 'Same number and meaning; the new address is in Contact rather than Location, and method and body are kept.',
};
