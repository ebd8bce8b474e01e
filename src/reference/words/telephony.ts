/** Words for telephone numbers, lines and the networks behind them. */

import type { WordText } from '../texts.ts';

export const telephonyWords: readonly WordText[] = [
  {
    name: 'trunk',
    also: ['telephone trunk', 'trunk line', 'PRI', 'E1', 'T1 line'],
    summary: 'A connection between two telephone systems that carries many calls at once.',
    description:
      'Once a bundle of wires, then an E1 or T1 with 30 or 23 channels (PRI), today mostly a SIP trunk. Calls come in and go out over it for all extensions. When it is full, the next call gets 503, or cause 34 from the telephone network. The line of a single phone is called an extension or ' +
      'account instead.',
    see: ['SIP trunk', 'PBX', 'gateway', '503'],
    rfc: 'SIPconnect 2.0',
  },
  {
    name: 'SIP trunk',
    also: ['SIP trunking', 'VoIP trunk', 'SIP line'],
    summary: 'A trunk over IP: the link between a PBX and a provider that connects it to all telephones.',
    description:
      "The PBX either registers at the provider with a name and password, or both trust each other's IP address. Agree on: form of numbers (+E.164 or national), where the caller number goes (From or P-Asserted-Identity), codecs, DTMF, calls at once, OPTIONS pings. Most refusals of a trunk (403, 404, 484) are " +
      'about one of these.',
    example: 'INVITE sip:+12025550123@sbc.example.net SIP/2.0',
    see: ['trunk', 'DID', 'P-Asserted-Identity', '403', 'SIP OPTIONS ping'],
    rfc: 'SIPconnect 2.0',
  },
  {
    name: 'DID',
    also: ['direct inward dialling', 'direct inward dialing', 'DDI', 'direct number', 'inbound number'],
    summary: 'A public telephone number that leads straight to an extension or queue of a PBX.',
    description:
      'The provider sends all numbers of a customer over one trunk, and the PBX tells them apart. Where the dialled number stands differs: in the Request-URI with most, but only in To when the trunk is registered and the Request-URI holds the Contact. An inbound call that gets 404 usually has its number in the other place, ' +
      'or in a form (with +, without) that the PBX does not list.',
    see: ['SIP trunk', 'E.164', 'request line', 'To', '404'],
    rfc: 'SIPconnect 2.0',
  },
  {
    name: 'E.164',
    also: ['international number format', 'plus format', '+E.164'],
    summary: 'The world-wide form of telephone numbers: + and at most 15 digits, country code first.',
    description:
      'Without 0, 00 or 011, without spaces or brackets: +12025550123, +442079460123. Use it wherever two systems meet; then nobody has to guess a country. Each side converts at its edge. STIR/SHAKEN, ENUM and tel URIs presume it. Numbers that cannot be dialled from abroad (112, short codes, extensions) are not ' +
      'E.164 numbers.',
    example: 'From: <sip:+12025550123@example.com;user=phone>;tag=a48s',
    see: ['tel URI', 'ENUM', 'DID', '484'],
    rfc: 'ITU-T E.164',
  },
  {
    name: 'ENUM',
    also: ['E.164 number mapping', 'e164.arpa', 'number to URI'],
    summary: 'Looking a telephone number up in DNS to find its SIP address.',
    description:
      'The digits are reversed, dotted and put under a domain: +12025550123 becomes 3.2.1.0.5.5.5.2.0.2.1.e164.arpa, whose NAPTR records with E2U+sip give the address. The public tree is filled in few countries; carriers run private trees for routing and number portability. No answer means no shortcut: the call then goes over ' +
      'the ordinary trunk.',
    see: ['E.164', 'NAPTR', 'carrier', 'tel URI'],
    rfc: '6116',
  },
  {
    name: 'PSTN',
    also: ['public switched telephone network', 'telephone network', 'landline network', 'GSTN'],
    summary: 'The public telephone network, which all numbers belong to.',
    description:
      'Behind SIP it begins at a gateway or carrier. It signals by ISUP or ISDN and gives reasons as Q.850 causes, not SIP codes; the gateway translates, and two reasons often share one code. Announcements ("the number you have dialled") come as early media, because the network plays them without answering the call.',
    see: ['gateway', 'carrier', 'early media', 'Reason'],
    rfc: '3372',
  },
  {
    name: 'gateway',
    also: ['media gateway', 'PSTN gateway', 'VoIP gateway', 'FXO', 'FXS'],
    summary: 'A device with SIP on one side and telephone lines on the other.',
    description:
      'It turns INVITE into a call set-up on ISDN, SS7, GSM or an analogue line, RTP into sound, and causes into codes by RFC 3398. It should add Reason with the original cause to a failure. Analogue ones name their ports: FXO plugs into a line of the exchange, FXS feeds a telephone. ' +
      'A router that leads to the Internet is called gateway too, but is another thing.',
    example: 'Reason: Q.850;cause=17;text="User busy"',
    see: ['PSTN', 'trunk', 'Reason', '502'],
    rfc: '3398',
  },
  {
    name: 'carrier',
    also: ['telephone company', 'provider', 'ITSP', 'telco', 'operator network'],
    summary: 'The company that carries calls for others and hands out telephone numbers.',
    description:
      'An Internet telephony service provider (ITSP) sells accounts and trunks, and buys from larger carriers; a call may pass four of them, each with its own SBC and translations. To get help give one call: time with zone, both numbers, Call-ID, and the code received. Without these a fault in their network cannot be found.',
    see: ['SIP trunk', 'SBC', 'PSTN', 'CDR'],
    rfc: '5486',
  },
  {
    name: 'CDR',
    also: ['call detail record', 'call record', 'call log', 'call data record'],
    summary: 'The line that a server writes after each call: who, whom, when, how long, how it ended.',
    description:
      'It is the base of bills and statistics. Duration counts from the INVITE, billable seconds (billsec in Asterisk and FreeSWITCH) from the 200. The final field tells the outcome in the words of the program: ANSWERED, NO ANSWER, BUSY, FAILED, or a Q.850 cause. A B2BUA may write one record per leg. Keep the ' +
      'Call-ID in it, or no trace can be matched later.',
    see: ['carrier', 'B2BUA', 'Reason', 'Call-ID'],
    rfc: '3GPP TS 32.298',
  },
  {
    name: 'IMS',
    also: ['IP multimedia subsystem', 'P-CSCF', 'S-CSCF', 'I-CSCF', 'CSCF'],
    summary: 'The SIP core of mobile and large fixed networks, as 3GPP specifies it.',
    description:
      'Phones talk to a P-CSCF (edge), calls are handled by an S-CSCF (registrar and proxy), an I-CSCF finds the right one; application servers add services. It adds header fields of its own, most beginning with P-, preconditions and IPsec. A PBX connected to it meets much that plain SIP does not need, and may ' +
      'ignore what is not required.',
    example: 'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010000001',
    see: ['VoLTE', 'P-Asserted-Identity', 'P-Access-Network-Info', '580'],
    rfc: '3GPP TS 23.228',
  },
  {
    name: 'VoLTE',
    also: ['voice over LTE', 'VoNR', 'VoWiFi', 'voice over Wi-Fi'],
    summary: 'Telephone calls of a mobile phone over its data network, by SIP and the IMS.',
    description:
      'The phone registers with its SIM card in place of a password and gets a reserved slice of the radio link. Codecs are AMR, AMR-WB and EVS, so a call to G.711 is transcoded at the border. The app of a SIP provider on a mobile phone is not VoLTE: it is a softphone on ordinary data. VoNR and VoWiFi are the same over 5G and ' +
      'Wi-Fi.',
    see: ['IMS', 'codec', 'softphone', '580'],
    rfc: 'GSMA IR.92',
  },
  {
    name: 'DTMF',
    also: ['touch tones', 'dual-tone multi-frequency', 'telephone-event', 'keypad tones', 'RFC 2833', 'RFC 4733'],
    summary: 'The tones of the keys 0 to 9, * and #, used for menus, PINs and voice mail.',
    description:
      'They travel in one of three ways: as RTP events (telephone-event, mostly payload type 101), as SIP INFO, or as sound within the voice. Both sides must use the same; the SDP shows whether telephone-event was agreed. Keys not recognised mean different ways, keys doubled mean two ways at once, and keys as sound do not ' +
      'survive G.729.',
    example: 'a=rtpmap:101 telephone-event/8000',
    see: ['INFO', 'RTP', 'SDP', 'codec'],
    rfc: '4733',
  },
  {
    name: 'toll fraud',
    also: ['IRSF', 'phone fraud', 'PBX hacking', 'premium rate fraud'],
    summary: 'Somebody calls expensive numbers at your cost, through a hacked account or an open server.',
    description:
      'Scanners find a weak password, or a dial plan that lets strangers call out, or voice mail with call-back; then hundreds of calls run at night to premium numbers abroad. Long passwords, a limit of calls and cost per account, a block on countries not needed, calls out for authenticated users alone, and an alarm at the provider keep the damage ' +
      'small. After an attack change every password first.',
    see: ['scanner', 'credentials', 'PBX', 'SBC', '403'],
    rfc: '3261 26.1',
  },
];
