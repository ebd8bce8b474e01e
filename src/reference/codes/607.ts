/** 607 Unwanted, told (RFC 8197). */

import type { CodeText } from '../texts.ts';

export const code607: CodeText = {
  name: '607',
  summary: 'The called person marks this call or message as unwanted, like the spam button of a mailbox.',
  description:
    'A person pressed "block" or "spam", or their phone did so by a rule of theirs. It says more than no: their provider may use it to stop later calls of the same caller, for them or for everybody. It ends the attempt as each 6xx does. After the call was answered the same mark travels as Reason: SIP;cause=607 in BYE.',
  seen: [
    'A sales call rings for some seconds and ends in 607; a second attempt to the same person gets 607 or 608 without ringing.',
    'A phone shows a spam button only at some providers: they announce it with sip.607 in Feature-Caps of the response to REGISTER.',
    'An answered call ends with BYE and Reason: SIP;cause=607.',
    'A trace of the caller shows 603 or cause 21 (call rejected) instead, because a hop or a gateway did not know 607.',
  ],
  fix: {
    phone: [
      'As the caller, do not call this person again; write or mail if they need to know something.',
      'As the called one who pressed it in error, lift the block in the phone and at your provider: they keep separate lists.',
    ],
    operator: [
      'Take the number off your calling lists at the first 607, and count 607 per campaign: it announces blocking to come.',
      'Never retry it over another route or with another caller number.',
      'If your PBX sends 607 for whole groups, look for a block list that someone filled for all.',
    ],
    provider: [
      'Hold the mark against the verified identity of the caller, since a caller number can be forged: else you block its innocent owner.',
      'Give a blocked caller a place to complain.',
    ],
  },
  send: 'Send it when the called person marks the call as unwanted, or asked you to do so for such callers. For a simple "not now" send 603 or 486; if a machine of the network decides by itself, 608.',
  example: `SIP/2.0 607 Unwanted
Via: SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bKf70b39
From: <sip:+12025550171@example.com>;tag=2cc8e0
To: <sip:+12025550126@example.com>;tag=a40d97
Call-ID: 71e5b2c8@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '603', difference: '603 declines this call, for any reason, and leaves no mark on the caller.' },
    {
      with: '608',
      difference:
        '608 is decided by an analytics machine on the way, with a contact for complaints; 607 by the called person.',
    },
    {
      with: '603+',
      difference: '603+ is how North American carriers report that analytics, not the person, blocked the call.',
    },
    { with: '486', difference: '486 is a busy phone and invites a later call; 607 asks for none.' },
  ],
};
