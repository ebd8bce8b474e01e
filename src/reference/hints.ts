/** What to say about two response codes that people confuse, or look up side by side. */

/** What tells two response codes apart, for whoever confuses them. */
export interface Hint {
  /** Names of two codes of the catalogue, the smaller number first. */
  readonly pair: readonly [string, string];
  /** Two to four sentences: how the two are told apart, by what one sees, and which of them is right when. */
  readonly hint: string;
}

/** The pairs that people confuse, by the smaller number. */
export const hints: readonly Hint[] = [
  {
    pair: ['100', '180'],
    hint: 'Look at the To header: the tag of a 180 belongs to the phone that rings, a 100 mostly has none. The 100 is there within milliseconds and comes from the machine next to you, even for a number that nobody has; the 180 has travelled back through every proxy. If a call shows 100 and never 180, search behind the first server. A server says 100 on receipt of the INVITE, a phone says 180 when it alerts its user.',
  },
  {
    pair: ['100', '200'],
    hint: 'Both can answer the same INVITE, with the same CSeq. After the 100 the client sends nothing and waits; after the 200 it sends ACK, audio starts, and so does the bill. A REGISTER, BYE or OPTIONS usually gets its 200 without any 100 before. Write a server so that 100 means "I have it" and 200 "it is done": a 200 used as a receipt makes an unanswered call count as answered.',
  },
  {
    pair: ['180', '183'],
    hint: 'Capture RTP before the answer. No packets, and the tone of your own phone: that is 180, as a rule without a body; tone or voice that arrives as RTP: that is 183 with SDP in its body, from a gateway or carrier. Silence after a 183 with SDP is a matter of media, silence after a plain 180 a setting of the phone. Send 180 when you know that it rings, 183 when you have something to let the caller hear.',
  },
  {
    pair: ['181', '302'],
    hint: 'Count the INVITEs that the caller sends: one with 181, two with 302. The 302 is final, gets an ACK and names the target in Contact; the Contact of a 181 is as a rule still the server that diverts, and the target shows in History-Info at most. With 302 the caller places and pays for the second leg, with 181 the forwarding side does. Calls from trunks want 181, since trunks seldom follow a redirect.',
  },
  {
    pair: ['183', '200'],
    hint: 'Sound proves nothing, since both can carry SDP; ACK does. The caller acknowledges the 200, whereas a 183 gets a PRACK at most, and only if it has RSeq. Before the 200 the caller leaves by CANCEL, after it by BYE. Use 183 for tones and announcements, and 200 as soon as a person, a menu or a voicemail takes the call.',
  },
  {
    pair: ['200', '202'],
    hint: 'CSeq decides what to make of it. For SUBSCRIBE and REFER the client does the same after either, and the NOTIFY that follows brings the outcome; a server of today says 200. For MESSAGE there is a difference: after 200 the text has arrived, after 202 it lies at a gateway or store and may never arrive. INVITE, REGISTER and BYE never get 202.',
  },
  {
    pair: ['200', '302'],
    hint: 'Both have a Contact, and it means opposite things: in a 200 to INVITE it is the peer to whom ACK and BYE of this call go, in a 302 the address for a new INVITE. Both are acknowledged, but after the ACK to a 302 there is no call and no audio. To REGISTER, 200 lists your own bindings, while 302 names another registrar. Answer 200 where the call ends, 302 where the caller shall go elsewhere.',
  },
  {
    pair: ['200', '401'],
    hint: 'Read them as a pair: REGISTER without Authorization gets 401, the same REGISTER with Authorization and a CSeq one higher gets 200. It is a fault only when the second answer is 401 again (password, user name or realm), or when the second request never leaves the phone. A 200 without any 401 before is normal for a refresh that reuses the nonce; at the first contact it means that the server asked for no password. As a server send 200 only after you have checked the credentials.',
  },
  {
    pair: ['200', '404'],
    hint: 'For an OPTIONS ping either one proves that the host is alive; 404 adds only that it does not know the name before the @. If you hear "this number is not in service", look what came before: after 183 a 404 follows and is normally not charged, after 200 somebody answered and the call counts. REGISTER gets 200 and calls to the same name 404: they are looked up in another domain or on another server than the one that registered it.',
  },
  {
    pair: ['200', '487'],
    hint: 'After hanging up while it rings, you see both, and CSeq tells them apart: 200 with "CANCEL" says that the CANCEL was understood, 487 with "INVITE" closes the call. A 200 with "INVITE" after the CANCEL means that somebody picked up a moment earlier: send ACK, then BYE. As a UAS never put 487 on a CANCEL, and never leave the INVITE without a final response after the 200 to its CANCEL.',
  },
  {
    pair: ['300', '302'],
    hint: 'Count the Contacts and look for q values: a 300 has several, as a choice for the caller; a 302 has mostly one, with expires at times, as the place where the callee is now. Phones that follow redirects treat both alike, the highest q first; those that read one Contact only lose the point of a 300. Use 302 for forwarding, 300 for alternatives of equal worth such as a list of gateways.',
  },
  {
    pair: ['301', '302'],
    hint: 'This call looks the same: Contact, ACK, a new INVITE. The difference shows at the next one, in its Request-URI: after 302 it is the old address again, after 301 the new one, if the phone stores it at all. A Contact with expires belongs to a 302. When in doubt send 302: it can be taken back, while a wrong 301 stays in address books and caches.',
  },
  {
    pair: ['302', '305'],
    hint: 'Look at the Contact and at the repeated request. With 302 the Contact is a person or number and becomes the Request-URI; with 305 it is a proxy, often without a user part and with ;lr, goes into Route, and the Request-URI stays. Only a called user agent may send 305, and few clients know it, so many treat it as a redirect and call the proxy itself. For forwarding 302 is right; to keep strangers off a gateway a 403 is safer than 305.',
  },
  {
    pair: ['302', '380'],
    hint: 'A 302 is read in its Contact, a 380 in its body, mostly application/3gpp-ims+xml from the edge of a mobile network. After 302 any client can call the new address; after 380 only a handset that knows the format goes on, as an emergency call by another way, while a desk phone or PBX stops. If your calls to emergency numbers get 380, give them a route of their own. Where there is simply another address to call, send 302.',
  },
  {
    pair: ['302', '401'],
    hint: 'Look for the header that the client has to act on. Contact with another address is 302: it sends the INVITE to that address, and nobody asks who it is; WWW-Authenticate with realm and nonce is 401: the same address gets the same request again, plus Authorization. One may follow the other: the target of a 302 may challenge, and then credentials for the realm of that target are needed. A server that tells addresses to its users only sends 401 first, and 302 to the repeated request.',
  },
  {
    pair: ['302', '428'],
    hint: 'A 302 has a Contact and helps: whoever sent the INVITE calls that address, and the call may connect a second later. A 428 has neither Contact nor challenge, and dialling again repeats it, until the network of the caller puts a signed Identity header into the INVITE for the same address. One can lead to the other: a PBX that follows a 302 with a new, unsigned INVITE gets 428 where signatures are demanded. Send 302 for a callee who is elsewhere, 428 only as a verifier that insists on STIR/SHAKEN.',
  },
  {
    pair: ['400', '403'],
    hint: 'Change one thing at a time. If another make of phone, or a plain display name, gets through with the same account, it was 400: the way in which the message is written. If every phone with this account, source address or destination fails, it was 403: a rule. The phrase mostly names the header (400) or the rule (403), and a server that could read the request and dislikes the sender must not hide behind 400.',
  },
  {
    pair: ['400', '505'],
    hint: 'Look at the end of the first line of the request. If it does not read SIP/2.0, the 505 is right, and every request of that client gets it; correct the program that writes the line. If it does, search the header that the 400 names in its phrase: only messages with that fault fail. A first line that cannot be read at all gets 400, or no answer.',
  },
  {
    pair: ['401', '403'],
    hint: 'WWW-Authenticate is there: 401, and the phone tries again by itself. It is absent: 403, and the phone stops. After a REGISTER with Authorization a second 401 points at password, user name or realm; a 403 points at a blocked account, another user in To, or a server that reports a wrong password this way. Send 401 while you do not know who asks, and 403 once you know and the answer is no.',
  },
  {
    pair: ['401', '407'],
    hint: 'The header decides, not the theory: answer WWW-Authenticate (401) by Authorization, and Proxy-Authenticate (407) by Proxy-Authorization, each for the realm that it names. REGISTER usually gets 401 and a call 407, also from servers that are no proxies: FreeSWITCH and many SBCs challenge calls with 407. A phone that registers well and fails at each call lacks the credentials for the realm in the 407. In a server of your own send 401 when you are the goal of the request, 407 when you only pass it on.',
  },
  {
    pair: ['401', '428'],
    hint: 'A 401 has a nonce in WWW-Authenticate, and your phone answers it within milliseconds from its password. A 428 has no challenge, and comes from the network of the person called, after your own provider has let the call out. The first is solved by the account, the second by the provider who signs caller numbers. A server that knows its users sends 401; 428 is for calls of strangers, whose password nobody there could test.',
  },
  {
    pair: ['403', '404'],
    hint: 'Try two calls more. If another caller reaches the number that was refused to you, it is 403: about who asks, from where, or what is allowed. If that number fails for everybody and its neighbour works for you, it is 404: about what was dialled, or the form in which it arrived. A server that wants to hide which users exist challenges everybody with 401 rather than mixing the two.',
  },
  {
    pair: ['403', '407'],
    hint: 'A 407 has Proxy-Authenticate, and one of them at the start of a call is routine: the INVITE goes out again with Proxy-Authorization. A 403 has no such header, and nothing follows but the ACK. INVITE, 407, INVITE with credentials, 403: the proxy now knows you and bars this call, by caller number, destination or credit. As a proxy send 407 as long as credentials are missing or wrong, afterwards 403.',
  },
  {
    pair: ['403', '428'],
    hint: 'A 428 names one lack, a signed Identity header in the INVITE as it arrived; a 403 may stand for any rule, so read its phrase. "Stale Date" on a 403 comes from the same check of signatures: the token was there and too old. A number that is not yours gets 403 from your own carrier as a rule, whereas 428 comes from further on. As a verifier send 428 only for the missing signature, as a carrier 403 for your own rules.',
  },
  {
    pair: ['403', '603'],
    hint: 'Look at the clock and at what the proxy does. A 403 arrives at once, without 180, has the Server header of a trunk or PBX, and other branches or routes may still be tried. A 603 after some seconds of ringing is a finger on Decline, and ends all branches; a 603 without ringing is a rule of the callee, such as do not disturb, or a carrier that should have sent 403. Send 403 for your own rules, 603 for the will of the person called.',
  },
  {
    pair: ['404', '410'],
    hint: 'From the telephone network Reason tells: cause 1 leads to 404, cause 22 to 410. A 404 may be a typing error, a wrong form of the number or a missing route, so look at the Request-URI first; a 410 says that the address was once right, so strike it from speed dials and lists. Few servers remember what they had, which is why most retired numbers get 404 as well. Send 410 only if you know that it will not come back.',
  },
  {
    pair: ['404', '416'],
    hint: 'Split the Request-URI at its first colon. With 416 the fault stands before it (tel:, sips:, urn:), and the same number as sip:number@domain passes; with 404 it stands behind it, in the name or the domain. Every tel: link failing while dialled numbers work is a 416 case, one number failing out of many a 404 case. Look at the scheme before you look up the user.',
  },
  {
    pair: ['404', '480'],
    hint: 'Register the called phone and call again. If it rings now, the earlier answer meant 480, even if it read 404, as it does from the sample scripts of some proxies; if not, the name or number is wrong in the Request-URI. A 480 is worth another try later and may say when in Retry-After; a 404 has to be dialled otherwise. In a server look into the list of users before the list of bindings: unknown is 404, known without a contact 480.',
  },
  {
    pair: ['404', '484'],
    hint: 'Add digits and call again. If the answer changes, the number was too short: 484, mostly a dial plan that fires too early or a missing area code. If it stays, the number is complete and leads to nobody: 404. A phone with overlap dialling goes on after 484 with a longer number and stops at 404, so a wrong 484 keeps it waiting for digits that do not exist.',
  },
  {
    pair: ['404', '604'],
    hint: 'Watch what happens next. After a 404 from one carrier the server may try the next, and a fork goes on ringing; after a 604 all of that is cancelled. So a number that one carrier knows and another does not works or fails by the order of the routes, if one of them says 604. Send 404 when your own tables lack the number; 604 is for whoever keeps the tables of everybody.',
  },
  {
    pair: ['405', '501'],
    hint: 'Send the same method to another address at the same server. If it works there, it was 405: a matter of this address, and Allow must list what it takes. If it fails everywhere, it was 501: the server has no code for that word, which may simply be misspelt or in small letters. REGISTER to a trunk gateway is typical for 405, PUBLISH to a small PBX for 501.',
  },
  {
    pair: ['406', '415'],
    hint: 'Look where Accept stands. With 406 it is in the request, and the answer would have to be of a type listed there: typical for SUBSCRIBE. With 415 it is in the response, and lists what the body of the request should have been: typical for INFO and MESSAGE. So mend Accept after 406, and Content-Type with the body after 415.',
  },
  {
    pair: ['406', '488'],
    hint: 'See whether the refused request has an Accept header. If it has, perhaps with an XML type in a SUBSCRIBE, the 406 is meant literally, and codecs do not matter. If it is an INVITE with SDP and no Accept, read the 406 as a 488 and compare m= lines, codecs and encryption. A Warning with 304 or 305 speaks for 488; that is also what a gateway should send for media.',
  },
  {
    pair: ['408', '480'],
    hint: 'Is there a packet? A 480 has a To tag and often a Server header, and the one who sent it is alive; most 408s stand in the log of the client alone, after 32 s of repeated requests. When both are on the wire, timing helps: 100 and then 30 s of nothing is a lost phone (408), an answer within milliseconds is a phone that never registered (480). For ringing without answer either is met; a phone that knows why should say 480.',
  },
  {
    pair: ['408', '487'],
    hint: 'Search the trace for CANCEL. With a CANCEL before it, 487 is the receipt: the caller or a server in between gave up; without one, 408 means that nobody answered in time. One call can show both: when its no-answer timer ends, Kamailio cancels the phone, which says 487, and tells the caller 408. A UAS sends 487 to what was withdrawn, a proxy 408 to what stayed without a final response.',
  },
  {
    pair: ['408', '503'],
    hint: 'How long did it take? A client that shows 503 at once got a refused connection, no route or a failed TLS handshake; one that shows 408 after 32 s sent packets and heard nothing, as behind a firewall that drops them. Neither is then in the trace. If a real 503 came in, the server lives, is full or closed, and another one of its domain should be tried; a real 408 says that the phone or trunk behind it is silent.',
  },
  {
    pair: ['408', '504'],
    hint: 'A 504 always came over the wire, from a living server, often after a round 5, 10 or 30 s: measure them and find the lookup with that timer. A 408 is mostly the client itself after 32 s; on the wire it means that the called phone or trunk did not answer. Look behind the server: INVITE out and nothing back is 408 for a proxy (SBCs say 504), a DNS, ENUM or database query without reply is 504 for everybody.',
  },
  {
    pair: ['412', '481'],
    hint: 'CSeq tells: 412 answers PUBLISH alone, 481 whatever belongs to a dialog, a subscription or a transaction. Both follow a restart that forgot state, and both are healed by starting anew rather than repeating: PUBLISH without SIP-If-Match, SUBSCRIBE or INVITE without To tag. If a server knows the tag in SIP-If-Match no more, it sends 412; if it does not know Call-ID and tags, 481.',
  },
  {
    pair: ['413', '513'],
    hint: 'Compare Content-Length with the size of the whole message. If the body is large (WebRTC SDP, a long text), either may come, and a shorter body cures both. If the body is small and Via, Record-Route, Identity or History-Info make the bulk, only 513 fits. A Retry-After goes with 413, whose limit may pass; a 513 is often a fixed length in a script (2048 bytes in old ones), so raise that.',
  },
  {
    pair: ['414', '513'],
    hint: 'Call another address from the same phone. If that passes, the Request-URI was too long: 414, mostly for push parameters or a chain of forwardings in it. If all calls with video or ICE fail and audio calls pass, whoever is called, the message as a whole is too long: 513. Shorten the stored Contact in the first case; drop codecs and headers, or raise the limit, in the second.',
  },
  {
    pair: ['415', '488'],
    hint: 'Look at Content-Type of the refused request. If it is application/sdp, 488 is meant: the body was read, and a Warning may name codec, encryption or address. If it is anything else, such as multipart/mixed or application/dtmf-relay, it is 415, and Accept in the response lists what to send instead. An INFO or MESSAGE never has a 488 to fear; changing codecs never cures a 415.',
  },
  {
    pair: ['420', '421'],
    hint: 'Two headers of the response tell: Unsupported (420) lists what your request demanded and the peer lacks, Require (421) what the peer demands and your Supported lacks. The same tag can show in both, 100rel above all. After 420 move the tag from Require to Supported and send again; after 421 switch the option on in your phone, or to "optional" at the peer. A server should first try to do without, then send 421.',
  },
  {
    pair: ['422', '423'],
    hint: 'Read CSeq and the header with the minimum: INVITE or UPDATE with Min-SE is 422, REGISTER, SUBSCRIBE or PUBLISH with Min-Expires is 423. So a 422 is mended at the session timer of the call, a 423 at the registration or subscription expiry. Both are settled by one repetition with the larger number; both turn into a failure when the client keeps asking for the small one.',
  },
  {
    pair: ['428', '436'],
    hint: 'Look at the INVITE as the verifier received it. No Identity header: 428, so search for the hop that dropped it or for the carrier that does not sign. Identity is there: fetch its info URL with curl from the machine that verifies, and if that fails it is 436. A 428 stays the same as long as caller number and route do; a 436 comes and goes with a web server, DNS or firewall.',
  },
  {
    pair: ['428', '438'],
    hint: 'Compare the INVITE where it was signed with the one that arrived. Identity is missing at the end: 428, and an SBC, a TDM link or an unsigned number is behind it. Identity is there, and From, P-Asserted-Identity, called number or the header itself was changed on the way: 438. Hence 428 asks for a signature and 438 for hands off after signing; a verifier sends 438 only if no Identity in the request holds.',
  },
  {
    pair: ['436', '437'],
    hint: 'Two commands on the verifier separate them. If curl does not get the certificate from the info URL, it is 436: web server, DNS or outgoing https. If curl gets it and openssl verify fails against the list of approved authorities, it is 437: issuer, intermediate certificate or algorithm. A 436 may be gone an hour later by itself; a 437 stays until a certificate or a list is exchanged.',
  },
  {
    pair: ['437', '438'],
    hint: 'Ask whether all calls of the signer fail or some. All of them: 437, since its certificate is not accepted, whatever it signs; forwarded calls only, or one caller number, or one route: 438, since the token does not fit what arrived. Of the two only 438 can be worth one repetition, with the full form of the token after a compact one. Check the certificate first, and send 438 when that was good.',
  },
  {
    pair: ['480', '486'],
    hint: 'How fast did it come? 486 is the phone (or the PBX that counts its calls), within a second when it is in use, or after some rings when the user rejects; 480 within milliseconds is the server that has no binding; 480 after 20 to 60 s of ringing is nobody picking up. Reason from a gateway helps: cause 17 is 486, causes 19 and 20 are 480. Do-not-disturb may send either, so set forwarding for "busy" and for "unavailable".',
  },
  {
    pair: ['480', '503'],
    hint: 'Call a second number over the same server or trunk. If it connects, the first one was a matter of its owner, and 480 is the fitting code, with the next try later at the same place. If every number fails, in peak hours above all, it is 503: go to the next server of the domain, and wait out Retry-After. Gateways make 480 of causes 19, 20 and 31, and 503 of 34, 38, 41, 42 and 47 (no channel or a fault of the network).',
  },
  {
    pair: ['481', '487'],
    hint: 'Read CSeq: 487 always says INVITE, 481 says BYE, CANCEL, NOTIFY or what else found no call. Hanging up in time gives 200 to the CANCEL and 487 to the INVITE, and the far phone falls silent. A CANCEL that gets 481 stopped nothing: compare its branch with that of the INVITE, or accept that it came too late. A UAS sends 487 for the INVITE that it drops, 481 for the request that it cannot place.',
  },
  {
    pair: ['482', '483'],
    hint: 'Read the Via list of the refused request. The same two hosts in turn, dozens of times, and Max-Forwards at 0: 483; a host that shows up a second time after a few lines: 482, at the first turn. No host twice: for 482 a copy that a fork sent to one phone over two ways, which is harmless; for 483 a start value that is too low. A B2BUA in the circle writes a new Via list, so there look for the same number in its log.',
  },
  {
    pair: ['484', '485'],
    hint: 'Look at the user part of the Request-URI: few digits speak for 484, a name without a first name for 485. A 484 goes away with more digits, and nobody has to be asked; a 485 needs a person who picks one from the Contacts, if it lists any. Number plans send the first, directories the second. Neither fits a complete address without an owner; that is 404.',
  },
  {
    pair: ['486', '487'],
    hint: 'Who ended it? With 486 the called side did: no CANCEL is in the trace, and the caller hears busy. With 487 the calling side did: CANCEL comes first, from the caller, from a timer, or from a server whose group call was won by another phone. In a group call the busy member sends 486 and the losers 487, so only the former belong into statistics of busy phones.',
  },
  {
    pair: ['486', '491'],
    hint: 'Look for a To tag in the INVITE. Without one it is a new call, and 486 tells the caller that the phone takes no further one. With one it is a re-INVITE in a call that is up, and 491 says that another change is under way: wait up to 4 s and repeat, the conversation goes on meanwhile. Never answer a re-INVITE with 486 for want of a moment, and a new caller never with 491.',
  },
  {
    pair: ['486', '600'],
    hint: 'Watch the other branches. After 486 they ring on, and voicemail or forward on busy takes over; after 600 the proxy cancels them, and the caller hears busy although a second phone was free. Seen by a caller with one target the two are alike, and both become cause 17 at a gateway. A phone sends 486; 600 is for a server that counts all calls of the person.',
  },
  {
    pair: ['486', '603'],
    hint: 'The Reject key can send either, by a setting of the phone, so the number does not prove what the person wanted; what follows does. After 486 the call goes on to other phones or voicemail, after 603 it ends for all. If rejected calls should reach voicemail, set that key to 486. In the telephone network the caller hears busy for 486 (cause 17) and a rejection for 603 (cause 21).',
  },
  {
    pair: ['487', '603'],
    hint: 'Both end a ringing call after some seconds. A CANCEL in the trace before it makes it 487: the calling side withdrew, and the called phone lists a missed call. No CANCEL, and the called side speaks first: 603, somebody pressed Decline. For statistics 487 counts as given up by the caller, 603 as refused by the callee, and a fixed number of seconds before each 487 as a timer.',
  },
  {
    pair: ['488', '580'],
    hint: 'Look into the SDP for a=des:qos lines. With them, and after 183, PRACK and UPDATE went by, a 580 says that codecs were agreed and the radio or network bearer was not granted. Without them it can only be 488, mostly the first answer to the INVITE, and codecs, encryption or address family are to blame. So a better signal may cure a 580; another offer cures a 488.',
  },
  {
    pair: ['488', '606'],
    hint: 'The Warning and the list of codecs may be the same in both; the scope is not. A 488 leaves other phones of the person ringing, and one of them may take the offer; a 606 has the proxy cancel them. Also, a 488 may refuse a change in mid-call, which then goes on as it was. Phones and gateways send 488; 606 needs somebody who knows every device of the person.',
  },
  {
    pair: ['491', '500'],
    hint: 'Lay the INVITEs of the dialog on a time line. Two that cross, one from each side: 491, and each side waits by its role, 2.1 to 4 s or 0 to 2 s; two in a row from one side, the second before the first was answered: 500 with Retry-After of 0 to 10. In either case the call lives on. A 500 to the first INVITE of a call is something else, a server that broke.',
  },
  {
    pair: ['500', '501'],
    hint: 'Send the request again after a few seconds. A 500 may be gone; a 501 comes for ever, and for every user, because the method in CSeq is not served. One feature that never works, such as lamps or texts, while calls do, speaks for 501; calls that work at times speak for 500. Look at the error log after a 500, at the list of loaded modules after a 501.',
  },
  {
    pair: ['500', '502'],
    hint: 'Trace both sides of the machine that answers. If a response came back from behind just before and was refused, 502 is right, and the next hop or the header that it wrote is at fault. If nothing fits there, it is 500: read the log of the machine itself. One exception: a proxy sends 500 when it got a 503 from behind, so look there before you open the log.',
  },
  {
    pair: ['500', '503'],
    hint: 'On two sides of a proxy they are often one event: the carrier says 503, and the caller sees 500, because a proxy does not pass 503 on. Face to face, Retry-After means different things: after 500 this request may come back here, after 503 all requests should stay away and go to another server. Send 500 for one that failed on you, 503 when you would refuse whatever comes now.',
  },
  {
    pair: ['502', '503'],
    hint: 'A 502 tied to one called number, often with Reason cause 27, is a dead line; a 503 at busy hours for any number, with cause 34 or Retry-After, is a full trunk. After 503 the client goes to another server by rule; after 502 another one helps only if the fault was in the hop and not in the line. In PJSIP softphones neither need have been received: 502 stands for a name that does not resolve, 503 for a connection that fails.',
  },
  {
    pair: ['502', '504'],
    hint: 'Look at the far side of the server that complains. A response came in and was refused: 502, usually within a second; only requests go out and nothing comes back: 504, after the 5, 10 or 30 s of some timer. So after 502 read the response that was refused, after 504 look for a firewall, a changed address or a dead lookup. Causes differ likewise: 27 becomes 502, 102 becomes 504.',
  },
  {
    pair: ['503', '504'],
    hint: 'A 503 is a decision and comes within milliseconds: limit reached, maintenance, no channel. A 504 is the end of waiting and comes when a timer of the server has run out. A 503 may name its end in Retry-After and sends you to another server; with a 504 the answering machine is fine, and the system behind it has to be found. Do not send 503 for a lookup that hangs: clients would drop you for every call.',
  },
  {
    pair: ['600', '603'],
    hint: 'Both stop all phones and voicemail, so look at what the caller learns: 600 says busy, 603 says no. At a gateway 600 becomes cause 17 and the caller hears the busy tone, 603 becomes cause 21. A person who refuses is 603 even when free; a server that counts calls and finds the last one taken is 600. If another phone or voicemail should still get the call, neither is right: 486.',
  },
  {
    pair: ['603', '603+'],
    hint: 'Read the status line: "Decline" is the called side, "Network Blocked" with a Reason that holds v=analytics1 is a carrier. Ringing before it speaks for plain 603; with 603+ the phone was never reached, and other callers get through to it. After 603 the person has decided and nothing is to be done; after 603+ use the url, tel or email in Reason to get the number released. Only voice providers send 603+.',
  },
  {
    pair: ['603', '607'],
    hint: 'Both are a person saying no after some rings, and in the trace only number and phrase differ. The consequence does: after 603 your next call rings as before, after 607 it may be stopped without ringing, for other people too. The mark can also come later, in the BYE of an answered call, as Reason: SIP;cause=607. A Decline key sends 603, a spam or block key 607.',
  },
  {
    pair: ['603', '608'],
    hint: 'A 603 mostly follows a 180, because somebody declined; a 608 comes without one, at most with an announcement as early media. A 608 should carry Call-Info with purpose=jwscard, which leads to whoever blocked; a 603 names nobody. Calls of one of your numbers failing to many people speak for a filter, refusals by one person for 603. A server that filters on its own judgement sends 608.',
  },
  {
    pair: ['607', '608'],
    hint: 'A 607 comes from one callee, after ringing or from a rule of theirs, and carries no address for complaints. A 608 comes from a filter, hits your calls to many people at once, and Call-Info should say to whom to write. So take that person off your list after 607, and seek release with the operator of the filter after 608. Whoever blocks because the callee asked for it sends 607, whoever decides by analytics 608.',
  },
];
