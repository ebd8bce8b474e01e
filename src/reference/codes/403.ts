/** 403 Forbidden, told (RFC 3261 21.4.4, 10.3). */

import type { CodeText } from '../texts.ts';

export const code403: CodeText = {
  name: '403',
  summary: 'Understood and refused: a rule forbids it, and the same request will be refused again.',
  description:
    'The server knows what is wanted and will not do it for this sender, this source address or this destination. There is no challenge in it: by the RFC credentials do not help, and the client should not repeat the request. ' +
    'In practice two other things hide behind it: some servers send 403 instead of a new 401 when the password is wrong, and carriers for anything commercial. So read the reason phrase first.',
  seen: [
    'REGISTER with Authorization gets 403 at once: wrong password at FreeSWITCH or an old Asterisk ("Forbidden (Bad auth)"), or the account is blocked or not allowed from this address.',
    'REGISTER, credentials right, yet 403: they are those of another user, who may not register this address.',
    'Outgoing calls fail on a trunk without passwords: your public address changed or is not on the list of the carrier.',
    'Only calls with a certain caller ID fail: the number in From or P-Asserted-Identity is not yours, not in +E.164 form, or missing.',
    'Only some destinations fail: international or premium numbers are barred on the account.',
    'Kamailio says "Not relaying": neither From nor Request-URI has a domain that it serves.',
    'Everything fails after many wrong passwords: a ban of the source address.',
  ],
  fix: {
    phone: [
      'Type user name and password anew and stop the phone for some minutes, so that a ban can run out.',
      'Ask whether the number that you dial is barred for your extension; try an ordinary local number.',
    ],
    operator: [
      'Find the rule in the log of the server whose Server header is on the 403: ACL, dialplan, auth ID, caller ID.',
      'Compare the authentication user name with the user of From and To; with the check on, they have to belong together.',
      'Add names, aliases and addresses by which clients call you to the list of local domains.',
    ],
    provider: [
      'Give the carrier the source address from which your INVITE leaves (seen on the wire, not the one of the server behind NAT) and have it allowed.',
      'Send as caller ID a number that belongs to the account, in the form that the carrier asks for.',
      'Ask about credit, barred destinations and fraud limits, with the Call-ID of one call.',
    ],
  },
  send: 'Send it when you know who asks (or do not need to know) and a rule says no, with a phrase that names the rule. For missing or wrong credentials send 401 or 407, for an unknown user 404, for a caller that the user rejects 603.',
  example: `SIP/2.0 403 Caller ID not allowed
Via: SIP/2.0/UDP 192.0.2.30:5060;branch=z9hG4bK7e2d9
From: <sip:+12025550199@example.com>;tag=as4f21
To: <sip:+12025550142@example.net>;tag=gK0c81
Call-ID: 6ab0e4@192.0.2.30
CSeq: 103 INVITE
Server: sbc.example.net
Content-Length: 0

`,
  confusedWith: [
    { with: '401', difference: '401 has WWW-Authenticate and wants credentials; 403 has none and ends the matter.' },
    { with: '404', difference: '404 does not know the user or domain; 403 may know it well and still refuses.' },
    { with: '603', difference: '603 comes from the callee, who declines this call; 403 from a server with a rule.' },
  ],
  http: 'Same meaning; but by RFC 3261 credentials never help, whereas HTTP allows a retry with other ones.',
};
