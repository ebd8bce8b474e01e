/** The header fields of priority, location and alarms, told (RFC 4412, 6442, 8876). */

import type { HeaderText } from '../texts.ts';

export const emergencyHeaders: readonly HeaderText[] = [
  {
    name: 'Resource-Priority',
    summary: 'Claims precedence in a crowded network, for authorities, emergency services and armed forces.',
    description:
      'A namespace and a rank in it, with a dot between. The namespace says whose rules hold: wps and ets of governments, dsn and drsn of the military, esnet of ' +
      'emergency networks. By them a call waits at the head of a queue or ends a lesser one. It counts only ' +
      'where the network knows the namespace and the caller is entitled.',
    written: 'The caller or, more often, a border server that knows the caller to be entitled; in any request.',
    example: `Resource-Priority: ets.0, wps.1
`,
    parts: [
      ['ets', 'The namespace.'],
      ['.0', 'The rank in it; in ets and wps 0 is the highest.'],
      ['wps.1', 'A second namespace, for another network on the way.'],
    ],
    pitfalls: [
      '417 Unknown Resource-Priority: the request demands it (Require: resource-priority) and the server knows none of the namespaces. Choose one from its Accept-Resource-Priority, or drop Require.',
      '403: the account may not claim this rank. A network that lets the header in from customers lets anyone jump the queue: remove it at the border.',
    ],
    confusedWith: [
      {
        with: 'Priority',
        difference: 'Priority is a word to the called person (urgent); it reserves nothing in the network.',
      },
    ],
  },
  {
    name: 'Accept-Resource-Priority',
    summary: 'Lists the priority values that a server understands.',
    description:
      'It lets a caller whose Resource-Priority was refused choose one that will work. Whether the caller is entitled to it is another ' +
      'question. The list may be empty.',
    written: 'The server in a 417, and in the 200 to OPTIONS.',
    example: `Accept-Resource-Priority: ets.0, ets.1, ets.2, ets.3, ets.4
`,
    parts: [
      ['ets', 'A namespace that is known there.'],
      ['.4', 'Each rank is listed on its own.'],
    ],
    pitfalls: [
      'A caller that picks the first value of the list may claim the highest rank and get 403. Pick one that the account is entitled to.',
      'A 417 that was answered by a border server shows its namespaces, not those of the far network.',
    ],
  },
  {
    name: 'Geolocation',
    summary: 'Where the caller is, as a reference to a document, above all in emergency calls.',
    description:
      'The place itself is not in the header. A cid URI points into the body of the same message, to a part of type application/pidf+xml with that ' +
      'Content-ID; an https or sip URI tells where the receiver may fetch it. Emergency centres send help there, and servers choose the ' +
      'centre by it where Geolocation-Routing allows that.',
    written: 'The phone, or a server that knows where its line ends; in INVITE, MESSAGE and other requests.',
    example: `Geolocation: <cid:target123@example.com>
`,
    parts: [['cid:target123@example.com', 'The Content-ID, without its brackets, of the body part with the place.']],
    pitfalls: [
      '424 Bad Location Information: the cid matches no body part, or the document cannot be read. Compare with Content-ID, and look for an SBC that left only the SDP of a multipart body.',
      'The emergency centre sees the address of the head office: the PBX writes one fixed place for all sites. Keep a place for each extension or network.',
    ],
    confusedWith: [
      {
        with: 'P-Access-Network-Info',
        difference: 'That one names the radio cell or line; Geolocation gives a position or postal address.',
      },
    ],
  },
  {
    name: 'Geolocation-Routing',
    summary: "Whether servers on the way may use the caller's place to choose the way.",
    description:
      'yes allows it, which an emergency call needs to reach the centre in charge. no keeps the place for the called side. A server may add the ' +
      'header where it is missing, but should not write yes on its own account.',
    written: 'The caller, beside Geolocation; a server that applies the rules of the caller.',
    example: `Geolocation-Routing: yes
`,
    parts: [['yes', 'Servers may look at the place and route by it; no forbids it.']],
    pitfalls: [
      'An emergency call reaches a centre far away: the value is no or missing, and the server fell back to its default. Let the phone or the PBX write yes in emergency calls.',
      'yes, and the centre is wrong all the same: the place was in an encrypted body or behind a reference that the server could not fetch, so it used its default. Send it where servers can read it.',
    ],
  },
  {
    name: 'Geolocation-Error',
    summary: 'What was wrong with the place that the caller sent.',
    description:
      'A number and a text: 100, the place cannot be processed; 200, permission to use it is missing; 201, to pass it on to a third party; 202, to route by it; 300, the reference could not be ' +
      'fetched. The call may nevertheless have gone on, since an emergency call is not refused for a bad place.',
    written: 'The server or the called side: in a 424, or in another response when the call goes on.',
    example: `Geolocation-Error: 300;code="Dereference Failure"
`,
    parts: [
      ['300', 'The kind of error.'],
      ['code="Dereference Failure"', 'The same in words.'],
    ],
    pitfalls: [
      '300 with an https place: the emergency network cannot reach the server that holds it. Open it to that network, or send the document in the body with cid.',
      'Phones that look only at 424 miss an error in a 180 or 200: the call works and the centre has no place. Search test calls for this header in every response.',
    ],
  },
  {
    name: 'AlertMsg-Error',
    summary: 'Why the alarm of a sensor or a car, sent in a MESSAGE, could not be used.',
    description:
      'An alarm without a voice call travels as a document in the Common Alerting Protocol. The receiver reports with a number what was wrong ' +
      'with it: 100, it cannot be processed; 101, it was not there; 102, there is not enough in it to see its purpose; 103, it is damaged.',
    written:
      'The emergency centre or a server before it: always in a 425, also in another response when the rest was of use.',
    example: `AlertMsg-Error: 101;message="Alert payload was not present or could not be found"
`,
    parts: [
      ['101', 'What was wrong.'],
      ['message="Alert payload was not present or could not be found"', 'The same in words, for a log.'],
    ],
    pitfalls: [
      '101 though the alarm is in the body: the cid in Call-Info differs from the Content-ID of the part, which has angle brackets where cid has none.',
      'A device that stops at 200 misses the error in it. Read this header in every response.',
    ],
    confusedWith: [
      { with: 'Geolocation-Error', difference: 'That one complains of the place, this one of the alarm document.' },
    ],
  },
];
