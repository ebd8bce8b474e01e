/** An application-layer gateway changed addresses within messages (RFC 3261 8.2.6.2, 18.1.2; RFC 4787 7, RFC 6314 3). */

import { headerId } from '../../../catalogue/index.ts';
import { isInside, placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { consequenceOf } from '../../case/consequence.ts';
import { type Conversation } from '../../case/conversation.ts';
import { sdpIn } from '../../case/negotiation.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Evidence, type Found, seenIn, type SideBySide, type SideBySideRow } from '../rule.ts';

const CONTACT = headerId('Contact');
const DEFAULT_PORT = 5060;
/** Beyond so many transactions a conversation is no call. */
const MAX_TRANSACTIONS = 60;

export const algRewrite: CaseRule = {
  id: 'alg-rewrite',
  family: 'hostile',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'A gateway on the way rewrites addresses in messages',
  severity: 'warning',
  meaning:
    'The same message is in the capture before and after a NAT, and addresses within it differ; or the Via of a response is another one than that of its request, though whoever answers has to copy it. ' +
    'Proxies do neither: they add a Via of their own. So an application-layer gateway ("SIP ALG") in a router or firewall, or a border controller, changes messages on their way. ' +
    'Where it changes some addresses and not others, calls lose their sound, their ACK or their BYE.',
  cause:
    'A NAT with an application-layer gateway tries to help phones behind it by putting its own address in place of theirs. Phones and servers today cope with NAT by themselves, and the two ways of help spoil each other.',
  fix: [
    'Switch off "SIP ALG", "SIP helper" or "SIP inspection" in the router or firewall (`rmmod nf_nat_sip nf_conntrack_sip` with Linux, `no inspect sip` with a Cisco ASA).',
    'Where it cannot be switched off, let the phone use TLS, or another port than 5060: most gateways look at port 5060 only.',
    'Then let the server care for NAT: `rewrite_contact=yes` and `force_rport=yes` with Asterisk PJSIP, the module nathelper with Kamailio; Sipwright does so by itself.',
  ],
  rfc: ['6314 3', '4787 7', '3261 8.2.6.2', '3261 18.1.2'],
  explains: [
    'content-length-damaged',
    'contact-not-granted',
    'contact-behind-nat',
    'private-media-address',
    'one-way-rtp',
    'rtp-elsewhere',
    'no-rtp',
    'ack-lost',
    'dialog-unknown',
    'packet-loss',
    'responses-lost',
    'no-credentials',
    'request-unanswered',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      const found = changedVia(subject, leg) ?? changedOnTheWay(subject, leg);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

/** 8.2.6.2: the Via values of a response equal those of the request, but for what the server notes in them (18.2.1). */
function changedVia(subject: Case, { transactions }: Conversation): Found | undefined {
  for (const { requests, responses } of transactions) {
    if (requests.length === 0) continue;
    const [request] = requests;
    const response = responses.find((one) => one.sentBy !== request.sentBy || hasOtherPort(one, request));
    // A Via that cannot be read is malformed, not rewritten.
    if (response === undefined || response.sentBy === '' || request.sentBy === '') continue;
    const consequence = consequenceOf(response, subject);
    const [sent, got] = [sentByText(request), sentByText(response)];
    const evidence: Evidence[] = [seenIn(request, `Via names ${sent}`), seenIn(response, `the same Via, now ${got}`)];
    if (consequence !== undefined) evidence.push(seenIn(consequence.by, 'the response is ignored'));
    return {
      certainty: 'likely',
      severity: consequence === undefined ? undefined : 'failure',
      summary:
        `${capital(subject.who(request.hop.source))} wrote ${sent} into the Via of its ${request.method}, and the response ${response.title} brings that Via back as ${got}. Something on the way changed it and did not change it back.` +
        (consequence === undefined
          ? ' A client drops a response whose Via names somebody else (RFC 3261 18.1.2).'
          : ' The client drops such a response (RFC 3261 18.1.2), and goes on as if none had come.'),
      evidence,
    };
  }
  return undefined;
}

function hasOtherPort(a: Step, b: Step): boolean {
  return a.sentByPort !== b.sentByPort && (a.sentByPort || DEFAULT_PORT) !== (b.sentByPort || DEFAULT_PORT);
}

function sentByText({ sentBy: address, sentByPort: port }: Step): string {
  return placeText({ address, port });
}

/** The same request on two ways: a proxy would have added a Via, a NAT alone changes the packet's addresses only. */
function changedOnTheWay(subject: Case, { transactions }: Conversation): Found | undefined {
  if (transactions.length < 2 || transactions.length > MAX_TRANSACTIONS) return undefined;
  for (let i = 1; i < transactions.length; i++) {
    for (let j = 0; j < i; j++) {
      if (!isSameRequest(transactions[j], transactions[i])) continue;
      const found = compared(subject, transactions[j].request!, transactions[i].request!);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function isSameRequest(a: SeenTransaction, b: SeenTransaction): boolean {
  return (
    a.branch === b.branch &&
    a.branch !== '' &&
    a.method === b.method &&
    a.sequence === b.sequence &&
    a.requests.length > 0 &&
    b.requests.length > 0 &&
    a.client.address !== '' &&
    b.client.address !== ''
  );
}

function compared(subject: Case, before: Step, after: Step): Found | undefined {
  const [left, right] = [addressesIn(before), addressesIn(after)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const rows = names.map((name): SideBySideRow => {
    const [one, other] = [left.get(name), right.get(name)];
    return { left: lineOf(name, one), right: lineOf(name, other), differs: one !== other };
  });
  const changed = names.filter((name) => left.get(name) !== right.get(name) && left.has(name) && right.has(name));
  if (changed.length === 0) return undefined;
  const kept = names.filter((name) => left.get(name) === right.get(name) && isInner(left.get(name) ?? ''));
  const comparison: SideBySide = {
    left: `frame ${before.frame}, from ${placeText(before.hop.source)}`,
    right: `frame ${after.frame}, from ${placeText(after.hop.source)}`,
    rows,
  };
  const rest =
    kept.length === 0
      ? ''
      : ` ${listText(kept.map(labelOf))} still ${kept.length === 1 ? 'names' : 'name'} an inner address: whoever goes by that one sends it nowhere.`;
  return {
    certainty: 'certain',
    severity: kept.length === 0 ? 'note' : 'warning',
    summary: `The ${before.method} of ${subject.who(before.hop.source)} is in the capture twice: it leaves ${placeText(before.hop.source)}, and arrives from ${placeText(after.hop.source)}. In between, without a proxy, ${listText(changed.map(labelOf))} ${changed.length === 1 ? 'was' : 'were'} changed.${rest}`,
    evidence: [
      seenIn(before, lineOf(changed[0], left.get(changed[0]))),
      seenIn(after, lineOf(changed[0], right.get(changed[0]))),
    ],
    comparison,
  };
}

function lineOf(name: string, value = ''): string {
  return value === '' ? '' : name.endsWith('=') ? name + value : `${name}: ${value}`;
}

function labelOf(name: string): string {
  return name.endsWith('=') ? `${name} of the SDP` : name;
}

/** Where a message names addresses of its sender. */
function addressesIn(step: Step): Map<string, string> {
  const { message } = step;
  const all = new Map<string, string>([['Via', sentByText(step)]]);
  const contacts = message.find(CONTACT) < 0 ? [] : message.addresses(CONTACT);
  if (Array.isArray(contacts) && contacts.length > 0) all.set('Contact', shown(contacts[0].uri.text));
  for (const line of sdpIn(message)?.split(/\r?\n/) ?? []) {
    const type = line.slice(0, 2);
    if ((type === 'o=' || type === 'c=' || type === 'm=') && !all.has(type)) all.set(type, shown(line.slice(2)));
  }
  return all;
}

function isInner(text: string): boolean {
  return (text.match(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g) ?? []).some(isInside);
}
