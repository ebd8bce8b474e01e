/** The header fields of subscriptions, publications and Info Packages, told (RFC 6665, 3903, 5839, 6086). */

import type { HeaderText } from '../texts.ts';

export const eventHeaders: readonly HeaderText[] = [
  {
    name: 'Event',
    summary: 'Names the event package that a subscription, its notifications or a publication are about.',
    description:
      'SIP reports very different things with the same three methods; Event says which: dialog (busy lamps), message-summary ' +
      '(waiting voice mail), presence, refer (how a transfer goes on), reg, conference. The package fixes the format of the body ' +
      'in NOTIFY. A second word behind a dot reports about the package itself: presence.winfo tells who watches a presence. ' +
      'Name and id are compared byte by byte, and together with the dialog they find the subscription that a NOTIFY belongs to.',
    written:
      'The subscriber in SUBSCRIBE, the publisher in PUBLISH, the notifier in NOTIFY, which repeats the value of the SUBSCRIBE; exactly one each.',
    example: `Event: dialog;id=7
`,
    parts: [
      ['dialog', 'The package: calls that an extension has at this moment, which is what a busy lamp shows.'],
      ['id=7', 'Tells two subscriptions to the same package within one dialog apart; every NOTIFY must repeat it.'],
    ],
    pitfalls: [
      '489 Bad Event to SUBSCRIBE: the server has no such package. Its Allow-Events lists those that it has. For busy lamps load presence_dialoginfo in Kamailio, or res_pjsip_exten_state with res_pjsip_dialog_info_body_generator in Asterisk.',
      'SUBSCRIBE gets 200 and the lamp stays dark: the phone asks for presence and reads dialog, or the other way round. Hold Event against the Content-Type of the NOTIFY (dialog-info+xml belongs to dialog, pidf+xml to presence) and switch the type of the lamp key in the phone.',
      'The phone answers NOTIFY with 481 although it subscribed: the notifier left out the id, or a B2BUA wrote its own Call-ID and tags. Compare From tag, To tag, Call-ID and Event of both messages.',
      'A NOTIFY without a subscription, such as Event: check-sync, with which servers make phones reload their settings, is refused with 481 or 489 by phones that take none. Allow unsolicited notifications in the phone.',
    ],
    confusedWith: [
      {
        with: 'Allow-Events',
        difference: 'Allow-Events lists all packages that its sender can report; Event names the one in use.',
      },
      {
        with: 'Info-Package',
        difference: 'Info-Package names the kind of an INFO within a call, which needs no subscription.',
      },
    ],
  },
  {
    name: 'Allow-Events',
    summary: 'Lists the event packages to which the sender of the message accepts subscriptions.',
    description:
      'A phone that reads it need not try: it subscribes to what is listed. It is a claim of the far end alone: ' +
      'a proxy on the way may still refuse SUBSCRIBE, and a listed package does not mean that this watcher may see its state.',
    written:
      'Notifiers: always in a 489, where it tells what would have been understood; otherwise where they like, often in INVITE, OPTIONS and their 200.',
    example: `Allow-Events: presence, dialog, message-summary, refer
`,
    parts: [
      ['dialog', 'Subscriptions to the calls of an extension are welcome.'],
      ['message-summary', 'So are those to the state of a mailbox.'],
    ],
    pitfalls: [
      'Behind a PBX one sees the list of the PBX, not of the phone called: a B2BUA writes its own. Subscribing to the phone directly then ends in 489 or 405. Subscribe to the extension at the PBX instead.',
      'It is no method list: refer stands here for the subscription that REFER makes. Whether REFER itself is taken, Allow tells.',
    ],
    confusedWith: [{ with: 'Allow', difference: 'Allow lists methods, Allow-Events the packages within SUBSCRIBE.' }],
  },
  {
    name: 'Subscription-State',
    summary: 'Tells a subscriber in NOTIFY whether the subscription runs, waits for approval or has ended, and why.',
    description:
      'Three states: active (notifications come), pending (it is not yet decided whether this watcher may see the state) and ' +
      'terminated. expires is the time left; it may be shorter than what was asked for. With terminated, reason says what to do ' +
      'next: deactivated and timeout, subscribe again at once; probation, later, after retry-after if given; giveup, whenever one likes, ' +
      'again after retry-after if given; rejected, noresource and invariant, do not ask again.',
    written: 'The notifier, in every NOTIFY, where it is mandatory. Nowhere else.',
    example: `Subscription-State: terminated;reason=probation;retry-after=120
`,
    parts: [
      ['terminated', 'The subscription is over; no further NOTIFY will come in it.'],
      ['reason=probation', 'Why: it was ended for now, and a new one is welcome later.'],
      ['retry-after=120', 'Seconds to wait before the next SUBSCRIBE.'],
    ],
    pitfalls: [
      'Lamps or presence freeze after the same time each day, and the last NOTIFY says terminated;reason=timeout: nobody refreshed. Look for a SUBSCRIBE before expires ran out. If it is there and got 481, the server was restarted and forgot the dialog; the phone must then subscribe anew without the To tag.',
      'It stays pending for ever and NOTIFY shows nothing: the watched user has no rule that lets this watcher in. Add it to the pres-rules document of that user, or let the server decide without rules (force_active=1 of presence_xml in Kamailio).',
      'A client that subscribes again after rejected or noresource fills the log with SUBSCRIBE and 403 or 404 every few seconds. These reasons mean that the answer will be the same: stop, and show it to the user.',
      'At the end of a transfer NOTIFY says terminated;reason=noresource. That is no failure: the result is the status line in its body, SIP/2.0 200 OK for a transfer that worked.',
    ],
    confusedWith: [
      {
        with: 'Expires',
        difference:
          'Expires in SUBSCRIBE and its 200 is the length agreed on; expires here is what is left, told in each NOTIFY.',
      },
    ],
  },
  {
    name: 'SIP-ETag',
    summary: 'The version stamp of a published or notified state, to be named by whoever changes or refreshes it.',
    description:
      'A presence server gives each publication a stamp, and a new one at every change and every refresh. The publisher names the ' +
      'latest one in SIP-If-Match, so that the server knows which of several publications is meant. The value means nothing outside ' +
      'the server that made it.',
    written: 'The server in each 2xx to PUBLISH; a notifier that supports RFC 5839 also in NOTIFY.',
    example: `SIP-ETag: dx200xyz
`,
    parts: [['dx200xyz', 'The stamp of this version; copied unchanged, never interpreted.']],
    pitfalls: [
      'A client that keeps the stamp of its first 200 gets 412 at its second refresh, and its user goes offline when the publication runs out. Store the stamp of the latest 2xx each time.',
      'Two servers behind one name, each with stamps of its own: refreshes that reach the other one get 412 now and then. Let both use one database, or keep a phone at one of them.',
    ],
    confusedWith: [
      {
        with: 'SIP-If-Match',
        difference: 'The server hands the stamp out in SIP-ETag; the client gives it back in SIP-If-Match.',
      },
    ],
  },
  {
    name: 'SIP-If-Match',
    summary: 'Says which earlier publication a PUBLISH changes, refreshes or removes.',
    description:
      'Its value is the SIP-ETag of the last 2xx. With a body PUBLISH replaces the state, without one it only prolongs it, and with ' +
      'Expires: 0 it removes it. Without this header a PUBLISH makes a new publication beside those that exist. ' +
      'If the server does not know the stamp, it answers 412 and changes nothing.',
    written: 'The publisher, in every PUBLISH but the first.',
    example: `SIP-If-Match: dx200xyz
`,
    parts: [['dx200xyz', 'The stamp from SIP-ETag of the last successful answer.']],
    pitfalls: [
      'After a restart of the presence server each PUBLISH gets 412, and phones that repeat it with the same stamp stay offline until they are rebooted. At 412 forget the stamp and publish the whole state anew without SIP-If-Match.',
      'A phone that forgets its stamp at reboot leaves the old publication behind: its user shows as busy until that expires. Keep Expires of publications short.',
    ],
    confusedWith: [
      {
        with: 'Suppress-If-Match',
        difference:
          'SIP-If-Match chooses what a PUBLISH changes; Suppress-If-Match saves a NOTIFY that would bring nothing new.',
      },
    ],
  },
  {
    name: 'Suppress-If-Match',
    summary: 'Asks the notifier not to send a state that the subscriber already has.',
    description:
      'A refresh of a subscription normally brings a full NOTIFY, even if nothing changed. A subscriber that names the SIP-ETag of the ' +
      'last NOTIFY is spared it: the notifier answers the refresh with 204 instead of 200 and sends no NOTIFY, or leaves out its body. ' +
      'An asterisk matches every version. A notifier that does not know the header ignores it.',
    written: 'The subscriber, in SUBSCRIBE.',
    example: `Suppress-If-Match: 4a7f2c
`,
    parts: [['4a7f2c', 'The SIP-ETag of the last NOTIFY that the subscriber received.']],
    pitfalls: [
      'A phone that lost its state in a reboot but still names the old stamp gets 204 and no NOTIFY: its lamps stay empty until something changes. Leave the header out whenever the state behind the stamp is gone.',
      'Clients that treat 204 as an error because it is not 200 subscribe anew each time. It is a success and renews the subscription.',
    ],
  },
  {
    name: 'Info-Package',
    summary: 'Says what an INFO within a call is about, so that the other side knows how to read its body.',
    description:
      'INFO alone means nothing. The package fixes what its body is and when it may be sent: trickle-ice carries candidates, ' +
      'EmergencyCallData.eCall.MSD the data of a crashed car. Only what the other side listed in Recv-Info may be sent; ' +
      'anything else gets 469. An INFO without this header is of the older kind, understood by private agreement only.',
    written: 'The sender of INFO; one value.',
    example: `Info-Package: trickle-ice
`,
    parts: [['trickle-ice', 'The registered name of the package; parameters may follow behind semicolons.']],
    pitfalls: [
      '469 Bad Info Package: the far end did not list the package in its last Recv-Info. Read its INVITE or 200, and do not send it again in this call.',
      'DTMF in INFO (application/dtmf-relay) has no package: a server that insists on Info-Package refuses it and key presses are lost. Use telephone-event in RTP instead.',
    ],
    confusedWith: [
      {
        with: 'Recv-Info',
        difference: 'Recv-Info lists what one is ready to receive; Info-Package names what is being sent.',
      },
    ],
  },
  {
    name: 'Recv-Info',
    summary: 'Lists the Info Packages that its sender is ready to receive during the call.',
    description:
      'Both sides declare it while the call is set up, each for itself, and either may change it later in a re-INVITE or UPDATE; the last ' +
      'list counts. An empty value says that packages are understood but none is wanted now. Its absence says that the sender does not ' +
      'know Info Packages at all.',
    written: 'Caller and called side in INVITE, UPDATE, their reliable responses and ACK; always in a 469.',
    example: `Recv-Info: trickle-ice
`,
    parts: [['trickle-ice', 'A package for which INFO may be sent to this side; several stand with commas.']],
    pitfalls: [
      'A B2BUA that drops the header on one leg makes both phones believe that the other knows no packages: INFO never appears in the trace. Let it pass Recv-Info through, or answer for the package itself.',
      'An empty Recv-Info in a re-INVITE withdraws the whole earlier list, and the next INFO gets 469. To change nothing, leave the header out or repeat the list.',
    ],
  },
];
