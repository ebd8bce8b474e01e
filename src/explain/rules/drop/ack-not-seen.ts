/** No ACK was seen at all: what the answer said about where to send it, in Contact and Record-Route (RFC 3261 12.1.1, 12.1.2). */

import { placeText } from '../../case/address.ts';
import { type MissingAck } from '../../case/acknowledgement.ts';
import { type Case } from '../../case/case.ts';
import { type DialogTarget, dialogTarget, reachOf } from '../../case/dialog-target.ts';
import { shown, type Step } from '../../case/step.ts';
import { seenIn } from '../rule.ts';
import { type AckLoss, advertiseAddress, answerLost } from './ack-loss-fixes.ts';

/** ms in which a request may have crossed the answer. */
const CROSSING = 500;

/** What the answer said about where to send it. */
export function neverSent(subject: Case, missing: MissingAck): AckLoss {
  const { outer, told } = missing;
  const asker = subject.whoShort(outer.client);
  if (told === undefined) {
    const holder = subject.whoShort(missing.inner.client);
    return {
      told: `The answer came as far as ${holder} and was never seen on its way on to ${asker}, so nobody could acknowledge it.`,
      cause: 'The proxy on the way got the answer and did not pass it on, so the one who called knows of no answer.',
      fix: [
        `Look into the log of ${holder} at the time of the answer: a 2xx is passed on at once, in every state of the transaction (RFC 3261 16.7 step 5).`,
        'See whether the topmost Via below its own names an address and port that it can send to.',
      ],
      evidence: [],
      isShown: true,
    };
  }
  const target = dialogTarget(told);
  return (
    noContact(subject, missing, target) ??
    neverArrived(subject, missing, told) ??
    badTarget(subject, missing, target) ??
    silent(subject, missing, told)
  );
}

function noContact(subject: Case, { told }: MissingAck, { contact }: DialogTarget): AckLoss | undefined {
  if (contact !== undefined || told === undefined) return undefined;
  const answerer = subject.whoShort(told.hop.source);
  return {
    told: `The answer has no Contact that can be read, so nobody knew where to send the ACK.`,
    cause:
      'The 2xx to an INVITE must name in Contact where later requests go (RFC 3261 12.1.1), and this one does not.',
    fix: [
      `Make ${answerer}, or the device behind it, put a Contact with its own address into the 200.`,
      'See whether a SIP ALG on the way takes it out, and switch that off.',
    ],
    evidence: [seenIn(told, 'the answer, without a usable Contact')],
    isShown: true,
  };
}

/** The first stop that the answer names cannot be reached by the one who is to send the ACK. */
function badTarget(subject: Case, { outer, told, answer }: MissingAck, target: DialogTarget): AckLoss | undefined {
  const { plan, by, next } = target;
  if (plan === undefined || next === undefined || told === undefined) return undefined;
  const { source } = told.hop;
  const asker = subject.whoShort(outer.client);
  const where = placeText({ address: plan.host, port: plan.port });
  const header = `${by} ${shown(next.text)}`;
  const reach = reachOf(plan, outer.client, source);
  const evidence = [seenIn(told, `its ${header} is where the ACK is to go`)];
  if (reach === 'unresolvable' || reach === 'inside') {
    const why =
      reach === 'inside'
        ? `a private address, which ${asker} cannot reach`
        : 'a host name that only its own network knows, if any does';
    return {
      told: `No ACK came by. The answer sends it to ${where}: its ${by} names ${why}.`,
      cause: `The answer says in ${header} where the ACK and all later requests are to go, and that is ${why}. They are sent there and are lost, while the INVITE and its answer found their way over ${placeText(source)}.`,
      fix: advertiseAddress(subject, target, by === 'Contact' ? answer.hop.source : source),
      evidence,
      isShown: true,
    };
  }
  if (reach === 'elsewhere')
    return {
      told: `No ACK came by. The answer came from ${placeText(source)}, and its ${by} sends the ACK to ${where}, another place.`,
      cause: `The ACK is to go to ${where}, as ${by} of the answer says, and not to ${placeText(source)}, where the answer came from. By all likelihood it went there, and was lost or turned away: this capture does not show that way.`,
      fix: [
        `Capture at ${where} and see whether the ACK arrives. If it does, find out why it is not passed on or not taken; if it does not, look at routes and firewalls between ${asker} and that address.`,
        ...advertiseAddress(subject, target, by === 'Contact' ? answer.hop.source : source),
      ],
      evidence,
      isShown: false,
    };
  if (plan.transportGiven && plan.transport !== told.hop.transport)
    return {
      told: `No ACK came by. The answer came over ${told.hop.transport}, and its ${by} asks for ${plan.transport}: so the ACK has to go to ${where} over ${plan.transport}.`,
      cause: `${by} of the answer names another transport than that of the call, ${plan.transport} instead of ${told.hop.transport}. Where ${where} does not listen on it, or a firewall lets only ${told.hop.transport} through, the ACK is lost.`,
      fix: [
        `See whether ${where} can be reached over ${plan.transport} from ${asker}; open it, or correct the transport parameter in ${by} to that of the listener.`,
      ],
      evidence,
      isShown: false,
    };
  return undefined;
}

/** Whoever still asks, or cancels, does not know of the answer. */
function neverArrived(subject: Case, { outer, answer, leg }: MissingAck, told: Step): AckLoss | undefined {
  // What crosses the answer on its way proves nothing.
  const isLate = ({ number, time }: Step) => number > told.number && !(time - told.time < CROSSING);
  const cancels = leg.of('CANCEL').flatMap(({ request }) => request ?? []);
  const deaf = [...outer.requests, ...cancels.filter(({ fromTag }) => fromTag === answer.fromTag)].find(isLate);
  if (deaf === undefined) return undefined;
  const asker = subject.whoShort(outer.client);
  const place = placeText(outer.client);
  return {
    told: `No ACK came by, and ${asker} sent ${deaf.method === 'CANCEL' ? 'a CANCEL' : 'the INVITE again'} after the answer: the answer never arrived there.`,
    cause: `The answer did not reach ${place}: who has it sends an ACK, and no ${deaf.method} any more. It was lost between here and there, at a NAT or firewall, or because it is too large for one packet.`,
    fix: answerLost(told, place),
    evidence: [seenIn(deaf, 'whoever has the answer does not send this')],
    isShown: true,
  };
}

/** Nothing is wrong with where it should go, as far as the capture can tell. */
function silent(subject: Case, { outer, repeats }: MissingAck, told: Step): AckLoss {
  const asker = subject.whoShort(outer.client);
  const place = placeText(outer.client);
  const { plan, by } = dialogTarget(told);
  const isKnown = plan?.host === told.hop.source.address;
  const again = repeats.length > 0 ? 'each time that the answer came again' : 'to the answer';
  return {
    told: isKnown
      ? `No ACK came by, though the answer names a place that ${asker} talks to anyway.`
      : `No ACK came by. The answer sends it to ${shown(plan?.host ?? 'nowhere')}, as its ${by} says; the capture does not show whether that name leads back here.`,
    cause: `Either the answer does not arrive at ${place} (a NAT or firewall on the way, or a packet that is too large), or the program there does not send the ACK that it owes ${again} (RFC 3261 13.2.2.4)${isKnown ? '' : ', or sends it to another address of that name'}. The capture cannot tell these apart.`,
    fix: [
      `Capture at ${place}: if the answer does not arrive there, look at what lies between; if it does and no ACK leaves, the fault is in the program there.`,
      ...(isKnown
        ? []
        : [
            `See to which address ${asker} resolves ${shown(plan?.host ?? '')}, and whether it is that of the server that answered.`,
          ]),
      ...answerLost(told, place),
    ],
    evidence: [],
    isShown: false,
  };
}
