/** The events of a phone for people: what happens, in a line or a few. */
import { formatCallReport } from '../phone/index.ts';
import type { CallExplanation } from '../phone/index.ts';
import { decodeUtf8 } from '../message/index.ts';
import type { ListedCall, PhoneEvent } from './phone-events.ts';
import { printable } from './print-rows.ts';

/** @returns the first line, and those that belong below it, without control characters of a peer's */
export function eventLines(event: PhoneEvent): readonly string[] {
  return linesOf(event).map(printable);
}

function linesOf(event: PhoneEvent): readonly string[] {
  switch (event.event) {
    case 'ready':
      return [`this is ${shown(event.identity)}, listening on ${listening(event.listeners)}`];
    case 'registered':
      return [`registered for ${spoken(event.expires)}${others(event.contacts)}`];
    case 'not-registered':
      return [
        `not registered: ${event.status} ${event.reason}${retry(event.retryIn)}`,
        ...(event.explanation === undefined ? [] : explanationLines(event.explanation)),
      ];
    case 'unregistered':
      return ['not registered any more'];
    case 'message':
      return messageLines(event.text, sender(event));
    case 'message-sent':
      return [`message to ${shown(event.to)}: ${event.status} ${event.reason}`];
    case 'calls':
      return event.calls.length === 0 ? ['no calls'] : event.calls.map(callLine);
    case 'help':
      return ['', ...event.text.split('\n')];
    case 'note':
    case 'problem':
      return event.text.split('\n');
    default:
      return callLines(event);
  }
}

function callLines(event: Extract<PhoneEvent, { readonly call: number }>): readonly string[] {
  const call = `call ${event.call}`;
  switch (event.event) {
    case 'incoming': {
      const instead = event.replaces === undefined ? '' : `, in place of call ${event.replaces}`;
      return [`${call}: ${sender({ from: event.peer, name: event.name })} calls${instead}`];
    }
    case 'calling':
      return [`${call}: calling ${shown(event.peer)}${event.by === undefined ? '' : ', as the other side asked'}`];
    case 'progress':
      return [`${call}: ${event.status} ${event.reason}`];
    case 'answered':
      return [`${call}: answered`];
    case 'hold':
      return [`${call}: ${holdText(event)}`];
    case 'muted':
      return [`${call}: ${event.muted ? 'muted' : 'not muted any more'}`];
    case 'digit':
      return [`${call}: digit ${event.digit}`];
    case 'digits-sent':
      return [`${call}: sent ${event.digits}`];
    case 'transfer':
      return [`${call}: ${transferText(event)}`];
    case 'referral':
      return [`${call}: the other side asks to call ${shown(event.to)}`];
    case 'played':
      return [`${call}: all played`];
    case 'ended': {
      const report = formatCallReport(event.report).trimEnd().split('\n');
      const file = event.recording === undefined ? [] : [`  recorded    ${event.recording}`];
      return [`${call}: ended`, ...report, ...file];
    }
  }
}

/** Of a response that refused something: what it means, and what can be done. */
export function explanationLines({ title, summary, notes, steps }: CallExplanation): readonly string[] {
  return [
    `${title}: ${summary}`,
    ...notes.map((note) => `  ${note}`),
    ...steps.flatMap(({ person, steps: each }) => [`${person}:`, ...each.map((step) => `  - ${step}`)]),
  ];
}

function callLine({ call, peer, direction, state, held, heldByPeer, muted, current }: ListedCall): string {
  const marks = [
    state.toLowerCase(),
    held ? 'on hold' : '',
    heldByPeer ? 'held by the other side' : '',
    muted ? 'muted' : '',
  ].filter((mark) => mark !== '');
  return `${current ? '*' : ' '} call ${call} ${direction === 'incoming' ? 'from' : 'to'} ${shown(peer)}: ${marks.join(', ')}`;
}

function holdText({ held, heldByPeer }: { readonly held: boolean; readonly heldByPeer: boolean }): string {
  if (held && heldByPeer) return 'on hold, and held by the other side';
  if (held) return 'on hold';
  return heldByPeer ? 'held by the other side' : 'not on hold any more';
}

function transferText({ status, reason }: { readonly status: number | undefined; readonly reason: string }): string {
  if (status === undefined) return 'transferred; the other side does not tell how that goes';
  return `transfer: ${status} ${reason}${status < 300 ? '' : '; the call is still on hold'}`;
}

/** As `UDP and TCP port 5060` where that is all there is to say. */
function listening(listeners: readonly string[]): string {
  const found = listeners.map((each) => /^(\S+) (?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(each));
  const ports = new Set(found.map((match) => match?.[2]));
  if (ports.size !== 1 || found.includes(null)) return listeners.join(', ');
  const transports = new Set(found.map((match) => match?.[1]));
  return `${[...transports].join(' and ')} port ${[...ports].join('')}`;
}

/** A text may have several lines: the further ones are set in. */
function messageLines(text: string, from: string): readonly string[] {
  const [first = '', ...more] = text.trimEnd().split(/\r\n|\r|\n/);
  return [`${from}: ${first}`, ...more];
}

function sender({ from, name }: { readonly from: string; readonly name: string }): string {
  return name === '' ? shown(from) : `${name} <${shown(from)}>`;
}

/** A URI holds octets of UTF-8, escaped or not. */
function shown(uri: string): string {
  return decodeUtf8(uri);
}

function others(contacts: readonly string[]): string {
  return contacts.length < 2 ? '' : `; ${contacts.length} contacts: ${contacts.map(shown).join(', ')}`;
}

function retry(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  return seconds < 1 ? '; trying again at once' : `; trying again in ${spoken(Math.round(seconds))}`;
}

/** As 90 s, 10 min, 1 h. */
export function spoken(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
