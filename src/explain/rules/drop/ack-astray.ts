/** ACKs were seen and did not help: the farthest point that one reached, and what was wrong with it (RFC 3261 12.2.1.1). */

import { placeText } from '../../case/address.ts';
import { type MissingAck, sameHost } from '../../case/acknowledgement.ts';
import { type Case } from '../../case/case.ts';
import { dialogTarget, hasRoute } from '../../case/dialog-target.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { Uri } from '../../../message/index.ts';
import { seenIn } from '../rule.ts';
import { type AckLoss, askTheProxy, repairContact } from './ack-loss-fixes.ts';

/** Looks at the farthest point that an ACK reached. */
export function lostOnItsWay(subject: Case, missing: MissingAck): AckLoss {
  const { acks, inner, leg } = missing;
  const ackSteps = new Set<Step>(acks);
  const transactions = leg.of('ACK').filter(({ requests }) => requests.some((step) => ackSteps.has(step)));
  const farthest = deepest(transactions);
  const ack = farthest?.request ?? acks[acks.length - 1];
  const { destination } = ack.hop;
  if (sameHost(destination, inner.server)) return atItsGoal(subject, missing, ack);
  const forwards = leg
    .of('INVITE')
    .some(({ server, children }) => children.length > 0 && sameHost(server, destination));
  return forwards ? stuckAtProxy(subject, missing, ack) : astray(subject, missing, ack);
}

/** The ACK that came through the most proxies; of equals the first. */
function deepest(transactions: readonly SeenTransaction[]): SeenTransaction | undefined {
  const depth = (one: SeenTransaction): number => (one.parent === undefined ? 0 : 1 + depth(one.parent));
  let best: SeenTransaction | undefined;
  for (const one of transactions) if (best === undefined || depth(one) > depth(best)) best = one;
  return best;
}

/** It went to a host that was not on the way of the INVITE. */
function astray(subject: Case, missing: MissingAck, ack: Step): AckLoss {
  const { inner, outer, answer, told } = missing;
  const { source, destination } = ack.hop;
  const sender = subject.whoShort(source);
  const where = placeText(destination);
  const reached = placeText(inner.server);
  const target = dialogTarget(sameHost(source, outer.client) ? (told ?? answer) : answer);
  const isContact = target.contact?.host === destination.address;
  const unreachable = subject.surroundings
    .eventsBetween(ack.hop)
    .find(({ event }) => event === 'unreachable' || event === 'refused' || event === 'unanswered');
  const refused =
    unreachable === undefined
      ? ''
      : ` The network says so: ${unreachable.event} ${unreachable.detail}`.trimEnd() +
        (unreachable === undefined ? '' : '.');
  const named = isContact
    ? `That is what Contact of the answer names, ${shown(target.contact.text)}, while the answer itself came from ${reached}.`
    : `The answer came from ${reached}.`;
  return {
    told: `${capital(sender)} sent the ACK to ${where}, and it never came to ${reached}. ${named}${refused}`,
    cause: isContact
      ? `The answering side names ${where} in its Contact, and cannot be reached there: the address is that of its own network behind a NAT, or a wrong one. The ACK goes where Contact says and is lost; so would BYE and re-INVITE.`
      : `The ACK went to ${where}, past the way that the INVITE and its answer took, and got lost there.`,
    fix: isContact ? repairContact(subject, inner.server, source) : askTheProxy(sender),
    evidence: [
      seenIn(answer, isContact ? `its Contact is ${shown(target.contact.text)}` : 'the answer'),
      seenIn(ack, `sent to ${where} instead of ${reached}`),
      ...(unreachable === undefined
        ? []
        : [{ frame: unreachable.frame, note: `${unreachable.event} ${unreachable.detail}`.trim() }]),
    ],
    isShown: true,
  };
}

/** It went to a proxy, and not on from there. */
function stuckAtProxy(subject: Case, missing: MissingAck, ack: Step): AckLoss {
  const { outer, told, answer } = missing;
  const proxy = subject.whoShort(ack.hop.destination);
  const target = dialogTarget(told ?? answer);
  const uri = ack.request?.uriOrFailure;
  const text = shown(ack.request?.uriText ?? '');
  const invited = shown(outer.request?.request?.uriText ?? '');
  const asker = subject.whoShort(ack.hop.source);
  const evidence = [seenIn(ack, `the ACK as far as it came: for ${text}`)];
  const base = `${capital(asker)} sent the ACK to ${proxy}, and none went on from there.`;
  if (target.contact !== undefined && text === invited && text !== shown(target.contact.text))
    return {
      told: `${base} It is addressed to ${text}, the Request-URI of the INVITE, instead of ${shown(target.contact.text)}, the Contact of the answer.`,
      cause: `The ACK of a 2xx goes to the Contact of the answer (RFC 3261 12.2.1.1, 13.2.2.4), and ${asker} wrote the Request-URI of the INVITE into it. A proxy cannot know by it where the call is.`,
      fix: [
        `This is a fault in the program of ${asker}: it must take the Request-URI of ACK, BYE and re-INVITE from Contact of the 200. Update it, and report it to its maker.`,
        'See whether a SIP ALG or SBC on the way rewrites or removes Contact of the answer, and switch that off.',
      ],
      evidence,
      isShown: true,
    };
  if (target.routes.length > 0 && !hasRoute(ack))
    return {
      told: `${base} It has no Route, though the answer has ${target.routes.length === 1 ? 'a Record-Route' : `${target.routes.length} values of Record-Route`}.`,
      cause: `The answer carries Record-Route, so the ACK must carry the same hosts as Route (RFC 3261 12.1.2, 12.2.1.1), and it has none. A proxy takes such an ACK for one that is no business of its own and drops it.`,
      fix: [
        `This is a fault in the program of ${asker}: it must copy Record-Route of the 200 into Route of ACK, BYE and re-INVITE. Update it, and report it to its maker.`,
        'See whether a SIP ALG or SBC on the way removes Record-Route or Route, and switch that off.',
      ],
      evidence,
      isShown: true,
    };
  const host = uri instanceof Uri ? uri.host : '';
  const toItself = host !== '' && host === ack.hop.destination.address;
  return {
    told: `${base}${toItself ? ` It is addressed to ${text}, which is the proxy itself.` : ` It is addressed to ${text}.`}`,
    cause: toItself
      ? 'The Request-URI of the ACK is the address of the proxy and not that of the called side, so the proxy does not know where to send it. Somebody wrote the address of the proxy into Contact of the answer: a SIP ALG, or a rule of the proxy itself.'
      : `The proxy did not get the ACK, did not know where ${shown(host)} is, or dropped the ACK by its rules: one for a 2xx belongs to no transaction of its, and has to be passed on by its Route and Request-URI (RFC 3261 16).`,
    fix: askTheProxy(proxy),
    evidence,
    isShown: toItself,
  };
}

/** It went to the very host that answered, and the answers go on. */
function atItsGoal(subject: Case, { answer, inner, acks }: MissingAck, ack: Step): AckLoss {
  const answerer = subject.whoShort(inner.server);
  const sender = subject.whoShort(ack.hop.source);
  const sameBranch = ack.branch !== '' && ack.branch === inner.branch;
  const otherPort = ack.hop.destination.port !== inner.server.port;
  const count = acks.filter(({ hop }) => sameHost(hop.destination, inner.server)).length;
  const evidence = [seenIn(ack, `an ACK on its way to ${placeText(ack.hop.destination)}`)];
  const told = `${capital(sender)} sent the ACK to ${placeText(ack.hop.destination)}${count > 1 ? ` ${count} times` : ''}, and the answers went on all the same.`;
  if (otherPort)
    return {
      told: `${told} The INVITE had gone to port ${inner.server.port}, and the ACK went to port ${ack.hop.destination.port}.`,
      cause: `The answering side took the INVITE at port ${inner.server.port}, and its Contact or a Record-Route names port ${ack.hop.destination.port}. There nobody listens, or a NAT lets nothing in.`,
      fix: [
        `Let ${answerer} name in Contact the port that it listens on; in a program behind NAT, the port as it is seen from outside.`,
        ...repairContact(subject, inner.server, ack.hop.source),
      ],
      evidence: [seenIn(answer, 'the answer, whose Contact the ACK follows'), ...evidence],
      isShown: true,
    };
  if (sameBranch)
    return {
      told: `${told} It has the branch of the INVITE, ${shown(ack.branch)}.`,
      cause:
        'The ACK of a 2xx is a transaction of its own, with a branch of its own (RFC 3261 13.2.2.4, 17.1.1.3). This one has the branch of the INVITE, so the answering side may take it for part of a transaction that is over.',
      fix: [`Update the program of ${sender}; the ACK for a 2xx needs a new branch.`],
      evidence,
      isShown: false,
    };
  return {
    told,
    cause: `The ACK went the right way and either was lost behind the point of this capture, at a firewall or NAT in front of ${answerer}, or the program there does not recognise it: after a restart, or because Route or Request-URI do not name it.`,
    fix: [
      `Capture at ${answerer}: if the ACK does not arrive, look at the firewall and NAT before it, which must let in packets from ${placeText(ack.hop.source)}.`,
      'If it arrives, raise the log level there and look for the ACK: a program that drops it says why, as a Route that it does not know for its own.',
    ],
    evidence,
    isShown: false,
  };
}
