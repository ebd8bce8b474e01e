/** 380 Alternative Service, told (RFC 3261 21.3.5, 3GPP TS 24.229). */

import type { CodeText } from '../texts.ts';

export const code380: CodeText = {
  name: '380',
  summary: 'The call cannot be done this way, but another service can do it; the body says which.',
  description:
    'RFC 3261 leaves the meaning to the body and defines no format. One use is common: a mobile network (IMS) sees an emergency number, or cannot carry the emergency call, and answers with an XML body (application/3gpp-ims+xml) of type "emergency". ' +
    'The handset then dials anew as an emergency call, over an emergency registration or the 2G or 3G network.',
  seen: [
    'VoLTE or Wi-Fi calling, a local emergency number that the handset did not know as one: INVITE, 380 from the P-CSCF, then an emergency call by another way.',
    'A desk phone or PBX behind an IMS trunk gets 380 for an emergency number and ends the call: it does not read the body.',
  ],
  fix: {
    phone: [
      'In an emergency dial again from another mobile or line at once.',
      'Install the carrier settings or update that hold the local emergency numbers; the handset then makes an emergency call from the start.',
    ],
    operator: [
      'Route emergency numbers to a trunk or line that takes them, and go on to the next route at a 380; test it with the test number of your region.',
    ],
    provider: [
      'Ask how the trunk takes emergency calls (number format, location, urn:service:sos), and which route to use when it answers 380.',
    ],
  },
  send: 'Send it as an IMS edge with the 3GPP body that tells handsets to use the emergency service. Elsewhere send 302 with a Contact when there is another address, or 488 when the media do not fit.',
  example: `SIP/2.0 380 Alternative Service
Via: SIP/2.0/TCP [2001:db8::10]:5060;branch=z9hG4bKnas56b
From: <sip:+12025550111@ims.example.com>;tag=4fa3
To: <tel:112;phone-context=ims.example.com>;tag=8712
Call-ID: apb03a0s09dkjdfglkj49111
CSeq: 127 INVITE
P-Asserted-Identity: <sip:pcscf1.ims.example.com>
Content-Type: application/3gpp-ims+xml
Content-Length: 169

<?xml version="1.0"?>
<ims-3gpp version="1">
<alternative-service>
<type><emergency/></type>
<reason>Emergency number</reason>
</alternative-service>
</ims-3gpp>
`,
  confusedWith: [
    { with: '302', difference: '302 names another address in Contact; 380 names another service in its body.' },
    {
      with: '488',
      difference: '488 refuses the media offered and lets one offer others; 380 refuses the call as such.',
    },
  ],
};
