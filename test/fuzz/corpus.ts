/** What the fuzz run mutates: messages of our own, and those of the test data where it lies beside the checkout. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { compose } from '../conformance/message-facts.ts';
import { rfc4475 } from '../conformance/rfc4475-table.ts';
import { rfc5118 } from '../conformance/rfc5118-table.ts';

const rich = [
  compose('REGISTER sip:example.com SIP/2.0', {
    Contact: [
      '"A, B" <sip:a@192.0.2.1:5070;transport=tcp;ob>;q=0.7;expires=60;+sip.instance="<urn:uuid:1>";reg-id=1',
      '*',
    ],
    Authorization:
      'Digest username="a", realm="b", nonce="c\\"", uri="sip:example.com", response="0", qop=auth, nc=00000001, cnonce="d"',
    Path: '<sip:p1;lr>, "P" <sip:p2;lr>',
    Supported: 'path, outbound',
    Expires: '3600',
  }),
  compose('INVITE tel:+1-201-555-0123;phone-context=example.com SIP/2.0', {
    Via: [
      'SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bK2;rport;alias, SIP/2.0/UDP b;received=192.0.2.9',
      'SIP/2.0/WS c;keep',
    ],
    Route: '<sip:r1;lr>,<sip:r2;lr;x=%41>',
    'Record-Route': '<sip:r3;lr>',
    'Session-Expires': '1800 ;refresher=uac',
    'Retry-After': '5 (a (b) \\) c);duration=3',
    Warning: '301 isi.edu "Incompatible", 399 h "x\\"y"',
    RAck: '1 2 INVITE',
    Date: 'Sat, 13 Nov 2010 23:29:00 GMT',
    Timestamp: '54.5 0.1',
    'Alert-Info': '<http://example.com/a.wav>;x, <urn:b>',
    Replaces: '1@h;to-tag=2;from-tag=3;early-only',
    Reason: 'SIP;cause=200;text="a, b", Q.850;cause=16',
    'WWW-Authenticate': 'Digest realm="a", nonce="b", Basic realm="c"',
    'In-Reply-To': 'a@b, c',
    'Accept-Language': 'da, en;q=0.8',
  }),
  compose('SIP/2.0 302 Moved', { Contact: '<sip:a@b>;q=1, sip:c@d;q=0.5', 'Error-Info': '<sip:e@f>', Server: 'x' }),
];

/** @param folder below the test data */
function stored(folder: string, extension: string): string[] {
  const url = new URL(`../../../shared/testdata/${folder}/`, import.meta.url);
  if (!existsSync(url)) return [];
  const names = readdirSync(url).filter((name) => name.endsWith(extension));
  return names.toSorted().map((name) => readFileSync(new URL(name, url), 'latin1'));
}

export const corpus: readonly string[] = [
  ...rich,
  ...[...rfc4475, ...rfc5118].map((row) => row.own.text),
  ...stored('rfc4475', '.dat'),
  ...stored('rfc5118', '.sip'),
];
