/** ICMP says that a packet of SIP could not be delivered (RFC 3261 18.4, RFC 792, RFC 1122 3.2.2.1, RFC 4443 3.1). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText, samePlace } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type Conversation } from '../../case/conversation.ts';
import { isAboutSize } from '../../case/fragment-trouble.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { silenceOf } from '../../case/silence.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText } from '../../case/wording.ts';
import { type CaseRule, type Found, type Severity, seenIn } from '../rule.ts';

export const portUnreachable: CaseRule = {
  id: 'port-unreachable',
  family: 'transport',
  scope: 'case',
  title: 'The network says that nobody is there',
  severity: 'failure',
  meaning:
    'After a packet of SIP an ICMP message came back that says why it was not delivered: "port unreachable" means that the host is up and no program listens on that port, "host unreachable" that nothing answers at that address, "administratively prohibited" that a firewall forbids it. ' +
    'Who says so counts: the host itself, or a router on the way.',
  cause: 'No program listens at the address and port that the packet was sent to, or no way leads there.',
  fix: [
    'See whether the program runs and listens on exactly that address and port (ss -lun), and whether the sender means that port.',
    'If it is a phone behind NAT, let it register anew, and send keep-alives: its router has forgotten it, and says so.',
  ],
  rfc: ['3261 18.4', '1122 3.2.2.1', '792', '4443 3.1'],
  explains: [
    'next-hop-silent',
    'hop-timeout',
    'request-unanswered',
    'request-refused',
    'user-unavailable',
    'server-error',
    'bye-unanswered',
    'ack-lost',
    'registrar-silent',
    're-invite-failed',
    'session-refresh-failed',
    'responses-lost',
  ],
  check(subject) {
    const { surroundings } = subject;
    if (surroundings.events.length === 0) return undefined;
    let best: Loss | undefined;
    for (const leg of subject.legs) {
      for (const transaction of leg.transactions) {
        const events = surroundings
          .eventsBetween(transaction.hop)
          .filter((event) => event.event === 'unreachable' && !isAboutSize(event));
        if (events.length === 0) continue;
        const loss = lossOf(subject, leg, transaction, events);
        if (loss !== undefined && (best === undefined || rank(loss) < rank(best))) best = loss;
      }
    }
    return best === undefined ? undefined : tell(subject, best);
  },
};

/** A message that did not arrive. */
interface Loss {
  readonly transaction: SeenTransaction;
  readonly message: Step;
  readonly events: readonly SeenEvent[];
  readonly severity: Severity;
  readonly told: Step | undefined;
}

const severities: readonly Severity[] = ['failure', 'warning', 'note'];

function rank({ severity }: Loss): number {
  return severities.indexOf(severity);
}

function lossOf(
  subject: Case,
  leg: Conversation,
  transaction: SeenTransaction,
  all: readonly SeenEvent[],
): Loss | undefined {
  const { requests, responses, client, method } = transaction;
  const forward = all.filter(({ hop }) => samePlace(hop.source, client));
  const request = requests.findLast((step) => forward.some(({ frame }) => frame > step.frame));
  if (request !== undefined && responses.length === 0) {
    const events = forward.filter(
      ({ frame, time }) => frame > requests[0].frame && !(time - requests[0].time > 40_000),
    );
    if (events.length === 0) return undefined;
    const { instead, told } = silenceOf(subject, leg, transaction);
    if (method === 'ACK' && !isRepeated(leg, request)) return undefined;
    const severity = instead !== undefined || method === 'CANCEL' ? 'note' : method === 'BYE' ? 'warning' : 'failure';
    return { transaction, message: requests[0], events, severity, told };
  }
  const backward = all.filter(({ hop }) => samePlace(hop.destination, client));
  const response = responses.findLast((step) => backward.some(({ frame }) => frame > step.frame));
  if (response === undefined) return undefined;
  // Whoever asks again has not heard the answer; others have closed their port because all is done.
  const unheard = requests.some(({ number }) => number > response.number);
  if (!unheard || leg.transactions.some((one) => one.first.number > response.number && samePlace(one.client, client)))
    return undefined;
  const events = backward.filter(({ frame }) => frame > responses[0].frame);
  return { transaction, message: responses[0], events, severity: 'failure', told: undefined };
}

/** The 2xx that an ACK is for came again after it. */
function isRepeated({ transactions }: Conversation, ack: Step): boolean {
  return transactions.some(
    ({ method, responses }) =>
      method === 'INVITE' &&
      responses.some(
        (step) =>
          step.repeats !== undefined && step.isFinal && step.sequence === ack.sequence && step.number > ack.number,
      ),
  );
}

function tell(subject: Case, { transaction, message, events, severity, told }: Loss): Found {
  const [event] = events;
  const { source, destination } = event.hop;
  const reporter = /, says (\S+)$/.exec(event.detail)?.[1];
  const reason = event.detail.replace(/, says \S+$/, '');
  const what = message.isRequest ? `its ${message.method}` : `its ${message.title}`;
  const more = events.length === 1 ? '' : `, ${countText(events.length, 'time')} in all`;
  return {
    certainty: 'certain',
    severity,
    summary:
      `${capital(subject.who(source))} sent ${what} to ${placeText(destination)}, and ${reporter === undefined ? 'that host itself' : `the router ${reporter}`} answered by ICMP: ${reason}${more}.` +
      (told === undefined ? '' : ` ${capital(subject.roleOf(told.hop.source))} then answered ${told.title}.`) +
      (severity === 'note' && transaction.method !== 'CANCEL' ? ' Another target answered in its place.' : ''),
    ...adviceFor(reason, reporter, placeText(destination)),
    evidence: [
      seenIn(message, `sent to ${placeText(destination)}`),
      { frame: event.frame, note: `ICMP: ${event.detail}` },
      ...(told === undefined ? [] : [seenIn(told, 'what became of it')]),
    ],
  };
}

function adviceFor(reason: string, reporter: string | undefined, place: string): Pick<Found, 'cause' | 'fix'> {
  if (/prohibited|policy|precedence/.test(reason))
    return {
      cause: `A firewall ${reporter === undefined ? 'of that host' : `at ${reporter}`} refuses the packet by a rule.`,
      fix: [
        `Allow packets from the sender to ${place} in that firewall (iptables and nftables answer so with REJECT).`,
      ],
    };
  if (/hop limit/.test(reason))
    return {
      cause: `Routers send the packet in a circle: its hop limit ran out at ${reporter ?? 'the host'}.`,
      fix: [`Look at the routes to ${place} with traceroute from the sender: the same routers come up in turn.`],
    };
  if (/^(?:host|address)/.test(reason))
    return {
      cause: `Nothing answers at the address of ${place}: the host is off, or has another address now.`,
      fix: [
        `See whether the host of ${place} is up and has this address (ping from its own network).`,
        'If it is a phone with a new address, its old registration is still used: let it register anew, or wait until the old binding runs out.',
      ],
    };
  if (/^(?:network|no route|source route|beyond scope)/.test(reason))
    return {
      cause: `${reporter === undefined ? 'The sender' : `The router ${reporter}`} knows no way to ${place}.`,
      fix: [
        `See the route to ${place} at ${reporter ?? 'the sender'}; a private address that somebody wrote into Contact or Via has no route from outside.`,
      ],
    };
  if (reason.startsWith('port') && reporter === undefined)
    return {
      cause: `The host is up, and no program listens on ${place}: it is stopped, listens elsewhere, or a NAT that stands there has forgotten the port.`,
      fix: [
        `On that host, see whether the program runs and listens on ${place} (ss -lun).`,
        'Compare the port with the one in Contact, Via or the route that the sender took it from.',
        'If the address is that of a NAT, let the phone behind it send keep-alives every 25 s or so.',
      ],
    };
  return {};
}
