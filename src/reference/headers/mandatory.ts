/** The six header fields without which no request is complete, told (RFC 3261 8.1.1). */

import type { HeaderText } from '../texts.ts';

export const mandatoryHeaders: readonly HeaderText[] = [
  {
    name: 'Via',
    summary:
      'The way back: each hop that sends a request on writes its address here, and the response follows the list.',
    description:
      'The caller writes the first Via, and every proxy puts its own on top. The answering side copies the whole list into ' +
      'the response; each proxy on the way back takes off its own entry, which is the top one, and sends the response to the ' +
      'next. The branch names the transaction: by it a response, a CANCEL and the ACK for a failure find their INVITE. Via ' +
      'has no say over later requests of the call.',
    written:
      'Every client and proxy, in each request. The receiver adds received and rport to the top one; responses carry the list back.',
    example: `Via: SIP/2.0/UDP 203.0.113.20:5060;branch=z9hG4bK4b43c2ff8.1
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74b43;rport=38211;received=198.51.100.7
`,
    parts: [
      ['SIP/2.0/UDP', 'Protocol, version and transport of this hop: UDP, TCP, TLS, WS.'],
      ['203.0.113.20:5060', 'The proxy that sent the request last; the response comes here first.'],
      ['z9hG4bK', 'The fixed beginning: made by the rules of RFC 3261.'],
      ['192.0.2.10:5060', "The phone's address as the phone itself knows it."],
      ['branch=z9hG4bK74b43', 'The identifier of this one transaction, new for each request.'],
      [
        'rport=38211',
        'The port from which the request really came. The phone writes rport empty, the server fills it in.',
      ],
      ['received=198.51.100.7', 'The address from which the request really came; the response goes there.'],
    ],
    pitfalls: [
      'Behind NAT without rport, the response goes to the port in Via instead of the one that the router opened. The phone hears nothing, repeats for 32 seconds and gives up. Switch on rport in the phone, or force it at the server: force_rport() in Kamailio, force_rport=yes in Asterisk.',
      'A branch without z9hG4bK is matched by the rules of RFC 2543, and one that is used twice makes a new request look like a repetition: the server sends its old answer again. Only CANCEL and the ACK for a failure take the branch of the INVITE.',
      'A response whose top Via is not that of the phone, or that still has two, is dropped without a word: the 200 is in the trace, and the phone does not act on it. Often a router with SIP ALG changed the Via on the way out only: switch the ALG off.',
    ],
    confusedWith: [
      {
        with: 'Record-Route',
        difference:
          'Via leads the responses of one request back; Record-Route keeps a proxy on the way of all later requests of the call.',
      },
    ],
  },
  {
    name: 'From',
    summary: "Who sends the request, by name and address, with the tag that is the sender's half of the dialog.",
    description:
      'From is what a phone shows as the caller, and what the sender says of itself: nothing in it is proved. Its tag is a random ' +
      'value that, with the tag in To and the Call-ID, names the dialog. It names whoever sends this request, so when the called ' +
      'person hangs up, From of that BYE has the called person. Responses copy it unchanged.',
    written: 'The client, in every request; copied into every response.',
    example: `From: "Alice Adams" <sip:+12025550143@example.com;user=phone>;tag=9fxced76sl
`,
    parts: [
      ['"Alice Adams"', 'The name that a phone shows; any text that the sender likes, or absent.'],
      [
        '+12025550143',
        'The user: an account or a telephone number. Digest does not look at it; its user name is in Authorization.',
      ],
      ['example.com', 'The domain of the sender, not the machine that it runs on.'],
      ['user=phone', 'Says that the user part is a telephone number.'],
      [
        'tag=9fxced76sl',
        "The sender's half of the dialog's name. It stands outside of the angle brackets and is new for each call.",
      ],
    ],
    pitfalls: [
      'The carrier refuses calls (403, 404 or a 603 at once) because the user in From is an extension such as 101 instead of a number of the account. Set the outgoing caller ID, or from_user of the trunk, to a number that you own.',
      'The called phone shows "asterisk", "unknown" or an address: the server put its default into From since no caller ID was set. Set name and number per extension.',
      'Asterisk answers 401 and logs "No matching endpoint found": it looks for an endpoint with the user in From, or for the source address. Add an identify section with the address of the carrier.',
      'No angle brackets around an address with parameters: ;user=phone then belongs to the header, and a strict server does not see it. Write <sip:...>.',
    ],
    confusedWith: [
      {
        with: 'P-Asserted-Identity',
        difference:
          'From is what the caller claims; P-Asserted-Identity is what a network that authenticated the caller vouches for, and carriers bill by it.',
      },
      {
        with: 'Contact',
        difference: 'From is the public address of a person; Contact is the device, where requests reach it.',
      },
    ],
  },
  {
    name: 'To',
    summary: "Whom the request was meant for at first, with the tag that is the other side's half of the dialog.",
    description:
      'To is the address that the caller dialled. It does not decide where the request goes: Request-URI and Route do, and a proxy ' +
      'that forwards a call changes the Request-URI while To stays. In REGISTER it is the account whose binding is set. The side ' +
      'that answers adds a tag, and from then on every request of the call carries both tags.',
    written: 'The client, in every request; responses copy it and add the tag, all but 100.',
    example: `To: "Bob Brown" <sip:bob@example.com>;tag=314159
`,
    parts: [
      ['"Bob Brown"', 'A name to show, or absent.'],
      ['sip:bob@example.com', 'The address that was dialled; in REGISTER the account.'],
      ['tag=314159', 'Added by whoever answers. A request with it belongs to a dialog; a first INVITE has none.'],
    ],
    pitfalls: [
      '481 to BYE or re-INVITE although the call is up: the tag in To is missing or of another call. A server that restarted, or the wrong node of a cluster, has no dialog of that name. Send requests of a call to the node that answered it.',
      'A script routes by To and the call goes astray after a forward or at a trunk: the number to be called is in the Request-URI ($rU in Kamailio). Carriers that write the account there leave the dialled number in To; then, and only then, read To.',
      'Each phone of a forked call answers with a tag of its own, so a caller sees several 180 with one Call-ID and different tags. Each is an early dialog of its own; a client that knows one only plays the wrong early audio or acknowledges the wrong one.',
      'A repeated INVITE after 401 or 407 that carries the tag of that response looks like a request of a dialog, and gets 481. Send it without a tag.',
    ],
    confusedWith: [
      {
        with: 'Refer-To',
        difference: 'To is whom this request is for; Refer-To is whom the receiver shall call next, in a transfer.',
      },
    ],
  },
  {
    name: 'Call-ID',
    summary: 'The name of the call: all its requests and responses carry the same value, in both directions.',
    description:
      'Call-ID groups messages: those of one call, or all registrations of one device since it started. It should be a random value, ' +
      'means nothing in itself and is compared byte by byte, upper and lower case being different. Together with the two tags it ' +
      'names the dialog. It is what one searches a log or a capture for.',
    written: 'The client that starts the call or registers; everybody else copies it.',
    example: `Call-ID: f81d4fae-7dec-11d0-a765-00a0c91e6bf6@192.0.2.10
`,
    parts: [
      ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'A random value that no other call has.'],
      ['@192.0.2.10', 'Often the address of the client, to make it unique. It is not needed, and nobody routes by it.'],
    ],
    pitfalls: [
      'The trace of a call ends at the PBX: a B2BUA makes a second call with a Call-ID of its own. Find the other leg by time and number, by Session-ID (RFC 7989) or in the log of the PBX, which has both.',
      'The retry after 401, 407, 422 or 423 has a new Call-ID: server and log take it for another call, and cannot join the two. Keep Call-ID, From and To, and raise CSeq by one.',
      'A phone that starts with the same Call-ID after each reboot counts CSeq from 1 again: the registrar takes the REGISTER for an old one and refuses it until the binding runs out. Make a new Call-ID at each start.',
      'The private address of the phone after the @ crosses borders that were to hide it. Let the device write a random value alone.',
    ],
    confusedWith: [
      {
        with: 'CSeq',
        difference: 'Call-ID is the same in the whole call; CSeq counts the requests within it.',
      },
      {
        with: 'Session-ID',
        difference:
          'Call-ID ends at each B2BUA; Session-ID was made to pass it, so that both legs can be put together.',
      },
    ],
  },
  {
    name: 'CSeq',
    summary: 'The number and method of a request: it keeps requests in order and ties each response to its request.',
    description:
      'Each side of a dialog counts its own requests, one higher each time. The method after the number says what a response ' +
      'answers, since 200 alone could be for INVITE or for BYE. ACK and CANCEL do not count: they repeat the number of the INVITE ' +
      'that they are about. A retransmission has the number of the original; a retry that changed something has a higher one.',
    written: 'The client, in every request; copied into every response.',
    example: `CSeq: 314160 INVITE
`,
    parts: [
      [
        '314160',
        'The sequence number: below 2^31 at the start, from any value, then one higher for each request of that side.',
      ],
      ['INVITE', 'The method of the request; it must be that of the first line.'],
    ],
    pitfalls: [
      '500 to a BYE or re-INVITE: its number is lower than one seen before, so it counts as late. This happens when a standby node takes over a call without the last number, or when a script sends its own request in the dialog. Go on from the highest number.',
      'A gap is no fault: each challenge uses up a number, and the far side sees INVITE 1 and then 3 when a proxy asked for credentials in between.',
      'The ACK for a 200 has the number of the INVITE plus one: the far side does not know it, repeats its 200 for 32 seconds and hangs up. Take the number of the INVITE, with the method ACK.',
      'The retry with credentials has the number of the first attempt: a server takes it for the same request that came by another way, and answers 482 (RFC 3261 8.2.2.2). Raise the number by one.',
    ],
    confusedWith: [
      {
        with: 'RSeq',
        difference: 'CSeq counts requests; RSeq counts the provisional responses to one of them.',
      },
    ],
  },
  {
    name: 'Max-Forwards',
    summary: 'How many hops the request may still go: each proxy takes one off, and at zero the answer is 483.',
    description:
      'Without a limit, two servers that send calls to each other would do so for ever. A client starts with 70; every proxy writes ' +
      'one less. A proxy that gets 0 and would forward answers 483. The value that arrives tells how long the way was: 67 is three proxies.',
    written:
      'The client, in every request, also ACK and CANCEL; changed by every proxy. A proxy that finds none adds it.',
    example: `Max-Forwards: 69
`,
    parts: [['69', 'Hops that are left: 70 at the start, one proxy passed. Between 0 and 255.']],
    pitfalls: [
      '483 to every call to one number: two servers point at each other, mostly a PBX whose unknown numbers go to the trunk, and a trunk that sends them back. The Via list shows the same two addresses over and over. Take the number into the dialplan, or answer 404 at one of the two.',
      'A loop through a B2BUA never gets 483, since a new call starts at 70 again: the channels fill up within seconds until nothing is left. RFC 7332 has it carry the value over, less one; where it does not, limit the calls per number.',
      'Two Max-Forwards in one request: a script added one instead of changing it. A strict parser answers 400, a lenient one counts the first and lets a loop run. Replace the value.',
      'A gateway starts with 10 or less: calls work at home and get 483 across a carrier. Set 70.',
    ],
    confusedWith: [
      {
        with: 'Max-Breadth',
        difference: 'Max-Forwards limits how far a request goes; Max-Breadth limits to how many places at once.',
      },
    ],
  },
];
