/** Words for who takes part: phones, servers and what stands between them. */

import type { WordText } from '../texts.ts';

export const roleWords: readonly WordText[] = [
  {
    name: 'user agent',
    also: ['UA', 'endpoint', 'SIP client', 'SIP device'],
    summary: 'An end of a SIP conversation: a phone, a program, a PBX, a gateway.',
    description:
      'It acts as UAC for the requests that it sends and as UAS for those that it gets, so within one call both ends are both. A proxy is no user agent: it passes requests on and is no party to the call. Do not mix it up with the header field User-Agent, ' +
      'which only names the program.',
    see: ['UAC', 'UAS', 'proxy', 'User-Agent'],
    rfc: '3261 6',
  },
  {
    name: 'UAC',
    also: ['user agent client'],
    summary: 'The one that sends a request and waits for the response; a role for one transaction.',
    description:
      'The phone of the caller is UAC for the INVITE. When the called person hangs up, that phone is the UAC, since it sends BYE. The UAC retries with credentials after 401, follows 302, and sends the ACK. refresher=uac in Session-Expires means the ' +
      'UAC of that INVITE or UPDATE, not the caller for ever.',
    see: ['UAS', 'user agent', 'transaction', '401', 'ACK'],
    rfc: '3261 6',
  },
  {
    name: 'UAS',
    also: ['user agent server'],
    summary: 'The one that gets a request and answers it; a role for one transaction.',
    description:
      'A ringing phone is UAS of the INVITE, and a registrar is UAS of REGISTER. It answers each request with one final response, and with as many provisional ones as it likes before. A proxy is not the UAS, even if it answers 404 or 407 by itself: for ' +
      'that answer it behaves like one.',
    see: ['UAC', 'user agent', 'final response', 'provisional response'],
    rfc: '3261 6',
  },
  {
    name: 'B2BUA',
    also: ['back-to-back user agent', 'back to back user agent'],
    summary: 'A server that ends the call of the caller and makes a second one to the callee, joining both.',
    description:
      'Asterisk, FreeSWITCH and SBCs work so. Each leg has its own Call-ID, tags, CSeq and SDP, so the server can transcode, record, bill, or hang up one side. The price: header fields and codes do not pass by themselves. A failure seen by the caller may ' +
      'be a translation; look at the other leg for the original.',
    see: ['proxy', 'SBC', 'PBX', 'dialog', 'Call-ID'],
    rfc: '3261 6',
  },
  {
    name: 'proxy',
    also: ['SIP proxy', 'proxy server', 'stateful proxy', 'stateless proxy'],
    summary: 'A server that passes requests on towards their target, and responses back the same way.',
    description:
      'Kamailio and OpenSIPS are known ones. A proxy may choose the target, fork, ask for a password (407) and stay on the path by Record-Route; it may not touch the SDP, end a call or make one up. A stateful one remembers each request, repeats it and answers 408 when nobody else ' +
      'does; a stateless one forgets at once.',
    see: ['B2BUA', 'forking', 'record-routing', '407', 'response context'],
    rfc: '3261 16',
  },
  {
    name: 'outbound proxy',
    also: ['SIP proxy setting', 'proxy address'],
    summary: 'The server to which a phone sends all its requests first, whatever their address.',
    description:
      'In the account it is a field apart from the domain: the domain names who you are (alice@example.com), the outbound proxy names the machine to talk to (sbc.example.net). It is needed when the domain has no DNS record for SIP or when an SBC must be passed. ' +
      'If it is missing, the phone looks the domain up and may reach nothing, or the wrong port.',
    example: 'Domain: example.com; Outbound proxy: sbc1.example.net:5060',
    see: ['domain', 'DNS SRV', 'Route', 'SBC'],
    rfc: '3261 6',
  },
  {
    name: 'registrar',
    also: ['registration server', 'SIP registrar'],
    summary: 'The server that accepts REGISTER and notes where each phone can be reached.',
    description:
      'It writes the Contact of the phone into the location service under its address-of-record, for as many seconds as Expires allows. It checks the password (401), may shorten the time, and answers 423 to one that is too short. Its 200 lists all phones now registered at the address: a good ' +
      'place to see strangers and leftovers.',
    see: ['REGISTER', 'binding', 'location service', '401', '423'],
    rfc: '3261 10.3',
  },
  {
    name: 'redirect server',
    also: ['redirector', 'SIP redirect'],
    summary: 'A server that does not pass calls on but tells the caller where to go, by a 3xx.',
    description:
      'It answers INVITE with 302 and the new address in Contact, and is out of the call thereafter. Carriers use it for least-cost routing and number portability. The caller must be willing: many PBXes and trunks do not follow 302, or not outside their own domain, for fear of toll fraud. ' +
      'Then the call fails with 302 as its last word.',
    see: ['302', '301', '300', 'Contact', 'proxy'],
    rfc: '3261 8.3',
  },
  {
    name: 'location service',
    also: ['location database', 'usrloc', 'registration database'],
    summary: 'The table behind a registrar: which addresses stand for which devices now.',
    description:
      'The registrar writes it, the proxy reads it to turn sip:alice@example.com into the addresses of her phones. Kamailio calls it usrloc. When a phone is registered but calls get 404 or 480, writer and reader do not share the table: other server, other domain spelling, entry expired. It has ' +
      'nothing to do with geography.',
    see: ['registrar', 'binding', 'address-of-record', '480'],
    rfc: '3261 6',
  },
  {
    name: 'SBC',
    also: ['session border controller', 'E-SBC', 'border controller'],
    summary: 'A B2BUA at the edge of a network that guards it and makes both sides fit.',
    description:
      'It hides inner addresses, relays RTP so that NAT does no harm, repairs or strips header fields, limits calls per second and keeps scanners out. AudioCodes, Oracle, Ribbon and Cisco CUBE are common. Much that looks like the answer of the peer is its work, so a trace from both ' +
      'its sides is needed to find who said no.',
    see: ['B2BUA', 'NAT', 'SIP trunk', 'scanner'],
    rfc: '5853',
  },
  {
    name: 'PBX',
    also: ['private branch exchange', 'IP PBX', 'IPBX', 'PABX', 'phone system', 'cloud PBX'],
    summary: 'The telephone system of a company: extensions, transfers, queues, voice mail, a trunk outside.',
    description:
      'With SIP it is a program such as Asterisk, FreeSWITCH or 3CX on a server, or rented from a provider. Its phones register at it with short numbers; calls outside go over a SIP trunk. Most of them are B2BUAs, so two legs have to be looked at for every call. Never let its port ' +
      '5060 be open to the whole Internet with weak passwords.',
    see: ['B2BUA', 'SIP trunk', 'IP phone', 'toll fraud'],
    rfc: '6140 1',
  },
  {
    name: 'softphone',
    also: ['soft phone', 'VoIP app', 'SIP app'],
    summary: 'A telephone as a program on a computer or mobile phone.',
    description:
      'Linphone, MicroSIP, Zoiper and baresip are examples; in a browser it speaks SIP by WebSocket. Its troubles are those of its host: the firewall of the computer, the wrong microphone, and on mobile phones sleep. A mobile one misses calls unless a push message wakes it, because the system closes ' +
      'its connection.',
    see: ['IP phone', 'WebRTC', 'WebSocket', '555'],
    rfc: '3261 6',
  },
  {
    name: 'IP phone',
    also: ['VoIP phone', 'desk phone', 'SIP phone', 'hardphone', 'ATA'],
    summary: 'A telephone with a network socket; an ATA is a box that makes one of an ordinary telephone.',
    description:
      'Yealink, Snom, Grandstream, Poly and Cisco make them. The account needs three to five fields: user name, authentication name if different, password, server or domain, outbound proxy. Its web page shows the registration state with the last code, and most can record a packet ' +
      'trace there, the best evidence for any question.',
    see: ['softphone', 'registration', 'PBX', 'outbound proxy'],
    rfc: '3261 6',
  },
];
