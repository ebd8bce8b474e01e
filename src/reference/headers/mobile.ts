/** The header fields of mobile networks (IMS), most of them private to 3GPP and OMA, told (RFC 7315 and others). */

import type { HeaderText } from '../texts.ts';

export const mobileHeaders: readonly HeaderText[] = [
  {
    name: 'P-Access-Network-Info',
    summary: 'Over which kind of access, and at which radio cell or line, the phone is connected.',
    description:
      'A VoLTE phone names its cell, a phone on Wi-Fi its access point. The home network charges and routes emergency calls by it. ' +
      'What the phone writes can be wrong or forged; a value with network-provided was added by the network and is the one to rely on.',
    written:
      'The phone in most requests and responses once its signalling is protected; proxies of the access network. Removed before it leaves trusted networks.',
    example: `P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010000101
`,
    parts: [
      ['3GPP-E-UTRAN-FDD', 'The access: LTE.'],
      ['utran-cell-id-3gpp=0010100010000101', 'The cell: network 001-01, tracking area 0001, cell 0000101.'],
    ],
    pitfalls: [
      'Emergency calls over Wi-Fi reach a wrong centre: the header names an access point that no table knows, or the last cell. Look for a network-provided value or a Geolocation.',
      'The header is seen on a trunk to another company: it tells where the customer is. Remove it at the border.',
    ],
  },
  {
    name: 'P-Associated-URI',
    summary: 'Lists, in the answer to a registration, all addresses that belong to the same account.',
    description:
      'A mobile phone registers with an address made from its SIM and learns here its telephone number and its SIP addresses. By 3GPP the first is the default one. ' +
      'Being listed does not mean that the address is registered.',
    written: 'The registrar, in the 200 to REGISTER.',
    example: `P-Associated-URI: <sip:+12025550143@example.com>, <tel:+12025550143>
`,
    parts: [
      ['<sip:+12025550143@example.com>', 'The default address of the account.'],
      ['<tel:+12025550143>', 'The same number as a tel URI.'],
    ],
    pitfalls: [
      'Registration works and each call gets 403: the phone calls from the address it registered, which is barred for calls. Use the first address listed here in From and P-Preferred-Identity.',
      'The number that callers see is not the expected one: the order of this list decides. Have the default address changed in the subscription.',
    ],
    confusedWith: [
      { with: 'Contact', difference: 'Contact lists devices of the registration; this lists names of the user.' },
    ],
  },
  {
    name: 'P-Called-Party-ID',
    summary: 'The address that the caller dialled, kept when the server replaces it by that of the phone.',
    description:
      'The server of the called user writes the Contact of the phone into the Request-URI, and the dialled address would be lost. A phone with a private and a ' +
      'business number tells from this header which of them was called.',
    written: "The called user's server (S-CSCF), in the request to the phone.",
    example: `P-Called-Party-ID: <sip:alice-business@example.com>
`,
    parts: [['<sip:alice-business@example.com>', 'What stood in the Request-URI before.']],
    pitfalls: [
      'A PBX on such a trunk sends all calls to the operator: it looks for the extension in the Request-URI, where its own Contact stands. Let it read this header.',
      'Taking To instead works until a call was forwarded: To still has the first number dialled.',
    ],
    confusedWith: [
      {
        with: 'To',
        difference: 'To is what the caller dialled at first; this is the address whose server delivered the call.',
      },
    ],
  },
  {
    name: 'P-Charging-Function-Addresses',
    summary: 'Where the servers of a mobile network are to send their charging records for this call.',
    description:
      'ccf is the collector for records after the fact, ecf the one that is asked during the call, for prepaid accounts. ccf-2 and ecf-2 are spares. ' +
      'It is of use within one operator only and says nothing to phones.',
    written: 'Servers of the home network, to each other, in requests and responses; removed before a message leaves.',
    example: `P-Charging-Function-Addresses: ccf=192.0.2.30;ccf-2=192.0.2.31;ecf=192.0.2.40
`,
    parts: [
      ['ccf=192.0.2.30', 'The collector of charging data.'],
      ['ccf-2=192.0.2.31', 'Its spare.'],
      ['ecf=192.0.2.40', 'The server that grants credit during the call.'],
    ],
    pitfalls: [
      'Prepaid calls are not ended at zero: an application server did not copy ecf into its own leg. Compare both legs.',
      'Internal addresses are seen by a partner or a phone: the border does not remove the header. Add it to the list of those that stay inside.',
    ],
  },
  {
    name: 'P-Charging-Vector',
    summary: 'One charging identifier for all records that the operators involved write about the same call.',
    description:
      'The first server makes icid-value, unique in the world, and all others copy it into their records; orig-ioi and term-ioi name the operators that ' +
      'will settle with each other. It is the handiest key for following a call through a mobile core.',
    written: 'The first server that sees the request; later ones add to it, in requests and responses.',
    example: `P-Charging-Vector: icid-value="4f8a2c10-77de";icid-generated-at=192.0.2.20;orig-ioi=home.example.com;term-ioi=carrier.example.net
`,
    parts: [
      ['icid-value="4f8a2c10-77de"', 'The identifier of this call in all records; mandatory.'],
      ['icid-generated-at=192.0.2.20', 'The server that made it.'],
      ['orig-ioi=home.example.com', "The caller's operator."],
      ['term-ioi=carrier.example.net', "The called side's operator."],
    ],
    pitfalls: [
      'Records of one call do not match: a B2BUA made a new icid-value for its second leg. Have it copied, or put the first into related-icid.',
      'A partner refuses calls or cannot bill them: orig-ioi is missing at the interconnection. Let the border server add it.',
    ],
    confusedWith: [
      {
        with: 'Session-ID',
        difference: 'Session-ID serves the search for faults from end to end; this serves billing between operators.',
      },
    ],
  },
  {
    name: 'P-Visited-Network-ID',
    summary: 'Names the foreign network in which a roaming phone registers, for its home network to allow or refuse.',
    description:
      'The home network looks whether it has a roaming contract with that network and answers the REGISTER accordingly. A name is a token or a text in quotes; each ' +
      'network on the way may add its own.',
    written: 'The first server (P-CSCF) of the visited network, in REGISTER.',
    example: `P-Visited-Network-ID: visited.example.net
`,
    parts: [['visited.example.net', 'The name that both operators agreed on.']],
    pitfalls: [
      '403 to REGISTER abroad while data works: the home network does not know this name, or knows it in another spelling. Compare with its roaming table letter by letter.',
    ],
  },
  {
    name: 'P-Early-Media',
    summary: 'Whether sound before the answer is meant and allowed: ringback and announcements from the network.',
    description:
      'Mobile networks block sound before the answer unless it is authorized, lest calls be held for free. The caller shows with supported that it understands ' +
      'the header; the called side then says in 18x which directions are meant, and the phone knows whether to play what comes or its own tone.',
    written: 'The caller in INVITE (supported); servers and gateways of the called side in 18x and in UPDATE.',
    example: `P-Early-Media: sendrecv,gated
`,
    parts: [
      [
        'sendrecv',
        'Sound in both directions is allowed before the answer; sendonly, from the called side only; inactive, none.',
      ],
      ['gated', 'A server on the way blocks or opens it according to this header.'],
    ],
    pitfalls: [
      'Callers hear no announcement or ringback towards a mobile network, only silence until the answer: the INVITE has no P-Early-Media: supported, and the gate stays shut. Let the border controller add it.',
      'The local tone plays over the announcement of the network: the phone ignores the header and goes by 180. Ask the far side for 183 with it, or update the phone.',
    ],
  },
  {
    name: 'P-Served-User',
    summary: 'Tells an application server on whose behalf, and for an incoming or outgoing call, it was asked.',
    description:
      'One call can pass the same application server twice, for the caller and for the called user. From and To do not tell which; this header does, ' +
      'with sescase for the direction and regstate for whether the user is registered. orig-cdiv marks the leg after a forwarding.',
    written: "The user's server (S-CSCF) to an application server, within one operator.",
    example: `P-Served-User: <sip:alice@example.com>;sescase=term;regstate=reg
`,
    parts: [
      ['<sip:alice@example.com>', 'The user whose services are to run.'],
      ['sescase=term', 'The call comes in for this user; orig, the user makes it.'],
      ['regstate=reg', 'A phone of the user is registered; unreg, none.'],
    ],
    pitfalls: [
      'Services of the wrong side run, for example a forwarding for the caller: the application server looks at From instead of here. Have it read sescase.',
      'After a forwarding the call is handled as an incoming one again and loops: orig-cdiv (RFC 8498) is not understood. Update the application server.',
    ],
  },
  {
    name: 'P-Media-Authorization',
    summary: 'A ticket with which an early mobile phone asked the packet network for bandwidth for a call.',
    description:
      'The proxy got the ticket from the policy server and gave it to the phone, which showed it to the packet network when it asked for a bearer. ' +
      '3GPP gave the method up with Release 7; today the policy server opens the bearer without the phone. It is met in old traces.',
    written: 'The first proxy, in INVITE towards the called phone and in responses to the calling one.',
    example: `P-Media-Authorization: 0020000100100101706466322E76697369746564
`,
    parts: [
      [
        '0020000100100101706466322E76697369746564',
        'The ticket in hexadecimal digits; only the policy server reads it.',
      ],
    ],
    pitfalls: [
      'A border controller of today lets it through to phones, and the message grows for nothing. Remove it; no phone in use needs it.',
    ],
  },
  {
    name: 'P-Answer-State',
    summary: 'In push-to-talk: whether somebody really answered, or a server only expects that it will be answered.',
    description:
      'To let the speaker begin at once, the push-to-talk server may answer before the called phone has. Unconfirmed says that it did so and keeps ' +
      'the speech until the phone answers; Confirmed that the phone has.',
    written: 'The push-to-talk servers (OMA PoC, mission-critical systems), in 18x and 2xx to INVITE and in NOTIFY.',
    example: `P-Answer-State: Unconfirmed
`,
    parts: [['Unconfirmed', 'Answered ahead by the server; Confirmed, by the phone itself.']],
    pitfalls: [
      'The speaker talks to nobody: the client showed an unconfirmed 200 as connected. Show it as such only when Confirmed came, or tell the user that it is being delivered.',
    ],
    confusedWith: [
      {
        with: 'Answer-Mode',
        difference: 'Answer-Mode asks how to answer; P-Answer-State reports whether it happened.',
      },
    ],
  },
  {
    name: 'P-Asserted-Service',
    summary: 'Which service a request is for, as the network found it out: telephony, messaging, video sharing.',
    description:
      'Servers that trust each other pass it on, so that each need not work out again from SDP and other fields what kind of call it is. ' +
      'It chooses application servers and tariffs. Like an asserted identity it is removed at the border of trust.',
    written: 'A server of the home network that checked the wish of the phone, in requests.',
    example: `P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
`,
    parts: [
      ['urn:urn-7:', 'The naming scheme for such services.'],
      ['3gpp-service.ims.icsi.mmtel', 'The service: multimedia telephony, the ordinary call.'],
    ],
    pitfalls: [
      'Calls from a trunk run without supplementary services: this header was removed or never added, and the application server is not called. Let the border server add the value for telephony.',
    ],
    confusedWith: [
      { with: 'P-Preferred-Service', difference: 'Preferred is written by the phone, asserted by the network.' },
      {
        with: 'Accept-Contact',
        difference: 'There the same value, percent-encoded, chooses a device of the called user.',
      },
    ],
  },
  {
    name: 'P-Preferred-Service',
    summary: 'Which service the phone means with its request; the network checks it.',
    description:
      'It is a wish. The first trusted server looks whether the subscription includes the service and whether the SDP fits it, then writes P-Asserted-Service and removes this header.',
    written: 'The phone, in requests outside a dialog.',
    example: `P-Preferred-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
`,
    parts: [['urn:urn-7:3gpp-service.ims.icsi.mmtel', 'Multimedia telephony, the service meant by the phone.']],
    pitfalls: [
      '403 to calls while messages work: the subscription does not include telephony over IMS, or the SDP offers something else than the service. Compare the SDP with what the service allows, and have the subscription looked at.',
      'In Contact and Accept-Contact the colons are written as %3A, here they are not. A phone that encodes them here names an unknown service.',
    ],
  },
  {
    name: 'Restoration-Info',
    summary: 'Helps a mobile network to reach a phone whose first server has failed.',
    description:
      'When the server next to a phone (P-CSCF) is down, incoming calls would be lost until the phone registers anew. A server further back can have the phone brought ' +
      'to another one at once: it needs the number of the SIM, which IMSI carries, or the word noresponse, which reports that a server did not answer.',
    written: 'Servers of the mobile core (S-CSCF and border functions) to each other, never phones.',
    example: `Restoration-Info: IMSI="001010123456789"
`,
    parts: [['IMSI="001010123456789"', 'The number of the SIM, by which the packet core finds the phone.']],
    pitfalls: [
      'After the failure of one server its users can call but are not reachable for up to the whole registration time: restoration is not switched on in every part of the chain. Shorter registrations limit the harm meanwhile.',
      'The IMSI identifies the customer. Remove the header towards other operators.',
    ],
  },
];
