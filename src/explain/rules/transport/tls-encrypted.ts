/** Part of the capture, or all of it, is TLS: what is inside cannot be read (RFC 3261 26.2.1, RFC 8446). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText } from '../../case/address.ts';
import { endsOf } from '../../case/connection-trouble.ts';
import { type Surroundings } from '../../case/surroundings.ts';
import { countText, listText } from '../../case/wording.ts';
import { type CaptureRule } from '../rule.ts';
import { isSipPort } from './sip-ports.ts';

const MAX_SERVERS = 3;

export const tlsEncrypted: CaptureRule = {
  id: 'tls-encrypted',
  family: 'transport',
  scope: 'capture',
  title: 'The capture holds encrypted connections',
  severity: 'note',
  meaning:
    'Connections of the capture carry TLS. Their messages cannot be read from outside, so nothing is said here of the calls in them. Today the key of the certificate does not open them either: each connection has keys of its own.',
  cause: 'SIP over TLS (sips, transport=tls, or WebSocket over TLS) was captured on the wire.',
  fix: [
    'Capture where the messages are in plain: on the server itself. Kamailio sends copies with siptrace (HEP), FreeSWITCH with sofia global capture, Asterisk prints them with pjsip set logger on; `sipwright diagnose` reads HEP captures and these logs.',
    'Or let the program write its session keys (SSLKEYLOGFILE, where it can), decrypt the capture with them in Wireshark, and export the PDUs of layer SIP to a file.',
    'For a test, use TCP or UDP for one phone.',
  ],
  rfc: ['3261 26.2.1', '8446 1'],
  check(surroundings) {
    const events = surroundings.events.filter((event) => event.event === 'tls' && isSipLike(surroundings, event));
    if (events.length === 0) return [];
    const servers = new Map<string, number>();
    for (const event of events) {
      const place = placeText(endsOf(surroundings, event).server);
      servers.set(place, (servers.get(place) ?? 0) + 1);
    }
    const most = [...servers].sort((a, b) => b[1] - a[1]);
    const names = most.slice(0, MAX_SERVERS).map(([place, count]) => `${place} (${count})`);
    const more = most.length > MAX_SERVERS ? ` and ${most.length - MAX_SERVERS} more` : '';
    const isAll = surroundings.messages === 0;
    return [
      {
        certainty: 'certain',
        ...(isAll ? { severity: 'warning' as const } : {}),
        summary:
          `${countText(events.length, 'connection')} to ${listText(names)}${more} ${events.length === 1 ? 'carries' : 'carry'} TLS, so what was said there cannot be read.` +
          (isAll
            ? ' The capture holds no SIP in plain at all: nothing can be judged.'
            : ` Only the ${countText(surroundings.messages, 'message')} in plain were judged.`),
        evidence: events
          .slice(0, MAX_SERVERS)
          .map(({ frame, detail }) => ({ frame, note: detail === '' ? 'TLS' : `TLS: ${detail}` })),
      },
    ];
  },
};

/** In a capture with other traffic, most TLS is that of web pages. */
function isSipLike(surroundings: Surroundings, { hop }: SeenEvent): boolean {
  const { source, destination } = hop;
  if (isSipPort(source.port) || isSipPort(destination.port)) return true;
  return surroundings.flows.isHeard(source.address) || surroundings.flows.isHeard(destination.address);
}
