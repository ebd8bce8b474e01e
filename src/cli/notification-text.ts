/** What a NOTIFY tells, for people and for programs: the bodies of the packages that are read here (RFC 6665 4.1.3). */
import {
  DIALOG_INFO_TYPE,
  type DialogInfoEntry,
  MESSAGE_SUMMARY_TYPE,
  parseDialogInfo,
  parseMessageSummary,
  parsePidf,
  parseReginfo,
  parseSipfrag,
  PIDF_TYPE,
  type PresenceTuple,
  REGINFO_TYPE,
  SIPFRAG_TYPE,
} from '../event/index.ts';
import { Failure } from '../message/index.ts';
import { spoken } from './phone-text.ts';
import { printable } from './print-rows.ts';

/** A body, read. */
export interface ReadBody {
  /** Lines for people, without control characters. */
  readonly lines: readonly string[];
  /** What the parser made of it; undefined for what is not read here, or cannot be. */
  readonly parsed: object | undefined;
}

/** Of a body that is not read: more is not for a terminal. */
const SHOWN_LINES = 40;

type Reader = (text: string) => ReadBody | Failure;

const readers: Readonly<Record<string, Reader>> = {
  [PIDF_TYPE]: reader(parsePidf, ({ tuples, notes }) => [
    ...(tuples.length === 0 ? ['nothing is said of any way to reach it'] : tuples.map(tupleLine)),
    ...notes.map(({ text }) => `note: ${text}`),
  ]),
  [DIALOG_INFO_TYPE]: reader(parseDialogInfo, ({ dialogs, state }) =>
    dialogs.length === 0 ? [state === 'full' ? 'no calls' : 'nothing new'] : dialogs.map(dialogLine),
  ),
  [REGINFO_TYPE]: reader(parseReginfo, ({ registrations }) =>
    registrations.flatMap(({ aor, state, contacts }) => [
      `${aor}: ${state}`,
      ...contacts.map(
        ({ uri, state: of, event, expires }) =>
          `  ${uri}: ${of}${event === undefined ? '' : ` (${event})`}${expires === undefined ? '' : `, for ${spoken(expires)}`}`,
      ),
    ]),
  ),
  [MESSAGE_SUMMARY_TYPE]: reader(parseMessageSummary, ({ waiting, account, counts }) => [
    `${waiting ? 'messages wait' : 'no messages wait'}${account === undefined ? '' : ` in ${account}`}`,
    ...counts.map(
      ({ context, new: fresh, old, urgent }) =>
        `  ${context}: ${fresh} new, ${old} old${urgent === undefined ? '' : `; urgent: ${urgent.new} new, ${urgent.old} old`}`,
    ),
  ]),
  [SIPFRAG_TYPE]: reader(parseSipfrag, ({ status, reason }) => [`${status} ${reason}`]),
};

/** @param contentType as written @param body Unicode */
export function readBody(contentType: string, body: string): ReadBody {
  if (body === '') return { lines: [], parsed: undefined };
  const type = contentType.split(';', 1)[0].trim().toLowerCase();
  const read = Object.hasOwn(readers, type) ? readers[type](body) : undefined;
  if (read !== undefined && !(read instanceof Failure)) return read;
  const problem = read === undefined ? [] : [`the ${type} cannot be read: ${read.reason}`];
  const lines = body.trimEnd().split(/\r\n|\r|\n/);
  const rest = lines.length > SHOWN_LINES ? [`… and ${lines.length - SHOWN_LINES} lines more`] : [];
  return { lines: [...problem, ...lines.slice(0, SHOWN_LINES), ...rest].map(printable), parsed: undefined };
}

function reader<Document extends object>(
  parse: (text: string) => Document | Failure,
  linesOf: (document: Document) => readonly string[],
): Reader {
  return (text) => {
    const parsed = parse(text);
    return parsed instanceof Failure ? parsed : { parsed, lines: linesOf(parsed).map(printable) };
  };
}

function tupleLine({ id, status, contact, notes }: PresenceTuple): string {
  const texts = notes.map(({ text }) => `"${text}"`);
  const basic = status.basic === undefined ? 'no status' : status.basic;
  return [`${contact?.uri ?? id}: ${basic}`, ...texts].join(', ');
}

function dialogLine({ direction, state, event, code, remote, duration }: DialogInfoEntry): string {
  const who = remote?.identity;
  const name = who?.displayName === undefined ? who?.uri : `${who.displayName} <${who.uri}>`;
  const way = direction === undefined ? 'with' : direction === 'initiator' ? 'to' : 'from';
  const why = [event, code].filter((part) => part !== undefined).join(' ');
  return [
    name === undefined ? `a call: ${state}` : `a call ${way} ${name}: ${state}`,
    why === '' ? '' : ` (${why})`,
    duration === undefined ? '' : `, for ${spoken(duration)}`,
  ].join('');
}
