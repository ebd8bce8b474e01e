/** 487 Request Terminated, told (RFC 3261 21.4.25, 9.2 and 15.1.2). */

import type { CodeText } from '../texts.ts';

export const code487: CodeText = {
  name: '487',
  summary:
    'The INVITE was ended before anybody answered: the caller gave up, a timer ran out, or another phone answered.',
  description:
    'It closes an INVITE that a CANCEL, or a BYE on the early dialog, has stopped, or whose Expires time ended. It is the receipt for giving up, ' +
    'not a fault. The CANCEL itself gets 200; the 487 answers the INVITE, and is acknowledged by ACK. The interesting ' +
    'question is who sent the CANCEL, and after how many seconds.',
  seen: [
    'The caller hangs up while it rings: CANCEL, 200 to the CANCEL, 487 to the INVITE, ACK. The called phone shows a missed call.',
    'Several phones ring and one is picked up: the server cancels the rest, each of which sends 487. With Reason: SIP;cause=200;text="Call completed elsewhere" in the CANCEL they list no missed call.',
    'The calling PBX gives up after its ring time, always the same number of seconds (20, 30, 60), before voicemail at the far end can answer.',
    'CANCEL after 4 to 10 seconds with no 180 before: the trunk did not ring anything in time, and the PBX goes to its next route.',
    'FreeSWITCH lists the call as ORIGINATOR_CANCEL.',
  ],
  fix: {
    phone: [
      'If calls end by themselves while ringing, note the seconds: a fixed number is a timer on your side or your server, not the person called.',
      'If colleagues see missed calls that somebody else answered, update the phone: it has to read Reason in the CANCEL.',
    ],
    operator: [
      'Follow the CANCEL upstream in the trace to the host that made it; the hops in between only pass it on.',
      'Lengthen the ring time (timeout in Dial, call_timeout, leg_timeout) beyond the time after which voicemail answers.',
      'Have the server write Reason: SIP;cause=200 when it cancels the losers of a group call.',
    ],
    provider: [
      'If your customers cancel after a few seconds, measure the time from INVITE to 180 or 183: people and PBXes give up during silence.',
    ],
  },
  send:
    'Send it to the pending INVITE when a matching CANCEL arrives, when a BYE ends the early dialog, or when Expires runs out. Never to the CANCEL. When 200 was sent first, the call stands, and the caller ' +
    'has to send ACK and BYE.',
  example: `SIP/2.0 487 Request Terminated
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asd
From: <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=8321234356
Call-ID: b51a8e33@192.0.2.10
CSeq: 314 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '481',
      difference: '481 answers a CANCEL that came too late or matches nothing; 487 shows that the CANCEL worked.',
    },
    {
      with: '480',
      difference: '480 is the decision of the called side after ringing; 487 follows from the calling side.',
    },
    { with: '408', difference: '408: no final answer, and nobody took the request back. 487: somebody did.' },
    { with: '603', difference: '603: the called person pressed Reject. 487: the call was withdrawn before that.' },
  ],
};
