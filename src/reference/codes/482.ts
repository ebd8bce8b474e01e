/** 482 Loop Detected, told (RFC 3261 8.2.2.2 and 16.3, RFC 5393 4). */

import type { CodeText } from '../texts.ts';

export const code482: CodeText = {
  name: '482',
  summary: 'The same request has arrived before: it went in a circle, or came twice over different ways.',
  description:
    'Two situations share this number. A proxy finds itself in Via with a branch that it made for the same Request-URI: the ' +
    'request went round. Or a phone or PBX gets a second copy of a request that it is already working on (same Call-ID, ' +
    'From tag and CSeq, another branch), because a proxy before it forked: that copy is merged away, and the first one ' +
    'proceeds. The second kind is normal and the caller seldom sees it.',
  seen: [
    'One phone is registered twice, say over UDP and TCP or with an old address: both copies of the INVITE reach it, one rings, the other gets 482. FreeSWITCH words it "Request merged".',
    'The server does not know that a domain or address is its own: it resolves the name, sends the request to itself, and sees its own Via.',
    'A forwards to B and B back to A through one proxy: at the second arrival at A the Request-URI is the old one, and the call ends in milliseconds.',
    'After 401 or 407 the INVITE is sent again with credentials but the old CSeq (uac_auth of Kamailio does so by default): the far end takes it for a copy and merges it away.',
    'A PBX dials a number of its own through the trunk, and a proxy returns the INVITE with unchanged Call-ID and From tag.',
  ],
  fix: {
    phone: [
      'Remove call forwarding that leads back to the caller, also the one set at the provider.',
      'Register an account once per phone; delete the second account or transport.',
    ],
    operator: [
      'Read the Via list of the looped request: your host appears twice, and what lies between is the circle.',
      'Add every name and address of the server, with port, to its own domains (alias in Kamailio), so that it looks users up rather than relaying.',
      'Remove double bindings of one phone: match +sip.instance, or limit the contacts per user.',
      'Raise CSeq for each new attempt, and give each leg of a B2BUA its own Call-ID and From tag.',
    ],
    provider: [
      'Do not return a call to the trunk that it came from without a new number: let the customer PBX see a new call, or answer 404.',
    ],
  },
  send:
    'As a UAS send it to the later copies of a request in progress that has no To tag. As a proxy send it when the branch computed again equals the one in your own Via; a ' +
    'proxy that forks must look for this. A changed Request-URI is a spiral, and allowed.',
  example: `SIP/2.0 482 Loop Detected
Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bK2d4790.1
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK77ef4c
From: <sip:alice@example.com>;tag=9fxced
To: <sip:bob@example.com>;tag=lp-5521
Call-ID: 1bd0e3@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '483',
      difference:
        '483 is the fuse that also blows for loops nobody recognises: Max-Forwards reached 0 after dozens of hops. 482 recognises the request itself, mostly at the first turn.',
    },
    {
      with: '491',
      difference: '491 answers a new request that collides with another in the call; 482 a copy of the same request.',
    },
  ],
  http: 'By meaning it is 508 Loop Detected of WebDAV (RFC 5842), a server error about a circle in stored folders. In SIP the circle is one of routing, and the harmless merge of copies has the same number.',
};
