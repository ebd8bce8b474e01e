/** Words for calls: dialogs, their routes, changes and endings. */

import type { WordText } from '../texts.ts';

export const dialogWords: readonly WordText[] = [
  {
    name: 'dialog',
    also: ['SIP dialog', 'call leg', 'leg'],
    summary: 'The lasting relation of two user agents in a call or subscription.',
    description:
      'It is named by Call-ID and the two tags. Both sides remember CSeq, the Contact of the other and the route, and send BYE or re-INVITE within it. INVITE, SUBSCRIBE and REFER make one. RFC 2543 called it call leg. A request for a dialog that the server does not have (after a restart, or sent to the wrong machine) ' +
      'is answered 481.',
    see: ['Call-ID', 'tag', 'early dialog', 'in-dialog request', '481'],
    rfc: '3261 12',
  },
  {
    name: 'session',
    also: ['media session', 'SIP session'],
    summary: 'The exchange of sound or pictures that SIP sets up, as the SDP describes it.',
    description:
      'A dialog is signalling, a session is media. Usually both begin and end together, but a call on hold has a dialog with a quiet session, and early media is a session before the answer. A session is changed by re-INVITE or UPDATE with a new SDP, and ended with BYE. Session-Expires watches over the dialog, not over the RTP.',
    see: ['dialog', 'SDP', 'RTP', 're-INVITE', 'session timer'],
    rfc: '3261 6',
  },
  {
    name: 'call',
    also: ['phone call', 'telephone call', 'SIP call'],
    summary: 'What people mean by it: all that belongs to one conversation, often several dialogs.',
    description:
      'SIP has no exact thing for it. Behind one conversation lie a dialog per leg, several early ones when phones fork, and new ones after a transfer. To follow it through servers use what they have in common: a Session-ID, the number and the second, or the record of the B2BUA that joined the legs. The Call-ID alone follows it ' +
      'up to the next B2BUA.',
    see: ['dialog', 'session', 'Call-ID', 'Session-ID', 'B2BUA'],
    rfc: '3261 6',
  },
  {
    name: 'early dialog',
    also: ['early state'],
    summary: 'A dialog made by an 18x with a To tag, before the call is answered.',
    description:
      'A forked INVITE makes one per ringing phone, so the caller may get several 180s and 183s with different To tags and has to keep them apart. PRACK and UPDATE can be sent within it, and CANCEL ends the whole INVITE. The 200 confirms one; the others fade away, or end by 199. A server that expects a single To tag breaks here: no ' +
      'ringback, or sound of the wrong phone.',
    see: ['dialog', 'forking', 'provisional response', '199', 'early media'],
    rfc: '3261 12',
  },
  {
    name: 'in-dialog request',
    also: ['mid-dialog request', 'mid-call request', 'within a dialog'],
    summary: 'A request within a call that exists: BYE, re-INVITE, UPDATE, INFO, REFER, ACK to the 200.',
    description:
      'It has both tags, a CSeq higher than the last of that side, the Contact of the peer as Request-URI, and the route set as Route. It bypasses all proxies that did not Record-Route. When calls can be set up but not ended or held, these requests go wrong: look at Contact and Route for private addresses or names that do not resolve.',
    example: 'BYE sip:bob@192.0.2.4:5060 SIP/2.0',
    see: ['route set', 'Contact address', 'dialog', '481'],
    rfc: '3261 12.2',
  },
  {
    name: 'route set',
    also: ['Route headers', 'dialog route'],
    summary: 'The list of proxies that every request of a dialog has to pass.',
    description:
      'It is taken from Record-Route: the called side copies the order as it stands, the caller turns it round. It does not change during the call, even if Record-Route differs later; only the remote target may. A wrong entry, such as the inner address of a proxy with two networks, makes ACK and BYE go astray: the call drops after 32 seconds, or hangs ' +
      'after hanging up.',
    example: 'Route: <sip:proxy1.example.com;lr>, <sip:proxy2.example.net;lr>',
    see: ['Route', 'Record-Route', 'record-routing', 'loose routing'],
    rfc: '3261 12.1',
  },
  {
    name: 'record-routing',
    also: ['record routing', 'record_route'],
    summary: 'A proxy puts itself into Record-Route, so that later requests of the call pass it too.',
    description:
      'Without it the proxy sees the INVITE only; BYE goes from phone to phone. Needed for billing, NAT and accounting. Kamailio does it with record_route(). A proxy between two networks or transports writes two entries, one for each side. If BYEs do not reach the server, and calls stay open in its records, this line is missing ' +
      'or the phone ignores it.',
    example: 'Record-Route: <sip:proxy1.example.com;lr>',
    see: ['Record-Route', 'route set', 'loose routing', 'proxy'],
    rfc: '3261 16.6',
  },
  {
    name: 'loose routing',
    also: ['loose router', 'lr parameter', ';lr'],
    summary: 'Routing by Route that leaves the Request-URI alone; marked by ;lr.',
    description:
      'The Request-URI stays the final target, and each proxy removes its own entry from the top of Route. All proxies since RFC 3261 work so. An entry without ;lr makes its neighbour fall back to strict routing, and the request goes to a strange place. ;lr=on, which some old phones needed, means the same.',
    example: 'Route: <sip:192.0.2.20;lr>',
    see: ['strict routing', 'Route', 'route set', 'record-routing'],
    rfc: '3261 16.12',
  },
  {
    name: 'strict routing',
    also: ['strict router', 'RFC 2543 routing'],
    summary: 'The old way of RFC 2543: the next proxy stands in the Request-URI, the target at the end of Route.',
    description:
      'The Request-URI is replaced at every hop, so the proxy cannot tell what was meant for it. A loose router that meets one puts the addresses in order. Today it appears by mistake: a Record-Route without ;lr, or a client that drops the parameter. One sees BYE sip:proxy.example.com and a 404, since the proxy has no such user.',
    example: 'BYE sip:proxy1.example.com SIP/2.0',
    see: ['loose routing', 'Route', 'request line', '404'],
    rfc: '3261 6',
  },
  {
    name: 're-INVITE',
    also: ['reinvite', 're-invitation', 'session modification'],
    summary: 'An INVITE within a call that changes it: hold, codec, address, or just a refresh.',
    description:
      'It has the Call-ID and tags of the call and a higher CSeq. If it is refused (488, 491), the call goes on as before; only 481 and 408 end it. Asterisk sends one to let phones exchange media directly (direct_media), fax to T.38 is another, session timers a third. Sound that goes away some seconds after the answer points to such a one: compare the ' +
      'addresses in its SDP.',
    see: ['INVITE', 'UPDATE', 'hold', 'glare', '488', '491'],
    rfc: '3261 14',
  },
  {
    name: 'glare',
    also: ['INVITE collision', 'crossing re-INVITEs'],
    summary: 'Both sides send a re-INVITE at the same moment.',
    description:
      'Each answers 491 to the other. Then the one that made the Call-ID waits 2.1 to 4 seconds, the other up to 2, and tries again, so that they do not collide once more. It happens with hold, session timers and fax, and is harmless. A loop of 491s means that one side does not wait. On telephone lines it is the name for both ends seizing one ' +
      'circuit.',
    see: ['491', 're-INVITE', 'UPDATE', '500'],
    rfc: '3261 14.1',
  },
  {
    name: 'session timer',
    also: ['session timers', 'session refresh', 'RFC 4028'],
    summary: 'A refresh of the call at agreed intervals, so that dead calls are noticed.',
    description:
      'Session-Expires holds the interval (90 seconds or more, often 1800) and who refreshes; half-way a re-INVITE or UPDATE is sent. If none comes in time, the call is ended by BYE. Too short an interval is answered 422 with Min-SE. Calls that end at exactly 15, 30 or 60 minutes are its victims: the refresh was refused or lost.',
    example: 'Session-Expires: 1800;refresher=uac',
    see: ['Session-Expires', 'Min-SE', '422', 'UPDATE', 're-INVITE'],
    rfc: '4028',
  },
  {
    name: 'three-way handshake',
    also: ['INVITE 200 ACK', 'three way handshake'],
    summary: 'INVITE, 200, ACK: how a call is answered so that both sides know it.',
    description:
      'The ACK confirms that the 200 arrived. Until it comes, the called side repeats the 200, over TCP too, and after 32 seconds ends the call with BYE. So a call that always drops after 32 seconds has lost its ACK: it was sent to the Contact of the 200 through the route set, and one of these addresses cannot be reached from the ' +
      'caller.',
    see: ['ACK', '200', 'Contact address', 'route set', 'INVITE'],
    rfc: '3261 13.2.2.4',
  },
  {
    name: 'hold',
    also: ['call hold', 'on hold', 'music on hold'],
    summary: 'One side puts the call aside for a while: the media stops or becomes music.',
    description:
      'The phone sends a re-INVITE with a=sendonly (it may play music) or a=inactive; the answer says recvonly or inactive. Resuming brings sendrecv. Old phones write 0.0.0.0 as address. If there is no sound after resuming, one answer kept recvonly, or a B2BUA did not pass the change. Calls cut on hold are often those of ' +
      'a server that ends a call without RTP.',
    example: 'a=sendonly',
    see: ['re-INVITE', 'SDP', 'attended transfer', 'one-way audio'],
    rfc: '3264 8.4',
  },
  {
    name: 'blind transfer',
    also: ['unattended transfer', 'cold transfer', 'transfer', 'call transfer'],
    summary: 'A call is handed on without asking the new person first.',
    description:
      'The phone sends REFER with the new number in Refer-To; the other phone (or the PBX for it) calls there and reports by NOTIFY, then the transferrer sends BYE. Refused with 403 or 603, it is not permitted, with 405 or 501 REFER is not known. On trunks REFER is mostly refused; the PBX must join the two calls itself.',
    example: 'Refer-To: <sip:1234@example.com>',
    see: ['REFER', 'Refer-To', 'attended transfer', 'NOTIFY', '202'],
    rfc: '5589',
  },
  {
    name: 'attended transfer',
    also: ['consultative transfer', 'warm transfer', 'supervised transfer', 'announced transfer'],
    summary: 'One talks to the new person first, then joins the other two.',
    description:
      'The phone has two calls. It sends REFER in one, with Refer-To naming the other call in Replaces; the new INVITE takes the place of that call. If it fails with 481, Call-ID or tags in Replaces belong to another leg of a B2BUA; with 420, the phone knows no Replaces. Then let the PBX do the transfer, by its own feature code.',
    example: 'Refer-To: <sip:bob@192.0.2.4?Replaces=425928%40example.com%3Bto-tag%3D7743%3Bfrom-tag%3D6472>',
    see: ['blind transfer', 'Replaces', 'REFER', 'hold', '481'],
    rfc: '5589',
  },
  {
    name: 'call forwarding',
    also: ['call diversion', 'CFU', 'CFB', 'CFNR', 'follow me', 'forward on busy'],
    summary: 'Calls go on to another number: always, when busy, or when nobody answers.',
    description:
      "The phone answers 302 with the new address, or the server does it by itself and tells the caller 181. The new call shows the old number in Diversion or History-Info. Forwarding outside over a trunk often fails with 403, because the trunk sees a caller number that is not its customer's: put one's own number into From or P-Asserted-Identity and the " +
      'original into Diversion.',
    example: 'Diversion: <sip:+12025550100@example.com>;reason=no-answer',
    see: ['302', '181', 'Diversion', 'History-Info', 'toll fraud'],
    rfc: '5359',
  },
];
