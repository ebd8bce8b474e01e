/** Words for addresses and registration. */

import type { WordText } from '../texts.ts';

export const addressWords: readonly WordText[] = [
  {
    name: 'registration',
    also: ['SIP registration', 'registered'],
    summary: 'A phone tells its server where it can be reached, and repeats it before the time is up.',
    description:
      'It sends REGISTER with its Contact and an Expires, gets 401, repeats with credentials, gets 200 with the seconds granted (often 60 to 3600), and refreshes before they end. It only concerns incoming calls: a phone may call out without being registered if the server lets it. Registered ' +
      'but not ringing means that the address stored is not reachable: NAT, or a closed connection.',
    see: ['REGISTER', 'registrar', 'binding', 'Expires', '401', '423'],
    rfc: '3261 10',
  },
  {
    name: 'binding',
    also: ['contact binding', 'registration binding', 'location entry'],
    summary: 'One entry of the registrar: this address-of-record is reachable at this Contact until then.',
    description:
      'Two phones of one account make two bindings, and calls fork to both. Each has its own end, a q value for preference, and the Call-ID and CSeq of the REGISTER that made it, so that an old message cannot undo a new one. A binding left over from before a reboot or an address change gets calls until it expires; Contact: * with ' +
      'Expires: 0 removes all of an account.',
    example: 'Contact: <sip:alice@192.0.2.10:5060>;expires=3600',
    see: ['registration', 'registrar', 'Contact', 'forking', 'address-of-record'],
    rfc: '3261 10.2',
  },
  {
    name: 'address-of-record',
    also: ['AOR', 'address of record', 'public SIP address'],
    summary: 'The public SIP address of a person or line, which stays the same: sip:alice@example.com.',
    description:
      "It is what one dials and prints on a card; the To of a REGISTER names it. The server turns it into the Contact addresses of the devices that are registered now. Compare an e-mail address and the computers on which mail is read. In Asterisk's PJSIP an aor is the object that " +
      'holds these contacts.',
    example: 'To: <sip:alice@example.com>',
    see: ['Contact address', 'binding', 'registrar', 'SIP URI'],
    rfc: '3261 6',
  },
  {
    name: 'Contact address',
    also: ['contact URI', 'device address'],
    summary: 'The address of one device just now, as it stands in Contact: user part, IP address and port.',
    description:
      'In REGISTER it goes into the binding, in INVITE and its 200 it tells where to send ACK, BYE and re-INVITE. So it must be reachable from the other side. A private address in it (192.168.1.20) is the classic of NAT: the call is set up, and drops after about 32 seconds because the ACK never arrives. It is not for people to ' +
      'dial.',
    example: 'Contact: <sip:alice@198.51.100.7:40112;transport=tcp>',
    see: ['Contact', 'address-of-record', 'NAT', 'target set', 'three-way handshake'],
    rfc: '3261 8.1.1.8',
  },
  {
    name: 'SIP URI',
    also: ['SIP address', 'sip:', 'URI'],
    summary: 'An address in SIP: sip:user@host, with port and parameters if needed.',
    description:
      'The user part may be a name or a number and is compared letter by letter; the host is not case-sensitive. With a domain as host the server is found by DNS, with a port or an IP address just there. Parameters follow after semicolons (;transport=tcp, ;user=phone, ;lr). In header fields angle brackets keep them: without brackets ' +
      'they belong to the field, not to the URI.',
    example: 'sip:+12025550123@example.com:5070;transport=tcp;user=phone',
    see: ['sips', 'tel URI', 'DNS SRV', '416', 'address-of-record'],
    rfc: '3261 19.1',
  },
  {
    name: 'tel URI',
    also: ['tel:', 'telephone URI', 'tel link'],
    summary: 'A telephone number as an address, without saying who shall carry the call: tel:+12025550123.',
    description:
      'A global number begins with +; a local one needs ;phone-context to say where it is valid. Since it names no host, the phone sends it to its outbound proxy, which routes it. Mobile networks use it much. Servers that know only sip: answer 416, and the client should try a sip URI. There the same number gets ;user=phone to show that it is a telephone ' +
      'number.',
    example: 'P-Asserted-Identity: <tel:+12025550123>',
    see: ['E.164', 'SIP URI', 'ENUM', '416'],
    rfc: '3966',
  },
  {
    name: 'sips',
    also: ['SIPS URI', 'secure SIP', 'sips:'],
    summary: 'An address that demands TLS on every hop up to the domain of the called side.',
    description:
      'A proxy that cannot go on by TLS must fail the call rather than use UDP. That is more than transport=tls or a TLS account, which encrypt the first hop only. Contact must be sips too. It says nothing of the voice: that needs SRTP. Few networks offer it from end to end, so most encrypted telephony uses sip: over TLS.',
    example: 'INVITE sips:bob@example.com SIP/2.0',
    see: ['TLS', 'SRTP', 'SIP URI', '480', '416'],
    rfc: '5630',
  },
  {
    name: 'domain',
    also: ['SIP domain', 'SIP server name', 'host part'],
    summary: 'The part of an address after the @, which says whose user it is.',
    description:
      'It need not be the name of a machine: NAPTR and SRV records of the domain say which servers handle SIP for it. A server must be told which domains are its own, otherwise it forwards calls for itself into a loop (482, 483) or refuses them. Accounts often fail because the phone registers at the IP address while the account was made for the ' +
      'name: to SIP these are two domains.',
    see: ['realm', 'DNS SRV', 'outbound proxy', 'address-of-record'],
    rfc: '3263',
  },
  {
    name: 'keep-alive',
    also: ['NAT keepalive', 'keepalive', 'CRLF ping', 'pong'],
    summary: 'Small packets that keep a connection or a NAT entry open between calls.',
    description:
      'NAT devices forget UDP flows after 30 to 60 seconds of silence, TCP ones after minutes; then calls no longer reach the phone although it is still registered. Phones send an empty line, a STUN request or OPTIONS, roughly every 25 seconds on UDP and every two minutes on TCP. If incoming calls work just after a registration and fail later, it is missing or ' +
      'too slow.',
    see: ['NAT', 'registration', 'SIP OPTIONS ping', 'Flow-Timer', '430'],
    rfc: '5626 3.5',
  },
  {
    name: 'SIP OPTIONS ping',
    also: ['OPTIONS ping', 'qualify', 'heartbeat', 'trunk monitoring'],
    summary: 'An OPTIONS request sent at intervals to see whether the other side lives.',
    description:
      'Any final response means alive, a 404 or 405 too; only silence (408) or 503 takes the peer out of service. Asterisk calls it qualify, Kamailio does it in dispatcher, FreeSWITCH with ping. A trunk that is up and down every minute has lost pings, or a firewall that forgot the flow. Providers drop trunks that do ' +
      'not answer theirs.',
    example: 'OPTIONS sip:sbc.example.net SIP/2.0',
    see: ['OPTIONS', 'keep-alive', 'failover', 'SIP trunk'],
    rfc: '3261 11',
  },
];
