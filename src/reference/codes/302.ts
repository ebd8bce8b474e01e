/** 302 Moved Temporarily, told (RFC 3261 21.3.3, 8.1.3.4, 16.7). */

import type { CodeText } from '../texts.ts';

export const code302: CodeText = {
  name: '302',
  summary: 'The callee is somewhere else for now: call the Contact, and use the old address again next time.',
  description:
    'This call shall go to the address in Contact. The client sends a new INVITE with a new branch and the Contact as Request-URI (To, From and Call-ID may stay), so the caller places, and pays for, the second call. ' +
    'Several Contacts are tried in turn, mostly the highest q first. It holds for this one call, or for the seconds in expires or Expires; after that the original URI is called. A proxy on the way may follow it itself, and the caller never sees it.',
  seen: [
    'Call forwarding set on the phone: it answers each INVITE with 302 and the forwarding number in Contact.',
    'A routing or number portability server answers in milliseconds: the Contact holds a gateway or rn= and npdi.',
    'The call ends with "Moved Temporarily": the trunk, PBX or softphone of the caller does not follow redirects.',
    'The second call goes to the right number at the wrong place: Asterisk with redirect_method=user (its default) takes only the user part of Contact and dials it in its own dialplan.',
    'The second INVITE gets no answer: the Contact holds a private address or a host that only the redirecting side can reach.',
    'The second INVITE is refused with 403 or 407: the PBX that follows the Contact has no credentials or route there.',
    '302 to and fro: two phones forward to each other. No client may try one URI twice, so the call then fails.',
    'REGISTER gets 302: the registrar sends the phone to another node.',
  ],
  fix: {
    phone: [
      'Calls leave your phone unasked: switch off call forwarding in its menu; the Contact shows the target.',
      'You call and stop at a 302: switch on "follow redirect (3xx)" in the phone, or dial the number in Contact.',
    ],
    operator: [
      'Follow it at the server: get_redirects (uac_redirect) in a failure route of Kamailio, redirect_method=uri_pjsip in Asterisk.',
      'Limit the targets to your own domains and permitted numbers: whoever may redirect can send calls to premium numbers at your cost.',
      'Better forward in the PBX than in the phone; then caller ID and payer of the second leg are yours to set.',
    ],
    provider: [
      'Ask whether the trunk follows 302 and which host the Contact must name; some want it switched on, many never do. If not, bridge the call as a second call of your PBX.',
    ],
  },
  send: 'Send it with one or more Contacts, never with the URI that was asked for, and with expires only if it may be kept. Send 301 when the move is final, 300 to offer a choice; forward the call yourself (and say 181 as a PBX) when the caller should not have to call anew.',
  example: `SIP/2.0 302 Moved Temporarily
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKbf9f44
From: <sip:alice@example.com>;tag=9fxced76sl
To: <sip:bob@example.com>;tag=53fHlqlQ2
Call-ID: 2xTb9vxSit55XU7p8@192.0.2.10
CSeq: 1 INVITE
Contact: <sip:+12025550187@example.com>;expires=3600
Content-Length: 0

`,
  confusedWith: [
    { with: '301', difference: '301 replaces the old address in the address book; 302 leaves it there.' },
    {
      with: '181',
      difference: 'With 181 the server forwards and the caller only waits; with 302 the caller does the work.',
    },
    { with: '305', difference: 'The Contact of 302 is where the callee is; that of 305 is a proxy to go through.' },
  ],
  http: 'HTTP 302 Found uses Location, and browsers may turn POST into GET; SIP keeps the method and uses Contact, like HTTP 307.',
};
