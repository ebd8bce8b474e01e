/** Words for sound and pictures: how they are agreed on and carried. */

import type { WordText } from '../texts.ts';

export const mediaWords: readonly WordText[] = [
  {
    name: 'SDP',
    also: ['Session Description Protocol', 'session description', 'SDP body'],
    summary: 'The text in the body of INVITE and 200 that says where and how to send sound.',
    description:
      'c= is the address, m= the kind of media, the port and the codecs in order of preference, a= the rest: names of codecs, direction, keys. What stands there is where media are wanted, so a private address in c= means that nothing arrives. Port 0 refuses a stream. It has no say in who is called; that ' +
      "is SIP's part.",
    example: 'm=audio 40000 RTP/AVP 8 0 101',
    see: ['offer/answer', 'codec', 'RTP', '488', 'Content-Type'],
    rfc: '8866',
  },
  {
    name: 'offer/answer',
    also: ['offer answer model', 'SDP negotiation', 'media negotiation'],
    summary: 'The rule by which two sides agree on media: one offers an SDP, the other answers it.',
    description:
      'The answer has the same m= lines in the same order, and of each offered list keeps what it can do. One exchange must be finished before the next begins. The offer is in INVITE and the answer in the 200 (or a reliable 18x), or the offer in the 200 and the answer in the ACK. An answer that adds lines, or a second offer at the wrong time, is a common fault of ' +
      'B2BUAs: no sound, or 488.',
    see: ['SDP', 'early offer', 'late offer', '488', 'glare'],
    rfc: '3264',
  },
  {
    name: 'early offer',
    also: ['offer in INVITE', 'SDP in INVITE'],
    summary: 'The INVITE carries the SDP: the caller says first what it can do.',
    description:
      'The usual way. The called phone knows the codecs before it rings and can send early media, and its 200 holds the answer. Carriers mostly require it. In Cisco terms it is a setting of the SIP profile, since CUCM by itself sends late offers; inserting a media termination point is how it is forced.',
    see: ['late offer', 'offer/answer', 'INVITE', 'early media'],
    rfc: '3261 13.2.1',
  },
  {
    name: 'late offer',
    also: ['delayed offer', 'offerless INVITE', 'INVITE without SDP'],
    summary: 'The INVITE has no SDP; the called side offers in its 200 and the caller answers in the ACK.',
    description:
      'Legal, and used by servers that join two calls before they know what the second can do. The first sounds come late, since media start with the ACK. Some phones and trunks cannot do it: they answer 488 or 415, or connect without sound. An ACK without SDP after such a 200 is a fault of the caller.',
    example: 'Content-Length: 0',
    see: ['early offer', 'offer/answer', 'ACK', '488'],
    rfc: '3261 13.2.1',
  },
  {
    name: 'RTP',
    also: ['Real-time Transport Protocol', 'media stream', 'voice packets'],
    summary: 'The packets that carry sound and pictures, mostly 50 in a second each way.',
    description:
      'They go over UDP between the addresses and ports of the two SDPs, apart from SIP, often past the server. Each has a number, a time stamp, the payload type and an SSRC for the source. Open the whole range of ports in the firewall (10000 to 20000 in the sample configuration of Asterisk), not 5060 alone. Gaps in the numbers are loss, one hears them as ' +
      'chopped speech.',
    see: ['RTCP', 'SRTP', 'SDP', 'one-way audio', 'codec'],
    rfc: '3550',
  },
  {
    name: 'RTCP',
    also: ['RTP Control Protocol', 'sender report', 'receiver report', 'rtcp-mux'],
    summary: 'Reports beside RTP: how many packets were lost, how long they took.',
    description:
      'Each side sends one every few seconds, to the RTP port plus one, or to the same port with a=rtcp-mux (as browsers demand). Phones and servers make quality figures from it: loss, jitter, round trip. If they are empty, the odd port is closed in the firewall; the call itself does not suffer. Some servers take a long silence of RTP and RTCP as a dead call.',
    example: 'a=rtcp-mux',
    see: ['RTP', 'SDP', 'WebRTC'],
    rfc: '3550 6',
  },
  {
    name: 'SRTP',
    also: ['secure RTP', 'SDES', 'DTLS-SRTP', 'media encryption', 'voice encryption'],
    summary: 'RTP encrypted and signed, so that nobody on the way can listen.',
    description:
      'Keys come in one of two ways: SDES puts them into the SDP (a=crypto), so SIP must run over TLS or they are open to all; DTLS-SRTP agrees them between the phones and puts a fingerprint into the SDP. Both sides must use the same way, and the profile in m= tells which: RTP/SAVP, or UDP/TLS/RTP/SAVPF for browsers. A mismatch gives 488, or noise. TLS alone does ' +
      'not encrypt the voice.',
    example: 'm=audio 40000 RTP/SAVP 8',
    see: ['RTP', 'TLS', 'sips', 'WebRTC', '488'],
    rfc: '3711',
  },
  {
    name: 'codec',
    also: ['G.711', 'G.722', 'G.729', 'Opus', 'PCMU', 'PCMA', 'ulaw', 'alaw', 'transcoding'],
    summary: 'The way in which sound is turned into bits: G.711, G.722, Opus, G.729.',
    description:
      'Two phones need one in common, or a server that transcodes. G.711 is understood everywhere: PCMU (payload 0, North America and Japan) and PCMA (8, the rest). G.722 and Opus sound better, G.729 needs less bandwidth. None in common gives 488. Choose the same order on both sides, or each direction may use another one.',
    example: 'a=rtpmap:8 PCMA/8000',
    see: ['SDP', 'offer/answer', '488', 'DTMF'],
    rfc: '3551',
  },
  {
    name: 'early media',
    also: ['183 with SDP', 'announcement before answer'],
    summary: 'Sound before the call is answered: ringback of the far network, announcements, menus.',
    description:
      'It comes with an SDP in 183 or 180. The phone stops its own ringback and plays what it receives. It costs nothing, since the call is not answered. Not heard: the phone ignores SDP in 18x, or NAT blocks it because the phone has sent nothing yet. Silence after a 183 without any RTP is a fault of the network; many phones can be told to play their own tone ' +
      'until packets come.',
    see: ['ringback tone', '183', 'P-Early-Media', 'early dialog'],
    rfc: '3960',
  },
  {
    name: 'ringback tone',
    also: ['ringback', 'ring back', 'ringing tone', 'local ringback'],
    summary: 'The tone that the caller hears while it rings at the other end.',
    description:
      'With 180 and no SDP the calling phone makes it by itself; with SDP it comes from the network as early media. No tone: the server sent neither 180 nor media, or 183 without sound. Two tones at once: phone and network both play. A PBX that answers first and rings then must play the tone itself, as Asterisk does with the option r of Dial.',
    see: ['180', '183', 'early media', 'Alert-Info'],
    rfc: '3960 3.2',
  },
  {
    name: 'one-way audio',
    also: ['no audio', 'one way audio', 'no sound', 'silent call', 'dead air'],
    summary: 'The call is connected, but one side, or neither, hears the other.',
    description:
      'SIP worked, RTP does not arrive. Look at c= and m= in the SDP of the side that is heard by nobody or hears nothing: a private address there cannot be reached from outside. Then firewall ports, a SIP ALG, SRTP on one side only. Trace RTP at both ends: sent and not received means the network between, never sent means the phone. Cure: a media relay, symmetric RTP, STUN or ' +
      'ICE.',
    example: 'c=IN IP4 192.168.1.20',
    see: ['NAT', 'SDP', 'RTP', 'symmetric RTP', 'SIP ALG'],
    rfc: '6314',
  },
  {
    name: 'symmetric RTP',
    also: ['comedia', 'RTP latching', 'latching', 'rtp_symmetric'],
    summary: 'Media are sent back to the address they come from, whatever the SDP says.',
    description:
      'So a server reaches a phone behind NAT whose SDP names a private address. In Asterisk it is rtp_symmetric (formerly nat=comedia); FreeSWITCH calls it RTP auto-adjust. It needs one packet from the phone first, so early media may be lost, and it cannot join two phones that both wait. The server should lock onto the source early, or a stranger may steer the voice ' +
      'to himself.',
    see: ['NAT', 'RTP', 'one-way audio', 'rport', 'early media'],
    rfc: '4961',
  },
];
