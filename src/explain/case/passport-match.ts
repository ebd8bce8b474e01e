/** A PASSporT held against the request that carries it (RFC 8224 4.1, 6.2). */

import { headerId } from '../../catalogue/index.ts';
import { Failure, NameAddr, parseUri, sameUri, Uri } from '../../message/index.ts';
import { type IdentityValue, numberIn, numberString, type Parties, type Passport } from '../../identity/index.ts';
import { identitiesOf } from './passport.ts';
import { matchNumbers, type NumberMatch } from './phone-number.ts';
import { dateOf } from './sip-date.ts';
import { shown, type Step } from './step.ts';

const P_ASSERTED_IDENTITY = headerId('P-Asserted-Identity');

/** What of the token is compared. */
export type ComparedPart = 'orig' | 'dest' | 'ppt' | 'alg' | 'info';

/** One part of the token beside what stands in its place in the request. */
export interface PassportRow {
  readonly part: ComparedPart | 'iat';
  /** `orig 12155551212`. */
  readonly token: string;
  /** `From +12155551212, P-Asserted-Identity +12155559999`. */
  readonly request: string;
  /** `form`: the digits may mean the same once the country is known. */
  readonly match: NumberMatch;
}

/** The rows of one Identity; empty in the compact form, which repeats nothing. */
export function matchPassport(step: Step, identity: IdentityValue): PassportRow[] {
  const { passport } = identity;
  if (passport === undefined) return [];
  return [
    ...origRow(step, passport),
    ...destRow(step, passport),
    ...iatRow(step, passport),
    ...textRow('ppt', passport.ppt, 'ppt', identity.ppt, ''),
    ...textRow('alg', passport.alg, 'alg', identity.alg, 'ES256'),
    ...textRow('info', passport.x5u, 'info', identity.info, ''),
  ];
}

function origRow(step: Step, { orig }: Passport): PassportRow[] {
  const from = step.message.fromOrFailure;
  const asserted = step.message.addresses(P_ASSERTED_IDENTITY);
  const callers: [string, Uri][] = [];
  if (from instanceof NameAddr && !isAnonymous(from.uri)) callers.push(['From', from.uri]);
  if (Array.isArray(asserted)) for (const { uri } of asserted) callers.push(['P-Asserted-Identity', uri]);
  return partyRow('orig', orig, callers);
}

/** A token for an earlier target is joined to this request by one of ppt=div (RFC 8946). */
function destRow(step: Step, { dest }: Passport): PassportRow[] {
  const to = step.message.toOrFailure;
  const target = step.request?.uriOrFailure;
  const called: [string, Uri][] = [];
  if (to instanceof NameAddr) called.push(['To', to.uri]);
  if (target instanceof Uri) called.push(['Request-URI', target]);
  const [row] = partyRow('dest', dest, called);
  if (row === undefined) return [];
  const isDiverted = identitiesOf(step).some(
    ({ passport }) =>
      passport !== undefined && [...passport.div.tn, ...passport.div.uri].some((one) => holds(dest, one)),
  );
  return [isDiverted && row.match !== 'same' ? { ...row, match: 'same' } : row];
}

function holds({ tn, uri }: Parties, party: string): boolean {
  const digits = numberString(party);
  return uri.includes(party) || (digits !== '' && tn.some((one) => numberString(one) === digits));
}

/** The best of all pairs counts: one match is enough. No row where there is nothing to compare. */
function partyRow(part: 'orig' | 'dest', { tn, uri }: Parties, given: readonly [string, Uri][]): PassportRow[] {
  const matches = given.flatMap(([, one]) => [
    ...tn.map((number) => matchNumber(numberString(number), one)),
    ...uri.map((text) => matchUri(text, one)),
  ]);
  if (matches.length === 0) return [];
  const match = matches.includes('same') ? 'same' : matches.includes('form') ? 'form' : 'other';
  const values = [
    ...new Set(given.map(([name, one]) => `${name} ${shown(one.scheme === 'tel' ? one.text : userAndHost(one))}`)),
  ];
  return [{ part, token: `${part} ${shown([...tn, ...uri].join(', '))}`, request: values.join(', '), match }];
}

function matchNumber(number: string, uri: Uri): NumberMatch {
  const digits = numberIn(uri);
  return number === '' || digits === '' ? 'other' : matchNumbers(number, digits);
}

function matchUri(text: string, uri: Uri): NumberMatch {
  const signed = parseUri(text);
  if (signed instanceof Failure) return 'other';
  if (sameUri(signed, uri)) return 'same';
  // RFC 8224 8.5 signs no parameters and no port.
  return signed.isSip && uri.isSip && signed.host === uri.host && signed.user === uri.user ? 'same' : 'other';
}

function userAndHost({ user, host }: Uri): string {
  return user === '' ? host : `${user}@${host}`;
}

/** RFC 3323 4.1.1.3: then the caller is nobody. */
function isAnonymous({ user, host }: Uri): boolean {
  return user.toLowerCase() === 'anonymous' || host === 'anonymous.invalid';
}

/** The row never counts by itself: see `identity-stale`. */
function iatRow(step: Step, { iat }: Passport): PassportRow[] {
  const date = dateOf(step) / 1000;
  if (Number.isNaN(iat) || Number.isNaN(date)) return [];
  const match = Math.abs(iat - date) <= 60 ? 'same' : 'other';
  return [{ part: 'iat', token: `iat ${iat}`, request: `Date ${date}`, match }];
}

function textRow(
  part: 'ppt' | 'alg' | 'info',
  inToken: string,
  name: string,
  inField: string,
  missing: string,
): PassportRow[] {
  const field = inField === '' ? missing : inField;
  const token = inToken === '' ? missing : inToken;
  if (field === '' && token === '') return [];
  // What is missing altogether is another fault.
  if (part === 'info' && (field === '' || token === '')) return [];
  const label = part === 'info' ? 'x5u' : part;
  return [
    {
      part,
      token: token === '' ? '' : `${label} ${shown(token)}`,
      request: field === '' ? '' : `${name} ${shown(field)}`,
      match: token === field ? 'same' : 'other',
    },
  ];
}
