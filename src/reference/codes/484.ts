/** 484 Address Incomplete, told (RFC 3261 21.4.22, RFC 3578). */

import type { CodeText } from '../texts.ts';

export const code484: CodeText = {
  name: '484',
  summary: 'The number dialled is too short: more digits are needed before the call can be routed.',
  description:
    'The server sees that the Request-URI begins like a number that it can route, but is not yet one. With overlap dialling ' +
    'this is no fault: the phone sends each longer number in a new INVITE until 484 no longer comes. Without overlap dialling it ' +
    'means that digits are missing. A number that is complete but assigned to nobody gets another code.',
  seen: [
    'The phone sends the call too early: its dial plan or inter-digit timer (often 3 to 5 seconds) ends before the person has typed everything.',
    'A code is missing: 5550123 goes out where the trunk wants +12025550123; each call gets 484 at once.',
    'Asterisk has a longer pattern in the context that begins with the digits sent, so it asks for more by 484 instead of saying 404.',
    'The telephone network released the call with Q.850 cause 28, which the gateway turns into 484.',
  ],
  fix: {
    phone: [
      'Dial the whole number on-hook and then press Call: if this works, the timer or dial plan of the phone is too eager.',
      'Write contacts in the full international form beginning with +.',
    ],
    operator: [
      'Read the user part of the Request-URI in the INVITE that goes out, count its digits, and add the missing prefix in the outgoing rule.',
      'Where nobody dials overlap, switch it off (allow_overlap=no in Asterisk), and unknown short numbers get 404.',
    ],
    provider: [
      'Name the format that the trunk takes (E.164 with +, national, with prefix) and the length of the shortest numbers.',
    ],
  },
  send: 'Send it when more digits may make the number routable, and say in the reason phrase what is missing. When no continuation can match, send 404.',
  example: `SIP/2.0 484 Address Incomplete
Via: SIP/2.0/UDP 192.0.2.15:5060;branch=z9hG4bKb4d17
From: <sip:204@example.com>;tag=0aa51
To: <sip:+1202555@example.com>;tag=g-17
Call-ID: 4e01@192.0.2.15
CSeq: 2 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '404', difference: '404: the number is whole and leads nowhere. 484: add digits and try again.' },
    { with: '485', difference: '485: several people match, choose one. 484: nobody matches yet.' },
  ],
};
