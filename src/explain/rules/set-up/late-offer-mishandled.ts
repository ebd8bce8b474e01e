/** An INVITE without SDP leaves the offer to the other side, which then goes wrong (RFC 3261 13.2.1, 13.2.2.4, RFC 6337 2.2). */

import { headerId } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { refusalOf } from '../../case/refusal.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, timed } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { descriptionIn, endsWithHeaders } from './body-kind.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const RSEQ = headerId('RSeq');
/** Codes by which a device says that it wants an offer in the INVITE. */
const REFUSING: ReadonlySet<number> = new Set([400, 415, 488, 606]);

const offerFirst =
  'Let the caller put its offer into the INVITE ("early offer"): in Cisco CUCM it is the setting Early Offer support of the SIP profile, in an SBC delayed-offer to early-offer.';

export const lateOfferMishandled: CaseRule = {
  id: 'late-offer-mishandled',
  family: 'set-up',
  scope: 'case',
  evenIfPlain: 'call',
  title: 'The offer after an INVITE without SDP went wrong',
  severity: 'failure',
  meaning:
    'An INVITE without SDP asks the other side to make the offer: it stands in the 2xx (or in a reliable provisional response), and the answer to it in the ACK (or in the PRACK). ' +
    'Here the 2xx has no offer, the ACK no answer, or the INVITE was refused because it has no SDP. Then the two sides do not know where to send media.',
  cause: 'One of the two sides does not master the late offer, which RFC 3261 asks of everybody.',
  fix: [
    offerFirst,
    'Report it to the maker of the side that left the description out; the frames show which message lacks it.',
  ],
  rfc: ['3261 13.2.1', '3261 13.2.2.4', '6337 2.2'],
  explains: ['request-refused', 'no-rtp', 'one-way-rtp', 'server-error', 'hung-up', 'no-common-codec'],
  check(subject) {
    if (subject.main.kind !== 'call') return undefined;
    const refused = refusedForIt(subject);
    if (refused !== undefined) return refused;
    for (const leg of subject.legs) {
      for (const invite of leg.transactions) {
        if (!isLate(invite) || !leg.roots.includes(invite)) continue;
        const found = withoutOffer(subject, leg, invite) ?? withoutAnswer(subject, leg, invite);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

/** An INVITE that surely has no body, and was answered. */
function isLate({ method, request, status }: SeenTransaction): boolean {
  if (method !== 'INVITE' || request === undefined || status < 200 || status >= 300) return false;
  return endsWithHeaders(request) && descriptionIn(request) === 'none';
}

function refusedForIt(subject: Case): Found | undefined {
  const refusal = refusalOf(subject);
  if (refusal === undefined) return undefined;
  const { origin, made } = refusal;
  if (origin.method !== 'INVITE' || !REFUSING.has(origin.status) || made.request === undefined) return undefined;
  if (descriptionIn(made.request) !== 'none') return undefined;
  // 400 is said of anything: here it must speak of the body.
  const said = /sdp|offer|body|content/i.test(`${origin.title} ${origin.text('Warning')}`);
  if (origin.status === 400 && !said) return undefined;
  return {
    certainty: said ? 'certain' : 'likely',
    summary: `${refusedText(subject, refusal)} The INVITE has no SDP, which is allowed: the one who is called makes the offer then.${reasonSentences(origin)}`,
    cause: 'The called device wants an offer in the INVITE and does not make one itself.',
    fix: [
      offerFirst,
      'On a B2BUA or SBC in between, let it put an offer of its own into INVITEs that come without one.',
    ],
    evidence: refusalEvidence(refusal, 'an INVITE without SDP', 'refused'),
  };
}

function withoutOffer(subject: Case, leg: Conversation, invite: SeenTransaction): Found | undefined {
  const final = invite.final!;
  if (descriptionIn(final) !== 'none' || hasReliableOffer(invite)) return undefined;
  // Where nobody ever describes anything, it is a test without media, or a log without bodies.
  const others = leg.steps.filter(({ copy, number }) => !copy && number !== final.number);
  const preview = invite.responses.find((step) => step.isProvisional && descriptionIn(step) === 'sdp');
  const ack = ackOf(leg, invite, final);
  const elsewhere = preview ?? others.find((step) => descriptionIn(step) === 'sdp');
  if (elsewhere === undefined) return undefined;
  const offered = ack !== undefined && descriptionIn(ack) === 'sdp';
  return {
    certainty: 'certain',
    ...(invite.request!.toTag === '' ? {} : { severity: 'warning' }),
    summary:
      `${capital(subject.who(invite.client))} sent an INVITE without SDP, and ${subject.who(subject.originOf(final).hop.source)} accepted it with ${final.title} without SDP too: the offer is missing.` +
      (preview === undefined
        ? ''
        : ` Its ${preview.title} had SDP, which does not count: that response is not a reliable one.`) +
      (offered ? ' The caller then put SDP into its ACK, where only an answer may stand.' : ''),
    cause:
      'Whoever accepts an INVITE that has no offer must put one into its 2xx, or into the first reliable provisional response (RFC 3261 13.2.1).',
    evidence: inFrameOrder([
      seenIn(invite.request!, 'an INVITE without SDP'),
      ...(preview === undefined ? [] : [seenIn(preview, 'SDP in an unreliable response')]),
      seenIn(final, 'accepted without an offer'),
      ...(ack === undefined ? [] : [seenIn(ack, offered ? 'SDP, though nothing was offered' : 'the ACK')]),
    ]),
  };
}

function withoutAnswer(subject: Case, leg: Conversation, invite: SeenTransaction): Found | undefined {
  const final = invite.final!;
  if (descriptionIn(final) !== 'sdp' || hasReliableOffer(invite)) return undefined;
  const acks = acksOf(leg, invite, final);
  if (acks.length === 0 || !acks.every((step) => descriptionIn(step) === 'none')) return undefined;
  const [ack] = acks;
  const bye = leg.dialog?.bye?.request;
  return {
    certainty: 'certain',
    ...(invite.request!.toTag === '' ? {} : { severity: 'warning' }),
    summary:
      `${capital(subject.who(subject.originOf(final).hop.source))} made its offer in the ${final.title}, as the INVITE had none. The ACK of ${subject.who(ack.hop.source)} brings no answer.` +
      (bye === undefined || invite.request!.toTag !== ''
        ? ''
        : ` ${capital(subject.whoShort(bye.hop.source))} ended the call${timed(bye.time - ack.time, ' ', ' after the ACK')}.`),
    cause:
      'Whoever sends an INVITE without an offer must put the answer to that of the 2xx into its ACK (RFC 3261 13.2.2.4).',
    evidence: inFrameOrder([
      seenIn(invite.request!, 'an INVITE without SDP'),
      seenIn(final, 'the offer'),
      seenIn(ack, 'the answer is missing'),
      ...(bye === undefined || invite.request!.toTag !== '' ? [] : [seenIn(bye, 'the end of it')]),
    ]),
  };
}

/** Offer and answer may have gone by reliable provisional response and PRACK (RFC 3262 5). */
function hasReliableOffer({ responses }: SeenTransaction): boolean {
  return responses.some((step) => step.isProvisional && step.message.has(RSEQ) && descriptionIn(step) !== 'none');
}

function ackOf(leg: Conversation, invite: SeenTransaction, final: Step): Step | undefined {
  return acksOf(leg, invite, final)[0];
}

function acksOf(leg: Conversation, { sequence }: SeenTransaction, { fromTag, toTag }: Step): Step[] {
  return leg.steps.filter(
    (step) =>
      !step.copy &&
      step.isRequest &&
      step.method === 'ACK' &&
      step.sequence === sequence &&
      step.fromTag === fromTag &&
      step.toTag === toTag,
  );
}
