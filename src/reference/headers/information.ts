/** The header fields that inform people or programs, about caller, call, software or reasons, told. */

import type { HeaderText } from '../texts.ts';

export const informationHeaders: readonly HeaderText[] = [
  {
    name: 'Alert-Info',
    summary: 'Which ring tone the called phone shall use, or which ringback the caller shall hear.',
    description:
      'In INVITE it chooses the ring: an address of a sound file, a urn:alert (RFC 7462), or a word in a parameter that the phone knows. In ' +
      '180 it chooses the ringback. PBXs use it to ring differently for internal and external calls, and for intercom.',
    written: 'Clients and proxies, in INVITE; the answering side and proxies, in 180.',
    example: `Alert-Info: <http://dummy.invalid>;info=alert-internal
Alert-Info: <urn:alert:source:internal>
`,
    parts: [
      ['<http://dummy.invalid>', 'Address of a sound; many phones want a dummy here and look at info only.'],
      ['info=alert-internal', 'A word that is set in the phone and tied to a ring tone there.'],
      ['<urn:alert:source:internal>', 'The standard way to say: an internal call.'],
    ],
    pitfalls: [
      'All calls ring alike: the word differs from the one in the phone, or the maker wants another form (Bellcore-dr3, info=..., ring numbers). In an Asterisk dialplan escape the semicolon.',
      'The first rings are silent for up to ten seconds: the phone tries to load a sound from an address that does not answer.',
      'Accepted from anybody, it lets strangers have phones load files or answer by themselves. Remove it from calls that come from outside.',
    ],
    confusedWith: [{ with: 'Call-Info', difference: 'Call-Info informs about the caller; Alert-Info makes it ring.' }],
  },
  {
    name: 'Call-Info',
    summary: 'Where to find more about caller or called person: picture, page, business card.',
    description:
      'Each address has a purpose: icon, info, card, and newer ones such as jcard for rich call data (RFC 9796). In a 608 it names the one who blocked ' +
      'the call (purpose=jwscard), so that a caller can object. Phones also read answer-after here: an intercom call is then answered by itself.',
    written: 'Clients and proxies, in INVITE and other requests; servers and proxies, in responses.',
    example: `Call-Info: <https://www.example.com/alice/photo.jpg>;purpose=icon, <sip:intercom.example.com>;answer-after=0
`,
    parts: [
      ['https://www.example.com/alice/photo.jpg', 'Where the picture is.'],
      ['purpose=icon', 'What the address is for.'],
      ['answer-after=0', 'Not in an RFC, known to many desk phones: answer after so many seconds.'],
    ],
    pitfalls: [
      'Intercom rings instead of being answered: the policy in the phone is off (answer_after_policy in Snom), or it wants Alert-Info with info=alert-autoanswer. Try both headers.',
      'A phone that follows every address shows what strangers want it to show, and tells them that it is on line. Strip the header at the border.',
      'A picture in the header makes INVITE too large for UDP when it is put in as data: use an address.',
    ],
    confusedWith: [{ with: 'Alert-Info', difference: 'Alert-Info chooses the ring tone.' }],
  },
  {
    name: 'Error-Info',
    summary: 'Where the caller can hear or read more about a failure.',
    description:
      'A server that refuses can point to an announcement, such as "the number is not in service", besides the code. A client may call that ' +
      'sip: address as if it were a redirect, or show a web address. Gateways use it so that phones without a display need not guess.',
    written: 'Servers and proxies, in 300 to 699.',
    example: `Error-Info: <sip:not-in-service@announcements.example.com>
`,
    parts: [
      [
        'sip:not-in-service@announcements.example.com',
        'An announcement; the client may call it and let the user listen.',
      ],
    ],
    pitfalls: [
      'Callers hear a plain tone instead of the announcement: nearly no phone follows the header. Play it as early media in a 183 before the final response.',
      'A client that follows it calls a server of announcements that asks for credentials: 407, and the user sees that code instead of the true one. Let announcements through without.',
    ],
    confusedWith: [
      { with: 'Warning', difference: 'Warning has a code and a text; Error-Info an address.' },
      { with: 'Reason', difference: 'Reason has the cause for programs.' },
    ],
  },
  {
    name: 'In-Reply-To',
    summary: 'Call-IDs of earlier calls that this call answers.',
    description:
      'A phone that calls back can name the call that it missed, so that a call centre leads it to the person who had tried. Whoever has ' +
      'the number could do this also by hand, and programs that send the header are rare. It proves nothing about the caller.',
    written: 'Clients, in INVITE.',
    example: `In-Reply-To: 70710@pbx.example.com, 17320@pbx.example.com
`,
    parts: [
      ['70710@pbx.example.com', 'Call-ID of a call that is being returned.'],
      ['17320@pbx.example.com', 'And of another.'],
    ],
    pitfalls: [
      'The call centre does not find the Call-ID: a B2BUA between gave the missed call another one on the side of the phone. Match by number and time, or by a header of your own.',
      'Used as a pass for callers ("only who returns a call gets through"): Call-IDs are in many logs. Ask for authentication too.',
    ],
    confusedWith: [
      {
        with: 'Replaces',
        difference: 'Replaces takes the place of a call that exists; In-Reply-To refers to one that is over.',
      },
    ],
  },
  {
    name: 'Organization',
    summary: 'The name of the company to which the sender belongs, as a text.',
    description:
      'Software may show it or sort calls by it. Nothing checks the text. One meets it in responses of older PBXs and in captures of scanners, ' +
      'and it is of use mainly to whoever reads a trace and wonders whose server it was.',
    written: 'Anybody, also proxies, in INVITE, OPTIONS, REGISTER and their responses.',
    example: `Organization: Example Telecom Ltd
`,
    parts: [['Example Telecom Ltd', 'Free text in UTF-8.']],
    pitfalls: [
      'It tells every scanner on the Internet whose PBX answers. Leave it out of responses to strangers.',
      'A filter lets calls pass by this text: anybody can write it. Go by the address, the credentials or a signed Identity.',
    ],
    confusedWith: [{ with: 'Server', difference: 'Server names the software, Organization the company.' }],
  },
  {
    name: 'Priority',
    summary: 'How urgent the caller finds the call: emergency, urgent, normal or non-urgent.',
    description:
      'It is for the person called, or for a program that sorts calls: it may ring through a do-not-disturb. It gives no precedence in networks ' +
      'and no free line. psap-callback marks the call back from an emergency centre (RFC 7090), so that it gets past barring and forwarding.',
    written: 'Clients, in INVITE and MESSAGE; proxies may add it.',
    example: `Priority: urgent
`,
    parts: [['urgent', 'One of non-urgent, normal, urgent, emergency, psap-callback; absent means normal.']],
    pitfalls: [
      'Priority: emergency does not make an emergency call: such a call goes to urn:service:sos, or to 112 or 911 by the dialplan. Test the route for those.',
      'Advertisers write urgent, and a phone rings at night. Accept it from known callers only.',
    ],
    confusedWith: [
      {
        with: 'Resource-Priority',
        difference: 'Resource-Priority claims lines and precedence in special networks, and is authorised.',
      },
    ],
  },
  {
    name: 'Reply-To',
    summary: 'Where a call back shall go, when that is not the address in From.',
    description:
      'A call from a colleague or a campaign may show one address and want the answer at another. Phones that know it use it for missed ' +
      'calls; most know it not and call From. It has no effect on the requests of the call itself.',
    written: 'Clients, in INVITE, and in some other requests.',
    example: `Reply-To: "Service desk" <sip:+12025550100@example.com;user=phone>
`,
    parts: [
      ['"Service desk"', 'A name to show.'],
      ['sip:+12025550100@example.com;user=phone', 'The address for the call back.'],
    ],
    pitfalls: [
      'Call backs still reach the extension that called: the phone goes by From. Set the outgoing number to the one that shall be called back.',
      'An anonymous call with Reply-To gives the caller away. Leave it out with Privacy.',
    ],
    confusedWith: [
      { with: 'Contact', difference: 'Contact is for the requests of this call, Reply-To for a new call later.' },
      { with: 'From', difference: 'From is who calls, Reply-To where to answer.' },
    ],
  },
  {
    name: 'Server',
    summary: 'The software that sent this response.',
    description:
      'In a trace it tells which element of a chain refused: the phone, the PBX or the border controller of the carrier. Text and ' +
      'version are up to the maker, and operators may change or remove them. Proxies that pass a response on leave it alone.',
    written: 'Those that answer, in responses.',
    example: `Server: ExamplePBX/4.2 (Linux)
`,
    parts: [
      ['ExamplePBX/4.2', 'Product and version.'],
      ['(Linux)', 'A comment.'],
    ],
    pitfalls: [
      'A 403 or 503 "from the carrier" has the Server of your own border controller: it made the response itself. Look there before you open a ticket.',
      'Exact versions help those who look for known holes. Shorten it: server_header in Kamailio, user_agent in Asterisk.',
      'Both legs show the same Server: a B2BUA rewrites it, and the true one is in its log only.',
    ],
    confusedWith: [{ with: 'User-Agent', difference: 'User-Agent is in requests, Server in responses.' }],
  },
  {
    name: 'Subject',
    summary: 'What the call is about, as a line of text.',
    description:
      'Phones with room on the display may show it before one answers, and filters may go by it. It is met in INVITEs of test tools and in ' +
      'MESSAGE. The compact form is s, which must not be taken for the s= line of the SDP.',
    written: 'Clients, in INVITE and some other requests.',
    example: `Subject: Delivery 4711 is at the gate
`,
    parts: [['Delivery 4711 is at the gate', 'Free text in UTF-8; the called person may see it before answering.']],
    pitfalls: [
      'INVITE with "Subject: Performance Test" from unknown addresses: that is the default of SIPp, so somebody tests or scans. Block the source.',
      'Data for a program is put into it (customer numbers), and a carrier drops the header. Use User-to-User, or agree on a header with the carrier.',
    ],
    confusedWith: [{ with: 'Call-Info', difference: 'Subject is a text, Call-Info points to an address with more.' }],
  },
  {
    name: 'User-Agent',
    summary: 'The software that sent this request, mostly maker, model and version of the phone.',
    description:
      'Server logs show it for each registration, so it answers which phones have which firmware. It is a claim and nothing else: a scanner ' +
      'can call itself a desk phone. Many phones send it in responses too, where Server would be the name.',
    written: 'Clients, in requests; many also in responses.',
    example: `User-Agent: ExamplePhone T42 66.86.0.15
`,
    parts: [
      ['ExamplePhone T42', 'Maker and model.'],
      ['66.86.0.15', 'The version of the firmware.'],
    ],
    pitfalls: [
      'REGISTERs and INVITEs by "friendly-scanner", "sipvicious" or "sipcli" from unknown addresses are attacks on weak passwords. Drop them without an answer and ban the source by rate, as others lie about the name.',
      'A rule that lets in one User-Agent only locks phones out after a firmware update, since the version changed. Match the beginning, and never instead of a password.',
      'Some phones add their MAC address, which providers use to tell devices apart. It goes out to every called person too.',
    ],
    confusedWith: [{ with: 'Server', difference: 'Server is the same for responses.' }],
  },
  {
    name: 'Warning',
    summary: 'What exactly was wrong, mostly with the session description: a code, who says so, and a text.',
    description:
      'It stands beside a failure such as 488 or 606 and tells which part did not fit: 304 the type of media, 305 the codec, 370 the ' +
      'bandwidth. 399 is any text for people, on which no program may act. It is the first thing to read when a call gets 488.',
    written: 'Servers and gateways, in responses.',
    example: `Warning: 305 pbx.example.com "Incompatible media format"
`,
    parts: [
      ['305', 'The code: no common codec.'],
      ['pbx.example.com', 'The host that wrote it.'],
      ['"Incompatible media format"', 'The text, in a language that the user may read.'],
    ],
    pitfalls: [
      '488 with 304 or 305: compare the m= lines. Common cases are SRTP on one side only (RTP/SAVP against RTP/AVP) and a list of codecs without overlap; add PCMA or PCMU.',
      '"392 ... Noisy feedback tells": a debugging aid of SER and its descendants (sip_warning), no warning. It shows inner addresses; switch it off.',
      '399 with the text of a library, such as those of PJSIP: search for that text, the code means nothing.',
    ],
    confusedWith: [
      { with: 'Reason', difference: 'Warning says what is wrong with the request; Reason why a call ended.' },
    ],
  },
  {
    name: 'Reason',
    summary: 'Why the request or failure was sent: a SIP code, or the cause from the telephone network.',
    description:
      'BYE and CANCEL have no code of their own, so the cause is here. In responses it carries the Q.850 cause that a gateway got (RFC 6432), ' +
      'which is finer than the SIP code. location tells which network set it (RFC 8606).',
    written: 'Any element, in BYE, CANCEL and other requests of a call; gateways and carriers, in responses.',
    example: `Reason: Q.850;cause=16;text="Normal call clearing";location=LN
Reason: SIP;cause=200;text="Call completed elsewhere"
`,
    parts: [
      ['Q.850', 'The list of causes: that of the telephone network.'],
      ['cause=16', 'The cause: 16 is the normal end of a call.'],
      ['text="Normal call clearing"', 'The same for people.'],
      ['location=LN', 'Set by the public network of the local user.'],
      ['SIP', 'The list of SIP status codes.'],
      ['cause=200', 'In a CANCEL: another phone answered, so this is no missed call.'],
    ],
    pitfalls: [
      'All phones of a group show a missed call although one answered: the CANCEL has no Reason SIP;cause=200, or the phone ignores it.',
      'The carrier says that your PBX hung up: look at the first BYE and its Reason. cause=16 is a normal end, 102 a timer that ran out, 41 a temporary failure.',
      'The same cause for each failure: a gateway maps all to 31. Read its log.',
    ],
    confusedWith: [
      { with: 'Warning', difference: 'Warning is about the description of a session, and in responses only.' },
      { with: 'Error-Info', difference: 'Error-Info leads the user to an announcement.' },
    ],
  },
];
