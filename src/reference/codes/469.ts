/** 469 Bad Info Package, told (RFC 6086 4.2.2). */

import type { CodeText } from '../texts.ts';

export const code469: CodeText = {
  name: '469',
  summary: 'The INFO names an Info Package that the other side never offered to receive in this call.',
  description:
    'An INFO request may carry data of a registered Info Package, named in its Info-Package header. Each side lists in ' +
    'Recv-Info, when the call is set up, which packages it takes. A user agent that gets another one answers 469 and repeats ' +
    'its own list in Recv-Info. The call itself goes on untouched; only this piece of data was not accepted.',
  seen: [
    'A client sends its ICE candidates with Info-Package: trickle-ice, but the Recv-Info of the peer was empty: each INFO gets 469, and the call connects late or by relay only.',
    'A B2BUA passes INFO through but drops Recv-Info from INVITE and 200, or offers on one leg what the other leg does not take.',
    'An emergency-call vehicle unit and a call centre disagree: INFO with the package EmergencyCallData.eCall.MSD reaches a desk that handles voice only.',
  ],
  fix: {
    phone: [
      'Switch off the feature that sends these INFOs, or update the program: it should read Recv-Info of the INVITE or 200 before it uses a package.',
    ],
    operator: [
      'Put the Recv-Info of the INVITE and of the 200 beside the Info-Package of the refused INFO: the name must stand in the list of the receiver.',
      'Let the B2BUA or SBC pass Recv-Info and Info-Package unchanged, or answer the INFO itself.',
    ],
  },
  send:
    'Send it to an INFO whose Info-Package you did not list, with your list in Recv-Info, which may be empty. When the package is known but its body type is not, ' +
    'send 415; when the call is not known, 481. An INFO without Info-Package (old DTMF) is a legacy use and no case for 469.',
  example: `SIP/2.0 469 Bad Info Package
Via: SIP/2.0/TCP 192.0.2.44:5060;branch=z9hG4bKinf71
From: <sip:alice@example.com>;tag=a1b2
To: <sip:bob@example.org>;tag=c3d4
Call-ID: 5512fe@192.0.2.44
CSeq: 31 INFO
Recv-Info: trickle-ice
Content-Length: 0

`,
  confusedWith: [
    {
      with: '489',
      difference: '489 refuses the event package of SUBSCRIBE, NOTIFY or PUBLISH; 469 the Info Package of an INFO.',
    },
    { with: '415', difference: '415 refuses the type of the body; 469 the purpose named in Info-Package.' },
  ],
};
