/** 204 No Notification, told (RFC 5839). */

import type { CodeText } from '../texts.ts';

export const code204: CodeText = {
  name: '204',
  summary: 'The subscription is refreshed, and since nothing has changed no NOTIFY will follow.',
  description:
    'A SUBSCRIBE normally brings a NOTIFY with the whole state, even when the subscriber has it. With Suppress-If-Match the subscriber names the entity tag (SIP-ETag of an earlier NOTIFY) that it holds. ' +
    'If that is still the current one, the event server extends the subscription and says 204: success, and silence is intended. It occurs only within an existing subscription dialog, never to the first SUBSCRIBE.',
  seen: [
    'A phone with many watched contacts refreshes them: SUBSCRIBE with Suppress-If-Match, 204, no NOTIFY; the lamps keep their state.',
    'A refresh got 204, and the display is out of date: the phone restarted or lost its copy, but still sent the tag of it.',
    'A watcher waits for a NOTIFY after the 204 and then takes the subscription for dead: it does not know the code and treats it as a 200.',
  ],
  fix: {
    phone: [
      'If the contact list is stale, restart the phone or log in again: a new subscription starts without Suppress-If-Match and gets a full NOTIFY.',
    ],
    operator: [
      'Change the entity tag whenever the state changes, also after a restart or on another node of the cluster; a tag that stays the same hides the change.',
      'Never send 204 to a SUBSCRIBE without Suppress-If-Match: the subscriber counts on a NOTIFY.',
    ],
  },
  send: 'Send it as an event server to a SUBSCRIBE within a dialog whose Suppress-If-Match equals the present entity tag. In every other case send 200 and a NOTIFY.',
  example: `SIP/2.0 204 No Notification
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKa8d6f7b2
From: <sip:alice@example.com>;tag=ie4hbb8t
To: <sip:bob@example.com>;tag=bfs1ax9j
Call-ID: b4ce1e18@192.0.2.10
CSeq: 44 SUBSCRIBE
Contact: <sip:presence@example.com;transport=tcp>
Expires: 3600
Content-Length: 0

`,
  confusedWith: [
    { with: '200', difference: 'After 200 to SUBSCRIBE a NOTIFY must come; after 204 none comes.' },
    {
      with: '412',
      difference:
        '412 refuses a PUBLISH whose SIP-If-Match is out of date; 204 is success because the tag of a SUBSCRIBE is up to date.',
    },
  ],
  http: 'HTTP 204 means a response without a body; the SIP code resembles HTTP 304 Not Modified.',
};
