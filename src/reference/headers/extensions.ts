/** The header fields in which extensions and methods are negotiated, and those of reliable provisional responses, told. */

import type { HeaderText } from '../texts.ts';

export const extensionHeaders: readonly HeaderText[] = [
  {
    name: 'Require',
    summary: 'Extensions without which the message cannot be handled: who does not know one of them must refuse.',
    description:
      'In a request it binds the one who answers: an unknown option tag gets 420 with the tag in Unsupported. Proxies do not look at it. ' +
      'In a response it says which extension was used, so that the client acts on it: 100rel in a 183 asks for PRACK, timer in a ' +
      '200 has the client refresh. In 421 it lists what the client lacks.',
    written:
      'Clients, in requests but never in CANCEL or in the ACK for a failure; servers, in responses that use an extension, and in 421.',
    example: `Require: 100rel, timer
`,
    parts: [
      ['100rel', 'Reliable provisional responses (RFC 3262): answer each with PRACK.'],
      ['timer', 'Session timers (RFC 4028).'],
    ],
    pitfalls: [
      '420 to every call of one phone or trunk: it requires 100rel, timer or sec-agree and the other side does not know it. Change the setting from "required" to "supported" (100rel=yes instead of required in Asterisk).',
      '183 with Require: 100rel, and the phone sends no PRACK: the gateway repeats the 183 for 32 seconds and ends the call with a 5xx. The phone must not list 100rel in Supported when it cannot do it.',
      'A tag of a vendor in Require makes calls work within one product only. Tags must be of standards-track RFCs; put the rest into a header of your own, which others ignore.',
      'A script copies Require from the INVITE into a CANCEL: a server that looks at it answers 420, and the phone rings on.',
    ],
    confusedWith: [
      { with: 'Supported', difference: 'Supported offers: use it if you like. Require insists: use it or refuse.' },
      {
        with: 'Proxy-Require',
        difference: 'Require is for the end that answers, Proxy-Require for each proxy on the way.',
      },
    ],
  },
  {
    name: 'Proxy-Require',
    summary: 'Extensions that every proxy on the way must know, or refuse the request.',
    description:
      'A proxy that does not know a tag answers 420 with Unsupported and does not forward. Only few extensions need the help of proxies: ' +
      'sec-agree (the link to the first proxy), privacy (hiding the caller), resource-priority in special networks.',
    written: 'Clients, in requests, never in CANCEL or in the ACK for a failure.',
    example: `Proxy-Require: sec-agree
`,
    parts: [['sec-agree', 'The proxy must take part in the security agreement of RFC 3329.']],
    pitfalls: [
      '420 with Unsupported: sec-agree from a PBX: the profile of the phone is one for mobile networks. Choose a plain SIP profile.',
      'The call works at home and fails through a second carrier: one old proxy in the chain does not know the tag. Ask for the extension in Supported or Require instead, unless a proxy really has work to do.',
    ],
    confusedWith: [{ with: 'Require', difference: 'Require is read at the far end; proxies pass it by.' }],
  },
  {
    name: 'Supported',
    summary: 'The extensions that the sender knows and that the other side may therefore use.',
    description:
      'A server applies an extension to its response only when the request lists it here. So this header decides whether a call gets ' +
      'reliable provisional responses, a session timer or a transfer with Replaces. Present and empty it means none; a tag that is ' +
      'missing is not a refusal of the call. In a 200 it tells what later requests may use.',
    written: 'Clients, in all requests but ACK; servers, in 2xx, and best in every 2xx to INVITE and OPTIONS.',
    example: `Supported: 100rel, timer, replaces, path, outbound
`,
    parts: [
      ['100rel', 'Can answer provisional responses with PRACK.'],
      ['timer', 'Knows session timers.'],
      ['replaces', 'An INVITE may take the place of a call: attended transfer, pick-up.'],
      ['path', 'Proxies may add Path to the REGISTER.'],
      ['outbound', 'Keeps connections open towards the proxy (RFC 5626).'],
    ],
    pitfalls: [
      'Calls end after a fixed time, such as 15 or 30 minutes: a phone lists timer and does not refresh. Take timer out of its list or update it.',
      'Attended transfer fails with 420 or rings as a new call: one of the phones does not list replaces. Let the PBX do the transfer.',
      '421 in answer to INVITE or REGISTER: the server insists on a tag that is not listed, mostly 100rel or outbound. Switch it on in the client.',
      'A B2BUA copies the list of one side to the other: the far end uses an extension that the B2BUA itself does not carry through, and the PRACK gets 481. List what the B2BUA can do.',
    ],
    confusedWith: [
      {
        with: 'Allow',
        difference: 'Supported lists extensions, Allow lists methods: for PRACK one needs 100rel here and PRACK there.',
      },
      { with: 'Require', difference: 'Supported is an offer, Require a condition.' },
    ],
  },
  {
    name: 'Unsupported',
    summary: 'The option tags that made the server refuse the request with 420.',
    description:
      'It lists exactly those tags of Require or Proxy-Require that the sender of the 420 does not know. The client tries again without ' +
      'them, with a CSeq one higher, if the call makes sense without. Via and Server of the 420 tell which server it was.',
    written: 'User agents, registrars and proxies, in 420.',
    example: `Unsupported: 100rel
`,
    parts: [['100rel', 'The extension that was required and is not known here.']],
    pitfalls: [
      '420 without Unsupported: the client does not know what to leave out and gives up. The server must list the tags; as a way round, send the request with no Require at all.',
      'The client repeats the same request with the same Require: 420 without end. Switch the extension from required to optional by hand.',
    ],
    confusedWith: [
      {
        with: 'Supported',
        difference: 'Supported is the list of what one knows; Unsupported is the part of a Require that failed.',
      },
    ],
  },
  {
    name: 'Allow',
    summary: 'The methods that this side understands; in a 405 those that the address takes.',
    description:
      'A phone looks here before it uses UPDATE, REFER or INFO in a call. When the header is absent nothing is known: it does not mean ' +
      'that nothing is allowed. In 405 it must be there and answers the question what would have worked.',
    written: 'Clients and servers, in INVITE, its 2xx, OPTIONS and many others; always in 405.',
    example: `Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, NOTIFY
`,
    parts: [
      ['INVITE, ACK, CANCEL, BYE, OPTIONS', 'The basic set; ACK and CANCEL are listed too.'],
      ['PRACK', 'Needed for reliable provisional responses.'],
      ['UPDATE', 'Changes or refreshes a session without INVITE.'],
      ['REFER', 'Transfers can be asked for.'],
    ],
    pitfalls: [
      'The transfer key is grey, or the transfer is refused: the other side, mostly a PBX as B2BUA, does not list REFER. Transfer with the code of the PBX.',
      'A session timer fails with 405 or 501: the refresher used UPDATE though it is not listed. It must then use re-INVITE.',
      'A proxy puts Allow into its 200 to OPTIONS and monitoring takes that for the methods of the phone behind it. Ask the phone itself.',
    ],
    confusedWith: [
      { with: 'Supported', difference: 'Allow lists methods, Supported lists extensions.' },
      { with: 'Allow-Events', difference: 'Allow-Events lists the event packages for SUBSCRIBE.' },
    ],
  },
  {
    name: 'RSeq',
    summary: 'The number of a reliable provisional response, so that a PRACK can acknowledge it.',
    description:
      'A 101 to 199 response with Require: 100rel carries it. It starts anywhere from 1 to 2^31 - 1 and goes up by exactly one for each ' +
      'further such response to the same INVITE. The server repeats the response until the PRACK arrives; a client that sees a gap does not acknowledge ' +
      'what comes after it.',
    written: 'The answering side, in provisional responses other than 100, with Require: 100rel.',
    example: `RSeq: 776656
`,
    parts: [['776656', 'The number of this response; the next one has 776657.']],
    pitfalls: [
      '183 comes again after 0.5, 1, 2, 4 seconds and so on and the call ends with a 5xx after 32 seconds: no PRACK, or it went to a wrong address. Look whether the 183 has a Contact that can be reached, and whether the client lists 100rel at all.',
      'A B2BUA passes RSeq of one leg into the other: the numbers jump, and the client leaves the second 183 unacknowledged. Count per leg.',
    ],
    confusedWith: [
      { with: 'RAck', difference: 'RSeq is in the response, RAck in the PRACK that acknowledges it.' },
      { with: 'CSeq', difference: 'CSeq counts requests.' },
    ],
  },
  {
    name: 'RAck',
    summary: 'In PRACK: which provisional response this acknowledges.',
    description:
      'It repeats RSeq of the response, then number and method of its CSeq. By these the server finds the response that it is still ' +
      'repeating, stops, and answers the PRACK with 200. When nothing fits, the answer is 481.',
    written: 'Clients, in PRACK only.',
    example: `RAck: 776656 1 INVITE
`,
    parts: [
      ['776656', 'RSeq of the response.'],
      ['1', 'CSeq number of that response, so of the INVITE; the PRACK itself has a higher one.'],
      ['INVITE', 'Method in its CSeq.'],
    ],
    pitfalls: [
      '481 to PRACK: the middle number is the CSeq of the PRACK instead of that of the INVITE, or a B2BUA changed RSeq on one side only.',
      'The INVITE was challenged first and then sent with CSeq 2, and the PRACK still says 1: 481, and the 183 is repeated. Use the number of the response that is acknowledged.',
    ],
    confusedWith: [{ with: 'RSeq', difference: 'RSeq gives the number, RAck brings it back.' }],
  },
];
