/** The header fields that describe a body, or say which bodies are welcome, told. */

import type { HeaderText } from '../texts.ts';

export const contentHeaders: readonly HeaderText[] = [
  {
    name: 'Content-Length',
    summary: 'How many bytes the body has, which on TCP is the only way to know where the message ends.',
    description:
      'The count begins after the empty line that ends the headers and is in bytes, with each line end of the body as two. On TCP and TLS ' +
      'the next message begins right behind. On UDP the packet has an end of its own: bytes beyond the count are thrown away, and a ' +
      'request with too few gets 400.',
    written:
      'Whoever writes the message; also who changes a body on the way. It must be there on TCP and TLS, 0 without a body.',
    example: `Content-Length: 142
`,
    parts: [['142', 'Bytes of the body, not characters: é is two in UTF-8.']],
    pitfalls: [
      'A SIP ALG or script put another address into the SDP and left the length: on UDP the last lines of the SDP are cut off and the answer is 400 or 488; on TCP the rest is taken for the next message and the connection is closed. Use TLS, which an ALG cannot read.',
      'A program counts characters or line feeds instead of CRLF: short by one for each line or letter beyond ASCII.',
      'It is missing on TCP: the server waits for more or closes the connection, and the client sees no answer at all.',
    ],
  },
  {
    name: 'Content-Type',
    summary: 'What the body is: a session description, a text, a picture, or several parts.',
    description:
      'It must be there with every body. For calls it is application/sdp. multipart/mixed packs several bodies into one, for instance SDP ' +
      'together with a location, with the boundary between them. A receiver that does not know the type of a body that it needs answers ' +
      '415 and lists in Accept what it knows.',
    written: 'Whoever adds the body, in requests and responses.',
    example: `Content-Type: multipart/mixed;boundary="part-7f3a"
`,
    parts: [
      ['multipart/mixed', 'Type and subtype; several independent parts here, application/sdp in most calls.'],
      ['boundary="part-7f3a"', 'The line that separates the parts, with two hyphens before it.'],
    ],
    pitfalls: [
      'The header is missing or misspelt and a phone ignores the SDP: it answers 200 as to a call without offer, and there is no audio.',
      '415 from a PBX to calls of a carrier: the INVITE is multipart with SDP and ISUP. Have the carrier send SDP alone, or remove the other part at the border.',
      'DTMF by INFO is lost: one side sends application/dtmf-relay, the other reads application/dtmf. Use RFC 4733 (telephone-event) instead.',
    ],
    confusedWith: [
      { with: 'Accept', difference: 'Content-Type is what this body is; Accept is what one wants to get.' },
    ],
  },
  {
    name: 'Content-Disposition',
    summary: 'What the body is for, and whether a receiver that does not understand it may go on.',
    description:
      'session means that the body describes the call, render that it is to be shown, alert and icon that it is a ring tone or picture, ' +
      'early-session that it describes early media of its own. Without the header SDP counts as session and all else as render. ' +
      'handling=optional lets a receiver skip the part; required, the default, has it answer 415.',
    written: 'Whoever adds the body, for the whole of it or for a part of a multipart.',
    example: `Content-Disposition: signal;handling=optional
`,
    parts: [
      ['signal', 'The purpose: here ISUP from the telephone network (RFC 3204).'],
      ['handling=optional', 'Who does not know it may ignore it; required is the default.'],
    ],
    pitfalls: [
      'A call with a second body, a location or ISUP, gets 415 although it would work without: the part has no handling=optional. Add it.',
      'SDP marked as render by mistake: the phone takes the call as one without offer.',
    ],
    confusedWith: [
      {
        with: 'Content-Type',
        difference: 'Content-Type says what format it is, Content-Disposition what to do with it.',
      },
    ],
  },
  {
    name: 'Content-Encoding',
    summary: 'The body is compressed, and with what.',
    description:
      'The receiver must undo the encoding before it reads the body as the type in Content-Type; several are listed in the order in which ' +
      'they were applied. A server may use only those that Accept-Encoding of the request allows, and answers 415 with Accept-Encoding ' +
      'to a body that it cannot unpack. Most phones know none.',
    written: 'Whoever compresses the body, in requests and responses.',
    example: `Content-Encoding: gzip
`,
    parts: [['gzip', 'The method of compression, as in HTTP.']],
    pitfalls: [
      'A client packs its SDP to stay below the size of a UDP packet: the PBX answers 415, or 400 since it reads the packed bytes as SDP. Send it unpacked over TCP.',
      'Content-Length counts the packed bytes; one that has the size before packing makes a TCP connection stall.',
    ],
    confusedWith: [
      {
        with: 'Accept-Encoding',
        difference: 'Content-Encoding is what was done to this body; Accept-Encoding what may be done to the answer.',
      },
    ],
  },
  {
    name: 'Content-Language',
    summary: 'The language of the body, for bodies that people read.',
    description:
      'It matters for texts and announcements in MESSAGE or in failure responses, and means nothing for SDP. A receiver that cannot use the ' +
      'language of a body that it needs may answer 415 with Accept-Language; in practice the text is shown as it came.',
    written: 'Whoever adds the body, in requests and responses.',
    example: `Content-Language: fr, en-GB
`,
    parts: [
      ['fr', 'A language tag: French.'],
      ['en-GB', 'The text is meant for readers of this language too.'],
    ],
    pitfalls: [
      'It was set for the spoken language of a call: no phone reads it so. The SDP has a=lang, or a=hlang-send and a=hlang-recv (RFC 8373), for that.',
      'A text with accents is shown as signs without sense: the language says nothing about the character set. Write charset=utf-8 into Content-Type.',
    ],
    confusedWith: [
      {
        with: 'Accept-Language',
        difference: 'Content-Language is that of this body, Accept-Language the wish for the answer.',
      },
    ],
  },
  {
    name: 'MIME-Version',
    summary: 'Says that the body follows the rules of MIME, version 1.0; there is no other.',
    description:
      'It comes from mail. SIP takes every body as MIME, so the header is optional and changes nothing. One meets it beside multipart bodies ' +
      'with ISUP or S/MIME, since gateways carry the whole block over.',
    written: 'Whoever adds the body, mostly gateways and session border controllers, with multipart.',
    example: `MIME-Version: 1.0
`,
    parts: [['1.0', 'The only version that exists.']],
    pitfalls: [
      'It adds bytes to each INVITE of a gateway. When an INVITE is a little too large for one UDP packet, leave out this header and other ornaments first, then change to TCP.',
      'A border element that removes all but one part of a multipart keeps MIME-Version and the Content-Type of the whole: the SDP left over is not found, and the call has no audio. Rewrite Content-Type and Content-Length with the body.',
    ],
    confusedWith: [
      {
        with: 'Content-Type',
        difference: 'Content-Type decides how the body is read; MIME-Version decides nothing in SIP.',
      },
    ],
  },
  {
    name: 'Accept',
    summary: 'Which types of body the sender understands in the answer.',
    description:
      'In INVITE its absence means application/sdp. In SUBSCRIBE it chooses the format of the NOTIFYs, in OPTIONS that of the description ' +
      'in the 200. In a 415 it lists what to send instead, and the client tries again with one of those. An empty Accept means: no body at all.',
    written: 'Clients, in INVITE, OPTIONS, SUBSCRIBE and others; servers, in 415 and in 2xx to INVITE and OPTIONS.',
    example: `Accept: application/sdp, application/pidf+xml;q=0.5, multipart/mixed
`,
    parts: [
      ['application/sdp', 'The usual session description.'],
      ['application/pidf+xml;q=0.5', 'A presence document; the smaller q says that it is welcome but second.'],
      ['multipart/mixed', 'Several bodies in one may come too.'],
    ],
    pitfalls: [
      'The lamp for an extension stays dark: the phone subscribes to dialog and accepts application/dialog-info+xml, the server knows pidf only and answers 406. Set the type of the key in the phone to what the server offers.',
      'Accept lists other types and not application/sdp in an INVITE: the default holds only while the header is absent, and a strict server answers 406.',
    ],
    confusedWith: [
      { with: 'Allow', difference: 'Accept lists types of body, Allow lists methods.' },
      {
        with: '406',
        difference:
          '406 is the answer when the server has nothing that Accept lists; 415 when it cannot read what came.',
      },
    ],
  },
  {
    name: 'Accept-Encoding',
    summary: 'Which compressions of a body the sender can undo.',
    description:
      'Absent or empty, it means identity: the body must come as it is. This differs from HTTP, where absence allows all. In 415 it tells ' +
      'the client which encodings the server can read.',
    written: 'Clients, in requests; servers, in 415 and in 2xx to INVITE and OPTIONS.',
    example: `Accept-Encoding: gzip;q=0.8, identity
`,
    parts: [
      ['gzip;q=0.8', 'May be packed with gzip, second choice.'],
      ['identity', 'Not packed at all.'],
    ],
    pitfalls: [
      'A phone promises gzip since its library does, and its SDP parser gets packed bytes from a server that takes it at its word: no audio, or the call is dropped at the 200. Promise identity only.',
      'In a 415 from a small device the header is empty: that is no fault, it means that bodies must not be packed.',
    ],
    confusedWith: [{ with: 'Accept', difference: 'Accept is about the type of the body, this about its packing.' }],
  },
  {
    name: 'Accept-Language',
    summary: 'In which languages the user likes to read phrases and texts.',
    description:
      'A server may choose the words after the status code, texts in bodies and announcements by it. q ranks the languages; without the ' +
      'header all are welcome. The number of the status code stays what programs act on.',
    written: 'Clients, in requests; servers, in 415 and in 2xx to INVITE and OPTIONS.',
    example: `Accept-Language: da, en-GB;q=0.8, en;q=0.7
`,
    parts: [
      ['da', 'Danish first.'],
      ['en-GB;q=0.8', 'Then British English.'],
      ['en;q=0.7', 'Then any English.'],
    ],
    pitfalls: [
      'A script compares the phrase instead of the number, "Busy Here", and fails when a server answers in Danish. Compare 486.',
      'Voice prompts come in the wrong language although the phone sends the header: PBXs take the language of the extension (language= in Asterisk). Set it there.',
    ],
    confusedWith: [
      {
        with: 'Content-Language',
        difference: 'This is a wish for the answer; Content-Language tells the language of a body.',
      },
    ],
  },
];
