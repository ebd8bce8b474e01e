/** 303 See Other, told (in the code list of RFC 2543; gone since RFC 3261). */

import type { CodeText } from '../texts.ts';

export const code303: CodeText = {
  name: '303',
  summary: 'An HTTP redirect that the first SIP standard listed and the second one dropped.',
  description:
    'RFC 2543 took the number over from HTTP in its list of codes, without saying what it should mean for a call; RFC 3261 left it out, and it was never registered. A client of today that receives one treats it as a 300: it may try the addresses in Contact, if there are any. You meet it in header files and tables of old programs far more often than in a trace.',
  seen: [
    'A library of status codes offers SEE_OTHER, and a programmer coming from the web uses it to answer an INVITE or a REGISTER.',
    'A gateway between HTTP and SIP hands on the status of a web service unchanged.',
    'A trace of a device from before 2002.',
  ],
  fix: {
    phone: ['Dial the address in the Contact of the response by hand, if the phone does not follow it.'],
    operator: [
      'Change the answering program to 302 with a Contact, which every phone follows.',
      'Where a web service decides about calls, translate its statuses one by one instead of copying numbers.',
    ],
  },
  send: 'Do not send it. For a call that should go elsewhere now send 302, for good 301, with a choice 300.',
  example: `SIP/2.0 303 See Other
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK0a4e71
From: "Alice" <sip:alice@example.com>;tag=88e0d2
To: <sip:bob@example.com>;tag=19f3ba
Call-ID: a21b70ce@192.0.2.10
CSeq: 1 INVITE
Contact: <sip:bob@198.51.100.7>
Content-Length: 0

`,
  confusedWith: [
    {
      with: '302',
      difference: '302 is the redirect that SIP has: call the Contact now, the old address again next time.',
    },
    { with: '300', difference: '300 offers several addresses to choose from, and it is what a client takes 303 for.' },
  ],
  http: 'In HTTP, 303 sends the client to another resource with GET, often after a form. SIP has no GET, hence nothing for it to mean.',
};
