/** The header fields that carry times: how long, how short, when again, told. */

import type { HeaderText } from '../texts.ts';

export const timingHeaders: readonly HeaderText[] = [
  {
    name: 'Expires',
    summary: 'For how many seconds a registration, subscription, publication, ringing or redirect holds.',
    description:
      'In REGISTER it is what the phone wishes for all contacts that have no expires of their own; the registrar may shorten it, and the ' +
      '200 says what holds. 0 ends it at once. In INVITE it limits how long the call may ring, not how long people talk. In 302 it says ' +
      'how long the new address may be remembered.',
    written: 'Clients, in REGISTER, SUBSCRIBE, PUBLISH and INVITE; servers, in their 2xx and in 3xx.',
    example: `Expires: 3600
`,
    parts: [['3600', 'Seconds from the moment when the message arrives.']],
    pitfalls: [
      'A phone sends Expires: 0 since its field is empty: it gets 200, shows "registered" or flickers, and is not reachable. The 200 has no Contact. Enter a value, such as 600.',
      'Contact has expires=60 and the header says 3600: the one in Contact holds, and the phone goes missing between two of its REGISTERs.',
      'A call rings for exactly 3 minutes and ends with 487: the gateway put Expires: 180 into INVITE. Raise it there, or forward earlier.',
      'SUBSCRIBE with Expires: 0 is no fault: it asks for one NOTIFY, or ends the subscription.',
    ],
    confusedWith: [
      {
        with: 'Session-Expires',
        difference: 'Expires in INVITE limits the ringing; Session-Expires the talk between two refreshes.',
      },
      { with: 'Min-Expires', difference: 'Min-Expires in a 423 is the least that the server takes.' },
    ],
  },
  {
    name: 'Min-Expires',
    summary: 'In a 423: the shortest time in seconds that the server takes.',
    description:
      'A registrar that finds the wished time too short, less than its minimum, refuses with 423 and says here what to ask for. The client ' +
      'repeats with at least that. RFC 3261 allows this only for wishes above zero and below one hour. Servers for SUBSCRIBE and PUBLISH do the same.',
    written: 'Registrars and event servers, in 423.',
    example: `Min-Expires: 300
`,
    parts: [['300', 'Seconds: ask for this or more.']],
    pitfalls: [
      '423 again and again: the phone is fixed to 60 seconds and ignores the header. Set 300 or more in the phone, or lower the minimum at the server.',
      'The phone registers often to keep the port of its router open, and the server refuses: use keep-alives for that, not REGISTER.',
      'Kamailio and OpenSIPS (min_expires) and Asterisk (minimum_expiration) lengthen the time instead of refusing: a phone that does not read expires in the 200 registers far too often.',
    ],
    confusedWith: [
      { with: 'Min-SE', difference: 'Min-SE with 422 is for session timers, Min-Expires with 423 for registrations.' },
    ],
  },
  {
    name: 'Retry-After',
    summary: 'In how many seconds it makes sense to try again.',
    description:
      'In 503 and 500 the server says how long it will be unavailable: a client that gets 503 with it sends nothing to that server for so ' +
      'long, and takes another. In 404, 413, 480, 486, 600 and 603 it says when the called person can be reached. A 500 to a second INVITE in the same call ' +
      'carries a random value up to 10, so that both sides do not collide again.',
    written:
      'Servers, in 404, 413, 480, 486, 500, 503, 600 and 603; also in other failures where an extension says so.',
    example: `Retry-After: 120 (maintenance);duration=3600
`,
    parts: [
      ['120', 'Seconds from now.'],
      ['(maintenance)', 'A comment for people.'],
      ['duration=3600', 'From then on available for this long.'],
    ],
    pitfalls: [
      'All phones come back in the same second after an outage and bring the server down again: each got the same value. Spread it, for instance 60 to 180 at random.',
      '503 with Retry-After for one call that found no free line: the client leaves out the whole server for all calls. Answer 480 or 486, or leave Retry-After out.',
      'A phone stays unregistered long after the fault is mended: it was told 3600 seconds. Restart its registration by hand, and send minutes, not hours.',
      '503 without Retry-After counts as 500: the client may still take another server, and does not know when to return.',
    ],
    confusedWith: [
      { with: 'Expires', difference: 'Expires says how long something holds; Retry-After how long to keep away.' },
    ],
  },
  {
    name: 'Session-Expires',
    summary: 'The call ends after so many seconds unless one side refreshes it, and which side that is.',
    description:
      'It cleans up calls whose BYE got lost. The refresher sends UPDATE or re-INVITE after half of the time; when none arrives, the other ' +
      'side hangs up shortly before the end: 32 seconds, or a third of the time if that is less. The caller proposes, proxies may shorten, ' +
      'and the 200 decides. 1800 is usual, 90 the least.',
    written:
      'Clients and proxies, in INVITE and UPDATE; the answering side in their 2xx, with Require: timer when the caller is to refresh.',
    example: `Session-Expires: 1800;refresher=uac
`,
    parts: [
      ['1800', 'Seconds without refresh until the call counts as dead.'],
      [
        'refresher=uac',
        'Who refreshes: uac is the sender of this request (also when the called side sends it later), uas the one that answers it.',
      ],
    ],
    pitfalls: [
      'Calls drop at the same time each time, after 14.5 or 29.5 minutes: the refresher does not refresh. This is the rule with refresher=uac and a phone app that was put to sleep; let the server take that part.',
      'The refresh gets 405, 481 or no answer and the call ends by BYE: the other side does not take UPDATE, or the request goes round a proxy. Compare its Route with that of the first ACK.',
      'A refresh by re-INVITE makes a gap in the audio or puts the call on hold: its SDP differs. Repeat the last SDP with the same version in the o= line.',
      'In a re-INVITE of the called side uac is the called side. Programs that read it as "the caller" wait for each other, and the call ends.',
      '422: the wish is below the least of a proxy or of the far side; repeat with the value in Min-SE.',
    ],
    confusedWith: [
      { with: 'Expires', difference: 'Expires in INVITE is about ringing only.' },
      { with: 'Min-SE', difference: 'Min-SE is the least that may be proposed here.' },
    ],
  },
  {
    name: 'Min-SE',
    summary: 'The shortest session timer, in seconds, that is accepted on the way of the call.',
    description:
      'In a request it is a floor that proxies may raise and nobody may lower; when absent it is 90. In a 422 it tells the client what its ' +
      'Session-Expires must be at least. The client then repeats the INVITE with both headers raised.',
    written: 'Clients and proxies, in INVITE and UPDATE; servers and proxies, in 422.',
    example: `Min-SE: 900
`,
    parts: [['900', 'Seconds: Session-Expires must not be less.']],
    pitfalls: [
      'Calls to one carrier get 422 and end there: the PBX does not repeat them. Set its session timer to what Min-SE of the 422 says (timers_sess_expires in Asterisk).',
      'Two proxies, one with a floor of 1800, one that wants 600: each call costs a round of 422 more, or fails. Agree on one value along the way.',
    ],
    confusedWith: [
      { with: 'Session-Expires', difference: 'Session-Expires is the time itself, Min-SE its lower limit.' },
      { with: 'Min-Expires', difference: 'Min-Expires belongs to 423 and registrations.' },
    ],
  },
  {
    name: 'Date',
    summary: 'When the message was first sent, always in GMT.',
    description:
      'Phones without a clock of their own set it by the 200 to REGISTER. In a call with Identity (STIR) the time is checked: a signature ' +
      'that is older than about a minute is refused. The form is fixed: English names of day and month, four digits of year, GMT.',
    written: 'Anybody, in requests and responses; registrars should put it into the 200 to REGISTER.',
    example: `Date: Sat, 13 Nov 2027 23:29:00 GMT
`,
    parts: [
      ['Sat, 13 Nov 2027', 'Day of the week, day, month and year.'],
      ['23:29:00 GMT', 'The time; no other zone is allowed.'],
    ],
    pitfalls: [
      'The phone shows a wrong hour: it takes GMT from Date and has no time zone set, or the clock of the server is wrong. Set zone and NTP in the phone.',
      '403 "Stale Date" to signed calls: the clock of the signing or of the checking server is off by more than a minute. Run NTP on both.',
      'A script writes the local zone or a translated name of the month: strict parsers ignore it or answer 400.',
    ],
    confusedWith: [
      { with: 'Timestamp', difference: 'Timestamp measures the delay of one transaction; it is not a time of day.' },
    ],
  },
  {
    name: 'Timestamp',
    summary: 'A mark of time that comes back in the 100, so that the client can measure the delay.',
    description:
      'The client writes any number of seconds that it likes. The server copies it into its 100 and adds the seconds for which it held the ' +
      'request itself. Round trip is now minus the first number minus the second. RFC 3261 asks nobody to act on it, and few do.',
    written: 'Clients, in requests; servers must copy it into 100, and may into other responses.',
    example: `Timestamp: 54.21 0.3
`,
    parts: [
      ['54.21', "The client's mark: seconds from a start of its own choice."],
      ['0.3', 'In the response: seconds for which the server held the request.'],
    ],
    pitfalls: [
      'It is read as a time of day and shows 1970: it is a mark that only its sender can read. Look at Date or at the times in the capture.',
      'The measured time is that to the next proxy, since 100 never goes further. Measure the whole way with OPTIONS and Max-Forwards, or in the call by RTCP.',
    ],
    confusedWith: [{ with: 'Date', difference: 'Date is a time of day in GMT.' }],
  },
];
