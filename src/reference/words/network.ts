/** Words for transport, NAT and DNS. */

import type { WordText } from '../texts.ts';

export const networkWords: readonly WordText[] = [
  {
    name: 'UDP',
    also: ['User Datagram Protocol', 'SIP over UDP'],
    summary: 'Transport by single packets without connection; the classic one for SIP, port 5060.',
    description:
      'Nobody reports a lost packet, so SIP repeats messages by itself. Large ones are cut into fragments, and many firewalls and NAT devices drop fragments: then small messages pass (OPTIONS, REGISTER) and INVITEs with long SDP vanish. RFC 3261 asks for TCP above 1300 bytes. Fewer codecs, compact forms or TCP help.',
    example: 'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74b43',
    see: ['TCP', 'retransmission', 'compact form', 'NAT'],
    rfc: '3261 18.1.1',
  },
  {
    name: 'TCP',
    also: ['Transmission Control Protocol', 'SIP over TCP'],
    summary: 'Transport over a connection: for long messages, and easier to keep open through NAT.',
    description:
      'Messages are cut apart by Content-Length, so a wrong one garbles all that follow. The phone opens the connection and the server must send calls over the same one, since it cannot connect to a phone behind NAT. When it breaks, the phone is unreachable until it notices; keep-alives make that minutes rather than hours. Choose it by ;transport=tcp or an SRV record.',
    example: 'Via: SIP/2.0/TCP 192.0.2.10:40112;branch=z9hG4bK74b43',
    see: ['UDP', 'TLS', 'keep-alive', 'Content-Length', '430'],
    rfc: '3261 18',
  },
  {
    name: 'TLS',
    also: ['SIP over TLS', 'Transport Layer Security', 'SSL', 'encrypted signalling'],
    summary: 'Encrypted TCP for SIP, usually at port 5061.',
    description:
      'It hides numbers and SDES keys and lets the phone check the certificate of the server. The name in the certificate must be that of the SIP domain (RFC 5922), which is not always the host name. Failures show as a connection that closes at once, without SIP: expired or self-signed certificate, clock of the phone wrong after a reset, old TLS version. Media need SRTP ' +
      'besides.',
    example: 'Via: SIP/2.0/TLS 192.0.2.10:40113;branch=z9hG4bK74b43',
    see: ['SRTP', 'sips', 'TCP', '503'],
    rfc: '3261 26.3',
  },
  {
    name: 'WebSocket',
    also: ['WSS', 'WS', 'SIP over WebSocket', 'web socket'],
    summary: 'The connection by which a browser speaks SIP, with the subprotocol sip.',
    description:
      'The browser opens wss://host:port/path, and each frame holds one SIP message. It cannot name its own address, so Via and Contact end in .invalid and calls go back over the same connection. A page loaded by https may use wss only, with a valid certificate. The handshake must ask for and return Sec-WebSocket-Protocol: sip, or the browser closes ' +
      'it.',
    example: 'Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks',
    see: ['WebRTC', 'TLS', 'softphone', 'Via'],
    rfc: '7118',
  },
  {
    name: 'WebRTC',
    also: ['web real-time communication', 'browser calling', 'web phone'],
    summary: 'Calls in a web browser: its media part, without a protocol for setting up calls.',
    description:
      'JsSIP or SIP.js add SIP over WebSocket. Browsers insist on DTLS-SRTP, ICE, rtcp-mux and UDP/TLS/RTP/SAVPF; few ordinary phones offer all of these, so a server must translate (Asterisk: webrtc=yes; rtpengine beside Kamailio). 488 mostly means that this was not set up for the account. Opus and G.711 are always there.',
    see: ['WebSocket', 'ICE', 'SRTP', '488'],
    rfc: '8825',
  },
  {
    name: 'NAT',
    also: ['network address translation', 'router NAT', 'NAT traversal', 'private address'],
    summary: 'A router that hides private addresses behind a public one, and breaks what SIP says about addresses.',
    description:
      'A phone writes 192.168.1.20 into Via, Contact and SDP; outside nobody can reach that. Signs: registered but no incoming calls, one-way audio, calls dropped after 32 seconds. Servers help with rport, by storing the real source of REGISTER, and by relaying media; phones with STUN or ICE; both with keep-alives. Turn off the SIP ALG of the router: two helpers harm each ' +
      'other.',
    example: 'Contact: <sip:alice@192.168.1.20:5060>',
    see: ['rport', 'keep-alive', 'SIP ALG', 'one-way audio', 'STUN'],
    rfc: '6314',
  },
  {
    name: 'rport',
    also: ['force_rport', 'symmetric response routing', 'received parameter'],
    summary: 'A parameter of Via that sends responses back to the port where the request came from.',
    description:
      'The client adds an empty ;rport, the server fills in the port that it saw and adds ;received with the address. Without it responses over UDP go to the port written in Via, where a NAT device lets nothing in. The filled value tells the phone its public address. Servers can act as if it were there: force_rport in Asterisk and Kamailio.',
    example: 'Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK74b43;rport=40112;received=203.0.113.7',
    see: ['NAT', 'Via', 'symmetric RTP', 'keep-alive'],
    rfc: '3581',
  },
  {
    name: 'STUN',
    also: ['Session Traversal Utilities for NAT', 'STUN server', 'port 3478'],
    summary: 'A small server that tells a phone which address and port it has outside its NAT.',
    description:
      'The phone writes what it learns into Contact and SDP. It fails behind routers that use another port for every peer (symmetric NAT): the address learned does not hold for the call partner. Then a relay is needed. When server and phone are in the same network, STUN does harm: it puts the public address where the private one would ' +
      'do.',
    see: ['NAT', 'TURN', 'ICE', 'Contact address'],
    rfc: '8489',
  },
  {
    name: 'TURN',
    also: ['Traversal Using Relays around NAT', 'TURN server', 'media relay'],
    summary: 'A server that relays media for phones which cannot reach each other directly.',
    description:
      'The phone logs in with user name and password and gets an address at the server, which it names in its SDP as a candidate of type relay. All voice goes through it, so it needs bandwidth. It works from networks that permit TCP or TLS to port 443 alone, as in many companies. coturn is the usual program. Time-limited passwords keep strangers from using it.',
    example: 'a=candidate:3 1 udp 16777215 203.0.113.40 50000 typ relay raddr 198.51.100.7 rport 40112',
    see: ['STUN', 'ICE', 'NAT', 'WebRTC'],
    rfc: '8656',
  },
  {
    name: 'ICE',
    also: ['Interactive Connectivity Establishment', 'ICE candidates', 'trickle ICE'],
    summary: 'Both sides list all their addresses and try which pair works.',
    description:
      'The a=candidate lines of the SDP name host addresses, those from STUN (srflx) and relays (relay). Checks run between all pairs, and media take the best that succeeds. Browsers require it. If no pair works, the call is answered and silent, or ends after some seconds with "ICE failed": mostly a TURN server is missing. An SBC that changes c= but not the candidates ' +
      'breaks it.',
    example: 'a=candidate:1 1 udp 2130706431 192.168.1.20 40000 typ host',
    see: ['STUN', 'TURN', 'WebRTC', 'SDP', 'one-way audio'],
    rfc: '8445',
  },
  {
    name: 'SIP ALG',
    also: ['application layer gateway', 'SIP helper', 'SIP fixup', 'SIP passthrough', 'nf_conntrack_sip'],
    summary: 'A function of routers that rewrites SIP messages, meant as help with NAT and mostly harmful.',
    description:
      'It changes addresses in Contact and SDP, often wrongly: lengths that no longer fit, half of the fields forgotten, ACKs lost, registrations that flap. Suspect it when the same phone works in another network. Switch it off in the router (SIP ALG, SIP helper, VoIP passthrough), or use TLS, which it cannot read; another port than 5060 often escapes it too.',
    see: ['NAT', 'TLS', 'one-way audio', '400'],
    rfc: '2663 2.9',
  },
  {
    name: 'DNS SRV',
    also: ['SRV record', 'SRV', '_sip._udp', 'service record'],
    summary: 'The DNS record that says which servers handle SIP for a domain, and in what order.',
    description:
      'It holds priority (lowest first), weight (share among equals), port and host. So an account needs the domain only, and servers can be changed or doubled. It is asked only if the address has no port and is no IP number: writing example.com:5060 switches it off, a frequent cause of failover that does not happen.',
    example: '_sip._udp.example.com. 3600 IN SRV 10 50 5060 sip1.example.com.',
    see: ['NAPTR', 'failover', 'domain', 'outbound proxy'],
    rfc: '3263 4.2',
  },
  {
    name: 'NAPTR',
    also: ['NAPTR record', 'naming authority pointer', 'SIP+D2U', 'SIP+D2T'],
    summary: 'The DNS record that says which transports a domain prefers for SIP.',
    description:
      'SIP+D2U stands for UDP, SIP+D2T for TCP, SIPS+D2T for TLS, SIP+D2W and SIPS+D2W for WebSocket; each points to an SRV name. A client without a transport given takes the first one that it can do. Without NAPTR it tries the SRV names by itself. ENUM uses the same record for telephone numbers.',
    example: 'example.com. IN NAPTR 50 50 "s" "SIPS+D2T" "" _sips._tcp.example.com.',
    see: ['DNS SRV', 'ENUM', 'TLS', 'domain'],
    rfc: '3263 4.1',
  },
];
