/** The option tags of Supported, Require, Proxy-Require and Unsupported, told. */

import type { ShortText } from './texts.ts';

/** A text for each option tag of the catalogue. */
export const optionTagTexts: readonly ShortText[] = [
  {
    name: '100rel',
    summary: 'Provisional responses other than 100 can be sent reliably: the caller answers each with PRACK.',
    description:
      'In Supported of an INVITE it lets the called side send 18x responses with Require: 100rel and RSeq, and repeat them until a PRACK comes. In Require of ' +
      'the INVITE it makes every provisional response reliable; a phone that cannot do that answers 420. A callee that insists on it answers 421. When a ' +
      'trunk rings but never connects, look whether each reliable 183 gets its PRACK and 200; switching 100rel off on one side is the usual cure.',
  },
  {
    name: '199',
    summary:
      'The caller understands 199, which says that one branch of a forked call is over before the call itself is.',
    description:
      'The caller lists it in Supported of the INVITE; a forking proxy or a callee may then send 199 for an early dialog that has ended, and the caller ' +
      'frees what it held for that branch, such as a codec or early media. It is of no use to put it in Require or Proxy-Require: that only obliges the ' +
      'others to know the code, not to send it, and most calls would fail with 420.',
  },
  {
    name: 'answermode',
    summary: 'The sender knows Answer-Mode and Priv-Answer-Mode, by which a caller asks a phone to answer by itself.',
    description:
      'Push-to-talk and intercom use it: Answer-Mode: Auto asks the phone to go off hook without its user, and the ;require parameter of that field says that ' +
      'the call is pointless otherwise. Few desk phones know the tag; for paging they look at Call-Info or Alert-Info with a value of their maker ' +
      '(answer-after=0, Auto Answer) instead. A phone that meets it in Require and lacks it answers 420, so leave it in Supported.',
  },
  {
    name: 'early-session',
    summary: 'Early media may be described by an SDP of its own, apart from the session of the answered call.',
    description:
      'A user agent that lists it in Supported understands a body with Content-Disposition: early-session. An application server, for example a ringback tone ' +
      'platform in a mobile network, can then negotiate its announcement separately and the real offer/answer stays with the called phone. Without the tag the ' +
      'server has only the ordinary SDP in a 183. In Require it is refused with 420 by nearly every desk phone and PBX.',
  },
  {
    name: 'eventlist',
    summary: 'One subscription may stand for a list of resources, such as all lamps of a phone.',
    description:
      'A phone lists it in Supported of SUBSCRIBE; the server then answers with Require: eventlist, and each NOTIFY carries several documents at once ' +
      '(multipart/related with an RLMI part). A list asked for without the tag is refused with 421. This is the BLF list of desk phones: when the lamps stay ' +
      'dark, look for the list URI that phone and server must share, and for NOTIFYs that are too large for UDP.',
  },
  {
    name: 'explicitsub',
    summary: 'REFER makes no implicit subscription; who wants progress subscribes to the address in the response.',
    description:
      'It stands in Require of a REFER whose sender does not want NOTIFYs mixed into a call. The 200 then names in Refer-Events-At where the outcome of the ' +
      'transfer can be subscribed to. A recipient that does not know the tag refuses the REFER with 420. Ordinary transfer buttons do not use it, so seeing it ' +
      'points to an application server or a conference.',
  },
  {
    name: 'from-change',
    summary: 'The URIs in From and To may change during a dialog, so that a phone shows who is really connected.',
    description:
      'A user agent lists it in Supported. After a transfer or a pick-up the other side may then send a re-INVITE or UPDATE whose From is the new person, signed ' +
      'with Identity. Most PBXes update the display by P-Asserted-Identity or Remote-Party-ID instead, and some peers answer 481 to a changed From, since stacks ' +
      'of RFC 2543 matched the whole URI rather than the tag alone. It has no sense in Require.',
  },
  {
    name: 'geolocation-http',
    summary: 'The recipient can fetch the place of the caller from an http or https URI in Geolocation.',
    description:
      'Emergency calls (112, 911) carry the place either in the message body or as a reference. A server that lists this tag in Supported will fetch the ' +
      'reference by HTTP and read the PIDF-LO document in the answer. When the reference cannot be fetched or read, the refusal is 424 with ' +
      'Geolocation-Error, not 420.',
  },
  {
    name: 'geolocation-sip',
    summary: 'The recipient can learn the place of the caller by a SIP subscription to the URI in Geolocation.',
    description:
      'The Geolocation header field may hold a sip, sips or pres URI in place of coordinates. Who lists this tag in Supported can send SUBSCRIBE with ' +
      'Event: presence to it and take the place from the NOTIFY. Emergency networks use it when the access network, not the phone, knows the position. A location ' +
      'that cannot be obtained is answered with 424.',
  },
  {
    name: 'gin',
    summary: 'A PBX registers a whole block of telephone numbers with one REGISTER.',
    description:
      'The PBX sends REGISTER with Require: gin and Proxy-Require: gin, and a Contact without user part but with the parameter bnc. The provider then routes ' +
      'every number of the trunk to that address. SIPconnect trunks work so. A registrar without it answers 420 with Unsupported: gin; then switch the trunk to ' +
      'ordinary registration of one account, or to a static address.',
  },
  {
    name: 'gruu',
    summary: 'The phone asks the registrar for a URI that reaches exactly this device from anywhere.',
    description:
      'Listed in Supported of REGISTER, together with +sip.instance in Contact; the 200 then returns pub-gruu and temp-gruu in its Contact. The phone uses them as ' +
      'its own Contact in calls, so that a transfer reaches this phone and not another one of the same person. In Require the registrar must know it or answer 420. ' +
      'A proxy that leaves ;gr out when it rewrites Contact makes attended transfers end at the wrong device.',
  },
  {
    name: 'histinfo',
    summary: 'The caller would like History-Info back: through which addresses its call was forwarded.',
    description:
      'It stands in Supported only. A proxy or callee that sees it returns History-Info in responses, so the caller learns that the call was diverted, and why. ' +
      'Requests may carry History-Info without it. Since the field is optional everywhere, the tag has no place in Require or Proxy-Require. ' +
      'Trunks that reject calls for want of a forwarding number look at Diversion or History-Info itself, not at the tag.',
  },
  {
    name: 'ice',
    summary: 'ICE is used to find a working media path; in Require it must be.',
    description:
      'A user agent whose network admits media only after ICE puts it in Require of the INVITE; a peer without ICE answers 420 rather than starting a call without ' +
      'sound. In Contact of REGISTER the feature sip.ice tells the registrar the same. Most WebRTC libraries list it in Supported and leave the rest to the ' +
      'a=candidate lines of the SDP. A PBX reached by browsers needs ICE switched on per account.',
  },
  {
    name: 'join',
    summary: 'An INVITE with a Join header field may add its sender to a call that exists already.',
    description:
      'Barge-in, silent monitoring and conferences without a dial-in number use it: Join names the Call-ID and tags of the call. A user agent that supports it says ' +
      'so in Supported. The INVITE carries Require: join, because a phone that ignored the header would ring as for a new call; one without it answers 420, and one ' +
      'that knows the header but not the call answers 481.',
  },
  {
    name: 'multiple-refer',
    summary: 'One REFER may name many targets in a list in its body.',
    description:
      'It stands in Require of a REFER whose Refer-To points by cid: at a resource list in the body, for example to have a conference server invite twenty people. ' +
      'A recipient that cannot read the list answers 420. Such a REFER makes no implicit subscription, so norefersub goes with it. Telephones do not support it; ' +
      'conference servers of IMS networks do.',
  },
  {
    name: 'norefersub',
    summary: 'A REFER may be carried out without the NOTIFYs that report how the transfer went.',
    description:
      'With Refer-Sub: false the transferring side asks for no implicit subscription; the answer repeats Refer-Sub: false when it agrees, otherwise NOTIFYs come as ever. Listed in Supported ' +
      'the tag tells that one accepts such a REFER; in Require it brings 420 from phones without it. Once agreed, the transferrer never learns whether the new call succeeded, so a phone shows the transfer as done at the 2xx. ' +
      'When a transfer seems to hang for want of a NOTIFY, this is the tag to look for.',
  },
  {
    name: 'nosub',
    summary: 'REFER makes no subscription at all, and none is to follow.',
    description:
      'It stands in Require of a REFER whose sender has no interest in the outcome. It differs from norefersub, which asks with Refer-Sub and lets the recipient ' +
      'decide: a recipient that accepts Require: nosub will not subscribe the sender, and the REFER may even be sent within a dialog without making another usage ' +
      'of it. Unknown to the recipient, it brings 420.',
  },
  {
    name: 'outbound',
    summary: 'Calls to the phone come over the connection that the phone itself has opened to its server.',
    description:
      'The phone lists path and outbound in Supported of REGISTER, with +sip.instance and reg-id in Contact. A registrar that agrees answers with Require: outbound, and ' +
      'the phone keeps the flow alive by the pings of Flow-Timer. When the first proxy on the way cannot do it, the registrar answers 439; a flow that has died brings ' +
      '430 to who tries to use it. Without it a phone behind NAT depends on rport and frequent registration.',
  },
  {
    name: 'path',
    summary: 'The registrar remembers the proxies that the REGISTER passed, and sends calls back through them.',
    description:
      'A user agent that understands Path lists it in Supported of all its requests; a proxy that adds a Path value and depends on it puts path in Require of the REGISTER, ' +
      'so that a registrar without it answers 420. Calls that reach the registrar but never the phone often mean that the edge proxy added no Path. Kamailio has a strict ' +
      'mode that answers 420 when Path is there and the phone did not list the tag; phones that never list it need the lazy mode or off.',
  },
  {
    name: 'policy',
    summary: 'The user agent can fetch rules for a session, such as permitted codecs, from a policy server.',
    description:
      'A proxy that sees it in Supported may answer an INVITE with 488 and Policy-Contact, which names a policy server; the user agent subscribes there, adapts its ' +
      'offer and repeats with Policy-ID. Hardly any product implements it. Operators enforce the same rules with an SBC that edits the SDP.',
  },
  {
    name: 'precondition',
    summary: 'The phone is to ring only when bandwidth has been reserved for the call.',
    description:
      'Mobile networks use it for VoLTE: a=curr and a=des lines in the SDP tell what is reserved and what must be, and UPDATE reports progress before the called phone ' +
      'alerts. An offer with mandatory preconditions puts the tag in Require, one with optional ones may use Supported. A PBX at the edge of such a network answers 420, ' +
      'or 580 when it knows the mechanism but cannot reserve; the network must then strip the tag.',
  },
  {
    name: 'pref',
    summary: 'The registrar is to keep what the phone says about its abilities in Contact.',
    description:
      'A phone registers with audio, video, mobility or a language as parameters of its Contact, so that callers can choose by Accept-Contact and Reject-Contact. ' +
      'With Require: pref it makes sure that the registrar keeps them; one that cannot answers 420. In practice phones send the parameters without requiring anything, and ' +
      'a registrar without caller preferences stores them as part of the Contact or drops them.',
  },
  {
    name: 'privacy',
    summary: 'A proxy must hide the caller as Privacy asks, or must not forward the call.',
    description:
      'It stands in Proxy-Require alone, beside Privacy: id or header, and goes away once the service has been done. A proxy that does not offer privacy answers 420, and the ' +
      'caller learns it before being exposed. Phones that withhold their number mostly send Privacy: id and an anonymous From without the tag; then an unaware proxy ' +
      'forwards the call with the number in P-Asserted-Identity.',
  },
  {
    name: 'recipient-list-invite',
    summary: 'An INVITE carries a list of people whom a server is to invite, usually into a conference.',
    description:
      'The INVITE to the conference factory has Require: recipient-list-invite and a body with Content-Disposition: recipient-list. The server calls all entries by INVITEs of ' +
      'its own. Group calls of IMS phones and of Linphone start so. A server without it answers 420; then add the participants one by one with REFER.',
  },
  {
    name: 'recipient-list-message',
    summary: 'One MESSAGE is to be delivered to a list of recipients that travels with it.',
    description:
      'The MESSAGE goes to a list server with Require: recipient-list-message; one body part is the text, another the resource list. The server sends a copy to each. ' +
      '420 means that the server knows no lists, 470 that a recipient has not agreed to receive through it. Group messages of telephone networks use it; ' +
      'chat programs mostly use other means.',
  },
  {
    name: 'recipient-list-subscribe',
    summary: 'A SUBSCRIBE brings the list of resources to watch in its own body.',
    description:
      'The subscriber needs no list stored on the server: it sends Require: recipient-list-subscribe, Supported: eventlist and a resource list, and gets one NOTIFY stream ' +
      "for all entries. Linphone fetches its contacts' presence so. A presence server that reads Require and does not know the tag answers 420, and the client stays " +
      'without presence unless it falls back to one subscription per contact.',
  },
  {
    name: 'record-aware',
    summary: 'The user agent can be told by SDP that it is being recorded.',
    description:
      'A phone that lists it in Supported reads a=record:on, off or paused in the media description and shows a light or text; it may ask not to be recorded with ' +
      'a=recordpref. Where it is missing, the recorder must announce recording by voice or tone, as law in many places demands. It does not start ' +
      'recording: that is siprec.',
  },
  {
    name: 'replaces',
    summary: 'An INVITE may take the place of an existing call: the base of attended transfer and call pick-up.',
    description:
      'Phones list it in Supported. The transfer target gets an INVITE with Replaces. A phone that lacks it rings as for a further call; if Require: replaces forbids that, it ' +
      'answers 420 and the transfer fails after the person has announced it. One that finds no such dialog answers 481. A B2BUA between the phones must translate ' +
      'Call-ID and tags in Replaces, or every attended transfer across it ends with 481.',
  },
  {
    name: 'resource-priority',
    summary: 'The call has a priority in a named scheme, for emergency services, government or military use.',
    description:
      'With Resource-Priority a call may pass a full network or push out others. Normally the field is sent alone and ignored where unknown. With Require: resource-priority ' +
      'a server without the mechanism answers 420, and one that knows the mechanism but none of the namespaces answers 417 with Accept-Resource-Priority. ' +
      'Ordinary phones should not send it.',
  },
  {
    name: 'sdp-anat',
    summary: 'One media stream may be offered with an IPv4 and an IPv6 address as alternatives.',
    description:
      'The offer holds two m= lines joined by a=group:ANAT, of which the answer keeps one. The tag goes into Require, because a peer without it would take the two lines for ' +
      'two streams; such a peer answers 420 and the caller offers again with one address. ANAT has been given up in favour of ICE, so meet it with an offer of one family or ' +
      'with ICE candidates.',
  },
  {
    name: 'sec-agree',
    summary: 'Phone and first proxy agree on a security mechanism, and check that nobody has weakened the choice.',
    description:
      'Mobile phones send it in Require and Proxy-Require of REGISTER with Security-Client; the network answers with Security-Server, and later requests repeat that list in ' +
      'Security-Verify over IPsec or TLS. A server that insists on it answers 421 when the tag is missing, and 494 when it is there but the request came unprotected or with a changed list. 420 with Unsupported: sec-agree ' +
      'means that the request reached a server that knows no security agreement, mostly because it did not go to the P-CSCF.',
  },
  {
    name: 'siprec',
    summary: 'This session brings a copy of another call to a recording server.',
    description:
      'An SBC or PBX sends it in Require of an INVITE to the recorder, with +sip.src in Contact, the SDP of both directions and an XML body that names the parties. ' +
      'A server that is no recorder answers 420, which in practice means that the recording target points to a normal SIP port. The recorded parties never see this tag; ' +
      'theirs is record-aware.',
  },
  {
    name: 'tdialog',
    summary: 'A request outside a dialog may prove by Target-Dialog that its sender takes part in a call.',
    description:
      'A REFER or SUBSCRIBE about a call, sent outside it, carries Target-Dialog with the Call-ID and tags of the call; the recipient thereby knows that the sender is ' +
      'on the line and permits it. User agents list it in Supported. In Require a recipient that does not know it answers 420. A B2BUA that hides Call-IDs makes the proof ' +
      'fail, seen as 403 to a transfer.',
  },
  {
    name: 'timer',
    summary: 'Session timers: one side refreshes the call at intervals, and a call not refreshed is ended.',
    description:
      'In Supported it says that the user agent can refresh. The 200 with Session-Expires decides who does; with refresher=uac it carries Require: timer. An INVITE with ' +
      'Require: timer is answered 420 by a phone without session timers, while an interval below the minimum brings 422 with Min-SE. Calls cut after a fixed time such as 15 or ' +
      '30 minutes mean that the refresh (re-INVITE or UPDATE) was lost or refused: look at its answer.',
  },
  {
    name: 'trickle-ice',
    summary: 'ICE candidates may be sent one after the other by INFO, while the call is being set up.',
    description:
      'Without it a caller must gather all candidates, TURN included, before its INVITE, which costs seconds. With the tag in Supported it sends what it has and the rest in INFO ' +
      'requests of the package trickle-ice. Both sides and every B2BUA between them must know it: one that answers 469 or drops the INFO leaves the call with the ' +
      'first candidates, which are often private addresses.',
  },
  {
    name: 'uui',
    summary: 'The call carries data of an application, such as an account number, in User-to-User.',
    description:
      'Call centres pass the customer number from the voice menu to the agent with it. User-to-User is normally just sent and ignored where unknown, the tag being in ' +
      'Supported. With Require: uui a call is refused with 420 rather than arriving without its data. Data lost on the way mostly means a trunk or SBC that removes header fields ' +
      'that it does not know.',
  },
];
