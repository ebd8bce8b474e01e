/** SUBSCRIBE, told (RFC 6665 4.1). */

import type { MethodText } from '../texts.ts';

export const subscribe: MethodText = {
  name: 'SUBSCRIBE',
  summary: 'Asks to be told about a state: busy lamp, voicemail, presence, registrations.',
  description:
    'Event names the kind of state, the Request-URI whose it is, Expires for how long. The 200 brings the time granted, ' +
    'never longer than asked, and a NOTIFY with the present state follows at once; that NOTIFY sets up the dialog. The subscriber ' +
    'repeats the SUBSCRIBE in the dialog before the time ends. Expires: 0 ends it, or, outside a dialog, asks just once. If no NOTIFY comes ' +
    'within 32 seconds, the subscription has failed even after a 200.',
  seen: [
    'Busy lamps (BLF): one subscription per key, Event: dialog. Sixty keys make sixty SUBSCRIBEs after each reboot.',
    'Voicemail lamp: Event: message-summary, to the own number or the mailbox.',
    '489: the server does not know the event. 403 or 404: this user may not watch, or there is nothing to watch (no hint for the extension in Asterisk).',
    'Lamps work for an hour and then freeze: the refresh is lost or got 481, and the phone did not subscribe anew.',
    '423 with Min-Expires: the time asked for is too short.',
  ],
  fix: {
    phone: [
      'Set the kind of lamp (BLF or presence), and a time of 600 to 3600 seconds.',
      'Let the phone make a new subscription after 481, or restart it.',
    ],
    operator: [
      'Look for NOTIFY after the 200: if it leaves but gets no answer, the Contact in the SUBSCRIBE is not reachable.',
      'Create the hint or the presence entry for each extension that is watched.',
      'Use a resource list (Supported: eventlist) for phones with many keys.',
    ],
  },
  example: `SUBSCRIBE sip:205@example.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKsub19;rport
Max-Forwards: 70
From: <sip:204@example.com>;tag=7ffb21
To: <sip:205@example.com>
Call-ID: blf-205-77@192.0.2.21
CSeq: 1 SUBSCRIBE
Contact: <sip:204@192.0.2.21:5060>
Event: dialog
Accept: application/dialog-info+xml
Expires: 1800
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'REGISTER',
      difference:
        'REGISTER makes calls find this phone; SUBSCRIBE makes news about another reach it. A phone can have one without the other.',
    },
    { with: 'NOTIFY', difference: 'SUBSCRIBE is the order, NOTIFY the delivery, and it goes the other way.' },
    { with: 'PUBLISH', difference: 'PUBLISH hands a state in at the server; SUBSCRIBE takes it out.' },
  ],
};
