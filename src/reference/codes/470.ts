/** 470 Consent Needed, told (RFC 5360 5.9.2). */

import type { CodeText } from '../texts.ts';

export const code470: CodeText = {
  name: '470',
  summary: 'At least one recipient on the list in your request has not yet agreed to get traffic through this relay.',
  description:
    'A relay (a server that turns one request into several, such as a group-message or conference service) got a request whose ' +
    'body lists recipients. It may not send to people who never agreed, or anybody could use it to flood strangers. ' +
    'Permission-Missing names those without consent. Nobody judges the sender here, and no password is asked for: the ' +
    'recipients have to say yes first.',
  seen: [
    'A MESSAGE to a list of ten people is refused, and Permission-Missing shows the two who were added yesterday and have not answered the request for permission.',
    'An INVITE with a resource-list body, meant to start a conference at one stroke, fails as soon as one outside address is on the list.',
    'A recipient withdrew the consent: a list that worked for months gets 470 with that one URI.',
  ],
  fix: {
    phone: [
      'Remove the URIs that Permission-Missing names from the list and send again; the others can be served now.',
      'Ask those people to accept the permission request, which reached them as a MESSAGE with a link or SIP address to confirm.',
    ],
    operator: [
      'Look in the consent store of the relay whether the request for permission went out, and whether the answer (a PUBLISH or HTTP request to the given URI) came back.',
    ],
  },
  send:
    'Send it as a relay that takes recipient lists from requests, with each URI that lacks permission in Permission-Missing. When the sender is not allowed to use the ' +
    'service at all, send 403.',
  example: `SIP/2.0 470 Consent Needed
Via: SIP/2.0/TCP 192.0.2.61:5060;branch=z9hG4bK470aa
From: <sip:alice@example.com>;tag=5fe1
To: <sip:lists@example.com>;tag=rl-88
Call-ID: 90ce11@192.0.2.61
CSeq: 4 MESSAGE
Permission-Missing: <sip:carol@example.net>, <sip:dave@example.org>
Content-Length: 0

`,
  confusedWith: [
    { with: '403', difference: '403 is a no to the sender for good; 470 ends when the named recipients agree.' },
    {
      with: '607',
      difference:
        '607 comes from a person who does not want this caller; 470 from a relay that has not heard from the person yet.',
    },
  ],
};
