/** The header fields of digest authentication and of the security agreement, told (RFC 3261 22, 7616, 8760, 3329). */

import type { HeaderText } from '../texts.ts';

export const authenticationHeaders: readonly HeaderText[] = [
  {
    name: 'Authorization',
    summary: 'The proof that the sender knows the password, for a registrar or user agent that asked with 401.',
    description:
      'The client takes realm and nonce from WWW-Authenticate, mixes them with user name, password, method and address into a hash, ' +
      'and sends the hash as response. The password itself never travels. The request is sent again with this header and a CSeq one ' +
      'higher. There is one header per realm, each on a line of its own.',
    written:
      'Clients, in the request after a 401 and in later ones to the same realm; the ACK repeats that of the INVITE.',
    example: `Authorization: Digest username="alice", realm="example.com", nonce="84a4cc6f3082121f32b42a2187831a9e", uri="sip:example.com", algorithm=MD5, qop=auth, nc=00000001, cnonce="0a4f113b", response="0ab56e11890f8b2fb1c266c9ec6da3be"
`,
    parts: [
      ['username="alice"', 'The authentication name of the account; it need not be the user in From.'],
      ['realm="example.com"', 'Whose password this is, copied from the challenge; part of the hash.'],
      ['nonce="84a4cc6f3082121f32b42a2187831a9e"', "The server's random value, copied from the challenge."],
      ['uri="sip:example.com"', 'The Request-URI as the client sent it; part of the hash.'],
      ['algorithm=MD5', 'The hash function: MD5, SHA-256 or SHA-512-256.'],
      ['qop=auth', 'Quality of protection: auth covers method and address, auth-int the body too.'],
      ['nc=00000001', 'The count of uses of this nonce, in eight hexadecimal digits.'],
      ['cnonce="0a4f113b"', "The client's own random value, against a server that chooses its nonces."],
      ['response="0ab56e11890f8b2fb1c266c9ec6da3be"', 'The hash that only somebody with the password can make.'],
    ],
    pitfalls: [
      '401 again and again with the right password: the realm differs from that of the stored hash, or the authentication name is a field of its own that was left empty. Compare username and realm with the account, letter by letter.',
      'The same nc twice for one nonce: a server that counts takes it for a replay and challenges anew. Count up with every request.',
      'A router or SBC rewrote the Request-URI and uri in this header is the old one: some servers answer 400 or 401. RFC 3261 22.4 lets the two differ.',
      'Logs and captures with this header let others guess weak passwords at leisure. Cut it out before posting a trace.',
    ],
    confusedWith: [
      {
        with: 'Proxy-Authorization',
        difference: 'Authorization answers 401 of a registrar or user agent, Proxy-Authorization the 407 of a proxy.',
      },
    ],
  },
  {
    name: 'Proxy-Authorization',
    summary: 'The proof that the sender knows the password, for a proxy that asked with 407.',
    description:
      'It is made like Authorization, with realm and nonce of Proxy-Authenticate. Each value is for the proxy of its realm; a call ' +
      'through two such proxies carries two. A proxy never adds one on behalf of the caller.',
    written:
      'Clients, in the request after a 407 and later ones of that call; the proxy for which it is may remove it.',
    example: `Proxy-Authorization: Digest username="alice", realm="example.com", nonce="c60f3082ee1212b402a21831ae", uri="sip:bob@example.com", qop=auth, nc=00000001, cnonce="7d5a9e01", response="b99991377f43d49a2d9716a828883511"
`,
    parts: [
      ['realm="example.com"', 'The proxy, or group of proxies, for which this value is.'],
      ['nonce="c60f3082ee1212b402a21831ae"', 'The random value from its 407.'],
      ['uri="sip:bob@example.com"', 'The address that is called.'],
      ['response="b99991377f43d49a2d9716a828883511"', 'The hash, made with the password.'],
    ],
    pitfalls: [
      'Registration works and calls get 407 for ever: the PBX has a password for the registration only. In Asterisk set outbound_auth at the endpoint too.',
      'BYE gets 407 and the call stays open at the carrier: the proxy asks again and the client does not answer. Challenge first requests only.',
    ],
    confusedWith: [{ with: 'Authorization', difference: 'The same digest for 401; a request may carry both.' }],
  },
  {
    name: 'WWW-Authenticate',
    summary: 'The challenge in a 401: it names the realm whose password is asked for and the nonce to hash it with.',
    description:
      'A registrar, user agent or B2BUA says how the client shall prove itself. Several lines offer several algorithms, the best first; ' +
      'the client answers the first that it knows (RFC 8760). A new nonce comes with each 401; stale=true says that only the nonce ' +
      'was too old and the password was right.',
    written:
      'Registrars, user agents and B2BUAs, in 401; also in the 407 of a proxy that joined the challenges of several branches.',
    example: `WWW-Authenticate: Digest realm="example.com", nonce="84a4cc6f3082121f32b42a2187831a9e", algorithm=SHA-256, qop="auth"
WWW-Authenticate: Digest realm="example.com", nonce="84a4cc6f3082121f32b42a2187831a9e", stale=false, algorithm=MD5, opaque="5ccc069c", qop="auth,auth-int"
`,
    parts: [
      ['Digest', 'The scheme. Basic is forbidden in SIP.'],
      ['realm="example.com"', 'The name of the protected domain; a phone may show it when it asks for a password.'],
      ['nonce="84a4cc6f3082121f32b42a2187831a9e"', 'A value that the server made up and takes for a limited time.'],
      ['algorithm=SHA-256', 'The hash that is offered in this line; MD5 when it is absent.'],
      ['qop="auth"', 'The protections that the client may choose from; quoted here, not quoted in the answer.'],
      ['stale=false', 'true: same password, new nonce, and the user need not be asked.'],
      ['opaque="5ccc069c"', 'To be sent back unchanged.'],
    ],
    pitfalls: [
      'After two challenges the phone sends nothing more: older phones take the first line, or fail at more than one (baresip 1.0). Offer MD5 alone to accounts with such phones.',
      'Two challenges with a comma between them in one line: most parsers of SIP see one broken challenge. RFC 3261 7.3.1 wants one to a line.',
      'The realm is "asterisk" or changes with the host: hashes that were stored for another realm no longer fit and each login fails. Fix the realm before the first account.',
      'The challenge is answered and challenged again with stale=true: the clocks of two servers differ, or they do not share their nonces. Keep a client at one server.',
    ],
    confusedWith: [
      {
        with: 'Proxy-Authenticate',
        difference: 'The same content in a 407, from a proxy; it is answered in Proxy-Authorization.',
      },
      { with: 'Authorization', difference: 'WWW-Authenticate is the question, Authorization the answer.' },
    ],
  },
  {
    name: 'Proxy-Authenticate',
    summary: "The challenge in a 407: a proxy wants the sender's password before it takes the request on.",
    description:
      'Proxies ask here for the same digest that WWW-Authenticate asks for, mostly at INVITE, to know who pays. When a call was ' +
      'forked and several proxies or phones asked, the proxy that forked joins all their challenges into one response, and the client ' +
      'answers each realm that it has a password for.',
    written:
      'Proxies, and servers that act as such for trunks, in 407; also in a 401 that was joined from several branches.',
    example: `Proxy-Authenticate: Digest realm="example.com", nonce="c60f3082ee1212b402a21831ae", stale=true, algorithm=MD5, qop="auth"
`,
    parts: [
      ['realm="example.com"', 'Which account the proxy means; the client looks its password up by this.'],
      ['nonce="c60f3082ee1212b402a21831ae"', 'The random value for the hash.'],
      ['stale=true', 'The former answer was right but its nonce was too old: repeat with this one.'],
      ['algorithm=MD5', 'The hash to use.'],
      ['qop="auth"', 'The answer must then have qop, nc and cnonce.'],
    ],
    pitfalls: [
      'The caller hangs up at 407 or shows "authentication required": it has no password for this realm. A PBX picks the password by realm; enter the realm of the 407, or leave the field empty so that any fits.',
      'INVITE, 407, ACK, INVITE, 407 and so on: the credentials are wrong, and the client tries without end. It must not send again what was refused; block the source after a few rounds.',
      'The ACK for the 407 is missing: the proxy repeats its 407 for up to 32 seconds. It belongs to the first INVITE and has its branch and CSeq number.',
      'A large challenge with many lines and a large INVITE with SDP exceed one UDP packet: the second INVITE gets lost on the way. Use TCP, or fewer codecs.',
    ],
    confusedWith: [
      { with: 'WWW-Authenticate', difference: 'That is the challenge of a registrar or user agent, in 401.' },
    ],
  },
  {
    name: 'Authentication-Info',
    summary: 'The server proves in a 200 that it knows the password too, and may hand out the next nonce.',
    description:
      'After a correct Authorization the server may add this to its 2xx. rspauth is a hash that only it can make, so the client knows ' +
      'that no impostor answered; nextnonce saves the 401 before the next request. Few phones look at it.',
    written: 'User agents and registrars, in 2xx to a request with Authorization.',
    example: `Authentication-Info: qop=auth, rspauth="20fc7d2f1213948869bf055cccb2430a", cnonce="0a4f113b", nc=00000001, nextnonce="47364c23432d2e131a5fb210812c"
`,
    parts: [
      ['rspauth="20fc7d2f1213948869bf055cccb2430a"', "The server's proof: made like response, without the method."],
      ['cnonce="0a4f113b"', "The client's value, as it came."],
      ['nc=00000001', 'The count, as it came.'],
      ['nextnonce="47364c23432d2e131a5fb210812c"', 'The nonce for the next request.'],
    ],
    pitfalls: [
      'The server hands out nextnonce, forgets the old nonce at once, and gets a 401 round for every request that was already under way, or for phones that ignore it. Keep the old one valid for some time.',
      'A B2BUA passes it on from the other leg: rspauth fits no password of this leg, and a client that checks it drops the registration. Remove it there.',
    ],
    confusedWith: [
      {
        with: 'WWW-Authenticate',
        difference: 'That asks for a proof in 401; this comes after a proof that was right, in 2xx.',
      },
    ],
  },
  {
    name: 'Security-Client',
    summary: 'The security mechanisms that the client offers for the link to its first proxy.',
    description:
      'First step of the security agreement (RFC 3329): the client lists TLS, IPsec or digest, the server answers with its own list, ' +
      'and the client repeats that list over the protected link. So nobody can strike the strong ones out unseen. Mobile ' +
      'networks use it to set up IPsec while a phone registers.',
    written: 'Clients, in the first request to a proxy, mostly REGISTER, with sec-agree in Require and Proxy-Require.',
    example: `Security-Client: ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=16785;spi-s=16786;port-c=5062;port-s=5064
`,
    parts: [
      ['ipsec-3gpp', 'The mechanism; others are tls, digest, ipsec-ike.'],
      ['alg=hmac-sha-1-96', 'How integrity is protected.'],
      ['ealg=aes-cbc', 'How content is encrypted.'],
      ['spi-c=16785', "The IPsec association of the phone's client port; spi-s that of its server port."],
      ['port-c=5062', 'The protected port to send from; at port-s it listens.'],
    ],
    pitfalls: [
      'A phone with a profile for mobile networks at an ordinary PBX: 420 with Unsupported: sec-agree. Switch IMS or sec-agree off in its profile.',
      'The phone and the P-CSCF have no algorithm in common: the second REGISTER never arrives. Compare alg and ealg.',
    ],
    confusedWith: [
      {
        with: 'Security-Verify',
        difference: 'The offer of the client; Security-Verify is the list of the server, sent back.',
      },
    ],
  },
  {
    name: 'Security-Server',
    summary: 'The security mechanisms that the server has, for the client to choose from and to repeat.',
    description:
      'The answer to Security-Client, or a demand for it. It comes in 494 (Security Agreement Required) and 421, or in the 401 of a mobile network together with ' +
      'the challenge. The client takes the mechanism with the highest q that both know and switches it on before it sends the next request.',
    written: 'The first proxy, in 494 and 421, and in mobile networks in the 401 to REGISTER.',
    example: `Security-Server: tls;q=0.9
Security-Server: ipsec-3gpp;q=0.5;alg=hmac-sha-1-96;spi-c=98765;spi-s=87654;port-c=8642;port-s=7531
`,
    parts: [
      ['tls', 'A mechanism that the server has.'],
      ['q=0.9', 'Its preference, the highest first; no two may be equal.'],
      ['spi-c=98765', "The server's own association numbers, for what the phone sends."],
      ['port-s=7531', 'The protected port to which the phone sends from now on.'],
    ],
    pitfalls: [
      'The next request goes to the old port 5060 in clear: the client did not switch to port-s, and the server drops it without an answer. The capture of the phone shows REGISTER repeated to 5060.',
      'Something on the way changes the list: Security-Verify does not fit and 494 comes again and again. Only the first hop may take part; a server further on that is set to demand the agreement answers 502 to a request with several Vias.',
    ],
    confusedWith: [{ with: 'Security-Client', difference: 'The list of the server, not that of the client.' }],
  },
  {
    name: 'Security-Verify',
    summary: "The client repeats the server's list over the protected link, to show that nobody changed it.",
    description:
      'Third step of the security agreement: every request over the new link carries the list of Security-Server as it was received. ' +
      'The server compares it with the one it sent. When somebody in between had struck out a strong mechanism, the two differ and the server refuses.',
    written: 'Clients, in every request after the agreement, with sec-agree in Require and Proxy-Require.',
    example: `Security-Verify: tls;q=0.9
Security-Verify: ipsec-3gpp;q=0.5;alg=hmac-sha-1-96;spi-c=98765;spi-s=87654;port-c=8642;port-s=7531
`,
    parts: [
      ['tls;q=0.9', 'The first entry of Security-Server, unchanged, with its q.'],
      ['ipsec-3gpp;q=0.5', 'The second one: all entries come back, not just the chosen one.'],
      ['spi-c=98765', 'Parameters too are repeated as they came.'],
    ],
    pitfalls: [
      '494 to the second REGISTER: the client sent only the mechanism that it chose, or lost a parameter. Repeat all entries as they came.',
      'After the IPsec link was set up anew the client repeats the list of the old one: 494, and the phone falls out of service until it registers from scratch.',
    ],
    confusedWith: [
      { with: 'Security-Server', difference: 'The same text on its way back: from the client, in requests.' },
    ],
  },
];
