/** OPTIONS, told (RFC 3261 11). */

import type { MethodText } from '../texts.ts';

export const options: MethodText = {
  name: 'OPTIONS',
  summary: 'Asks what the other side can do; in practice mostly "are you there?".',
  description:
    'The answer has the status that an INVITE would get now (200, 486 when busy), with Allow, Accept, Supported and ' +
    'perhaps an SDP of the codecs. No call begins and nothing rings. Servers and trunks send it every few seconds to see ' +
    'that the other lives and to hold NAT open. For that purpose any answer will do, even 404 or 405; only silence, 408 or 503 means down.',
  seen: [
    'OPTIONS every 15 to 60 seconds between a PBX and its trunk or phones (qualify in Asterisk, ping in FreeSWITCH gateways, dispatcher in Kamailio).',
    'The trunk is marked down though calls worked: the other side drops OPTIONS from unknown sources, or answers 403 or 404 and the sender wants 200.',
    'A phone shows as unreachable every few minutes: the NAT binding ends sooner than the next OPTIONS.',
    'OPTIONS from foreign addresses to sip:100@ or with User-Agent friendly-scanner: somebody looks for open servers.',
    'With Max-Forwards: 0 the first proxy may answer itself: traceroute for SIP.',
  ],
  fix: {
    phone: ['Set the keep-alive interval of the phone below 30 seconds if it is behind NAT over UDP.'],
    operator: [
      'Send OPTIONS to a Request-URI that the peer accepts (its host without user part), and take every response except 408 and 503 for life.',
      'Do not challenge or rate-limit the OPTIONS of known peers; drop those of scanners without an answer.',
    ],
    provider: [
      'Say how often customers may send OPTIONS, and answer 200 from the addresses that take their calls, so that failover follows the truth.',
    ],
  },
  example: `OPTIONS sip:sip.example.net SIP/2.0
Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bKhjhs8ass877;rport
Max-Forwards: 70
From: <sip:pbx.example.com>;tag=1928301774
To: <sip:sip.example.net>
Call-ID: opt-44815@192.0.2.5
CSeq: 63104 OPTIONS
Contact: <sip:192.0.2.5:5060>
Accept: application/sdp
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'REGISTER',
      difference:
        'REGISTER tells the server where a phone is; OPTIONS finds out whether somebody is there, and stores nothing.',
    },
    {
      with: 'SUBSCRIBE',
      difference: 'SUBSCRIBE gets reports at each change; OPTIONS is one question with one answer.',
    },
  ],
};
