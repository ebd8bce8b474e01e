/** 404 Not Found, told (RFC 3261 21.4.5, 8.2.2.1, 10.3). */

import type { CodeText } from '../texts.ts';

export const code404: CodeText = {
  name: '404',
  summary: 'There is no such user or number here, or the server does not serve that domain.',
  description:
    'The server is sure that nobody has the name before the @ of the Request-URI, or that the domain behind it is none of its own. It is about the address as it arrived, which a dialplan may have changed on the way. ' +
    'Somebody who exists and is merely offline should get 480, but many proxies say 404 for that too.',
  seen: [
    'A wrong or unallocated number: a gateway turns Q.850 cause 1 into 404, often after an announcement by 183.',
    'The number is right, its form is not: the carrier wants +12025550142 and gets 2025550142 or 00 in front, or the outside-line digit 9 was not removed.',
    'Calls to a colleague fail while the phone there is off: lookup in Kamailio or OpenSIPS found no registration, and the default script says 404.',
    'Incoming trunk calls fail: the PBX has no inbound route for the number in the Request-URI (the called number may stand in To only).',
    'The server is called by an IP address or alias that is not among its domains.',
    'BYE or re-INVITE gets 404 "Not here" from Kamailio: the request has a To tag but lost its Route headers, so the call does not end on the other side.',
    'REGISTER gets 404: the address of record in To does not belong to the domain.',
  ],
  fix: {
    phone: [
      'Dial the number in full international form (+ and country code), without the digit for an outside line.',
      'Compare user and domain of your account with the data of the provider: a name instead of the account number makes REGISTER fail.',
    ],
    operator: [
      'Read the Request-URI of the INVITE that got the 404, at the server that sent it; compare it letter by letter with extensions, routes and domains.',
      'See whether the callee is registered at this server and domain (kamctl ul show, pjsip show contacts).',
      'Answer with 480 in the branch where the user exists and has no contact, so that callers know the difference.',
      'At "Not here" see who dropped the Route: the client has to copy Record-Route of the 200 into Route.',
    ],
    provider: [
      'Ask in which form and header (Request-URI or To) the carrier sends and expects numbers, and whether a newly ported number is already routed to you.',
    ],
  },
  send: 'Send it as a registrar, proxy or user agent when the user does not exist in a domain of yours, or the domain is not yours and you do not relay. Known but offline: 480. Removed for good: 410. Too few digits: 484. To hide which users exist, challenge unknown ones with 401 like the known.',
  example: `SIP/2.0 404 Not Found
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK8d41
From: <sip:alice@example.com>;tag=31b0
To: <sip:2025550142@example.com>;tag=b27e1a1d33761e85
Call-ID: c81f20@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '480', difference: '480: the user is known but not reachable now; 404: nobody of that name is known.' },
    { with: '403', difference: '403 refuses a caller or call by a rule; 404 has nobody to whom to bring it.' },
    {
      with: '604',
      difference:
        '404 speaks for one server, and others may be tried; 604 says that the user exists nowhere, and the search ends.',
    },
    { with: '481', difference: '481 misses the dialog or transaction of a request; 404 misses the user.' },
  ],
  http: 'Same number; in HTTP a document is missing, in SIP a person or number, so the dialled address is the first thing to look at.',
};
