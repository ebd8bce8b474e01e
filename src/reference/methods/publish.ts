/** PUBLISH, told (RFC 3903). */

import type { MethodText } from '../texts.ts';

export const publish: MethodText = {
  name: 'PUBLISH',
  summary: 'Hands a state, such as "in a meeting", in at a server, which tells those who watch.',
  description:
    'Event names the kind of state, Expires how long it holds. The 200 brings SIP-ETag, the name of what was stored. To ' +
    'refresh it (no body), change it (new body) or remove it (Expires: 0), the next PUBLISH repeats that name in ' +
    'SIP-If-Match and gets a new one. There is no dialog. Several devices may publish for one person; ' +
    'the server joins their states.',
  seen: [
    'Softphones publish presence at start and at each change; watchers get NOTIFY.',
    '412: the entity-tag is unknown, because the server restarted or the state ran out. The client publishes in full, without SIP-If-Match.',
    '489: the server takes no such event. 405 or 501: it has no presence server at all; calls are not concerned.',
    'A person shows as online long after the phone was unplugged: Expires was set to hours, and nobody removed the state.',
    'RTCP quality reports at the end of a call: Event: vq-rtcpxr, sent to a collector.',
  ],
  fix: {
    phone: [
      'Switch presence off if the server has none; it saves a failed request at every change.',
      'Set the time to 600 to 3600 seconds, so that a dead phone goes offline soon.',
    ],
    operator: [
      'Route PUBLISH to the presence server by its Event, and SUBSCRIBE for the same event to the same place.',
      'Keep the published states over a restart, or expect a wave of 412 and new PUBLISH.',
    ],
  },
  example: `PUBLISH sip:alice@example.com SIP/2.0
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKpub652
Max-Forwards: 70
From: <sip:alice@example.com>;tag=1234wxyz
To: <sip:alice@example.com>
Call-ID: 81818181@192.0.2.10
CSeq: 1 PUBLISH
Event: presence
Expires: 3600
Content-Type: application/pidf+xml
Content-Length: 194

<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:alice@example.com">
<tuple id="a1"><status><basic>open</basic></status></tuple>
</presence>
`,
  confusedWith: [
    {
      with: 'NOTIFY',
      difference: 'NOTIFY brings the state from the server to a watcher; PUBLISH from its owner to the server.',
    },
    {
      with: 'REGISTER',
      difference: 'REGISTER tells where calls go. Registered is not the same as "available" in the presence list.',
    },
  ],
};
