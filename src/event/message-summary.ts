/** Bodies of the message-summary package: application/simple-message-summary (RFC 3842 5.2), as ordinary Unicode strings. */

import { detach, Failure } from '../message/index.ts';
import { unwritable } from './values.ts';

/** The media type of the bodies, for Content-Type and Accept. */
export const MESSAGE_SUMMARY_TYPE = 'application/simple-message-summary';

/** Beyond it a body is a failure. */
const CHARACTERS = 16_384;
const LINES = 256;
/** RFC 3842 5.2: a larger count is read as this. */
const MAX_COUNT = 2 ** 32 - 1;

/** What waits in a mailbox. */
export interface MessageSummary {
  readonly waiting: boolean;
  /** The URI of the mailbox: a phone dials it. */
  readonly account?: string;
  /** One for each kind of message, by its context (RFC 3458 6.2). */
  readonly counts: readonly MessageCount[];
}

/** How many messages of one kind there are. */
export interface MessageCount {
  /** In lower case: `voice-message`, `fax-message`, `pager-message`, `multimedia-message`, `text-message`, `none`, or another. */
  readonly context: string;
  readonly new: number;
  readonly old: number;
  /** Those among them that are urgent. */
  readonly urgent?: { readonly new: number; readonly old: number };
}

const COUNTS = /^[ \t]*(\d+)[ \t]*\/[ \t]*(\d+)[ \t]*(?:\([ \t]*(\d+)[ \t]*\/[ \t]*(\d+)[ \t]*\)[ \t]*)?$/;
const CONTEXT = /^[\w.!%*+`'~-]{1,64}$/;

/**
 * Reads a summary. Lines may end in CRLF or LF, stand in any order, and are ignored where they are neither a count nor
 * known; of two with one context the last counts. What follows an empty line are headers of messages, and not read.
 * @param text an ordinary string: what `decodeUtf8` makes of a body
 * @returns a failure without a Messages-Waiting of yes or no, or for a text that is too long
 */
export function parseMessageSummary(text: string): MessageSummary | Failure {
  if (text.length > CHARACTERS) return new Failure(CHARACTERS, `more than ${CHARACTERS} characters`);
  let waiting: boolean | undefined;
  let account: string | undefined;
  const counts = new Map<string, MessageCount>();
  // Empty lines in front are a body that a peer began too early.
  let at = text.search(/[^\r\n]/);
  for (let line = 0; at >= 0 && at < text.length; line++) {
    if (line === LINES) return new Failure(at, `more than ${LINES} lines`);
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const content = text.slice(at, stop).trim();
    if (content === '') break;
    const colon = content.indexOf(':');
    const name = content.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = content.slice(colon + 1).trim();
    if (name === 'messages-waiting') {
      if (!/^(?:yes|no)$/i.test(value)) return new Failure(at, 'yes or no was expected for Messages-Waiting');
      waiting = value.toLowerCase() === 'yes';
    } else if (name === 'message-account') account = value === '' ? undefined : detach(value);
    else {
      const count = readCount(name, value);
      if (count !== undefined) counts.set(count.context, count);
    }
    at = stop + 1;
  }
  if (waiting === undefined) return new Failure(Math.max(at, 0), 'Messages-Waiting was expected');
  const summary = { waiting, counts: [...counts.values()] };
  return account === undefined ? summary : { ...summary, account };
}

function readCount(name: string, value: string): MessageCount | undefined {
  const match = CONTEXT.test(name) ? COUNTS.exec(value) : null;
  if (match === null) return undefined;
  const [newest, old, urgentNew, urgentOld] = match
    .slice(1)
    .map((digits) => Math.min(digits === undefined ? 0 : Number(digits), MAX_COUNT));
  const count = { context: detach(name), new: newest, old };
  return match[3] === undefined ? count : { ...count, urgent: { new: urgentNew, old: urgentOld } };
}

/**
 * Writes a summary.
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_EVENT_BODY for a context that is no token, is not in lower case or stands twice, a count
 * that is no whole number below 2^32, an account with blanks or controls in it
 */
export function formatMessageSummary({ waiting, account, counts }: MessageSummary): string {
  const lines = [`Messages-Waiting: ${waiting ? 'yes' : 'no'}`];
  if (account !== undefined) {
    if (!/^[^\s\0-\x1f\x7f]+$/.test(account)) throw unwritable('an account that is no URI', '3842 5.2');
    lines.push(`Message-Account: ${account}`);
  }
  if (new Set(counts.map(({ context }) => context)).size < counts.length)
    throw unwritable('two counts of one context', '3842 5.2');
  for (const { context, urgent, ...count } of counts) {
    if (!CONTEXT.test(context) || context !== context.toLowerCase() || RESERVED.has(context))
      throw unwritable(`${JSON.stringify(context)} is no message context`, '3842 5.2');
    lines.push(`${title(context)}: ${pair(count)}${urgent === undefined ? '' : ` (${pair(urgent)})`}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

const RESERVED: ReadonlySet<string> = new Set(['messages-waiting', 'message-account']);

/** As the RFC writes it in its examples; the names are compared without regard to case. */
function title(context: string): string {
  return context.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function pair(count: { readonly new: number; readonly old: number }): string {
  for (const number of [count.new, count.old]) {
    if (!Number.isInteger(number) || number < 0 || number > MAX_COUNT)
      throw unwritable(`${number} is no count of messages`, '3842 5.2');
  }
  return `${count.new}/${count.old}`;
}
