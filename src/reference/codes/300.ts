/** 300 Multiple Choices, told (RFC 3261 21.3.1, 8.1.3.4). */

import type { CodeText } from '../texts.ts';

export const code300: CodeText = {
  name: '300',
  summary: 'The callee can be reached at several addresses: choose one of the Contacts and call it.',
  description:
    'A redirect server leaves the choice to the caller: each Contact is one place, its q value (0 to 1) the preference. The client may try them by itself, the highest q first, or ask its user; ' +
    'each try is a new INVITE with that Contact as Request-URI. The original address stays valid for later calls.',
  seen: [
    'A routing (least cost) server answers a switch with a list of gateways: Contact with q=1.0, 0.8, 0.5; the switch tries one after the other.',
    'FreeSWITCH "redirect" with several URIs sends 300, with one URI it sends 302.',
    'Only the first address is tried: the PBX reads one Contact and gives up when that one fails.',
  ],
  fix: {
    phone: ['Call one of the addresses in Contact by hand, or switch on following of redirects (3xx) in the phone.'],
    operator: [
      'Let your proxy follow the list: get_redirects (uac_redirect of Kamailio and OpenSIPS) sorts the Contacts by q.',
      'Give every Contact a q value; without it each client chooses its own order.',
    ],
    provider: [
      'Ask whether the trunk advances to the second Contact and on which codes (503, 408, 486), before you rely on the list for failover.',
    ],
  },
  send: 'Send it as a redirect server when several Contacts serve the same person or number. With a single one send 302; when the name itself fits several persons send 485; when you can place the calls, fork as a proxy.',
  example: `SIP/2.0 300 Multiple Choices
Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK2f91c
From: <sip:+12025550111@example.com>;tag=77d1
To: <sip:+12025550142@route.example.net>;tag=lcr-31
Call-ID: 5c0b2a@192.0.2.20
CSeq: 1 INVITE
Contact: <sip:+12025550142@gw1.example.net>;q=1.0
Contact: <sip:+12025550142@gw2.example.net>;q=0.8
Content-Length: 0

`,
  confusedWith: [
    {
      with: '302',
      difference: '302 sends the caller to where the callee is now; 300 offers several places to choose from.',
    },
    {
      with: '485',
      difference:
        'With 300 every choice reaches the same person, so a machine may choose; with 485 they are different persons, and the user has to.',
    },
  ],
  http: 'Same idea; in HTTP the choices are in the body and one may be named in Location, in SIP each choice is a Contact with a q value.',
};
