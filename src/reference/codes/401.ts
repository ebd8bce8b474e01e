/** 401 Unauthorized, told (RFC 3261 21.4.2 and 22). */

import type { CodeText } from '../texts.ts';

export const code401: CodeText = {
  name: '401',
  summary: 'Prove who you are: send the request again with credentials for the realm in WWW-Authenticate.',
  description:
    'A registrar or a user agent wants to know who sends the request. Its WWW-Authenticate header carries a realm (whose ' +
    'password is asked for) and a nonce (a value to be mixed into the answer, so that the password itself never travels). ' +
    'The first 401 is no failure: nearly every registration begins with one, since a phone cannot answer a challenge that ' +
    'it has not seen. It is a failure when the request with credentials gets 401 again.',
  seen: [
    'The first REGISTER of a phone, which carries no credentials: 401 follows, then a second REGISTER with Authorization, then 200. This is how digest works; there is nothing to mend.',
    'The password or the authentication user name is wrong: every REGISTER with Authorization gets a new 401, whose nonce is fresh and which has no stale=true.',
    'The phone uses another realm or domain than the account was made for: the hash is made over the realm, so a correct password fails.',
    'The nonce has run out: the 401 says stale=true, the phone repeats with the new nonce without asking its user, and 200 follows.',
    'A scanner on the Internet tries account names: 401s to many user names from one address, with a User-Agent that nobody there uses.',
  ],
  fix: {
    phone: [
      'Compare user name, authentication user name (often a field of its own) and password with what the provider gave; type the password anew rather than trusting the dots.',
      'Enter the domain or realm exactly as the account has it: sip.example.com and example.com are two realms.',
      'If the 401 offers SHA-256 only and the phone never answers it, the phone knows MD5 alone: update it, or ask for an MD5 challenge.',
    ],
    operator: [
      'Look at the username and realm of the Authorization header that was refused, and hold them against the account: a wrong password looks exactly like an unknown user from outside.',
      'To see which side is wrong, compute it: MD5 of HA1:nonce:nc:cnonce:auth:HA2, with HA1 = MD5 of user:realm:password and HA2 = MD5 of REGISTER:uri, each as in the refused Authorization, must give its response.',
      'After a change of realm make every stored HA1 anew: it is a hash over user name, realm and password.',
      'With several servers behind one name, let all of them know the nonces of each other, or keep a phone at one of them: otherwise each retry is challenged anew.',
    ],
    provider: [
      'When your own server registers at the carrier and gets 401 again, ask which authentication name and realm the carrier holds: it is often the account number rather than the telephone number.',
    ],
  },
  send:
    'Send it as a registrar or a user agent (UAS, B2BUA) to a request without credentials, or with wrong ones, with a fresh challenge each time. A proxy sends 407 ' +
    'instead. When the credentials are right but the person may not do this, send 403, or the phone asks for the password for ever. Never challenge ACK or CANCEL.',
  example: `SIP/2.0 401 Unauthorized
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74b43
From: <sip:alice@example.com>;tag=9fxced76sl
To: <sip:alice@example.com>;tag=1410948204
Call-ID: 1j9FpLxk3uxtm8tn@192.0.2.10
CSeq: 1 REGISTER
WWW-Authenticate: Digest realm="example.com", nonce="84a4cc6f3082121f32b42a2187831a9e", algorithm=MD5, qop="auth"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '407',
      difference:
        '407 is the challenge of a proxy on the way, answered in Proxy-Authorization; 401 is that of the registrar or user agent itself, answered in Authorization.',
    },
    {
      with: '403',
      difference:
        '403 means that it is understood and refused, and credentials will not change it; 401 asks for credentials.',
    },
  ],
  http: 'Same number, header fields and digest as in HTTP. In SIP the client repeats the request by itself with a higher CSeq and the same Call-ID, Basic is forbidden, and proxies have 407 of their own.',
};
