/** The commands of the phone as lines: for scripts, and for terminals without single keys. */
import { durationMs } from './option-values.ts';
import type { Awaited, PhoneCommand } from './phone-command.ts';

/** What is wrong with a line, for its writer. */
export class LineProblem {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

interface Row {
  /** What stands behind the name. */
  readonly form: string;
  readonly does: string;
  /** undefined where the rest of the line does not fit. */
  readonly read: (rest: string) => PhoneCommand | undefined;
}

const AWAITED: readonly Awaited[] = ['registered', 'ringing', 'answered', 'ended'];

const rows: Readonly<Record<string, Row>> = {
  call: { form: 'WHOM', does: 'call bob, +49 30 12345 or bob@example.com', read: readCall },
  answer: { form: '[#N]', does: 'take the call that rings', read: withCall((call) => ({ do: 'answer', call })) },
  reject: { form: '[#N] [CODE]', does: 'refuse it: 486, or 603, 404 …', read: readReject },
  hangup: { form: '[#N|all]', does: 'end a call, whatever its state', read: readHangup },
  hold: { form: '[#N]', does: 'put a call on hold', read: withCall((call) => ({ do: 'hold', call, held: true })) },
  resume: { form: '[#N]', does: 'take it off hold', read: withCall((call) => ({ do: 'hold', call, held: false })) },
  mute: { form: '[#N]', does: 'send silence', read: withCall((call) => ({ do: 'mute', call, muted: true })) },
  unmute: { form: '[#N]', does: 'and sound again', read: withCall((call) => ({ do: 'mute', call, muted: false })) },
  dtmf: { form: 'DIGITS', does: 'send digits; a comma is a pause of 1 s', read: readDigits },
  transfer: { form: 'WHOM|#N', does: 'hand the call to somebody, or to the other side of call N', read: readTransfer },
  message: { form: 'WHOM TEXT', does: 'send an instant message', read: readMessage },
  select: { form: '#N', does: 'let commands without #N mean that call', read: readSelect },
  calls: { form: '', does: 'list the calls', read: alone({ do: 'calls' }) },
  wait: { form: `TIME|${AWAITED.join('|')} [TIME]`, does: 'read on then; after 60 s it has failed', read: readWait },
  help: { form: '', does: 'print this', read: alone({ do: 'help' }) },
  quit: {
    form: '',
    does: 'hang up, unregister and end; the end of the input does so too',
    read: alone({ do: 'quit' }),
  },
};

const also: ReadonlyMap<string, string> = new Map(
  Object.entries({ dial: 'call', bye: 'hangup', digits: 'dtmf', list: 'calls', '?': 'help', exit: 'quit' }),
);

/** Of `wait`, ms. */
const PATIENCE_MS = 60_000;

/** @returns undefined for an empty line and for a comment, which begins with # */
export function parseLine(line: string): PhoneCommand | LineProblem | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const [, first, rest] = /^(\S+)\s*(.*)$/s.exec(text) as unknown as [string, string, string];
  const name = also.get(first.toLowerCase()) ?? first.toLowerCase();
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (row === undefined) {
    const close = Object.keys(rows).find((each) => each.startsWith(name) || name.startsWith(each));
    return new LineProblem(
      `no command "${first}"; ${close === undefined ? 'help lists them' : `did you mean ${close}?`}`,
    );
  }
  return row.read(rest) ?? new LineProblem(`write it as: ${name} ${row.form}`.trimEnd());
}

/** The commands, one a line. */
export function lineHelp(): string {
  return Object.entries(rows)
    .map(([name, { form, does }]) => `  ${`${name} ${form}`.padEnd(28)}  ${does}`)
    .join('\n');
}

// ---- what stands behind the name ----

function alone(command: PhoneCommand): Row['read'] {
  return (rest) => (rest === '' ? command : undefined);
}

function readCall(rest: string): PhoneCommand | undefined {
  return rest === '' ? undefined : { do: 'call', target: rest };
}

function withCall(make: (call: number | undefined) => PhoneCommand): Row['read'] {
  return (rest) => {
    if (rest === '') return make(undefined);
    const call = callNumber(rest);
    return call === undefined ? undefined : make(call);
  };
}

/** @param text `#2`, or `2` */
function callNumber(text: string): number | undefined {
  const match = /^#?(\d{1,6})$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

function readReject(rest: string): PhoneCommand | undefined {
  const match = /^(?:#(\d{1,6})\s*)?([3-6]\d\d)?$/.exec(rest);
  if (match === null) return undefined;
  const [, call, status] = match;
  return {
    do: 'reject',
    call: call === undefined ? undefined : Number(call),
    status: status === undefined ? undefined : Number(status),
  };
}

function readHangup(rest: string): PhoneCommand | undefined {
  if (rest.toLowerCase() === 'all') return { do: 'hangup', call: 'all' };
  return withCall((call) => ({ do: 'hangup', call }))(rest);
}

function readDigits(rest: string): PhoneCommand | undefined {
  return /^[\d*#a-d,]+$/i.test(rest) ? { do: 'digits', digits: rest } : undefined;
}

function readTransfer(rest: string): PhoneCommand | undefined {
  // A bare number is somebody's.
  const call = rest.startsWith('#') ? callNumber(rest) : undefined;
  return rest === '' ? undefined : { do: 'transfer', to: call ?? rest };
}

function readMessage(rest: string): PhoneCommand | undefined {
  const match = /^(\S+)\s+(.+)$/s.exec(rest);
  return match === null ? undefined : { do: 'message', to: match[1], text: match[2] };
}

function readSelect(rest: string): PhoneCommand | undefined {
  const call = callNumber(rest);
  return call === undefined ? undefined : { do: 'select', call };
}

function readWait(rest: string): PhoneCommand | undefined {
  const [first = '', second, ...more] = rest.toLowerCase().split(/\s+/);
  if (more.length > 0) return undefined;
  const until = AWAITED.find((each) => each === first);
  const ms = durationMs(until === undefined ? first : (second ?? `${PATIENCE_MS}ms`));
  return ms === undefined || (until === undefined && second !== undefined) ? undefined : { do: 'wait', until, ms };
}
