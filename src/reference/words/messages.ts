/** Words about SIP as a whole and about the parts of its messages. */

import type { WordText } from '../texts.ts';

export const messageWords: readonly WordText[] = [
  {
    name: 'SIP',
    also: ['Session Initiation Protocol', 'SIP protocol', 'signalling', 'signaling'],
    summary: 'The protocol by which telephones find each other, ring, answer and hang up over IP networks.',
    description:
      'SIP is text, much like HTTP: requests such as INVITE and BYE, and responses such as 200 OK. It sets calls up and ends them; the sound does not travel in it but in RTP, on another port and ' +
      'often another way. That is why a call can connect and yet be silent. SIP uses UDP or TCP port 5060, and 5061 with TLS.',
    see: ['INVITE', 'REGISTER', 'RTP', 'SDP', 'user agent'],
    rfc: '3261 2',
  },
  {
    name: 'VoIP',
    also: ['voice over IP', 'Internet telephony', 'IP telephony'],
    summary: 'Telephony over the Internet or another IP network, in place of telephone lines.',
    description:
      'SIP sets up most of these calls and RTP carries the voice; H.323, WebRTC applications and closed services such as those of messengers are VoIP too. What one needs is an account at a provider or a ' +
      "PBX of one's own, a phone or program, and a network that does not drop or delay packets: about 90 kbit/s each way for a call in G.711.",
    see: ['SIP', 'RTP', 'softphone', 'SIP trunk'],
    rfc: '3261 1',
  },
  {
    name: 'method',
    also: ['request method', 'SIP method'],
    summary: 'The verb of a request, its first word: INVITE, REGISTER, BYE and others.',
    description:
      'It says what the sender wants. Six come from RFC 3261, eight more from extensions. Methods are case-sensitive, so invite is not INVITE. Which ones a peer takes stands in its Allow; one that it ' +
      'knows but does not permit is answered 405, an unknown one 501. A response repeats the method in CSeq, which shows what it answers.',
    example: 'CSeq: 102 INVITE',
    see: ['INVITE', 'OPTIONS', 'Allow', '405', '501', 'request line'],
    rfc: '3261 7.1',
  },
  {
    name: 'request line',
    also: ['Request-Line', 'Request-URI', 'RURI'],
    summary: 'The first line of a request: method, Request-URI and SIP/2.0.',
    description:
      'The Request-URI in the middle decides where the request goes next, and proxies change it: from the address dialled to the Contact of the phone. The To header keeps what was dialled at first, so the two differ ' +
      'soon. Who wonders why a call reached a certain phone looks at the Request-URI, not at To.',
    example: 'INVITE sip:+12025550123@example.com SIP/2.0',
    see: ['method', 'status line', 'To', '416'],
    rfc: '3261 7.1',
  },
  {
    name: 'status line',
    also: ['Status-Line', 'response line', 'status code', 'response code'],
    summary: 'The first line of a response: SIP/2.0, a code of three digits, a phrase.',
    description:
      'Programs act on the code alone. Its first digit tells the class: 1 in progress, 2 success, 3 go elsewhere, 4 the request cannot be served as it is, 5 the server failed, 6 it will fail everywhere. An unknown code is ' +
      'taken as the x00 of its class (an unknown 1xx as 183).',
    example: 'SIP/2.0 486 Busy Here',
    see: ['reason phrase', 'provisional response', 'final response', '400'],
    rfc: '3261 7.2',
  },
  {
    name: 'reason phrase',
    also: ['Reason-Phrase', 'status text'],
    summary: 'The words after the code of a response, for people; programs ignore them.',
    description:
      'A server may write anything here and in any language: 404 Not Found, 404 No such extension, 404 Inconnu. Providers often hide the real reason in it (403 Credit exhausted), so read it. A program that decides by ' +
      'the phrase breaks with the next server. It is not the Reason header field, which names a cause of its own.',
    example: 'SIP/2.0 403 Credit limit reached',
    see: ['status line', 'Reason', 'Warning'],
    rfc: '3261 7.2',
  },
  {
    name: 'header field',
    also: ['header', 'SIP header', 'headers'],
    summary: 'A line "Name: value" of a message, between its first line and the empty line before the body.',
    description:
      'Names are case-insensitive, values mostly too unless quoted. A field that holds a list may be one line with commas or several lines. Proxies leave alone what they do not know, so ' +
      'fields starting with X- pass from end to end until an SBC or B2BUA drops them. Every request needs Via, From, To, Call-ID, CSeq and Max-Forwards.',
    example: 'Subject: Invoice 17',
    see: ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'compact form'],
    rfc: '3261 7.3',
  },
  {
    name: 'compact form',
    also: ['short form', 'short header', 'one-letter header'],
    summary: 'The one-letter name of a header field, such as v for Via.',
    description:
      'It saves bytes, so that a message fits into one UDP packet. Both names mean the same and may be mixed: v Via, f From, t To, i Call-ID, m Contact, l Content-Length, c Content-Type, k Supported, s Subject, e Content-Encoding. ' +
      'A search in a trace for "Via:" misses them, as do home-made parsers and firewall rules.',
    example: 'm: <sip:alice@192.0.2.10:5060>',
    see: ['header field', 'UDP', '513'],
    rfc: '3261 7.3.3',
  },
  {
    name: 'option tag',
    also: ['extension tag', 'SIP extension'],
    summary: 'The name of an extension, as it stands in Supported, Require, Proxy-Require and Unsupported.',
    description:
      'Supported: I can do it. Require: do it or refuse. Proxy-Require: the same for the proxies on the way. A peer that does not know a required tag answers 420 and lists it in Unsupported; one that misses a tag which it needs answers 421 and lists that in ' +
      'Require. So 420 is mended by asking for less, 421 by switching something on.',
    example: 'Supported: replaces, timer, 100rel',
    see: ['Supported', 'Require', 'Proxy-Require', 'Unsupported', '420', '421'],
    rfc: '3261 19.2',
  },
  {
    name: 'hop limit',
    also: ['hop counter', 'Max-Forwards counter', 'TTL of a request'],
    summary: 'The counter of Max-Forwards that ends a request which goes round in circles.',
    description:
      'A request starts with 70, and each proxy takes one off. A proxy that would have to forward a request with 0 answers 483 instead. So 483 nearly always means a loop: two servers each believe that the other is responsible for the number. ' +
      'A B2BUA should carry the counter over to its other leg, or loops through it never end.',
    example: 'Max-Forwards: 70',
    see: ['Max-Forwards', '483', '482', 'loop', 'hop'],
    rfc: '3261 8.1.1.6',
  },
  {
    name: 'call flow',
    also: ['ladder', 'ladder diagram', 'message sequence chart', 'call ladder'],
    summary: 'A drawing of a call: one vertical line per party, one arrow per message, time downwards.',
    description:
      'The quickest way to see what went wrong: which arrow has no answer, who sent the first failure, how many seconds passed. sngrep draws it in a terminal from live traffic, Wireshark under Telephony, VoIP Calls. RFC 3665 holds flows of calls that ' +
      'work, to compare with. Read a leg by its Call-ID: across a B2BUA it changes.',
    see: ['dialog', 'B2BUA', 'Call-ID', 'SIPp'],
    rfc: '3665',
  },
  {
    name: 'SIPp',
    also: ['SIP load generator', 'SIP test tool'],
    summary: 'A free program that plays phones by a script, to test a server or to load it.',
    description:
      'A scenario in XML says which messages to send and to expect; -r sets calls per second, -m how many calls, -s the number dialled. With -sn uac or -sn uas it brings its own caller and callee. An unexpected message ends that call and is ' +
      'counted; -trace_err writes it down. Scanners use it as well, so firewalls sometimes block its default From user sipp.',
    example: 'sipp -sn uac -s 100 -r 10 -m 1000 192.0.2.20:5060',
    see: ['call flow', 'UAC', 'UAS', 'scanner'],
    rfc: 'The SIPp reference documentation',
  },
];
