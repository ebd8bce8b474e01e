/** 501 Not Implemented, told (RFC 3261 21.5.2). */

import type { CodeText } from '../texts.ts';

export const code501: CodeText = {
  name: '501',
  summary: 'The server does not know this method at all, for any user.',
  description:
    'The first word of the request means nothing to the one who answered: it has no code for it, whoever is called. User agents, registrars and gateways say this; a proxy does not, because proxies forward methods that they have never heard of. From a gateway it can also mean that the telephone network lacks the service asked for. Other methods at the same server may work perfectly.',
  seen: [
    'A phone sends PUBLISH, SUBSCRIBE for a lamp field, or MESSAGE to a PBX whose software lacks the method: calls work, the lamps or texts do not. Asterisk\'s chan_sip logs "Unknown SIP command". A server that knows the word and merely does not serve it should say 405; many say 501.',
    'A gateway passes on cause 29 (facility rejected) or 79 (service not implemented): a supplementary service, fax or data call that the network does not offer, named in Reason: Q.850.',
    'A self-written client sends "Invite" or "register": method names are case-sensitive, so that is an unknown method.',
    'A monitor pings a small device with OPTIONS and reads 501: the device is alive, which was the question.',
  ],
  fix: {
    phone: [
      'Read the method in the CSeq line of the 501, and switch off the feature that sends it: presence, lamp field, text messages, click to dial.',
      'In software of your own, write method names in capitals.',
    ],
    operator: [
      'Load the module that serves the method (presence, publish, text), or let another server take these requests.',
      'List what you do serve in Allow of your responses to OPTIONS and INVITE, so that phones need not guess.',
      'Tell your monitor that any response, 501 included, means alive.',
    ],
    provider: ['For cause 29 or 79 say which service the line lacks: it must be ordered or left out of the call.'],
  },
  send: 'Send it when the method is unknown to you for everybody. If you know the method but do not allow it at this address, send 405 with Allow. As a proxy forward it. An option tag that you lack is 420, not 501.',
  example: `SIP/2.0 501 Not Implemented
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK3fd08c
From: <sip:alice@example.com>;tag=71c2aa
To: <sip:alice@example.com>;tag=as5e01d4
Call-ID: 4b9f6612@192.0.2.10
CSeq: 20 PUBLISH
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REFER, NOTIFY
Content-Length: 0

`,
  confusedWith: [
    {
      with: '405',
      difference:
        '405 knows the method but does not allow it at this address, and must list the allowed ones in Allow; 501 does not know the word.',
    },
    {
      with: '420',
      difference: '420 is about an extension named in Require or Proxy-Require; 501 is about the method itself.',
    },
    {
      with: '489',
      difference: '489 serves SUBSCRIBE but not this event package; 501 does not serve SUBSCRIBE.',
    },
  ],
  http: 'Same number and meaning, for methods that the server does not recognise. HTTP proxies may send it too; SIP proxies forward unknown methods.',
};
