/** Words of digest authentication. */

import type { WordText } from '../texts.ts';

export const authenticationWords: readonly WordText[] = [
  {
    name: 'digest',
    also: ['digest authentication', 'HTTP digest', 'SIP authentication', 'MD5 authentication'],
    summary: 'The way SIP checks a password without sending it: a hash over the password and a nonce.',
    description:
      'The server refuses the first request with 401 or 407 and a nonce; the client repeats it with a hash over user name, realm, password, nonce, method and URI. The server computes the same and compares. So a first 401 is normal. It proves who sends and protects no more: whoever listens can read the call and guess a weak password ' +
      'from the hash. MD5 is common, SHA-256 better where both know it.',
    example: 'response = MD5(HA1:nonce:nc:cnonce:qop:HA2), HA2 = MD5(method:uri)',
    see: ['challenge', 'credentials', 'nonce', 'HA1', '401', '407'],
    rfc: '3261 22',
  },
  {
    name: 'challenge',
    also: ['authentication challenge', 'auth challenge'],
    summary: 'The header field of a 401 or 407 that asks for a password and brings the nonce.',
    description:
      'WWW-Authenticate in 401, Proxy-Authenticate in 407. It names realm, nonce, algorithm and qop. There may be several, one for each algorithm or each proxy; for each of them the client answers the first whose algorithm it knows. ACK and CANCEL are never challenged, because they cannot be repeated. A challenge to a request that carried credentials means that they were wrong, unless it says ' +
      'stale=true.',
    example: 'WWW-Authenticate: Digest realm="example.com", nonce="84a4cc6f", algorithm=MD5, qop="auth"',
    see: ['WWW-Authenticate', 'Proxy-Authenticate', 'credentials', 'realm', 'stale'],
    rfc: '3261 22.1',
  },
  {
    name: 'credentials',
    also: ['SIP credentials', 'auth credentials', 'username and password'],
    summary: 'The answer to a challenge: user name, realm, nonce and the hash, in Authorization.',
    description:
      'Authorization answers 401, Proxy-Authorization answers 407. The password itself is not in it. The request that carries them has the same Call-ID and From as the refused one and a CSeq higher by one. Compare username, realm and uri in it with the account: nearly every authentication fault can be seen there. People also say it for the user name and password of an account.',
    example:
      'Authorization: Digest username="alice", realm="example.com", nonce="84a4cc6f", uri="sip:example.com", response="7587245234b3434cc3412213e5f113a5"',
    see: ['Authorization', 'Proxy-Authorization', 'challenge', 'digest'],
    rfc: '3261 22.1',
  },
  {
    name: 'realm',
    also: ['authentication realm', 'auth realm', 'protection domain'],
    summary: 'The name of the domain whose password is asked for; a part of the hash.',
    description:
      'The server puts it into the challenge, mostly its domain, and the client chooses by it which account to use. Since the hash is made over it, a stored HA1 is worthless after the realm was changed: everybody gets 401 although the passwords are right. It is compared letter by letter: Example.com is not example.com. Asterisk ' +
      'says asterisk unless told otherwise; programs on PJSIP accept * for any realm.',
    example: 'realm="example.com"',
    see: ['challenge', 'HA1', 'credentials', 'domain', '401'],
    rfc: '3261 22.1',
  },
  {
    name: 'nonce',
    also: ['server nonce', 'number used once'],
    summary: 'A value that the server makes up for a challenge, so that each answer is different.',
    description:
      "It goes into the hash, so an answer that somebody recorded cannot be used again later. It lives for seconds or minutes; then the server sends a new one with stale=true and the client repeats by itself. If each retry gets a fresh 401 without stale, either the password is wrong, or several servers share a name and do not know each other's nonces. Clients must give it " +
      'back unchanged.',
    example: 'nonce="84a4cc6f3082121f32b42a2187831a9e"',
    see: ['cnonce', 'nonce count', 'stale', 'challenge', 'digest'],
    rfc: '7616 3.3',
  },
  {
    name: 'cnonce',
    also: ['client nonce'],
    summary: 'A value that the client makes up and mixes into its answer.',
    description:
      'With it a false server cannot prepare hashes for a nonce of its choice, and the client can check the server by Authentication-Info. It is sent together with qop and nc, and only then. A cnonce without qop, or qop without cnonce, is a faulty request; some servers answer 400, others 401 for ever.',
    example: 'qop=auth, nc=00000001, cnonce="0a4f113b"',
    see: ['nonce', 'qop', 'nonce count', 'Authentication-Info'],
    rfc: '7616 3.4',
  },
  {
    name: 'nonce count',
    also: ['nc', 'nc-value', 'nonce counter'],
    summary: 'How often the client has used this nonce: nc=00000001, then 00000002.',
    description:
      'Eight hexadecimal digits, counted up with each request under the same nonce. A server that keeps count refuses a number that it has seen: somebody may be replaying a recorded request. Phones that send 00000001 each time, or restart at 1 after a reboot with an old nonce, are challenged anew; with stale=true they go on, without it they look as if the password were wrong.',
    example: 'nc=0000000a',
    see: ['nonce', 'cnonce', 'qop', 'stale'],
    rfc: '7616 3.4',
  },
  {
    name: 'qop',
    also: ['quality of protection', 'qop auth', 'auth-int'],
    summary: 'What the hash covers: auth the request line, auth-int the body as well.',
    description:
      'The server offers it in quotes (qop="auth,auth-int"), the client picks one without quotes (qop=auth) and then must send cnonce and nc. Without qop the hash is made in the older, weaker way, still permitted for old clients. auth-int is rare: every ALG or SBC that edits the SDP makes it fail.',
    example: 'qop="auth"',
    see: ['cnonce', 'nonce count', 'digest', 'SIP ALG'],
    rfc: '3261 22.4',
  },
  {
    name: 'HA1',
    also: ['A1', 'H(A1)', 'password hash', 'ha1b'],
    summary: 'The hash of user:realm:password, which a server may store in place of the password.',
    description:
      "It is enough to check digests, and enough to pass them, so keep it as secret as the password. It holds for this user name and this realm only: after a change of either, make it anew. Each algorithm needs one of its own, so a table with MD5 hashes cannot serve SHA-256. Kamailio's ha1b takes user@domain as user name, for phones that send that.",
    example: 'MD5("alice:example.com:secret")',
    see: ['digest', 'realm', 'credentials', '401'],
    rfc: '7616 3.4.2',
  },
  {
    name: 'stale',
    also: ['stale nonce', 'stale=true', 'nonce expired'],
    summary: 'The flag of a challenge that says: the password was right, but the nonce is too old.',
    description:
      'The client repeats with the new nonce at once and does not trouble its user. Without the flag, or with stale=false, user name or password was wrong and repeating makes no sense. A flood of stale=true means that nonces live too short a time for the refresh interval of the phones, or that a server forgot them at a restart.',
    example: 'WWW-Authenticate: Digest realm="example.com", nonce="1cec4341", stale=true',
    see: ['nonce', 'challenge', '401', '407'],
    rfc: '7616 3.3',
  },
  {
    name: 'opaque',
    also: ['opaque string', 'opaque parameter'],
    summary: 'A string of the challenge that the client gives back as it is.',
    description:
      'The server may keep notes in it, for instance which machine of a cluster made the challenge. It is no part of the hash and no secret. A client that drops or changes it makes some servers refuse a right password. Many servers leave it out or send it empty.',
    example: 'opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    see: ['challenge', 'credentials', 'nonce'],
    rfc: '7616 3.3',
  },
];
