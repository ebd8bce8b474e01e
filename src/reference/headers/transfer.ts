/** The header fields that transfer, replace and join calls, told (RFC 3515, 3892, 4488, 3891, 3911, 4538). */

import type { HeaderText } from '../texts.ts';

export const transferHeaders: readonly HeaderText[] = [
  {
    name: 'Refer-To',
    summary:
      'The address that the receiver of a REFER shall call; for an attended transfer with the call to be replaced in it.',
    description:
      'A transfer is a request to the other phone: call this address. In a blind transfer the address is a plain one. In an attended ' +
      'transfer it is that of the person already consulted, and behind a question mark stands a Replaces header, percent-encoded, so ' +
      'that the new call takes the place of the consultation. The URI need not be SIP. A 2xx to REFER means only that it will be ' +
      'tried.',
    written: 'The transferring side, in REFER, exactly once; a REFER with none or with two gets 400.',
    example: `Refer-To: <sip:bob@198.51.100.20:5060?Replaces=a84b4c76%40192.0.2.10%3Bto-tag%3D314159%3Bfrom-tag%3D1234567>
`,
    parts: [
      ['<', 'The brackets hold the whole URI together; without them everything from the question mark on goes astray.'],
      ['sip:bob@198.51.100.20:5060', 'Whom to call: here the Contact of the phone that was consulted.'],
      ['?Replaces=', 'A header field that the new INVITE must carry.'],
      ['a84b4c76%40192.0.2.10', 'The Call-ID of the consultation; %40 is the @ sign.'],
      [
        '%3Bto-tag%3D314159',
        'Its tag at the phone that will receive the INVITE; %3B is a semicolon, %3D an equals sign.',
      ],
      ['%3Bfrom-tag%3D1234567', 'The tag of the transferring phone.'],
    ],
    pitfalls: [
      'The consulted person hears a second call instead of being connected: Replaces was lost, because the brackets are missing or the semicolons are not encoded as %3B. In the INVITE that follows it must be a header of its own, decoded.',
      'The NOTIFY says 404, 408 or 503: the new phone cannot reach the address, often a private one copied from a Contact behind NAT. Let the PBX carry out REFER itself (a B2BUA does) rather than passing it on to the other phone.',
      'The trunk answers 403, 405 or 501 to REFER: many carriers do not take transfers into their network. Keep the call and connect both legs in the PBX.',
      'The transferring phone hangs up at the 202 or 200 and the caller is lost when the target does not answer. Wait for the NOTIFY with SIP/2.0 200 OK before sending BYE.',
    ],
    confusedWith: [
      { with: 'Referred-By', difference: 'Refer-To is whom to call; Referred-By is who asked for it.' },
      {
        with: 'Contact',
        difference: 'Contact of a 302 sends a call elsewhere before it is answered; Refer-To moves a call that runs.',
      },
    ],
  },
  {
    name: 'Referred-By',
    summary: 'Names the person who transferred the call, for the one who is called as a result.',
    description:
      'It stands in REFER and is copied into the INVITE that follows, so that the target can show who sent the caller, or let in only calls that a ' +
      'colleague transferred. By itself it proves nothing: the transferred side could write any name. With cid it points to a ' +
      'body part signed by the transferring side; a target that insists on that answers 429.',
    written: 'The transferring side in REFER; the transferred side copies it into its new request.',
    example: `Referred-By: <sip:alice@example.com>;cid="20398823.2UWQFN309shb3@example.com"
`,
    parts: [
      ['<sip:alice@example.com>', 'Who asked for the transfer.'],
      [
        'cid="20398823.2UWQFN309shb3@example.com"',
        'The Content-ID of the signed body part that proves it; usually absent.',
      ],
    ],
    pitfalls: [
      '429 Provide Referrer Identity: the target wants the signed form and hardly any phone can make it. Relax the rule at the target, or transfer through the PBX, which calls in its own name.',
      'A PBX that pays or permits by Referred-By can be cheated with an invented one. Decide by the authenticated leg instead.',
    ],
  },
  {
    name: 'Refer-Sub',
    summary: 'Says in REFER whether reports about the transfer are wanted; false saves the subscription.',
    description:
      'REFER makes a subscription without being asked, and NOTIFYs report how the transfer goes. Refer-Sub: false asks the other side to ' +
      'make none. It is granted only if the 2xx says Refer-Sub: false too; otherwise the NOTIFYs come and must be answered.',
    written: 'The sender of REFER, which also lists norefersub in Supported; the receiver repeats it in the 2xx.',
    example: `Refer-Sub: false
`,
    parts: [['false', 'No subscription and no NOTIFY; true, which is the same as leaving the header out, keeps them.']],
    pitfalls: [
      'A client that asked for false and then answers the NOTIFYs with 481 makes some servers treat the transfer as failed. Read the 2xx: without Refer-Sub: false in it the subscription exists.',
      'With false nobody tells the transferring phone whether the target answered: a failed transfer goes unnoticed. Use it where the result is seen in another way.',
    ],
  },
  {
    name: 'Replaces',
    summary: 'Tells the called phone that this INVITE takes the place of a call it already has.',
    description:
      "It names a dialog by Call-ID and both tags as the receiver of the INVITE sees them: to-tag is the receiver's own tag, from-tag that of " +
      'its peer. If the dialog exists, the phone answers at once without ringing, moves the sound to the new call and ends the old one, by BYE, or by CANCEL if that was still ringing elsewhere. ' +
      'Attended transfer, call pickup and parking are made of it. early-only limits it to a call that is not answered yet. ' +
      'Whoever knows the three values could take over a call, so the receiver must check who asks.',
    written:
      'The transferred side in INVITE, taken from Refer-To; a phone that picks up, from the dialog state it subscribed to. Never in another method. Support is told by the option tag replaces.',
    example: `Replaces: a84b4c76@192.0.2.10;to-tag=314159;from-tag=1234567;early-only
`,
    parts: [
      ['a84b4c76@192.0.2.10', 'The Call-ID of the call to be replaced.'],
      ['to-tag=314159', 'The tag of the phone that receives this INVITE.'],
      ['from-tag=1234567', 'The tag of the party that is replaced.'],
      ['early-only', 'Only while that call has not been answered; for pickup.'],
    ],
    pitfalls: [
      '481 to the INVITE: no such dialog. Either the tags are exchanged (the transferring phone copied them from its own view), or a B2BUA stands between and each side knows another Call-ID, or a pickup was sent to the ringing phone: it belongs to the caller, whose INVITE it was. Let the PBX answer the REFER and connect the legs itself.',
      '486 with early-only: the call was answered before the pickup came. 603: the call had already ended. Neither is worth repeating.',
      '420 with Unsupported: replaces, or a second call rings: the phone does not know the header. Offer attended transfer only to phones that list replaces in Supported; Require: replaces turns the second call into a clear 420.',
      'The old call stays open after the transfer, shown as a line on hold or as a record that never ends: the receiver of Replaces must send BYE in the old dialog and did not, or the BYE met a dead Contact. Session timers clear what is left.',
    ],
    confusedWith: [
      { with: 'Join', difference: 'Replaces ends the named call and takes its place; Join adds a party and keeps it.' },
      {
        with: 'Target-Dialog',
        difference: 'Target-Dialog only proves that one knows a call, and changes nothing in it.',
      },
    ],
  },
  {
    name: 'Join',
    summary: 'Asks a phone to add the new call to one that it already has, as a conference of three.',
    description:
      'The dialog is named as in Replaces, from the view of the receiver, but it goes on: the receiver mixes both calls. ' +
      'Barge-in, listening in at a call centre and screening of messages were meant to be made with it. The receiver must be sure that ' +
      'the sender may listen. Few phones know it.',
    written: 'The joining side, in INVITE; the option tag is join. An INVITE with both Join and Replaces gets 400.',
    example: `Join: a84b4c76@192.0.2.10;to-tag=314159;from-tag=1234567
`,
    parts: [
      ['a84b4c76@192.0.2.10', 'The Call-ID of the call to be joined.'],
      ['to-tag=314159', 'The tag of the phone that is asked.'],
      ['from-tag=1234567', 'The tag of its present peer.'],
    ],
    pitfalls: [
      'The phone just rings with a second call: it does not know Join and ignores it. Add Require: join to get a 420 instead, and use the conference of the PBX.',
      '481: the named call does not exist at that phone, or a B2BUA gave it another Call-ID. Take the values from the dialog package of the phone itself.',
    ],
  },
  {
    name: 'Target-Dialog',
    summary: 'Shows that the sender of a request knows a running call, as a reason to be let in.',
    description:
      'A request outside the call, for example a REFER to the phone, comes from nowhere as far as the phone can see. With the Call-ID and both ' +
      'tags the sender shows that it takes part in the call or was told of it, and the phone may accept the request for that. ' +
      "The tags are written from the view of the receiver: local-tag is the receiver's own.",
    written: 'The sender of REFER, SUBSCRIBE or another request outside the dialog; the option tag is tdialog.',
    example: `Target-Dialog: a84b4c76@192.0.2.10;local-tag=314159;remote-tag=1234567
`,
    parts: [
      ['a84b4c76@192.0.2.10', 'The Call-ID of the call that is known.'],
      ['local-tag=314159', 'The tag of the receiver of this request.'],
      ['remote-tag=1234567', 'The tag of its peer in that call.'],
    ],
    pitfalls: [
      "The phone answers 403 or asks its user although the call exists: the two tags are exchanged, as in the sender's own view. local-tag must be the one that the receiver wrote.",
      'Without TLS anyone who can read the signalling learns the three values. Use it to authorize only on encrypted paths.',
    ],
  },
];
