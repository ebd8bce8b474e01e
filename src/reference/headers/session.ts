/** The header fields that follow a call through B2BUAs, carry data with it, or ask for consent and policy, told. */

import type { HeaderText } from '../texts.ts';

export const sessionHeaders: readonly HeaderText[] = [
  {
    name: 'Session-ID',
    summary: 'A name for the whole call that B2BUAs leave alone, so that traces of all legs can be put together.',
    description:
      'Call-ID and tags change at each PBX and border controller; Session-ID does not. It has two halves: the first is that of ' +
      'whoever sends the message, remote is that of the other end, 32 zeros as long as it is not known. In the answer they stand the ' +
      'other way round. Search for either half over all servers.',
    written: 'Both ends, in every request and response of the call; a server for a phone that does not know it.',
    example: `Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2
`,
    parts: [
      ['ab30317f1a784dc48ff824d0d3715d86', 'The half of the sender of this message.'],
      ['remote=47755a9de7794ba387653f2099600ef2', 'The half of its peer.'],
    ],
    pitfalls: [
      'The value is refused or ignored: it is a UUID with hyphens or capitals. It must be 32 digits from 0 to 9 and a to f.',
      'The chain breaks at one server, which writes a value of its own or none. Have it pass Session-ID on from leg to leg.',
      'After a transfer remote changes, since the far end is another. Search by the half that stayed.',
    ],
    confusedWith: [{ with: 'Call-ID', difference: 'Call-ID names one leg and is new behind each B2BUA.' }],
  },
  {
    name: 'User-to-User',
    summary:
      'A small piece of data that one application hands to the other with a call: a case number, a customer account.',
    description:
      'Nobody on the way reads it. Call centres pass with it what the voice menu found out, so that the agent sees it with the call. It comes from ISDN, ' +
      'with its limit of some 128 bytes; the first byte says how the rest is meant.',
    written:
      'The caller in INVITE, either side in responses or BYE; in a REFER it goes encoded into Refer-To. The option tag is uui.',
    example: `User-to-User: 04436173652034373131;encoding=hex;purpose=isdn-uui;content=isdn-uui
`,
    parts: [
      ['04', 'The protocol discriminator of ISDN: plain characters follow.'],
      ['436173652034373131', 'The data: Case 4711, two hexadecimal digits for each character.'],
      ['encoding=hex', 'How the data is written.'],
      ['purpose=isdn-uui', 'Which use was agreed on.'],
    ],
    pitfalls: [
      'The agent sees digits instead of text, or the first letter is missing: one side leaves out the discriminator byte or the encoding parameter. Agree on both for both directions.',
      'The data gets lost at the trunk: carriers remove the header unless it was ordered.',
      'Data above 128 bytes arrives cut off behind an ISDN gateway. Send a key and look the rest up.',
    ],
  },
  {
    name: 'Permission-Missing',
    summary: 'Lists the people whose consent a list server lacks before it may pass a request on to them.',
    description:
      'A server that multiplies messages or calls for a sender could be used to flood strangers. With the framework of RFC 5360 it sends only to recipients that gave ' +
      'permission; if some did not, it answers 470 and names them here.',
    written: 'The list server (relay) in a 470.',
    example: `Permission-Missing: <sip:bob@example.com>, <sip:carol@example.net>
`,
    parts: [
      ['<sip:bob@example.com>', 'A recipient that has not agreed yet.'],
      ['<sip:carol@example.net>', 'Another one.'],
    ],
    pitfalls: [
      'A client that sends the same list again gets 470 again. Send to the others, and ask those named for their permission.',
      'The named person never gets a question: the server asks by MESSAGE, which the phone does not show. Give the permission at the server itself.',
    ],
    confusedWith: [
      {
        with: 'Trigger-Consent',
        difference: 'Permission-Missing says who has not agreed; Trigger-Consent says where asking them is started.',
      },
    ],
  },
  {
    name: 'Trigger-Consent',
    summary: 'An address at a list server by which one makes it ask recipients for their consent.',
    description:
      'Part of the framework of RFC 5360, by which relays forward to many people only with their permission. The URI leads to the function that asks; ' +
      'target-uri names the list or alias for which permission is wanted. Hardly any program implements it.',
    written: 'A relay that works with permissions.',
    example: `Trigger-Consent: sip:123@relay.example.com;target-uri="sip:friends@relay.example.com"
`,
    parts: [
      ['sip:123@relay.example.com', 'The address that starts the asking.'],
      ['target-uri="sip:friends@relay.example.com"', 'The list for which permission is needed.'],
    ],
    pitfalls: [
      'The URI stands without angle brackets, so everything behind the first semicolon belongs to the header: a transport parameter cannot be part of it. Choose an address that does without.',
    ],
  },
  {
    name: 'Policy-Contact',
    summary: 'Tells a phone which policy server it must ask about codecs and media before the call.',
    description:
      'A proxy whose network limits media adds the address of its policy server. A phone that finds it in a 488 asks that server for the policy, ' +
      'changes its offer and tries again, naming the server in Policy-ID. Found in a request, it lets the called side do the same. ' +
      'Published in 2012 and rarely met; networks let a border controller change the SDP instead.',
    written: 'A proxy: in the 488 with which it refuses, or in the request on its way. The option tag is policy.',
    example: `Policy-Contact: <sip:policy@example.com>;non-cacheable
`,
    parts: [
      ['<sip:policy@example.com>', 'The policy server.'],
      ['non-cacheable', 'Valid for this call only; do not store the address.'],
    ],
    pitfalls: [
      '488 for each call with this header in it: the phone does not know policy servers. Let the border controller remove the codecs that are not allowed.',
    ],
    confusedWith: [
      {
        with: 'Policy-ID',
        difference: 'The proxy names the server in Policy-Contact; the phone reports in Policy-ID that it asked there.',
      },
    ],
  },
  {
    name: 'Policy-ID',
    summary: 'Says which policy servers the sender has asked, so that their proxies let the request pass.',
    description:
      'After a 488 with Policy-Contact the phone asks the server and repeats its request with this header. The proxy sees its own server ' +
      'in the list and forwards. If the server gave a token, it is repeated here, as a proof that the phone has its present policy.',
    written: 'The phone, in the request.',
    example: `Policy-ID: sip:policy@example.com;token=9f3c1
`,
    parts: [
      ['sip:policy@example.com', 'A server that was asked; the same URI as in Policy-Contact.'],
      ['token=9f3c1', 'What that server gave to be shown.'],
    ],
    pitfalls: [
      'The 488 comes back although the server was asked: the URI differs from that in Policy-Contact, by a port for example. Copy it letter by letter.',
    ],
  },
];
