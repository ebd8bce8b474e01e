/** 412 Conditional Request Failed, told (RFC 3903 4, 5, 6 and 11.2.1). */

import type { CodeText } from '../texts.ts';

export const code412: CodeText = {
  name: '412',
  summary: 'A PUBLISH names, in SIP-If-Match, a publication that the presence server does not (or no longer) have.',
  description:
    'Each successful PUBLISH returns an entity-tag in SIP-ETag, and the next one names it in SIP-If-Match, to refresh, change or remove what was published. 412 says that no publication bears this tag. The client throws the tag away, must not repeat the request, and publishes anew without SIP-If-Match.',
  seen: [
    'The presence server was restarted and had its publications in memory only: the next PUBLISH of every client gets 412.',
    'Two PUBLISH left before the 200 to the first, both with the old tag: the second is refused (Kamailio pua_dialoginfo on fast call events).',
    'A laptop slept longer than the Expires of its publication and refreshes afterwards.',
    'Two servers without a shared database: the tag comes from one, the refresh reaches the other.',
  ],
  fix: {
    phone: [
      'Set your status once by hand, which publishes anew. If 412 comes at each refresh, update the client: it keeps the dead tag.',
    ],
    operator: [
      'Keep publications in a database that all nodes share.',
      'Let your publisher wait for the response before it sends the next PUBLISH for the same state.',
      'Expect duplicates for a while: a client that begins anew leaves its old publication to expire.',
    ],
  },
  send: 'Send it to a PUBLISH whose single entity-tag matches nothing for this address and event package. More than one tag in SIP-If-Match is 400, an unknown package 489.',
  example: `SIP/2.0 412 Conditional Request Failed
Via: SIP/2.0/TCP 192.0.2.31:5060;branch=z9hG4bK41c2e
From: <sip:alice@example.com>;tag=p7q1
To: <sip:alice@example.com>;tag=es90
Call-ID: 412d77ab@192.0.2.31
CSeq: 7 PUBLISH
Content-Length: 0

`,
  confusedWith: [
    { with: '481', difference: '481 misses a dialog or transaction; PUBLISH has no dialog, so its lost state is 412.' },
    { with: '489', difference: '489 does not know the event package; 412 knows it and misses the one publication.' },
  ],
  http: 'HTTP 412 is the model: If-Match and ETag became SIP-If-Match and SIP-ETag. There someone else changed the page; here the entry mostly expired.',
};
