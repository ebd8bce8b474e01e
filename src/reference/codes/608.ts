/** 608 Rejected, told (RFC 8688). */

import type { CodeText } from '../texts.ts';

export const code608: CodeText = {
  name: '608',
  summary: 'A machine between caller and called person, such as a spam filter, rejected the call.',
  description:
    'Analytics in the network judged the call before the phone could ring, so the called person does not know of it. The response has to carry a Call-Info header with purpose=jwscard, unless abuse of it is feared: a signed contact card of the one who blocked, where a caller who was taken for a spammer by mistake can complain. As a 6xx it ends the attempt; another route leads to the same filter.',
  seen: [
    'Calls of one number fail at once with 608 and Call-Info, calls of other numbers of the same company connect.',
    'The caller hears a short announcement (183 with media) about a rejected call, then 608 follows: the INVITE had no sip.608 in Feature-Caps, so the network told it by voice.',
    'Reminders of a clinic are blocked: many short calls in a row, each answered for a few seconds, look like those of a robot.',
    'US carriers send 603+ where this one was planned; a gateway to ISUP may make cause 21 of it.',
  ],
  fix: {
    phone: [
      'Call from another line of yours or write; the called person can ask their provider to let your number through.',
    ],
    operator: [
      'Fetch the URL in Call-Info, check its signature, and use telephone number, mail or web address of the card to ask for release.',
      'Slow down: fewer calls per minute and number, no repeated attempts after a rejection.',
      'Put sip.608 into Feature-Caps of INVITE only if you show the contact to your callers.',
    ],
    provider: [
      'Sign calls of your customers with full attestation (STIR/SHAKEN), so that filters see who vouches.',
      'If you run the filter, keep the card reachable and answer complaints; leave it out where you fear that criminals would use it.',
    ],
  },
  send: 'Send it as an intermediary that rejects by its own judgement, with Call-Info. If the called person asked for the block, send 607; a refusal by the rules of your own server is 403.',
  example: `SIP/2.0 608 Rejected
Via: SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK19d5c7
From: <sip:+12025550171@example.com>;tag=b71f06
To: <sip:+12025550126@example.com>;tag=filter-31
Call-ID: c5a08e42@192.0.2.10
CSeq: 1 INVITE
Call-Info: <https://block.example.net/card.json>;purpose=jwscard
Content-Length: 0

`,
  confusedWith: [
    { with: '607', difference: '607 is the choice of the called person; 608 that of a machine on the way.' },
    {
      with: '603+',
      difference:
        '603+ is what carriers in North America send for the same event: a 603 with the contact in its Reason header.',
    },
    { with: '603', difference: '603 is declined at the called end, without a reason; a 608 call never arrived there.' },
    {
      with: '403',
      difference: '403 is a server enforcing its own rules (rights, credit, destination), not a judgement about spam.',
    },
  ],
};
