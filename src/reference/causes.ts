/** The Q.850 causes that people meet in Reason header fields and call records, told. */

import type { ShortText } from './texts.ts';

/** The texts, by cause value. */
export const causeTexts: readonly ShortText[] = [
  {
    name: '1',
    summary: 'The number is well formed, but nobody has it.',
    description:
      'The exchange that owns the number range says that the number is not assigned. A gateway answers 404, and sends cause 1 into the telephone network for 404, 485 and 604. ' +
      'If the number does exist, look at its format at the trunk (+1, 001, national) and, after a move to another carrier, at its porting. Take the number off the list when a dialler gets it.',
  },
  {
    name: '2',
    summary: 'The call asked for a transit network that is not known there.',
    description:
      'A carrier selection code or a routing prefix names a long-distance network that this exchange cannot hand calls to. SIP side: 404. In a trunk it is seen when a prefix ' +
      'that selected a route at the previous provider is still dialled. Remove the prefix; the number itself may be fine.',
  },
  {
    name: '3',
    summary: 'The exchange has no route to this destination.',
    description:
      'The number may exist, but this network does not serve it: no agreement with the country, a premium range that is not carried, a dial plan without a match. SIP side: 404. ' +
      'FreeSWITCH writes NO_ROUTE_DESTINATION when its own dial plan has nothing for the number. Try another carrier for the same number to see whose table is short.',
  },
  {
    name: '4',
    summary: 'The called party cannot be reached for long; the caller should hear the special information tone.',
    description:
      'The three rising tones before an announcement. Some networks send it for a number that was disconnected, where others send 1. RFC 3398 does not list it, which makes 500; AudioCodes ' +
      'gateways answer 400. A caller by SIP hears the announcement only if the gateway passes it as early media in a 183.',
  },
  {
    name: '5',
    summary: 'A trunk prefix (0 or 1) was dialled where none belongs.',
    description:
      'The called number contains a national prefix although its type says that it is complete, or the reverse, as in +44 (0)20. Cut or add the prefix in the dial plan before the ' +
      'trunk, best by sending E.164 with + throughout. Not listed in RFC 3398, it reaches the caller as 400, 480 or 500, by gateway.',
  },
  {
    name: '6',
    summary: 'The channel that one side chose on the ISDN line is not acceptable to the other.',
    description:
      'A PRI or BRI matter between gateway and exchange: both number their channels differently, or one thinks a channel busy that the other thinks free. The caller sees a failed attempt ' +
      'at random. Compare channel range, and who is network and who is user side; restart the span to clear stuck channels. SIP side: 500 by RFC 3398, 406 from AudioCodes gateways.',
  },
  {
    name: '7',
    summary: 'The call is put onto a channel that is already established for such calls.',
    description:
      'From packet services over ISDN, where several virtual calls share one channel. It is no failure of a telephone call. In a record of a voice call it points to a wrong mapping ' +
      'in a gateway, which then mostly answers 500.',
  },
  {
    name: '8',
    summary: 'The call was pushed out by one with higher priority.',
    description:
      'Networks with precedence (government, military, emergency) may take a circuit from a running call; this is what its parties are told. SIP has Resource-Priority for the ' +
      'same purpose, and names the event in Reason: Preemption. In a public trunk it is not expected.',
  },
  {
    name: '9',
    summary: 'The call was pushed out, and its circuit is kept for the one that took its place.',
    description:
      'The companion of 8, sent towards the side whose circuit will be used again at once: it must not be seized for anything else. Only networks with multi-level precedence send it. ' +
      'A telephone shows a preempted call.',
  },
  {
    name: '14',
    summary: 'The number was ported: ask the database where to, and route again (query on release).',
    description:
      'The exchange that used to own the number releases the call with it, so that the one before looks the number up. It stays inside the network. Seen at a trunk, it means that the carrier has no ' +
      'portability look-up for this number; Asterisk calls it NUMBER_PORTED_NOT_HERE. Give the carrier number and time.',
  },
  {
    name: '16',
    summary: 'Somebody hung up: the normal end of a call.',
    description:
      'In SIP the end of an answered call is BYE, and of a ringing one CANCEL, so there is no response code for it; many user agents add Reason: Q.850;cause=16 to them. ' +
      'In a record it says nothing about quality: a caller who hears nothing hangs up with 16 too. When a call that was never answered ends with 16 in a response, the other side ' +
      'had no better idea.',
  },
  {
    name: '17',
    summary: 'The called party is busy.',
    description:
      'The line is in use and takes no further call. A gateway answers 486, and sends 17 for 486 and 600. The telephone network usually plays the busy tone itself. A PBX extension that is ' +
      'always busy has do not disturb switched on, a call limit of 1, or a call that was never ended on the server.',
  },
  {
    name: '18',
    summary: 'The terminal of the called party did not react at all: no ringing, no refusal.',
    description:
      'The exchange sent the call and got neither alerting nor anything else in time; the telephone is off, unplugged or not connected. A gateway answers 408. In the other ' +
      'direction RFC 3398 sends 18 for 480. It differs from 19, where the telephone did ring. FreeSWITCH writes NO_USER_RESPONSE.',
  },
  {
    name: '19',
    summary: 'It rang, and nobody answered in time.',
    description:
      'The called telephone was alerted until a timer of the network or the PBX ran out, typically after one to three minutes. A gateway answers 480. Asterisk writes NO ANSWER and keeps 19 ' +
      'for 480 from SIP phones too. If it comes after few seconds of ringing, some ring timeout on the way is too short for a voice mail to pick up.',
  },
  {
    name: '20',
    summary: 'The mobile phone or subscriber is known, but not reachable at the moment.',
    description:
      'The mobile phone is switched off or has no radio contact; a SIP phone has no registration. A gateway answers 480. Repeat later, a different format of the number will not help. FreeSWITCH ' +
      'reports its own unregistered users as USER_NOT_REGISTERED, a cause of its own.',
  },
  {
    name: '21',
    summary: 'The call was refused though the line was free.',
    description:
      'A person pressed reject, or a service did: call barring, a block list, an unpaid account (anonymous callers are 24). A gateway answers 403, or may say 603 when the cause location is the user; ' +
      'FreeSWITCH always 603. Back to the telephone network 401, 402, 403, 407 and 603 become 21, so a wrong trunk password looks like a refusal by the called person: look at the SIP code.',
  },
  {
    name: '22',
    summary: 'The called party has a new number.',
    description:
      'With the new number in the diagnostic field a gateway answers 301 and puts the number into Contact; without it 410. The announcement of the network names the new number. Update the address ' +
      'book: the old number will not work again. Networks that do not support 22 send 1.',
  },
  {
    name: '23',
    summary: 'The call should be set up again to another number (between exchanges).',
    description:
      'An ISUP mechanism by which an exchange asks a previous one to redirect, for instance for number portability or free-phone numbers. If it reaches the edge, no exchange on the way followed it. ' +
      'A gateway answers 410. Nothing can be done at the phone; report number and time to the carrier.',
  },
  {
    name: '24',
    summary: 'A feature of the called line refuses the call, above all one without caller number.',
    description:
      'Anonymous call rejection is the usual feature: SIP has 433 for it, and Oracle SBCs send 24 for 433. RFC 3398 is older than this cause and leaves it at 500. ' +
      'Call again with the number shown; on a PBX look whether Privacy or an anonymous From is sent for that extension.',
  },
  {
    name: '25',
    summary: 'The call went round in the network, or passed too many exchanges.',
    description:
      'Two exchanges send the call to each other, typically after a wrong porting or a forwarding to itself, until a hop counter runs out. From SIP, 482 and 483 become 25. ' +
      'Backwards RFC 3398 leaves it at 500; FreeSWITCH answers 483. Look for call forwarding between two numbers, and give the carrier an example.',
  },
  {
    name: '26',
    summary: 'Another telephone got the call; in North America: a ported number was sent to the wrong exchange.',
    description:
      'On an ISDN bus the telephones that did not win the call are released with it. ANSI networks use the number for misrouted calls to ported numbers, and that is why a gateway answers 404. Asterisk ' +
      'uses 26 for a call answered elsewhere. On a trunk it means that the portability look-up is missing or outdated: a matter of the carrier.',
  },
  {
    name: '27',
    summary: 'The line or the last exchange of the called party is out of order.',
    description:
      'Signalling could not be delivered at the far end: a cut line, a PBX that is down, a gateway without contact to its peer. SIP side: 502. If it concerns one number only, that customer is ' +
      'off; if it concerns all of a trunk, the gateway has lost its link. Asterisk writes 27 for a 502 from SIP, Cisco gateways for an INVITE ' +
      'that they could not send.',
  },
  {
    name: '28',
    summary: 'The number is too short, too long or wrongly written.',
    description:
      'A digit is missing, or the type of number (national, international) does not go with the digits. A gateway answers 484, which a phone may take as a request for more digits. ' +
      'Log the number as it leaves the server: a lost area code, a + that was stripped, a * or space are the usual finds.',
  },
  {
    name: '29',
    summary: 'A supplementary service that was asked for cannot be provided.',
    description:
      'Not the call but something with it, such as forwarding, reverse charging or number presentation, was refused by the network. A gateway answers 501. Look at what the PBX adds to the call: ' +
      'a redirecting number, user-to-user data. A plain call to the same number should pass.',
  },
  {
    name: '30',
    summary: 'An answer to a question about the state of the call; nothing has failed.',
    description:
      'It belongs into an ISDN STATUS message that follows STATUS ENQUIRY, and never should end a call. If it stands in a call record, two exchanges disagreed about the state of the call and a ' +
      'gateway recorded the last cause that it saw. Trace the ISDN side around that second.',
  },
  {
    name: '31',
    summary: 'It ended normally, but no other cause fits.',
    description:
      'The favourite of networks that do not want to say more: refused, unreachable, ended by a prepaid platform. A gateway answers 480. From a SIP trunk it often hides what happened behind the ' +
      'carrier, so compare with the SIP code and the announcement. If all calls to a country end so, it is a routing or fraud rule.',
  },
  {
    name: '34',
    summary: 'No free channel: every circuit or licence on the route is in use.',
    description:
      'All 23 or 30 channels of a PRI, or all calls that a trunk permits, are taken. A gateway answers 503, so a server with a second trunk tries that. Asterisk turns 503 into 34 and reports ' +
      'CONGESTION. Count the calls at that time; if there were few, channels hang on the other side, or an INVITE came in bursts above the permitted rate.',
  },
  {
    name: '38',
    summary: 'The network does not work, and it may last.',
    description:
      'A link or an exchange has failed, and trying again at once will not help. A gateway answers 503. In the other direction 502 becomes 38. Use another route meanwhile, and ' +
      'look for alarms of the trunk (no signal on the E1, SIP peer unreachable).',
  },
  {
    name: '39',
    summary: 'A permanent frame relay connection is out of service.',
    description:
      'It belongs to the supervision of data links by frame relay, sent in a STATUS message, not to telephone calls. In a voice record it is a mistake of a gateway or a number misread. ' +
      'AudioCodes gateways translate it into 503.',
  },
  {
    name: '40',
    summary: 'A permanent frame relay connection is in service again.',
    description:
      'The good news that goes with 39: the data link can carry traffic. It ends no call. Whoever finds it in a call record should look at the cause that the exchange really sent, in a trace ' +
      'of the ISDN signalling.',
  },
  {
    name: '41',
    summary: 'A passing fault in the network; trying again may work at once.',
    description:
      'Something on the way failed briefly. A gateway answers 503, and sends 41 for 400, 481, 500 and 503. So in a call record 41 often stands for a malformed request or an ' +
      'overloaded SIP server rather than for the telephone network: find the SIP response first. Retry once, then use another route.',
  },
  {
    name: '42',
    summary: 'An exchange is overloaded.',
    description:
      'High traffic, such as a television vote or New Year, or a dialler that calls too fast for the switch. A gateway answers 503. Lower the ' +
      'number of calls per second, spread over other routes, and wait: retrying at once makes it worse.',
  },
  {
    name: '43',
    summary: 'The call goes on, but some extra information could not be delivered.',
    description:
      'User-to-user data, a subaddress or compatibility information was dropped on the way; the diagnostic says which. It comes with a message about the call rather than ending it. ' +
      'Applications that pass data with a call (call centres) notice it as missing data. Use another means on that route.',
  },
  {
    name: '44',
    summary: 'The circuit that was asked for cannot be provided by the other side.',
    description:
      'Both ends of a PRI seized the same channel at the same moment, or one has blocked it. FreeSWITCH and AudioCodes gateways answer 503. When it is frequent, let the two sides hunt channels in ' +
      'opposite order, one from the lowest and one from the highest.',
  },
  {
    name: '46',
    summary: 'Even by precedence no circuit could be freed: all hold calls of equal or higher rank.',
    description:
      'The caller asked with priority, but there was nothing to push out, or the called person is on a call of the same or higher level. Found in networks with multi-level precedence. ' +
      'A caller may try a higher level if entitled, or wait.',
  },
  {
    name: '47',
    summary: 'Some resource was missing, and no closer cause fits.',
    description:
      'Often not the line but what serves it: DSPs for transcoding, ports, memory, a licence. A gateway answers 503. On Cisco gateways and CUCM it is the usual companion of a failed ' +
      'media negotiation: no codec in common and no transcoder. Compare the SDP of both legs before ordering more channels.',
  },
  {
    name: '49',
    summary: 'The quality of service that was asked for cannot be given.',
    description:
      'Throughput or delay cannot be guaranteed, for instance because the reservation (RSVP) failed. Rare in telephony. AudioCodes gateways answer 503; in SIP itself 580 is the closest ' +
      'word for a failed reservation. Ask without the guarantee.',
  },
  {
    name: '50',
    summary: 'The service exists, but this line has not subscribed to it.',
    description:
      'Typical for calls abroad, number suppression, call forwarding or sending a foreign caller number on a line without the matching contract. By RFC 3398 it is one of the rest, 500; AudioCodes answers 503, FreeSWITCH 480. ' +
      'Order the service, or leave out what asks for it.',
  },
  {
    name: '53',
    summary: 'Outgoing calls are barred for this member of a closed user group.',
    description:
      'The caller belongs to a closed user group, whose rules permit no calls outwards from this line. The SIP side sees 500, or 480 from FreeSWITCH. Companies and authorities use such groups; on a public ' +
      'line the group was set by mistake, and only the carrier can take it off.',
  },
  {
    name: '55',
    summary: 'The called line of a closed user group does not accept incoming calls.',
    description:
      'The called member may call but not be called. A gateway answers 403. Calling again is pointless; reach the person by another number, or have the group settings changed by the ' +
      'carrier of the called side.',
  },
  {
    name: '57',
    summary: 'The line may not make this kind of call (bearer), such as data or 3.1 kHz audio.',
    description:
      'An ISDN call tells whether it is speech, audio for fax and modem, or 64 kbit/s data; this kind is not permitted for the line. A gateway answers 403. Fax and modem calls ' +
      'through a PBX meet it when they go out as data. Set the bearer to speech or 3.1 kHz audio.',
  },
  {
    name: '58',
    summary: 'This kind of call is not possible just now.',
    description:
      'The network knows the bearer, but the route that is free cannot carry it, for instance digital data over a compressed satellite link. A gateway answers 503. Asterisk uses 58 for a ' +
      'SIP call without common codec and answers 488 to it, so from an Asterisk read it as a codec matter.',
  },
  {
    name: '62',
    summary: 'What the caller may do and what was asked for contradict each other.',
    description:
      'The outgoing access information of the call does not fit the subscriber class of the line, a matter of closed user groups and line classes in the exchange. A gateway without a rule of its own answers 500. It is put ' +
      'right in the subscriber data of the carrier.',
  },
  {
    name: '63',
    summary: 'A service or option is not available, and nothing more is known.',
    description:
      'The vague one of its class. From SIP, 405 becomes 63: a method that the gateway or PBX refused. Backwards RFC 3398 makes it 500, AudioCodes 503. Look for the request that was refused, often ' +
      'UPDATE, INFO or REFER within a call.',
  },
  {
    name: '65',
    summary: 'This kind of call (bearer) is not built into the equipment.',
    description:
      'The called equipment never carries such a call: data to a telephone, video to an audio exchange. A gateway answers 488, the same as for media that do not fit in SIP. ' +
      'Call with speech or 3.1 kHz audio, or offer audio alone.',
  },
  {
    name: '66',
    summary: 'The type of channel that was asked for is not supported.',
    description:
      'The call named a channel, such as a D channel for packets or a bundle of channels, that the interface does not have. Asterisk answers 503, AudioCodes 480. For a voice ' +
      'call it is a fault in the set-up of the span.',
  },
  {
    name: '69',
    summary: 'The supplementary service is not built into the equipment.',
    description:
      'The exchange or PBX knows nothing of the facility that came with the call. FreeSWITCH answers 501, AudioCodes 503, RFC 3398 would have 500. Different from 50, where a contract is missing: here no ' +
      'contract helps. Do without the service on this route.',
  },
  {
    name: '70',
    summary: 'Only restricted digital information (56 kbit/s) can be carried.',
    description:
      'Old North American trunks rob bits of the channel for signalling, so unrestricted 64 kbit/s data is not possible. A gateway answers 488. For voice it is harmless; for data or ' +
      'video calls over ISDN lower the rate to 56 kbit/s.',
  },
  {
    name: '79',
    summary: 'A service or option is not implemented, and nothing more is known.',
    description:
      'A gateway answers 501; from SIP, 406, 415 and 501 become 79. So a body that the PBX could not read, for instance a multipart INVITE with ISUP or location data, shows up as 79 on the ' +
      'telephone side. Remove what is unusual from the INVITE and see whether it passes.',
  },
  {
    name: '81',
    summary: 'A message came for a call that the receiver does not know.',
    description:
      'The call reference of an ISDN message is not in use; one side has forgotten the call, mostly after a restart. SIP has 481 for the same idea, but RFC 3398 does not join them. ' +
      'Single ones after a restart are normal; a steady trickle means that releases get lost on the link.',
  },
  {
    name: '82',
    summary: 'The channel that was asked for does not exist on this interface.',
    description:
      'A call for channel 24 on a line with 23, or a fractional E1 of which one side believes to have all 30. Compare the channel list of both sides; it happens right after a line was set up or ' +
      'changed. AudioCodes gateways answer 502.',
  },
  {
    name: '83',
    summary: 'There is a parked call, but not under this identity.',
    description:
      'On ISDN a telephone can suspend a call, be unplugged, and resume it; the identity given at resuming does not match. It belongs to the telephone and its exchange. Nothing of it is known to SIP, ' +
      'where a parked call has an address of its own.',
  },
  {
    name: '84',
    summary: 'The identity for a call to be parked is already in use.',
    description:
      'Two telephones of one ISDN line wanted to suspend their calls under the same identity. Choose another one. On a SIP trunk it has no meaning, and seeing it there means that an old PBX ' +
      'in between translated carelessly.',
  },
  {
    name: '85',
    summary: 'A parked call was to be resumed, but none is parked.',
    description:
      'The exchange has no suspended call on that line, because it was resumed elsewhere or has ended since. The person at the telephone hears a refusal and has to call again. Purely ISDN: no SIP phone can bring it about.',
  },
  {
    name: '86',
    summary: 'The parked call to be resumed has been ended in the meantime.',
    description:
      'The identity is right, but the other person hung up or the exchange gave up after a few minutes. AudioCodes gateways answer 408. Parking for less time is the only remedy.',
  },
  {
    name: '87',
    summary: 'The called party is in a closed user group to which the caller does not belong.',
    description:
      'The number accepts calls from members of its group alone, as lines of authorities or lifts do. A gateway answers 403. The owner of the called line has to admit the caller, or to open ' +
      'the group.',
  },
  {
    name: '88',
    summary: 'The called equipment cannot handle this kind of call.',
    description:
      'A voice call reached a data terminal, a fax a telephone that declares speech only, or codecs do not match. By RFC 3398 a gateway answers 503, FreeSWITCH 488, and FreeSWITCH writes 88 for every 488 and 606 that it gets. So with FreeSWITCH ' +
      'in the path INCOMPATIBLE_DESTINATION means: compare the codecs and SRTP settings of both SDPs.',
  },
  {
    name: '90',
    summary: 'The closed user group named in the call does not exist.',
    description:
      'The call carries a group index that the network has never given out, or has withdrawn. It concerns business lines with closed user groups. SIP side: 500 by RFC 3398, 503 from AudioCodes gateways. ' +
      'Take the group out of the settings of the PBX line.',
  },
  {
    name: '91',
    summary: 'The code that selects a transit network is malformed.',
    description:
      'Carrier selection has the wrong number of digits or a type that is not permitted. Compare 2: there the code is well formed but leads nowhere. AudioCodes gateways answer 502. Look at prefixes and at the cic ' +
      'parameter of tel URIs that the server adds.',
  },
  {
    name: '95',
    summary: 'A message was invalid, and nothing more is known.',
    description:
      'The receiver could make nothing of an ISDN or ISUP message. It hints at two different dialects of the protocol, such as EuroISDN against NI2, or ITU against ANSI. SIP side: 500 by RFC 3398, 503 from ' +
      'AudioCodes gateways. Set the switch type to what the carrier names.',
  },
  {
    name: '96',
    summary: 'A required part of the message is missing.',
    description:
      'For example a SETUP without bearer capability, or a called number left out. The diagnostic holds the number of the missing element. On a gateway look whether the SIP request ' +
      'had what the element is made of, such as a user part in the Request-URI.',
  },
  {
    name: '97',
    summary: 'A type of message came that the receiver does not know.',
    description:
      'The peer speaks a newer or national variant of the protocol. The call need not fail, unless that message was needed. Update the gateway, or choose the variant on both sides; ' +
      'single ones can be ignored.',
  },
  {
    name: '98',
    summary: 'The message does not fit the state of the call, or is not known at all.',
    description:
      'A CONNECT for a call already released, or a message of a service that the other side never heard of. Two releases that cross each other cause it now and then. ' +
      'In numbers it points to lost messages on the signalling link.',
  },
  {
    name: '99',
    summary: 'An information element or parameter is not known and was ignored.',
    description:
      'The call usually goes on: the receiver reports in a STATUS message what it could not read. Typical are display names and facility elements from a PBX towards a public exchange. Switch ' +
      'off the element at the PBX if the carrier ends calls for it.',
  },
  {
    name: '100',
    summary: 'A known information element holds something invalid.',
    description:
      'Most often a number: wrong type or plan, letters, more digits than permitted, or a caller number that the carrier refuses. Write caller and called number in the form that the ' +
      'carrier wants, with the type set to match. FreeSWITCH calls it INVALID_IE_CONTENTS.',
  },
  {
    name: '101',
    summary: 'The message is known, but not allowed at this point of the call.',
    description:
      'The two sides are in different states, for instance one believes the call answered and the other still rings. It appears with timers that differ, and after a signalling link was ' +
      'down for a moment. Trace both directions of one call to see which message got lost.',
  },
  {
    name: '102',
    summary: 'A timer of the signalling ran out.',
    description:
      'An answer was due and did not come. A gateway answers 504, and sends 102 for 408 and 504. FreeSWITCH writes RECOVERY_ON_TIMER_EXPIRE for 408 and 504, so on a SIP trunk it mostly means that an ' +
      'INVITE got no answer: wrong address or port, a firewall, a peer that is down. During a call it may be a failed session refresh.',
  },
  {
    name: '103',
    summary: 'A parameter is not known, and was passed on as it was.',
    description:
      'An exchange tells the previous one that it did not understand a parameter and forwarded it untouched. Nothing is wrong with the call. It is seen between networks of different national ' +
      'ISUP variants.',
  },
  {
    name: '110',
    summary: 'A message with an unknown parameter was thrown away.',
    description:
      'The stricter sister of 103: here the whole message is lost, and with it perhaps the call. The cure is at the border between the two networks, where the parameter has to be taken out. ' +
      'For SIP it is a matter of the carrier, with an example call at hand.',
  },
  {
    name: '111',
    summary: 'A protocol error, and nothing more is known.',
    description:
      'The receiver met something that breaks the rules of ISDN or ISUP and has no closer cause. A gateway answers 500. Ask for a trace of the signalling: the message before it is the one at ' +
      'fault. If it began with a software update of the gateway, go back.',
  },
  {
    name: '127',
    summary: 'Another network was involved, which did not say why.',
    description:
      'Interworking: behind the last exchange lies a network whose reasons do not translate. A gateway answers 500; from SIP, 413, 414, 416, 420, 421, 423, 505 and 513 become 127. Asterisk writes it for 481, 487, ' +
      '491 and any 4xx that it has no better cause for. The true reason stands in the SIP response on the other leg.',
  },
];
