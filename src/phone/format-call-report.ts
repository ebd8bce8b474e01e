/** A call report for a person: some lines of text (RFC 3550 6.4). */

import { type MediaAddress } from '../media/index.ts';
import { formatHost } from '../message/index.ts';
import { type CallExplanation } from './call-explanation.ts';
import { type CallOutcome, type CallReport, type SoundReport } from './call-report.ts';

/** Wide enough for the longest name. */
const NAME = 12;

/** Writes a report as text, its figures as RFC 3550 6.4 has them. @returns lines, each ended by LF; what a peer wrote is among them, without its control characters */
export function formatCallReport(report: CallReport): string {
  const { direction, peer, outcome, sound, digits, explanation } = report;
  const lines = [`Call ${direction === 'outgoing' ? 'to' : 'from'} ${plain(peer)}: ${progressOf(report)}`];
  if (outcome !== undefined) {
    if (outcome.failure !== '') lines.push(row('failure', outcome.failure));
    for (const reason of outcome.reasons) lines.push(row('reason', reason));
  }
  if (sound !== undefined && sound.sent.packets + sound.received.packets > 0) lines.push(...soundLines(sound));
  if (digits.sent !== '') lines.push(row('digits', `sent ${digits.sent}`));
  if (digits.received !== '') lines.push(row('digits', `received ${digits.received}`));
  if (explanation !== undefined) lines.push(...explanationLines(explanation));
  return lines.map((line) => `${line}\n`).join('');
}

function progressOf({ outcome, talkMs, answeredAfterMs }: CallReport): string {
  const talked = answeredAfterMs === undefined ? 'not answered' : `${duration(talkMs)}`;
  if (outcome === undefined) return `${talked}, going on`;
  return `${talked}, ${endOf(outcome)}`;
}

const who = { local: 'we', remote: 'the other side', network: 'the network' } as const;

function endOf({ by, cause, status, reason }: CallOutcome): string {
  const response = `${status} ${plain(reason)}`.trim();
  switch (cause) {
    case 'bye':
      return `${who[by]} hung up`;
    case 'refused':
      return by === 'local' ? `we refused it with ${response}` : `refused with ${response}`;
    case 'cancelled':
      return by === 'local' ? 'we gave up' : 'the caller gave up';
    case 'silence':
      return 'nobody answered our INVITE';
    case 'fault':
      return by === 'local' ? 'it could not be made here' : 'it could not be set up';
    case 'no ACK':
      return 'our answer was never acknowledged';
    case 'no PRACK':
      return 'our provisional response was never acknowledged';
    case 'no answer':
      return 'no usable session description came';
    case 'gone':
      return 'the other side is gone';
    case 'session expired':
      return 'nobody refreshed the session';
    case 'replaced':
      return 'another call took its place';
  }
}

function soundLines(sound: SoundReport): string[] {
  const { codec, telephoneEvents, local, described, remote, sent, received, roundTripMs } = sound;
  const moved = described !== undefined && remote !== undefined && address(described) !== address(remote);
  const lines = [
    row('sound', `${codec ?? 'no codec in common'}${telephoneEvents ? ', digits as telephone events' : ''}`),
    row(
      'addresses',
      `${address(local)} here, ${address(remote)} there${moved ? ` (it said ${address(described)})` : ''}`,
    ),
    row('sent', [
      packets(sent.packets),
      sent.failed > 0 ? `${packets(sent.failed)} failed here` : '',
      sent.lossPercent === undefined ? '' : `${sent.lossPercent.toFixed(1)} % lost on the way`,
      sent.jitterMs === undefined ? '' : `jitter ${sent.jitterMs.toFixed(1)} ms`,
    ]),
    row('received', [
      packets(received.packets),
      `${received.lossPercent.toFixed(1)} % lost`,
      `jitter ${received.jitterMs.toFixed(1)} ms`,
      received.concealedMs > 0 ? `${Math.round(received.concealedMs)} ms made up` : '',
    ]),
  ];
  if (roundTripMs !== undefined) lines.push(row('round trip', `${roundTripMs.toFixed(0)} ms`));
  return lines;
}

function explanationLines({ title, summary, notes, steps }: CallExplanation): string[] {
  const lines = ['', `${title}: ${summary}`, ...notes.map((note) => `  ${plain(note)}`)];
  for (const { person, steps: first } of steps) {
    lines.push(`${person}:`, ...first.map((step) => `  - ${step}`));
  }
  return lines;
}

function row(name: string, value: string | readonly string[]): string {
  const text = typeof value === 'string' ? value : value.filter((part) => part !== '').join(', ');
  return `  ${name.padEnd(NAME)}${plain(text)}`;
}

function packets(count: number): string {
  return `${count} packet${count === 1 ? '' : 's'}`;
}

function address(at: MediaAddress | undefined): string {
  return at === undefined ? 'nowhere' : `${formatHost(at.address)}:${at.port}`;
}

/** As 3 s, 1 min 23 s, 2 h 0 min 5 s. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [hours > 0 ? `${hours} h` : '', seconds >= 60 ? `${minutes} min` : '', `${seconds % 60} s`];
  return parts.filter((part) => part !== '').join(' ');
}

/** Text of a peer's, on one line of a terminal. */
function plain(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').slice(0, 300);
}
