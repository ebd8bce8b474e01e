/** What must hold at the end of a seed: both sides agree on all that happened, and nobody has done anything without need. */

import { type CallEnd } from '../../src/ua/index.ts';
import { type Leg, type Question, type SoakRecord } from './soak-record.ts';

/** ms after a change of the session failed for which the call may go on: until the BYE that explains it has come. */
const SOON = 12_000;

/** Statuses that a caller meets with though no callee has chosen them. */
const MADE: ReadonlySet<number> = new Set([404, 408, 420, 480, 487, 488, 500]);

/** @returns what is wrong, in words; nothing for a good run */
export function problemsOf(record: SoakRecord): string[] {
  const { faults, parties, outgoing, incoming, changes, questions, broken, clean } = record;
  const found = [...faults];
  for (const { name, agent, media } of parties) {
    if (agent.dialogCount > 0) found.push(`${name}: ${agent.dialogCount} dialogs`);
    if (agent.callCount > 0) found.push(`${name}: ${agent.callCount} calls`);
    for (const { ends } of media)
      if (ends !== 1) found.push(`${name}: media told ${ends} times that their call is over`);
  }
  for (const { call, endedAt, dialogs } of [...outgoing, ...incoming]) {
    if (endedAt === undefined) found.push(`call ${call.callId}, ${call.direction}: it never ends (${call.state})`);
    for (const { state } of dialogs)
      if (state !== 'Terminated')
        found.push(`call ${call.callId}, ${call.direction}: its dialog is ${state} at the end`);
  }
  for (const { leg, what, outcome } of changes)
    if (outcome === undefined) found.push(`call ${leg.call.callId}: ${what} of ${leg.party.name} never ends`);
  if (!broken) {
    for (const leg of outgoing) found.push(...disagreements(record, leg));
    for (const question of questions) found.push(...wrongAnswer(record, question));
    found.push(...failedChanges(record));
  }
  if (clean) {
    for (const callId of record.rang) if (!record.heard.has(callId)) found.push(`call ${callId}: it rang unheard`);
    if (!isPatient(record)) for (const text of record.sentTwice) found.push(`sent twice without need: ${text}`);
  }
  found.push(...counted(record));
  return found;
}

/** Every call ends on both sides the same way. */
function disagreements(record: SoakRecord, leg: Leg): string[] {
  const { call } = leg;
  const { end } = call;
  if (end === undefined) return [];
  const found: string[] = [];
  const legs = record.incoming.filter((other) => other.call.callId === call.callId);
  const say = (what: string) =>
    found.push(
      `call ${call.callId}: ${what}; caller ${show(end)}; callees ${legs.map((each) => `${each.party.name} ${show(each.call.end)}`).join(', ')}`,
    );
  const answered = legs.filter((each) => each.call.end?.status === 200);
  if (isSilence(end)) say('the caller met with silence');
  if (legs.some((each) => isSilence(each.call.end))) say('a callee met with silence');
  if (end.status === 200 && answered.length === 0) say('answered for the caller only');
  if (end.status !== 200 && answered.length > 0) say('answered for a callee only');
  if (end.cause === 'refused' && !MADE.has(end.status) && !legs.some((each) => each.call.end?.status === end.status))
    say('nobody refused with that');
  if (end.cause === 'bye' || end.cause === 'gone') {
    const partner = record.partnerOf(leg);
    const other = partner?.call.end;
    // Both may hang up at once.
    if (other === undefined || (other.by === end.by && end.by !== 'local')) say('they do not agree on who hung up');
    if (partner !== undefined) {
      found.push(...differentSessions(leg, partner), ...lostDigits(leg, partner), ...lostDigits(partner, leg));
    }
  }
  return found;
}

/** Who finds no session in what came has at least heard something. */
function isSilence(end: CallEnd | undefined): boolean {
  return end?.by === 'network' && end.cause !== 'no answer';
}

/** What one side has agreed on, the other has too, in the same order; but for the last, whose message may have been lost. */
function differentSessions(leg: Leg, partner: Leg): string[] {
  const ours = leg.party.mediaOf(leg.call)?.agreementsOn(leg.call.streams) ?? [];
  const theirs = partner.party.mediaOf(partner.call)?.agreementsOn(partner.call.streams) ?? [];
  const common = Math.min(ours.length, theirs.length);
  const same = ours
    .slice(0, common)
    .every((agreement, i) => agreement.ours === theirs[i].theirs && agreement.theirs === theirs[i].ours);
  if (same && Math.abs(ours.length - theirs.length) <= 1) return [];
  return [`call ${leg.call.callId}: they agreed on different sessions, ${ours.length} and ${theirs.length} times`];
}

/** Each digit is heard once, in its turn. */
function lostDigits(from: Leg, to: Leg): string[] {
  const { sent, taken } = from.digits;
  const { heard } = to.digits;
  return sent.startsWith(heard) && heard.startsWith(taken)
    ? []
    : [`call ${from.call.callId}: ${from.party.name} sent ${sent}, and ${to.party.name} heard ${heard}`];
}

/** A change is refused only where the call is about to end; its attempts never run out. */
function failedChanges({ changes }: SoakRecord): string[] {
  return changes
    .filter(
      ({ leg, early, outcome, settledAt }) =>
        outcome !== undefined && outcome !== 'done' && !early && (leg.endedAt ?? 0) > settledAt + SOON,
    )
    .map(({ leg, what, outcome = '' }) => `call ${leg.call.callId}: ${what} of ${leg.party.name} met with ${outcome}`);
}

function wrongAnswer({ slowAnswers }: SoakRecord, { number, user, status }: Question): string[] {
  // 408 is what silence counts as; a 503 of the next hop becomes 500 at the proxy
  const slow = slowAnswers.get(String(number));
  const wanted = user === 'slow' ? slow || 408 : user === 'silent' ? 408 : user === 'closed' ? 500 : 200;
  return status === wanted ? [] : [`OPTIONS ${number} to ${user}: ${status ?? 'nothing'} in place of ${wanted}`];
}

/** Where nobody answers, the proxy and the asker wait in vain, and send again. */
function isPatient({ deadAttempts, questions }: SoakRecord): boolean {
  return deadAttempts > 0 || questions.some(({ user }) => user === 'slow' || user === 'silent');
}

function counted(record: SoakRecord): string[] {
  const { stacks, questions, changes, clean, broken, deadAttempts } = record;
  const found: string[] = [];
  const inVain = questions.filter(({ status }) => status === 408).length * 2;
  // An INVITE whose 2xx got lost, and before it came again the call was over.
  const overtaken = changes.filter(({ outcome }) => outcome === 'SIP_CALL_ENDED').length;
  let timeouts = 0;
  for (const { name, stack } of stacks) {
    const { counters } = stack;
    timeouts += counters.timeouts;
    const needless = counters.retransmissionsSent + counters.retransmissionsAbsorbed;
    if (clean && !isPatient(record) && needless > 0)
      found.push(`${name}: ${needless} messages sent twice without need`);
    for (const reason of ['not SIP', 'broken response', 'broken ACK', 'misrouted response'] as const) {
      const times = counters.drops.get(reason) ?? 0;
      if (times > 0) found.push(`${name}: ${times} dropped as ${reason}`);
    }
  }
  // Who cancels a call that nobody answered yet may go before the proxy's 487 comes: three transactions wait in vain.
  if (timeouts > 2 * overtaken + inVain + 3 * deadAttempts && !broken) found.push(`${timeouts} transactions timed out`);
  return found;
}

function show(end: CallEnd | undefined): string {
  return end === undefined ? 'goes on' : `${end.cause} ${end.status} by ${end.by}`;
}
