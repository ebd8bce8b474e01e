/** The header fields that say who calls, who forwarded and who must not be named, told (RFC 8224, 3323, 3325, 5806, 7044). */

import type { HeaderText } from '../texts.ts';

// A whole PASSporT (RFC 8225, 8588), so that a reader can decode it: protected header, claims, signature.
const passportHeader =
  'eyJhbGciOiJFUzI1NiIsInBwdCI6InNoYWtlbiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUuY29tL3NoYWtlbi5wZW0ifQ';
const passportClaims =
  'eyJhdHRlc3QiOiJBIiwiZGVzdCI6eyJ0biI6WyIxMjAyNTU1MDE2OCJdfSwiaWF0IjoxNzY3MjI1NjAwLCJvcmlnIjp7InRuIjoiMTIwMjU1NTAxNDMifSwib3JpZ2lkIjoiN2M5ZTY2NzktNzQyNS00MGRlLTk0NGItZTA3ZmMxZjkwYWU3In0';
const passportSignature = 'AHPsJm1PtK2_PRBKpxT58RAy_Yq22IKfxAtSyG9khdeSjMLr1GRvP-PzdL4R2QW_S-J1-obziJ2CqffcXkHdMg';

export const identityHeaders: readonly HeaderText[] = [
  {
    name: 'Identity',
    summary:
      'A signature over caller, callee and time, by which the far end can tell that the number was not invented.',
    description:
      'The value is a PASSporT, a signed token in three parts with dots between: which key, what is claimed, the signature. In STIR/SHAKEN the ' +
      'claims say how sure the signing carrier is: attest A, it knows the customer and the number is theirs; B, it knows the customer; C, it only ' +
      'passed the call in. The verifying carrier fetches the certificate at info, compares the claims with the call and hands the result on, ' +
      'often as verstat in From or P-Asserted-Identity. It proves whose number it is, not that the caller is honest.',
    written:
      "The authentication service of the caller's provider, in INVITE and other requests; several may stand, for example a second one (ppt=div) made when the call was forwarded.",
    example: `Identity: ${passportHeader}.${passportClaims}.${passportSignature};info=<https://cert.example.com/shaken.pem>;alg=ES256;ppt=shaken
`,
    parts: [
      [passportHeader, 'Which algorithm and where the certificate is (base64url of a JSON text).'],
      [
        passportClaims,
        'The claims: orig +12025550143, dest +12025550168, iat 1767225600 (when signed), attest A, origid.',
      ],
      [passportSignature, 'The signature over both.'],
      ['info=<https://cert.example.com/shaken.pem>', 'Where the verifier fetches the certificate; mandatory.'],
      ['ppt=shaken', 'Which claims are in it; div for a forwarded call, rcd for name and logo.'],
    ],
    pitfalls: [
      'The INVITE is sent again and again over UDP and nothing comes back: with Identity it is larger than one packet and its fragments are dropped. Send requests above 1300 bytes over TCP or TLS.',
      '438 Invalid Identity Header, or verstat=TN-Validation-Failed: numbers were rewritten after signing. orig and dest must equal the numbers in From or P-Asserted-Identity and To, as digits with country code. Sign last, behind every number translation.',
      '403 with the phrase Stale Date: iat is too old, by the usual rule more than 60 seconds. Set the clocks by NTP, and sign anew after a queue rather than storing the token.',
      '436: the certificate at info could not be fetched (open it with curl from the verifier). 437: it came and is not trusted, often expired or of an unknown authority.',
      'Your calls arrive with attest B or C and are shown as suspected spam: the provider cannot tell that the numbers are yours. Have them entered for your trunk.',
    ],
    confusedWith: [
      {
        with: 'P-Asserted-Identity',
        difference: 'P-Asserted-Identity is believed because of who sends it; Identity can be checked by anybody.',
      },
      {
        with: 'Identity-Info',
        difference: 'Identity-Info held the address of the certificate before RFC 8224 put it into info.',
      },
    ],
  },
  {
    name: 'Identity-Info',
    summary: 'Formerly the address of the certificate for the signature in Identity; no longer used.',
    description:
      'RFC 4474 put the signature into Identity and the place of its certificate here. RFC 8224 moved both into Identity, whose value ' +
      'is another format altogether, and deprecated this header. It is seen in old traces and from programs that were never renewed.',
    written: 'Signing proxies of the years before 2018, in requests.',
    example: `Identity-Info: <https://example.com/example.cer>;alg=rsa-sha1
`,
    parts: [
      ['<https://example.com/example.cer>', 'The certificate of the signing domain.'],
      ['alg=rsa-sha1', 'The algorithm, which is considered too weak today.'],
    ],
    pitfalls: [
      'A verifier of today answers 438, or ignores both headers: an Identity of RFC 4474 is a quoted string without dots and info. Replace the signing program; converting is not possible, since the signature covers other fields.',
    ],
    confusedWith: [{ with: 'Identity', difference: 'Today Identity carries signature and certificate address alike.' }],
  },
  {
    name: 'Privacy',
    summary: 'Asks the network to hide who is calling, wholly or in part.',
    description:
      'id, the value in daily use, says: you know my number from P-Asserted-Identity, take it away before the call leaves your trust. ' +
      'user asks for a From without a name, header for Contact, Via and their kin to be hidden, session for the addresses of the sound, history for ' +
      'History-Info. critical forbids to send the call on if that cannot be done; none asks that nothing be hidden even if it is the default. ' +
      'Values are separated by semicolons.',
    written: 'The caller, in a request, or the called side in a response; a proxy acting for a user who ordered it.',
    example: `Privacy: id;critical
`,
    parts: [
      ['id', 'Remove P-Asserted-Identity before handing on to somebody who is not trusted.'],
      ['critical', 'Rather refuse the call than do without.'],
    ],
    pitfalls: [
      'The number is shown in spite of Privacy: id. It was still in From, which id does not touch. Write From: "Anonymous" <sip:anonymous@anonymous.invalid> and keep the real number in P-Asserted-Identity.',
      'Anonymous calls get 403 from the trunk: the carrier must know who pays and finds no number. Send From anonymous, Privacy: id and a P-Asserted-Identity with a number of your own, together.',
      '433 Anonymity Disallowed, or an announcement: the called person takes no anonymous calls. Call with the number shown.',
      'Hidden numbers appear on desk phones: the PBX passes P-Asserted-Identity on to phones, which are not trusted. Remove it on the way to each phone when Privacy contains id.',
      'Privacy: id, header with a comma is one unknown word to a strict receiver. Use semicolons.',
    ],
    confusedWith: [
      {
        with: 'Remote-Party-ID',
        difference: 'Its parameter privacy=full says the same in the older header, and is unknown to most carriers.',
      },
    ],
  },
  {
    name: 'P-Asserted-Identity',
    summary: 'The caller as the network vouches for it, for those who trust that network.',
    description:
      'From is what the caller says; this is what the network found out when it authenticated the caller. It holds one or two addresses, of ' +
      'which one may be sip or sips and the other tel. It is worth as much as the last one who could write it, so every border removes what comes from ' +
      'strangers and, when Privacy says id, what goes to them. Emergency services, billing and caller display rely on it. In responses it names ' +
      'the person really reached.',
    written:
      'A proxy, PBX or carrier that authenticated the user; a customer PBX towards a carrier that agreed to believe it.',
    example: `P-Asserted-Identity: "Alice Adams" <sip:+12025550143@example.com;user=phone>, <tel:+12025550143>
`,
    parts: [
      ['"Alice Adams"', 'The name; many carriers drop it.'],
      ['<sip:+12025550143@example.com;user=phone>', 'The address vouched for, with the number in international form.'],
      ['<tel:+12025550143>', 'The same person as a telephone number.'],
    ],
    pitfalls: [
      'All calls show the main number of the trunk: the carrier reads another header than the one you fill in. Ask whether it takes From or P-Asserted-Identity for display, and switch it on: send_pai=yes in Asterisk, sip_cid_type=pid in FreeSWITCH.',
      '403 from the trunk: the number is not one of yours, or is in national form. Send +1 202 555 0143 as +12025550143.',
      'Incoming calls show anonymous although the trace has the number here: the PBX does not trust the trunk. Set trust_id_inbound=yes for that endpoint in Asterisk, and for trunks only.',
      'A customer calls under any number they like: the PBX passes on what phones wrote. Remove it from every request of a phone (remove_hf in Kamailio) and write your own after authentication.',
    ],
    confusedWith: [
      {
        with: 'P-Preferred-Identity',
        difference: 'Preferred is the wish of the phone, asserted the word of the network.',
      },
      { with: 'From', difference: 'From is unproved and shown to all; this one goes to trusted networks only.' },
    ],
  },
  {
    name: 'P-Preferred-Identity',
    summary: 'Tells the own provider which of several numbers the caller wants to appear under.',
    description:
      'A user with several numbers chooses one here. The first trusted proxy authenticates the user, looks whether the wish is allowed, ' +
      'writes it into P-Asserted-Identity and removes this header. If it is not allowed, the proxy takes the default number.',
    written: 'The phone or a customer PBX, in requests to its own proxy; never further.',
    example: `P-Preferred-Identity: "Sales" <sip:+12025550122@example.com>
`,
    parts: [
      ['"Sales"', 'The wished name.'],
      ['<sip:+12025550122@example.com>', 'The wished number, one of those that belong to the account.'],
    ],
    pitfalls: [
      'The wish is ignored and the default number appears: the number is not entered for this account, or is written otherwise than there (with or without +). Compare with P-Associated-URI of the registration where there is one.',
      'Sent together with P-Asserted-Identity it is left unread by many carriers. Send the one that the carrier asks for.',
    ],
    confusedWith: [
      { with: 'P-Asserted-Identity', difference: 'The network makes an asserted one out of the preferred one.' },
    ],
  },
  {
    name: 'Diversion',
    summary: 'Says who forwarded the call, and why; the newest forwarding stands on top.',
    description:
      'Each time a call is forwarded, a line is put on top with the number that forwarded it, so the lowest names whom the caller dialled. ' +
      'Voice mail takes its mailbox from it, and carriers see from it who pays for the second leg. It was never made a standard: ' +
      'RFC 5806 records it as historic and History-Info was meant to take its place, yet it is what most trunks speak.',
    written: 'Whoever forwards: a PBX, a proxy, a phone in the Contact of a 302 or a gateway from ISDN; in INVITE.',
    example: `Diversion: <sip:+12025550168@example.com>;reason=no-answer;counter=1;privacy=off;screen=no
`,
    parts: [
      ['<sip:+12025550168@example.com>', 'The number that forwarded.'],
      [
        'reason=no-answer',
        'Why: also user-busy, unconditional, unavailable, time-of-day, do-not-disturb, deflection and others.',
      ],
      ['counter=1', 'How many forwardings this line stands for.'],
      ['privacy=off', 'Whether name and number may be shown: off, name, uri or full.'],
      ['screen=no', 'Whether a network checked the number.'],
    ],
    pitfalls: [
      "Calls forwarded to a mobile phone get 403 or lose the caller's number: the carrier sees a foreign number in From and nothing of its customer. Put the forwarding number of yours into Diversion; with it most carriers let the caller's number stand.",
      'All callers reach the general greeting of voice mail: the header is missing, or the mailbox server looks at the lowest line where the topmost one is meant, or the other way round. Look at both after two forwardings.',
      'Two phones forward to each other until 482 or 483 comes: count the lines and add up the counters, and refuse above five.',
      'The trunk wants History-Info. RFC 7544 tells how each is written as the other; switch the conversion on in the border controller and do not send both.',
    ],
    confusedWith: [
      {
        with: 'History-Info',
        difference:
          'Diversion lists who forwarded, newest first; History-Info lists every target, oldest first, with an index.',
      },
      { with: 'Referred-By', difference: 'Referred-By tells of a transfer after the call was answered.' },
    ],
  },
  {
    name: 'History-Info',
    summary: 'The way of a call through all its targets, oldest first, each with its place in the tree of forwardings.',
    description:
      'The first entry has what the caller dialled, the last the present target. index shows the branching: 1.2 is the second attempt made from 1. ' +
      'mp says that the target became another person, rc that the same person was reached under another address, np that nothing changed, each with the index it came ' +
      'from. Why a target was left is written into its own URI, as an encoded Reason; the URI parameter cause of the new target says it too, in the form that voice mail reads ' +
      '(302 always, 486 busy, 408 no answer).',
    written:
      'Proxies and B2BUAs that change the target, in requests; in responses if the caller lists histinfo in Supported.',
    example: `History-Info: <sip:+12025550168@example.com?Reason=SIP%3Bcause%3D408>;index=1
History-Info: <sip:+12025550199@example.com;cause=408>;index=1.1;mp=1
`,
    parts: [
      [
        '<sip:+12025550168@example.com?Reason=SIP%3Bcause%3D408>',
        'The number dialled, and how it ended there: no answer.',
      ],
      ['index=1', 'The first entry.'],
      ['<sip:+12025550199@example.com;cause=408>', 'The present target, reached because nobody answered.'],
      ['index=1.1', 'The first attempt made from entry 1.'],
      ['mp=1', 'Another person than in entry 1.'],
    ],
    pitfalls: [
      'Voice mail picks the wrong mailbox: it should take the entry that mp points to, not the last one, which is the mailbox itself. Where a server numbers entries anew (1, 2, 3) after a B2BUA, that link is broken: let the border controller keep the header.',
      'A parser stops at the semicolon inside Reason: it is not encoded. Within the URI it must be %3B, and the brackets are mandatory.',
      'Forwarding numbers that should be hidden are shown to the called side: Privacy: id does not touch this header. Use Privacy: history, or mark the single entry with ?Privacy=history.',
    ],
    confusedWith: [
      { with: 'Diversion', difference: 'The older header: only the forwarding parties, the newest on top.' },
      { with: 'Via', difference: 'Via lists machines of one request; History-Info lists addresses that were tried.' },
    ],
  },
  {
    name: 'Remote-Party-ID',
    summary: 'The older header for caller name and number, from a draft that never became an RFC.',
    description:
      'It says in one line what P-Asserted-Identity and Privacy say in two, and also names the called side. Cisco devices and many PBXes still ' +
      'send it; most carriers read P-Asserted-Identity and pass over this. Like that one it is believed only from a trusted neighbour. ' +
      'A phone that gets both shows whichever it prefers, so both should agree.',
    written: 'PBXes, gateways and proxies; in requests about the calling, in responses about the called party.',
    example: `Remote-Party-ID: "Alice Adams" <sip:+12025550143@example.com>;party=calling;privacy=off;screen=yes
`,
    parts: [
      ['"Alice Adams" <sip:+12025550143@example.com>', 'Name and number.'],
      ['party=calling', 'Whose they are: calling or called.'],
      ['privacy=off', 'What may be shown: off shows all; full, name and uri hide everything, the name or the number.'],
      ['screen=yes', 'The sender checked it; no, it was taken over unchecked.'],
    ],
    pitfalls: [
      'The carrier shows the main number though this header has the extension: it does not read it. In Asterisk set send_rpid=no and send_pai=yes, in FreeSWITCH sip_cid_type=pid.',
      'privacy=full hides nothing at a carrier that reads only Privacy: the number is shown. Send Privacy: id as well.',
      'The display changes in the middle of a call to a wrong name: an UPDATE or re-INVITE carried a stale Remote-Party-ID. Look at the last one before the change, and switch off connected-line updates towards that phone if the PBX cannot fill them in.',
    ],
    confusedWith: [
      {
        with: 'P-Asserted-Identity',
        difference: 'The standard (RFC 3325) for the same purpose, with Privacy beside it.',
      },
    ],
  },
];
