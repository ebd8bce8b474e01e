/** 405 Method Not Allowed, told (RFC 3261 21.4.6, 8.2.1). */

import type { CodeText } from '../texts.ts';

export const code405: CodeText = {
  name: '405',
  summary: 'The method is known but not allowed at this address; Allow lists those that are.',
  description:
    'The server knows what the method means and does not take it for this Request-URI. The Allow header, which must be there, names what it takes. Another method here, or the same one at another address, may succeed.',
  seen: [
    'REGISTER sent to something that is no registrar: a trunk that works by IP address, a media gateway, or the wrong port of a server.',
    'OPTIONS keep-alives of a PBX get 405 from a simple phone or WebRTC client: it lives, yet some PBXs mark it unreachable.',
    'MESSAGE, SUBSCRIBE, REFER or UPDATE to a device that cannot text, show presence, be transferred or renegotiate; its Allow does not list it.',
    "A proxy says it for the callee: Kamailio's sample script answers 405 after lookup, without Allow, if the callee is registered but the methods of the registration leave this one out.",
  ],
  fix: {
    phone: [
      'At a 405 to REGISTER switch registration off for an account that works without it, or enter the registrar instead of the trunk gateway.',
      'Switch off what the server does not offer (presence, message waiting, text messages).',
    ],
    operator: [
      'Take any response to OPTIONS, also 405, for a sign of life.',
      'Hold the method in CSeq against Allow and use an allowed one: re-INVITE instead of UPDATE, a bridged call instead of REFER.',
    ],
    provider: ['Ask whether the trunk is to be registered at all, and whether it takes REFER for transfers.'],
  },
  send: 'Send it with an Allow header that lists exactly what you handle for that address. For a method that you have never heard of send 501. A proxy forwards a method that it does not know, and says 405 only for an address of its own domain.',
  example: `SIP/2.0 405 Method Not Allowed
Via: SIP/2.0/UDP 192.0.2.30:5060;branch=z9hG4bK11e0b
From: <sip:trunk@example.com>;tag=as77e9
To: <sip:trunk@example.com>;tag=gw-405
Call-ID: 0d91b7@192.0.2.30
CSeq: 102 REGISTER
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS
Content-Length: 0

`,
  confusedWith: [
    {
      with: '501',
      difference: '501: the server does not know the method at all; 405: it knows it and does not allow it here.',
    },
    { with: '403', difference: '403 forbids it to you; 405 forbids the method at that address and lists others.' },
    {
      with: '489',
      difference: '489 allows SUBSCRIBE or PUBLISH but not for that event package; 405 does not allow the method.',
    },
  ],
  http: 'Same meaning and the same Allow header.',
};
