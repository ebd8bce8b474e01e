/** The Warning codes, told. The host after the number is that of the program that complains, which need not be the one that answered. */

import type { ShortText } from './texts.ts';

/** A text for each warn-code of the catalogue. */
export const warningTexts: readonly ShortText[] = [
  {
    name: '300',
    summary: 'The SDP names a network that the other side is not connected to.',
    description:
      'The network type in the c= or o= line is not one that it can use. On the Internet that word is IN, so a correct offer never earns this code; look for a c= line ' +
      'mangled by an ALG, or for an SDP made for another kind of network (ATM, TN). Several programs send 300 where they mean 301 or 302: trust the text rather than the number.',
  },
  {
    name: '301',
    summary: 'The address in the SDP is of a kind that the other side cannot reach, such as IPv6 for an IPv4 phone.',
    description:
      'It comes with 488 or 606 when c=IN IP6 meets a host without IPv6, or the reverse. Offer the other family, offer both with ICE, or put a media relay between that has ' +
      'both. The text often names the type that was refused. A private IPv4 address is no reason for 301: the call is accepted and stays silent.',
  },
  {
    name: '302',
    summary: 'The profile in the m= line, such as RTP/SAVP or UDP/TLS/RTP/SAVPF, is not supported.',
    description:
      'The third word of an m= line says how media travels. A phone set to SRTP only refuses RTP/AVP with it, a plain PBX refuses RTP/SAVP or the profile of a browser. ' +
      'Make both sides agree on SRTP: off, SDES or DTLS. It has nothing to do with UDP or TCP for SIP itself. Some programs report the same fault as 304 or 305.',
  },
  {
    name: '303',
    summary: 'A b= line of the SDP measures bandwidth in a unit that is not known.',
    description:
      'b=AS counts kilobits per second, b=TIAS bits per second, b=RS and b=RR are for RTCP. A recipient has to ignore a unit that it does not know (RFC 8866), so a call refused ' +
      'for this reason met a peer that is stricter than it may be. Leave the b= lines out of the offer, or have the SBC remove them.',
  },
  {
    name: '304',
    summary: 'The other side has no such kind of media: video offered to an audio phone, fax to a phone.',
    description:
      'It speaks of the first word of the m= line: audio, video, image, text, message, application. A call with audio and video needs no refusal, since the answer can set the ' +
      'port of the unwanted line to 0; with 304 nothing usable was left. Typical are a T.38 re-INVITE (m=image) to a voice line, and an INVITE with video alone. Offer audio too.',
  },
  {
    name: '305',
    summary: 'No codec in common: none of the formats in the m= line is available.',
    description:
      'The Warning met most often, with 488 to an INVITE or re-INVITE. Compare the payload types and a=rtpmap lines of the offer with the list that the other side permits: G.729 ' +
      'alone against G.711, Opus alone against a carrier, AMR from a mobile network. Permit G.711 (PCMU or PCMA) on both, or transcode in between. telephone-event in common is ' +
      'not enough.',
  },
  {
    name: '306',
    summary: 'An a= line of the SDP is not understood.',
    description:
      'By the rules of SDP an unknown attribute is ignored, so a refusal with 306 comes from a peer that needs the attribute or is too strict. Usual suspects: a=crypto with an ' +
      'unknown suite, a=group:BUNDLE and a=rtcp-mux from browsers, a=ptime that it cannot keep. The text should name the attribute. Remove it in the account or in the SBC, ' +
      'then try again.',
  },
  {
    name: '307',
    summary: 'Some other part of the SDP, not covered by the codes before it, is not understood.',
    description:
      'The code for k=, z= or other lines, for a broken order of lines and for values that could not be read. Read the text, then the SDP line by line: v, o, s, c, t, m, ' +
      'in this order, each ended by CRLF. A Content-Length that cuts the body short gives the same complaint, because the last line is then half a line.',
  },
  {
    name: '308',
    summary: 'Caller and called side have no human language in common for the call.',
    description:
      'The offer asked by a=hlang-send and a=hlang-recv for languages, spoken, written or signed, and the other side has none of them. It may come with 488 or 606, and its text lists ' +
      'the languages and media that are supported. Emergency and relay services use it; ordinary phones do not. The caller may offer again with another language or none.',
  },
  {
    name: '330',
    summary: 'The SDP asks for multicast, which does not work where the user is.',
    description:
      'The c= line holds an address of 224.0.0.0/4 or ff00::/8, mostly from a paging system that was meant for the local network. Routers, VPNs and the Internet do not carry it. ' +
      'Send the page as an ordinary call, or keep multicast paging within one VLAN.',
  },
  {
    name: '331',
    summary: 'The user can be reached by multicast only; the unicast address of the SDP is of no use.',
    description:
      'A firewall that lets no unicast media in is the reason that RFC 3261 gives. It is hardly ever sent: a phone behind such a firewall does not know it, accepts the call and hears ' +
      'nothing. If it appears, use a media relay or ICE with TURN towards that site.',
  },
  {
    name: '370',
    summary: 'The call would need more bandwidth than there is.',
    description:
      'Call admission control counts calls or kilobits per site and refuses the one too many, often with 488: Cisco Unified Communications Manager sends it so. The line itself may be idle; ' +
      'it is the counter that is full. Wait, choose a codec with a lower rate, take video out, or raise the limit of the location. Counters that never fall hint at calls that were not ended properly.',
  },
  {
    name: '380',
    summary: 'A sips: URI was used, and there is nobody who can be reached by sips.',
    description:
      'A registrar or proxy has contacts for the person, but none registered with a sips URI, and so may not lower the request to plain sip. It comes with 480. Call the same address with sip: ' +
      '(TLS may still be used hop by hop), or have the called phone register with a sips Contact. The server Flexisip of Linphone sends it.',
  },
  {
    name: '381',
    summary: 'The request is not secure throughout: sip: where the other side takes sips: only.',
    description:
      'The called user agent or its proxy insists on TLS for every hop. It comes with 480. PJSIP, and so Asterisk, sends it when a call to a sips: address arrives with a Contact or ' +
      'Record-Route of plain sip:. Use sips: in all three, or sip: in all three with TLS as transport of the account: that encrypts the hop without promising the rest.',
  },
  {
    name: '399',
    summary: 'Anything else: the number says nothing, only the quoted text does.',
    description:
      'Programs write everything here that has no code: "Unable to find a device handler", "Registration is active for another client", "Source IP not allowed". 3GPP puts ' +
      'three-digit numbers of its own at the start of the text. A program must not act on it, a person should: it is often the only hint to a 403 or 488. The host before the text ' +
      'tells who wrote it. 392 in traces of Kamailio or OpenSIPS is a debugging aid of theirs and not registered.',
  },
];
