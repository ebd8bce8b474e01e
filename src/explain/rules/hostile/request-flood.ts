/** One source sends more requests than anybody needs, and hardly any of them comes to something (RFC 3261 26.1.5). */

import { type SourceProfile } from '../../case/source-book.ts';
import { acceptedOf, answersText, sentText, suspects } from '../../case/suspects.ts';
import { type CaptureRule, type Found } from '../rule.ts';

/** Requests in one second, repetitions not counted. */
const MANY = 100;
/** A busy server gets its requests accepted; of a flood, no more than this share is. */
const ACCEPTED = 0.1;

export const requestFlood: CaptureRule = {
  id: 'request-flood',
  family: 'hostile',
  scope: 'capture',
  title: 'A source floods the server with requests',
  severity: 'warning',
  meaning:
    `One address sent ${MANY} new requests or more within one second, and hardly any of them was accepted. A busy trunk or proxy sends as many, but most of its requests are accepted. ` +
    'Calls of others may fail or be slow meanwhile, since the server spends its time on the flood. The address may be forged where the requests came over UDP and were not answered.',
  cause:
    'An attack, a scanner at full speed, a load test, or a program that repeats a refused request without a pause.',
  fix: [
    'Limit requests per source: at the firewall (`iptables -m hashlimit`), or with the modules `pike` and `ratelimit` of Kamailio.',
    'Block the address for now, and see with the evidence whether it belongs to a scanner, or to a phone or PBX of yours that runs wild.',
    'Let the server answer strangers without state, and take requests from known networks only, where that is possible.',
  ],
  rfc: ['3261 26.1.5', '3261 26.3.2.4'],
  check(surroundings) {
    return suspects(surroundings, isFlood).map(told);
  },
};

function isFlood(source: SourceProfile): boolean {
  if (source.peak < MANY) return false;
  // With requests alone the capture does not tell what became of them, but nobody sends so many of no use.
  const { statuses, requests } = source;
  if (statuses.size === 0) return source.peak >= MANY * 10;
  return acceptedOf(source) < requests * ACCEPTED;
}

function told(source: SourceProfile): Found {
  const { address, peak, peakFrame, statuses } = source;
  return {
    about: address,
    certainty: statuses.size === 0 ? 'possible' : 'likely',
    summary: `${address || 'An unknown source'} sent ${sentText(source)}, ${peak} of them within one second.${answersText(source)}`,
    evidence: [{ frame: peakFrame, note: `here begins the second with ${peak} requests` }],
  };
}
