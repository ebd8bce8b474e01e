/** The capture shows one direction only, so half of the story is missing (RFC 3261 17). */

import { listText } from '../../case/wording.ts';
import { type CaptureRule } from '../rule.ts';

/** What nobody sends without an answer before: BYE after a 2xx, PRACK after a 1xx, CANCEL after a 100 (15.1.1, RFC 3262 4, 9.1). */
const consequences = ['BYE', 'PRACK', 'CANCEL'] as const;
const ENOUGH = 4;
const MAX_SOURCES = 3;

export const oneDirectionOnly: CaptureRule = {
  id: 'one-direction-only',
  family: 'transport',
  scope: 'capture',
  title: 'The capture shows one direction only',
  severity: 'note',
  meaning:
    'The capture holds answers without their requests, or requests of somebody who plainly was answered (it goes on with BYE, PRACK or CANCEL) and not one answer. So the other direction was not captured. ' +
    'Whatever is said here of missing answers is to be taken with that in mind.',
  cause:
    'The capture was made on a mirror port, bridge or route that carries one direction, with a filter for one address as source only, or the answers take another way (asymmetric routing).',
  fix: [
    'Filter by host and port without direction: tcpdump -i any -s 0 -w call.pcap port 5060.',
    'On a mirror port, mirror both directions (rx and tx) of the port of the server.',
    'If the answers take another way, capture on the server itself.',
  ],
  rfc: ['3261 17'],
  check(surroundings) {
    if (surroundings.messages < ENOUGH) return [];
    const profiles = surroundings.sources.all;
    if (profiles.length === 0)
      return [
        {
          certainty: 'certain',
          summary: `All ${surroundings.messages} messages of the capture are answers: the requests are missing.`,
          evidence: [],
        },
      ];
    const unanswered = profiles.filter(
      ({ requests, statuses, methods }) =>
        requests > 1 && statuses.size === 0 && consequences.some((method) => methods.has(method)),
    );
    if (unanswered.length === 0) return [];
    const isAll = profiles.every(({ statuses }) => statuses.size === 0);
    const names = unanswered
      .slice(0, MAX_SOURCES)
      .map(({ address }) => (address === '' ? 'an unknown address' : address));
    if (unanswered.length > MAX_SOURCES) names.push(`${unanswered.length - MAX_SOURCES} more`);
    const seen = consequences.filter((method) => unanswered.some(({ methods }) => methods.has(method)));
    return [
      {
        certainty: isAll ? 'certain' : 'likely',
        summary: `The capture holds requests of ${listText(names)} and not one final answer to them. Yet they go on with ${listText(seen)}, which follow an answer: the answers ${isAll ? 'were' : 'to them were'} not captured.`,
        evidence: unanswered.slice(0, MAX_SOURCES).map(({ firstFrame, address }) => ({
          frame: firstFrame,
          note: `the first request of ${address === '' ? 'this side' : address}`,
        })),
      },
    ];
  },
};
