/** Somebody tries by which prefix he can call dear numbers at the cost of others (RFC 3261 26.1.1). */

import { type SourceProfile } from '../../case/source-book.ts';
import { acceptedOf, answersText, examplesText, suspects } from '../../case/suspects.ts';
import { countText } from '../../case/wording.ts';
import { type CaptureRule, type Found } from '../rule.ts';

/** Digits at the end by which two spellings of one number are known. */
const NUMBER_END = 9;
/** Spellings of one number: with and without country code, with + and 00, an ordinary dial plan has four. */
const MANY_PREFIXES = 6;
const MANY_DEAR = 5;
/** Satellite and global networks, international premium rate (ITU-T E.164 assignments), and national premium rates of some countries. */
const DEAR = /^(?:\+|00|011)(?:870|88[123]|979|1900|449|49900|3480[367])\d/;

export const tollFraud: CaptureRule = {
  id: 'toll-fraud',
  family: 'hostile',
  scope: 'capture',
  title: 'Somebody tries to call at the cost of others',
  severity: 'warning',
  meaning:
    'One source calls the same number with one prefix after the other (00, 011, 9011, 900, …), to find out by which the server lets it out to the telephone network; or it calls satellite and premium-rate numbers again and again. ' +
    'Whoever finds a way calls numbers that pay him a share, mostly at night and at weekends. One accepted call is enough for it to go on.',
  cause:
    'Somebody without an account, or with the password of one, looks for a way through the server to the telephone network.',
  fix: [
    'See whether one of the calls was accepted. If so, find the account that it used, give it a new password, and ask your carrier to block such destinations.',
    'Let calls to the telephone network pass for known accounts only: in Asterisk, the context of strangers must not hold outgoing routes, and `allowguest=no` (chan_sip) or no anonymous endpoint (PJSIP); in Sipwright, `strangers: challenge` is the default.',
    'Block the source. Set limits at the carrier: cost per day, calls at once, countries that nobody of yours calls.',
  ],
  rfc: ['3261 26.1.1'],
  check(surroundings) {
    return suspects(
      surroundings,
      (source) => (source.methods.get('INVITE') ?? 0) >= MANY_DEAR && reasonFor(source) !== undefined,
    ).map(told);
  },
};

interface FraudSign {
  readonly text: string;
  readonly isSure: boolean;
}

function told(source: SourceProfile): Found {
  const { address, agents, firstFrame } = source;
  const { text, isSure } = reasonFor(source)!;
  const accepted = acceptedOf(source);
  const [agent] = agents;
  const danger =
    accepted > 0 ? ` ${countText(accepted, 'request')} of it ${accepted === 1 ? 'was' : 'were'} accepted.` : '';
  return {
    about: address,
    certainty: isSure ? 'likely' : 'possible',
    summary: `${address || 'An unknown source'} ${text}.${agent === undefined ? '' : ` Its User-Agent is "${agent}".`}${answersText(source)}${danger}`,
    evidence: [{ frame: firstFrame, note: 'its first request' }],
  };
}

function reasonFor({ targets }: SourceProfile): FraudSign | undefined {
  const byEnd = new Map<string, Set<string>>();
  const dear = new Set<string>();
  for (const target of targets) {
    const number = target.replace(/[^\d+*#]/g, '');
    if (number.length < NUMBER_END || number.length < target.length * 0.8) continue;
    if (DEAR.test(number)) dear.add(number);
    const end = number.slice(-NUMBER_END);
    const spellings = byEnd.get(end);
    if (spellings === undefined) byEnd.set(end, new Set([number]));
    else spellings.add(number);
  }
  const most = [...byEnd.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set<string>());
  if (most.size >= MANY_PREFIXES)
    return {
      text: `called one number with ${most.size} different prefixes (${examplesText(most, 4)})`,
      isSure: true,
    };
  if (dear.size >= MANY_DEAR)
    return {
      text: `called ${countText(dear.size, 'satellite or premium-rate number')} (${examplesText(dear, 4)})`,
      isSure: false,
    };
  return undefined;
}
