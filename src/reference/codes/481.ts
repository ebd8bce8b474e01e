/** 481 Call/Transaction Does Not Exist, told (RFC 3261 21.4.19, 12.2 and 9.2). */

import type { CodeText } from '../texts.ts';

export const code481: CodeText = {
  name: '481',
  summary:
    'The request belongs to a call, subscription or transaction that the receiver does not know, or knows no more.',
  description:
    'A request inside a call is matched by Call-ID, From tag and To tag; a CANCEL by branch and sent-by of the topmost Via. The receiver found ' +
    'nothing that matches. In answer to BYE this does no harm: the call is over on both sides. In answer to re-INVITE or ' +
    'UPDATE the two sides disagree on whether the call exists, and the sender should end its side with a BYE. A notifier that gets it for ' +
    'a NOTIFY removes the subscription.',
  seen: [
    'Both people hang up at the same moment: the two BYEs cross, and one or both get 481. Nothing to mend.',
    'The PBX or SBC was restarted during calls: afterwards every BYE, re-INVITE and NOTIFY of the old calls gets 481.',
    'The call drops at a fixed time, such as 15 minutes: the session-timer re-INVITE or UPDATE reaches a machine that never had the call.',
    'CANCEL has another branch than its INVITE: 481, and the called phone goes on ringing. Or it comes so late that the INVITE transaction is gone.',
    'Attended transfer or pick-up: an INVITE with Replaces names a call that has ended, or that lives on another server.',
    'NOTIFY for busy lamps or voicemail goes to a phone that rebooted and forgot its subscription.',
    'The reverse: the server was restarted, and the SUBSCRIBE by which a phone refreshes its lamps gets 481. A phone that does not subscribe anew keeps dark lamps.',
  ],
  fix: {
    phone: [
      'After a 481 in mid-call hang up and call again; the old call cannot be repaired.',
      'Switch off SIP ALG in the router: it may rewrite Call-ID or Contact on one way only.',
      'Lamps dark after a restart of the server: restart the phone, which then subscribes with a new Call-ID and no To tag, as it should have done at the 481.',
    ],
    operator: [
      'Put the refused request and the 200 of the INVITE side by side: Call-ID and both tags must be equal, From and To swapped only if the other side sends.',
      'Send in-dialog requests to the node that holds the call: with Record-Route, or by hashing on Call-ID at the load balancer.',
      'If CANCEL is refused, compare its topmost Via with that of the INVITE at the same hop; a B2BUA must make its own CANCEL.',
    ],
    provider: [
      'After a failover between two SBCs, either share the dialogs or end the calls by BYE, rather than answering 481 to the customer minutes later.',
    ],
  },
  send:
    'Send it to any request with a To tag that matches no dialog, to a CANCEL without transaction, to PRACK, NOTIFY or Replaces without counterpart. Never to ACK. For an ' +
    'unknown user without To tag send 404.',
  example: `SIP/2.0 481 Call/Transaction Does Not Exist
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK90ddc2
From: <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 103 BYE
Content-Length: 0

`,
  confusedWith: [
    { with: '404', difference: '404: no such user. 481: no such call; the user may well exist.' },
    {
      with: '487',
      difference:
        '487 is the answer to the INVITE that was cancelled in time; 481 to a CANCEL that found nothing to cancel.',
    },
    {
      with: '408',
      difference:
        'Both make the client end the call, but 408 means silence, 481 an answer from somebody who does not know it.',
    },
  ],
};
