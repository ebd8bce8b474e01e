/** A TLS handshake ended with an alert: the two sides did not agree, or one does not trust the other (RFC 8446 6.2, RFC 5246 7.2.2, RFC 5922). */

import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type Trouble, troubleOf } from '../../case/connection-trouble.ts';
import { type CaseRule, type Found } from '../rule.ts';
import { troubleFound } from './trouble-words.ts';

export const tlsAlert: CaseRule = {
  id: 'tls-alert',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The TLS handshake failed',
  severity: 'failure',
  meaning:
    'A connection was opened, and TLS broke it off in the handshake with an alert, which is not encrypted. The alert names the reason, and whoever sends it is the one who is not content: a client that says "unknown CA" does not trust the certificate of the server.',
  cause: 'Certificate, name, trust or version of TLS do not fit between the two sides.',
  fix: [
    'Look at the handshake with `openssl s_client -connect HOST:PORT -servername NAME`: it prints chain, name, version and alert.',
    'Compare the name that the client uses with the names of the certificate, its dates with the clocks of both sides, and the versions of TLS that both allow.',
  ],
  rfc: ['8446 6.2', '5246 7.2.2', '3261 26.3.1', '5922 7.3'],
  explains: [
    'next-hop-silent',
    'hop-timeout',
    'request-unanswered',
    'request-refused',
    'user-unavailable',
    'server-error',
    'registrar-silent',
    'tcp-reset',
  ],
  check(subject) {
    const trouble = troubleOf(subject, 'tls alert', ({ detail }) => isFatal(detail));
    return trouble === undefined ? undefined : tell(subject, trouble);
  },
};

/** A warning may be ignored, and `close notify` ends what is done. */
export function isFatal(detail: string): boolean {
  return detail.startsWith('fatal');
}

function tell(subject: Case, trouble: Trouble): Found {
  const { event, client, server } = trouble;
  const isByClient = event.hop.source.address === client.address && event.hop.source.port === client.port;
  const by = isByClient ? 'it broke the handshake off' : 'the server broke the handshake off';
  return {
    ...troubleFound(subject, trouble, {
      what: `opened a TLS connection to ${placeText(server)}, and ${by} with the alert "${event.detail}"`,
      note: `alert of the ${isByClient ? 'client' : 'server'}: ${event.detail}`,
    }),
    ...alertAdvice(event.detail, isByClient),
  };
}

/** What an alert means, by its number and its sender. */
export function alertAdvice(detail: string, isByClient: boolean): Pick<Found, 'cause' | 'fix'> {
  const code = Number(/\((\d+)\)/.exec(detail)?.[1] ?? Number.NaN);
  const [judge, judged] = isByClient ? ['client', 'server'] : ['server', 'client'];
  switch (code) {
    case 48:
      return {
        cause: `The ${judge} does not trust the certificate of the ${judged}: it does not know who signed it, or an intermediate certificate is missing in the chain.`,
        fix: [
          `Let the ${judged} send the whole chain: its own certificate and all intermediate ones, in one file.`,
          `Or put the certificate of the signer into the list of trusted authorities of the ${judge} (Asterisk: ca_list_file; Kamailio: ca_list of tls.cfg; FreeSWITCH: cafile.pem).`,
        ],
      };
    case 45:
      return {
        cause: `The certificate of the ${judged} has run out, or the clock of the ${judge} is wrong.`,
        fix: [
          `Renew the certificate of the ${judged}, and let the program load it anew.`,
          `See the clock of the ${judge}: a phone without NTP lives in 1970.`,
        ],
      };
    case 42:
    case 43:
    case 44:
    case 46:
      return {
        cause: `The ${judge} does not accept the certificate of the ${judged}: mostly its name is not the one that was called, or it may not be used for this.`,
        fix: [
          `Compare the name that the ${judged} is called by with the names (subjectAltName) of its certificate: the SIP domain or host must be one of them (RFC 5922).`,
          'Enter the host name in the phone instead of an address.',
        ],
      };
    case 116:
    case 41:
      return {
        cause: 'The server asks for a certificate of the client, and got none.',
        fix: [
          'Give the client its certificate, or switch the demand off on the server (Asterisk: require_client_cert=no; Kamailio: require_certificate=0).',
        ],
      };
    case 70:
    case 86:
      return {
        cause: 'The two sides have no version of TLS in common: old phones know TLS 1.0 only, new servers ask for 1.2.',
        fix: [
          'Update the phone. If that is not possible, allow the older version for it on the server (Asterisk: method of the transport; Kamailio: method in tls.cfg).',
        ],
      };
    case 40:
    case 71:
      return {
        cause:
          'The two sides found no cipher, key type or version that both accept; or the server demands a certificate of the client.',
        fix: [
          'Compare the ciphers and versions of both: `openssl s_client -connect HOST:PORT -tls1_2` and `-tls1_3`.',
          'See whether the server has a certificate loaded at all, and whether it demands one of clients.',
        ],
      };
    case 112:
      return {
        cause: 'The server has no certificate for the name that the client sent (SNI).',
        fix: [
          'Enter the name in the phone that the server has a certificate for, or give the server one for this name.',
        ],
      };
    case 120:
      return {
        cause: 'The two sides have no application protocol (ALPN) in common.',
        fix: [
          'Let the server accept "sip" or no ALPN at all; a proxy for the web in between knows "h2" and "http/1.1" only.',
        ],
      };
    default:
      return {};
  }
}
