/** A reliable provisional response is repeated, since its PRACK does not come or is refused (RFC 3262 3, 4). */

import { headerId } from '../../../catalogue/index.ts';
import { reliableNumber } from '../../../dialog/index.ts';
import { type RAck, Response } from '../../../message/index.ts';
import { isInside } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText, timed } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

const RACK = headerId('RAck');
const SUPPORTED = headerId('Supported');
const REQUIRE = headerId('Require');
const CONTACT = headerId('Contact');
/** One or two repetitions are a slow caller, or loss. */
const REPEATS = 2;

export const prackMissing: CaseRule = {
  id: 'prack-missing',
  family: 'set-up',
  scope: 'case',
  title: 'A reliable provisional response gets no PRACK',
  severity: 'failure',
  meaning:
    'A 180 or 183 with Require: 100rel and RSeq asks for a PRACK, and is repeated after 0.5, 1, 2, 4 … seconds until one comes. Here none comes, or it is refused or lost. ' +
    'After 32 seconds the called side gives the call up with a 5xx. A called side that waits for the PRACK before it lets anybody answer leaves the caller in silence.',
  cause:
    'The caller does not send PRACK, or it is lost on the way: it goes by the Contact and Record-Route of the response, not by the way of the INVITE.',
  fix: [
    'Follow the PRACK hop by hop: its first line must be the Contact of the response, its Route the Record-Route of it in reverse.',
    'On a proxy, let PRACK pass like any other request within the dialog (Kamailio: loose_route before everything else).',
    'As a way round, take 100rel out of Supported of the caller, or switch it off at the called side (Asterisk: 100rel=no; FreeSWITCH: enable-100rel=false).',
  ],
  rfc: ['3262 3', '3262 4'],
  explains: [
    'server-error',
    'request-refused',
    'hop-timeout',
    'cancelled-by-timer',
    'ringing-unanswered',
    'early-media-without-ringing',
    'packet-loss',
  ],
  check(subject) {
    if (!subject.legs.some(({ transactions }) => transactions.some(isSuspicious))) return undefined;
    for (const leg of subject.legs) {
      if (!leg.transactions.some(isSuspicious)) continue;
      const pracks = leg.of('PRACK');
      for (const invite of leg.of('INVITE')) {
        const found = missingFor(subject, invite, pracks);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

/** An INVITE with a provisional response that came again and again, or a PRACK that was not accepted. */
function isSuspicious({ method, status, responses }: SeenTransaction): boolean {
  if (method === 'PRACK') return status >= 300 || status === 0;
  if (method !== 'INVITE') return false;
  let repeats = 0;
  for (const step of responses) if (step.isProvisional && step.repeats !== undefined) repeats++;
  return repeats >= REPEATS;
}

function missingFor(subject: Case, invite: SeenTransaction, pracks: readonly SeenTransaction[]): Found | undefined {
  // The hop nearest to whoever answers tells most.
  if (invite.request === undefined || invite.children.length > 0) return undefined;
  for (const response of invite.responses) {
    if (!response.isProvisional || response.repeats !== undefined) continue;
    const { message } = response;
    const rseq = message instanceof Response ? reliableNumber(message) : undefined;
    if (rseq === undefined) continue;
    const repeats = invite.responses.filter((step) => step.repeats === response);
    const own = pracks.filter(
      ({ request }) =>
        request !== undefined &&
        request.number > response.number &&
        request.toTag === response.toTag &&
        request.fromTag === response.fromTag,
    );
    const meant = own.filter(({ request }) => rackOf(request!)?.responseNumber === rseq);
    const accepted = meant.some(({ status }) => status >= 200 && status < 300);
    if (accepted) continue;
    const refused = meant.find(({ status }) => status >= 300 && status !== 401 && status !== 407);
    if (refused === undefined && repeats.length < REPEATS) continue;
    return tell(subject, invite, response, rseq, repeats, own, meant, refused);
  }
  return undefined;
}

function tell(
  subject: Case,
  invite: SeenTransaction,
  response: Step,
  rseq: number,
  repeats: readonly Step[],
  own: readonly SeenTransaction[],
  meant: readonly SeenTransaction[],
  refused: SeenTransaction | undefined,
): Found {
  const { final } = invite;
  const answered = final !== undefined && final.status < 300;
  const last = repeats.at(-1);
  const offered = [...invite.request!.message.tokens(SUPPORTED), ...invite.request!.message.tokens(REQUIRE)].some(
    (tag) => tag.toLowerCase() === '100rel',
  );
  const sender = subject.who(response.hop.source);
  const { says, cause, fix, evidence } =
    refused !== undefined
      ? refusedPrack(subject, refused, rseq)
      : meant.length > 0
        ? lostPrack(subject, meant[0])
        : own.length > 0
          ? strayPrack(own[0], rseq)
          : noPrack(subject, invite, response, offered);
  return {
    certainty: 'certain',
    ...(answered ? { severity: 'warning' } : {}),
    summary:
      `${capital(sender)} sent a reliable ${response.title} (RSeq ${rseq})` +
      (last === undefined
        ? '. '
        : ` and repeated it ${countText(repeats.length, 'time')}${timed(last.time - response.time, ' within ')}. `) +
      says +
      (final === undefined
        ? ' No final response was seen.'
        : answered
          ? ' The call was answered all the same.'
          : ` The call ended with ${final.title}${timed(final.time - response.time, ' ', ' after it')}.`),
    cause,
    ...(fix === undefined ? {} : { fix }),
    evidence: inFrameOrder([
      seenIn(invite.request!, offered ? 'the caller supports 100rel' : 'the caller does not support 100rel'),
      seenIn(response, `asks for a PRACK: RSeq ${rseq}`),
      ...(last === undefined ? [] : [seenIn(last, 'the last repetition')]),
      ...evidence,
      ...(final === undefined ? [] : [seenIn(final, answered ? 'answered' : 'the end of it')]),
    ]),
  };
}

interface Telling {
  readonly says: string;
  readonly cause: string;
  readonly fix?: readonly string[];
  readonly evidence: readonly Evidence[];
}

function noPrack(subject: Case, invite: SeenTransaction, response: Step, offered: boolean): Telling {
  const caller = subject.whoShort(invite.client);
  if (!offered)
    return {
      says: 'No PRACK came. The INVITE does not offer 100rel, so the response must not have been sent reliably.',
      cause: `${capital(subject.whoShort(response.hop.source))} sends a reliable response to a caller who did not say that it knows PRACK (RFC 3262 3); or a hop before it took 100rel out of Supported.`,
      fix: [
        `Switch 100rel off at ${subject.whoShort(response.hop.source)} (Asterisk: 100rel=no; FreeSWITCH: enable-100rel=false), or update it.`,
      ],
      evidence: [],
    };
  const contacts = response.message.addresses(CONTACT);
  const host = Array.isArray(contacts) ? (contacts[0]?.uri.host ?? '') : '';
  const unreachable = isInside(host) && invite.client.address !== '' && !isInside(invite.client.address);
  return {
    says: `No PRACK came from ${caller}, though its INVITE supports 100rel.${unreachable ? ` The Contact of the response is ${host}, which cannot be reached from there.` : ''}`,
    cause: unreachable
      ? `The PRACK goes to the Contact of the response, and that is the private address ${host}.`
      : 'The caller announces PRACK and does not send it, or its PRACK takes another way than the one captured: it goes by the Contact and the Record-Route of the response.',
    ...(unreachable
      ? {
          fix: [
            'Let the called side, or the proxy or SBC before it, put an address into Contact that the caller can reach (Kamailio: fix_nated_contact or set_contact_alias; Asterisk: external_signaling_address).',
            'Or let the proxy stay on the way by Record-Route.',
          ],
        }
      : {}),
    evidence: [],
  };
}

function lostPrack(subject: Case, prack: SeenTransaction): Telling {
  return {
    says: `The PRACK of frame ${prack.first.frame} went to ${subject.whoShort(prack.server)}${prack.requestRepeats === 0 ? '' : `, ${countText(prack.requests.length, 'time')},`} and got no answer.`,
    cause: `The PRACK does not reach the side that asked for it: it was sent to ${subject.whoShort(prack.server)}.`,
    evidence: [seenIn(prack.first, 'the PRACK, unanswered')],
  };
}

function strayPrack(prack: SeenTransaction, rseq: number): Telling {
  const named = prack.request!.text('RAck');
  return {
    says: `The PRACK of frame ${prack.first.frame} names ${named === '' ? 'no response at all' : `RAck ${named}`}, and not ${rseq}.`,
    cause:
      'The numbers in RAck must be those of RSeq and CSeq of the response; here they are not, so the PRACK counts for nothing (RFC 3262 3).',
    fix: ['Report it to the maker of the calling program, or switch 100rel off in it.'],
    evidence: [seenIn(prack.first, named === '' ? 'without RAck' : `RAck: ${named}`)],
  };
}

function refusedPrack(subject: Case, prack: SeenTransaction, rseq: number): Telling {
  const final = prack.final!;
  return {
    says: `${capital(subject.who(subject.originOf(final).hop.source))} answered the PRACK for it with ${final.title.replace(' (PRACK)', '')}.`,
    cause:
      final.status === 481
        ? `Whoever got the PRACK does not know the dialog, or waits for no response with the number ${rseq}: the PRACK reached another server, or the tags or RAck do not fit.`
        : final.status === 405 || final.status === 501
          ? 'A hop on the way does not let PRACK pass, or the called side does not know the method that it asks for.'
          : `The PRACK was refused with ${final.status}, so the response counts as not acknowledged.`,
    evidence: [seenIn(prack.first, 'the PRACK'), seenIn(final, 'refused')],
  };
}

function rackOf({ message }: Step): RAck | undefined {
  const value = message.parse(RACK);
  return typeof value === 'object' && 'responseNumber' in value ? value : undefined;
}
