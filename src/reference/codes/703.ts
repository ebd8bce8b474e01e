/** 703 Error sending message to destination server, told (PJSIP, never on the wire). */

import type { CodeText } from '../texts.ts';

export const code703: CodeText = {
  name: '703',
  summary: 'An old PJSIP program tells itself that the operating system could not send the message.',
  description:
    'Early PJSIP used it for transport errors: no network, connection refused, TLS failed. The message did not leave the device, and no server said anything. RFC 3261 8.1.3.1 asks clients to treat such an error as a 503, which is what later versions of PJSIP report, with the error of the system as phrase.',
  seen: [
    'A phone app shows 703 in flight mode, in a lift, or just after it changed from Wi-Fi to mobile data.',
    'Over TCP or TLS at once: "Connection refused" in the log, because the server listens on UDP only or on another port.',
    'TLS fails on a certificate, expired or made out to another name; UDP with the same account works.',
    'A TCP connection that was idle was closed by the router, and the next request runs into the dead socket.',
  ],
  fix: {
    phone: [
      'Look at the log line before it: it has the error of the system (Network is unreachable, Connection refused, a TLS error).',
      'Let the app register anew whenever the network changes, and send keep-alives on TCP and TLS.',
      'Update the program: a current one shows 503 with the reason in brackets.',
    ],
    operator: [
      'See that the server listens on the transport and port that its SRV records promise (ss -lntu), with a certificate for the domain of the account.',
    ],
  },
  send: 'Never: it is not a SIP status. A client that cannot send treats this as 503 for itself.',
  example: `14:21:48.096  pjsua_reg.c SIP registration failed, status=703 (Error sending message to destination server)
`,
  confusedWith: [
    {
      with: '503',
      difference: '503 is what current PJSIP reports here; from a server it means overload or maintenance.',
    },
    {
      with: '477',
      difference:
        '477 comes from a Kamailio or OpenSIPS that could not send to the next hop; 703 from the phone about itself.',
    },
    { with: '701', difference: '701 comes after 32 seconds of silence; 703 at once.' },
  ],
};
