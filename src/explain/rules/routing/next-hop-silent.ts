/** A next hop never answers: not with 100, not with an error (RFC 3261 17.1.1.2, 17.1.2.2, 16.8). */

import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { uriOf } from '../../case/redirection.ts';
import { harmfulSilences, type Silence, silences } from '../../case/silence.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { capital, countText, durationText, timed, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';

/** ms: by then a client has given up, and a proxy has made up its mind. */
const STUCK = 60_000;

export const nextHopSilent: CaseRule = {
  id: 'next-hop-silent',
  family: 'routing',
  scope: 'case',
  title: 'The next hop does not answer',
  severity: 'failure',
  meaning:
    'A request was sent to an address, over UDP several times, and nothing at all came back: no 100, no error. So nobody listens there, or nothing gets there, or nothing gets back. ' +
    'Lost packets are no explanation for it: of four tries all would have to be lost. Each element shows this silence in its own way: a phone as "no response", a proxy as 408, a B2BUA mostly as 503 or 480.',
  cause:
    'The next hop is switched off or stopped, has another address or port than the sender believes, or a firewall, access list or NAT between the two drops what is sent.',
  fix: [
    'Ask the address from the host that sent the request: `sipwright ping HOST:PORT`. If that works, compare transport and source address with those of the call.',
    'Capture at the silent side. If the request arrives, look at the program there (listening address, access list, ban of fail2ban); if not, look at route, firewall and NAT on the way.',
    'Let the sender test its next hops and skip dead ones (Kamailio: dispatcher with ds_ping_interval; Asterisk: qualify_frequency of the aor; FreeSWITCH: ping of the gateway), and give each a few seconds for its first response (Kamailio: fr_timer of tm).',
  ],
  rfc: ['3261 17.1.1.2', '3261 17.1.2.2', '3261 16.8'],
  explains: ['hop-timeout', 'request-unanswered', 'request-refused', 'user-unavailable', 'server-error'],
  check(subject) {
    const all = silences(subject).filter(isMeant);
    if (all.length === 0) return stuck(subject);
    const harmful = harmfulSilences(subject).filter(isMeant);
    return harmful.length > 0 ? broken(subject, harmful) : avoided(subject, all);
  },
};

/** Within a dialog, and for a registration, more is known of why: `bye-unanswered`, `re-invite-failed`, `registrar-silent`, … */
function isMeant({ isWithinDialog, asked }: Silence): boolean {
  return !isWithinDialog && asked.method !== 'REGISTER';
}

/** 100 Trying, and then nothing: whoever said it has the request, and lost it. */
function stuck(subject: Case): Found | undefined {
  const { main, surroundings } = subject;
  if (main.last.status !== 100 && main.last.method !== 'INVITE') return undefined;
  const { attempt } = main;
  if (attempt?.method !== 'INVITE' || attempt.request === undefined || attempt.cancel !== undefined) return undefined;
  const isTrying = ({ responses }: SeenTransaction) =>
    responses.length > 0 && responses.every(({ status }) => status === 100);
  if (attempt.request.toTag !== '' || subject.legs.length > 1 || !isTrying(attempt)) return undefined;
  let inner = attempt;
  while (inner.children.length > 0) {
    if (!inner.children.every(isTrying)) return undefined;
    inner = inner.children[inner.children.length - 1];
  }
  const silence = surroundings.lastTime - main.last.time;
  if (!(silence >= STUCK)) return undefined;
  const trying = inner.responses[0];
  return {
    certainty: 'likely',
    summary: `${capital(subject.who(inner.server))} said 100 Trying to the INVITE for ${uriOf(inner.request)}, and nothing more came: no ringing, no refusal. The capture goes on for ${durationText(silence)} without another message of this call.`,
    cause:
      'The server took the request over, and what it did then went wrong: what it sent on met silence and no timer ended it, it waits for a look-up, or its final response was lost.',
    fix: [
      `Capture at ${placeText(inner.server)} on the side where requests leave it, and read its log at this time.`,
      'Let it end what nobody answers (Kamailio: fr_timer and fr_inv_timer of tm; Asterisk: timeout in Dial; FreeSWITCH: call_timeout).',
    ],
    evidence: inFrameOrder([seenIn(attempt.request, 'the call'), seenIn(trying, 'taken over, and nothing after it')]),
  };
}

function broken(subject: Case, [silence, ...more]: readonly Silence[]): Found {
  const { asked, told } = silence;
  const others = new Set(more.map(({ asked: { server } }) => placeText(server)));
  others.delete(placeText(asked.server));
  return {
    certainty: asked.requests.length > 3 ? 'certain' : 'likely',
    summary:
      sentText(subject, silence) +
      (told === undefined ? '' : ` ${capital(subject.roleOf(told.hop.source))} then answered ${told.title}.`) +
      (others.size === 0 ? '' : ` ${countText(others.size, 'more target was', 'more targets were')} as silent.`) +
      heardText(subject, silence),
    evidence: evidenceOf(silence),
  };
}

function avoided(subject: Case, [silence]: readonly Silence[]): Found {
  const instead = silence.instead!;
  return {
    certainty: 'likely',
    severity: 'note',
    summary: `${sentText(subject, silence)} ${capital(subject.whoShort(instead.server))} answered in its place, so the request did not fail for it.`,
    cause:
      'One of several targets is dead, or the first try was lost. Each call that tries it first waits for nothing.',
    evidence: evidenceOf(silence),
  };
}

function sentText(subject: Case, { asked, lasted }: Silence): string {
  const { method, requests, client, server } = asked;
  const uri = uriOf(requests[0]);
  const nothing = method === 'INVITE' ? 'nothing came back, not even 100 Trying' : 'nothing came back';
  const often = requests.length === 1 ? '' : ` ${timesText(requests.length)}${timed(lasted, ' within ')}`;
  return `${capital(subject.who(client))} sent the ${method} for ${uri} to ${subject.whoShort(server)}${often} over ${asked.hop.transport}, and ${nothing}.`;
}

/** Whether the host is alive at all. */
function heardText({ surroundings }: Case, { asked: { server } }: Silence): string {
  if (server.address === '') return '';
  return surroundings.flows.isHeard(server.address)
    ? ` Other messages in the capture do come from ${server.address}, so the host is up.`
    : ` Nothing in the whole capture comes from ${server.address}.`;
}

function evidenceOf({ asked, last, told, lasted }: Silence) {
  const [first] = asked.requests;
  return inFrameOrder([
    seenIn(first, `sent to ${placeText(asked.server)}`),
    ...(last === first
      ? []
      : [seenIn(last, `the last of ${asked.requests.length} tries${timed(lasted, ', ', ' after the first')}`)]),
    ...(told === undefined ? [] : [seenIn(told, 'what became of it')]),
  ]);
}
