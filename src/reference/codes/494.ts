/** 494 Security Agreement Required, told (RFC 3329 2). */

import type { CodeText } from '../texts.ts';

export const code494: CodeText = {
  name: '494',
  summary: 'The first server wants a protected connection agreed first; Security-Server lists what it offers.',
  description:
    'Client and first hop first agree on a mechanism (TLS, IPsec, digest), so that nobody in between can weaken it. The server sends 494 when such a request comes unprotected, or when the list that the client repeats ' +
    'in Security-Verify differs from the one that the server sent. The client picks a mechanism of Security-Server, and repeats the request over it.',
  seen: [
    'VoLTE or VoWiFi: the handset registers at the P-CSCF without the IPsec association that it agreed on, and 494 follows in place of 401 or 200.',
    'Security-Verify is missing or shortened, because a middlebox or the client changed the list.',
    'The P-CSCF was restarted: it no longer knows the associations, and the next requests get 494.',
  ],
  fix: {
    phone: [
      'Switch flight mode on and off, so that the handset registers from the beginning.',
      'In a SIP client enable sec-agree with a mechanism that Security-Server names.',
    ],
    operator: [
      'Compare Security-Server of the last response with Security-Verify of the refused request: they must hold the same entries and parameters.',
      'Make sure that the protected request arrives at the port of the association (port-s in ipsec-3gpp), not at 5060.',
    ],
  },
  send:
    'Send it as first-hop proxy or registrar to an unprotected request with sec-agree in Require or Proxy-Require, or to a wrong Security-Verify, with Security-Server. When the client shows no support for ' +
    'sec-agree, send 421 with Require: sec-agree.',
  example: `SIP/2.0 494 Security Agreement Required
Via: SIP/2.0/UDP 192.0.2.80:5060;branch=z9hG4bK494d2
From: <sip:alice@example.com>;tag=ims4
To: <sip:alice@example.com>;tag=p49
Call-ID: 6ab0@192.0.2.80
CSeq: 1 REGISTER
Require: sec-agree
Security-Server: ipsec-ike;q=0.1, tls;q=0.2
Content-Length: 0

`,
  confusedWith: [
    { with: '421', difference: '421 goes to a client that does not know sec-agree; 494 to one that does.' },
    { with: '401', difference: '401 asks who you are; 494 how the line to the server is protected.' },
  ],
  http: 'By meaning near 426 Upgrade Required, which names the protocol to change to in Upgrade. HTTP does not check whether that list was altered on the way.',
};
