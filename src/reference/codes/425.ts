/** 425 Bad Alert Message, told (RFC 8876 5.1 and 5.2). */

import type { CodeText } from '../texts.ts';

export const code425: CodeText = {
  name: '425',
  summary: 'A machine sent an emergency alert (CAP in a MESSAGE) that makes no sense to the receiver.',
  description:
    'Sensors, alarm systems and cars can raise an alarm without a voice call: a MESSAGE carries a document in the Common Alerting Protocol. 425 rejects one too broken to react upon. AlertMsg-Error must give the reason: 100 cannot be processed, 101 not found, 102 purpose unclear, 103 corrupted. No telephone call ever gets it.',
  seen: [
    'AlertMsg-Error: 101: Call-Info points at cid:, and no part of the multipart body has this Content-ID.',
    'AlertMsg-Error: 103: the XML was cut at a packet limit on UDP, or an SBC has changed the body.',
    'AlertMsg-Error: 102: event, urgency or severity are empty in a new device.',
  ],
  fix: {
    phone: [
      'Complete the alarm text and category in the settings of the device, and send its test alarm until 200 comes.',
      'Have a second way to call for help: this alert alarmed nobody.',
    ],
    operator: [
      'Validate the document against the CAP schema, and compare cid: in Call-Info with the Content-ID.',
      'Use TCP or TLS for alerts, and refer to large data by an https URI in Call-Info.',
    ],
    provider: [
      'Let multipart bodies and application/EmergencyCallData.cap+xml pass unchanged to the emergency centre.',
    ],
  },
  send: 'Send it with one AlertMsg-Error when nothing in the request can be acted upon, never to a request without CAP data. If something is usable, accept with 200 and AlertMsg-Error; if you cannot process alerts just now, send 500.',
  example: `SIP/2.0 425 Bad Alert Message
Via: SIP/2.0/TCP 192.0.2.80:5060;branch=z9hG4bK425a6
From: <sip:smoke7@example.com>;tag=d1c0
To: <sip:alarms@example.com>;tag=8fe1
Call-ID: 4257c9e3@192.0.2.80
CSeq: 1 MESSAGE
AlertMsg-Error: 103 ;message="Alert payload was corrupted"
Content-Length: 0

`,
  confusedWith: [
    { with: '424', difference: '424 is about where the caller is (Geolocation), 425 about what the alarm says.' },
    { with: '400', difference: '400 finds the SIP message malformed; here SIP is sound and the alert inside is not.' },
  ],
  http: 'Number in common only: HTTP 425 is Too Early, about replay in TLS.',
};
