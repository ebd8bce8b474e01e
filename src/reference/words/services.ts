/** Words for presence, lamps and notices. */

import type { WordText } from '../texts.ts';

export const serviceWords: readonly WordText[] = [
  {
    name: 'subscription',
    also: ['event subscription', 'event package', 'SUBSCRIBE/NOTIFY', 'SIP events'],
    summary: 'A standing request to be told of changes: SUBSCRIBE once, NOTIFY at each change.',
    description:
      'Event names what is watched: dialog, message-summary, presence, reg. It lasts for the seconds of Expires, and the subscriber renews it; the first NOTIFY comes at once with the full state. 489 means that the server does not know the event. When lamps or presence stop after an hour, renewals fail: look at their answers and at the NOTIFY that gets no 200.',
    example: 'Event: dialog',
    see: ['SUBSCRIBE', 'NOTIFY', 'Event', '489', 'Subscription-State'],
    rfc: '6665',
  },
  {
    name: 'presence',
    also: ['presence status', 'online status', 'SIMPLE', 'PIDF'],
    summary: 'Whether a person is available, as shown beside the name in a contact list.',
    description:
      'The phone reports it by PUBLISH, watchers subscribe to Event: presence and get an XML document (PIDF) in NOTIFY. It needs a presence server; many PBXes have none, or mean by presence just registered and in a call. The lamps of desk phones use another event, dialog. Without permission of the person watched a subscription may stay pending.',
    example: 'Event: presence',
    see: ['PUBLISH', 'subscription', 'BLF', '489', '412'],
    rfc: '3856',
  },
  {
    name: 'BLF',
    also: ['busy lamp field', 'busy lamp', 'busy lamps', 'dialog event package', 'lamp key'],
    summary: 'Keys with lamps that show whether a colleague is free, ringing or talking.',
    description:
      'The phone subscribes to Event: dialog for each key, or to one list with Supported: eventlist; NOTIFY brings dialog-info XML with early or confirmed. Pressing a key while it blinks picks the call up, by a feature code or Replaces. Dark lamps: wrong extension or no hint in the dial plan, 489, a limit of subscriptions, or NOTIFYs lost by NAT. In Asterisk each needs a hint.',
    example: 'Content-Type: application/dialog-info+xml',
    see: ['subscription', 'Event', 'presence', 'Replaces', '489'],
    rfc: '4235',
  },
  {
    name: 'MWI',
    also: ['message waiting indicator', 'message waiting indication', 'voicemail lamp', 'message-summary'],
    summary: 'The lamp or broken dial tone that tells of new voice mail.',
    description:
      'A NOTIFY with Event: message-summary says Messages-Waiting: yes and how many. The phone subscribes to it, or the server sends it unasked to registered phones. A lamp that never goes out: the server sent no NOTIFY with no, or the phone watches another mailbox. Set the mailbox in the account, and the number to dial for listening ' +
      'separately.',
    example: 'Voice-Message: 2/8 (0/2)',
    see: ['NOTIFY', 'subscription', 'Event', 'PBX'],
    rfc: '3842',
  },
];
