/** 200 OK, told (RFC 3261 21.2.1, 13.2.2.4, 13.3.1.4, 10.3). */

import type { CodeText } from '../texts.ts';

export const code200: CodeText = {
  name: '200',
  summary: 'It worked: an INVITE is answered and wants its ACK, any other request is done.',
  description:
    'What succeeded stands in CSeq. To INVITE: the call is answered, and the caller must send an ACK, the third step of the handshake, end to end to the Contact of the 200; until it arrives the callee repeats the 200 ' +
    '(after 0.5, 1.5, 3.5, 7.5 s and so on, over TCP too), and after 32 s it hangs up with BYE. To REGISTER: Contact lists every binding, with the seconds granted in expires. To BYE: the call is over; to OPTIONS: the peer would take a call. ' +
    'To CANCEL: only that is accepted, and the INVITE gets 487 of its own (or was answered just before; then ACK and BYE follow).',
  seen: [
    'INVITE, 180, 200, ACK, then RTP both ways: a call that works.',
    'Both sides talk, and after 32 s (with some servers 5 to 20 s) the call drops: the 200 was repeated and no ACK reached the callee. The ACK went to a private address in Contact, or past a proxy without Record-Route.',
    '200 and ACK are there, yet one side hears nothing: the c= line of its peer holds a private address, or a firewall drops RTP.',
    '200 to REGISTER with expires=60 though 3600 was asked, or with further Contacts: the registrar sets the time and lists all devices.',
    'Registered with 200, but no call arrives: the Contact is an address inside the NAT, or the NAT closed the port since.',
    'Two 200s with different To tags: two phones picked up; the caller sends ACK to both and BYE to one.',
  ],
  fix: {
    phone: [
      'Call drops at about 32 s: switch off SIP ALG in the router and let the phone put its public address into Contact (STUN, "external address"), or use TLS.',
      'One-way audio: compare the c= and m= lines of both SDPs with the addresses between which RTP really flows.',
    ],
    operator: [
      'Capture at the callee: does an ACK arrive? Its Request-URI has to be the Contact of the 200, its Route the Record-Route reversed.',
      'Mend the Contact of clients behind NAT (set_contact_alias in Kamailio, rewrite_contact in Asterisk), and set your own public address.',
      'Add Record-Route to every INVITE that you forward, or ACK and BYE bypass you.',
      'For phones behind NAT grant 60 to 120 s, or send OPTIONS every 30 s.',
    ],
    provider: [
      'Give the carrier the Call-ID of a dropped call: its trace shows whether your ACK came, and where it should have gone.',
    ],
  },
  send:
    'To INVITE with To tag, Contact, the Record-Route received and the SDP answer (an offer if the INVITE had none); repeat it until the ACK comes. To REGISTER with all bindings, each with expires. ' +
    'Do not use it for "received": that is 100. To SUBSCRIBE send 200, not 202. Never answer an ACK.',
  example: `SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKnashds8
Record-Route: <sip:proxy.example.com;lr>
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: "Bob" <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66711@192.0.2.10
CSeq: 314159 INVITE
Contact: <sip:bob@198.51.100.7:5060>
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS
Content-Type: application/sdp
Content-Length: 114

v=0
o=bob 2808844564 2808844564 IN IP4 198.51.100.7
s=-
c=IN IP4 198.51.100.7
t=0 0
m=audio 49172 RTP/AVP 0
`,
  confusedWith: [
    {
      with: '180',
      difference: '180 says that the phone rings; the call is answered with the 200.',
    },
    {
      with: '202',
      difference: '202 says accepted, outcome later (REFER, MESSAGE); a client treats it as it would a 200.',
    },
    { with: '401', difference: 'A first 401 is a question, and the 200 to the repeated request is the success.' },
  ],
  http: 'Same meaning; HTTP has no ACK.',
};
