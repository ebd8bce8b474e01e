/** The lines that servers, phones and tools print in front of a message, as a table: one row for each shape. */

import { type Announcement, unannounced } from './announcement.ts';
import { readDottedPlace, readPlace, readTransport } from './text-place.ts';
import { readTime } from './text-time.ts';

/** How much of a line is searched, in characters. */
const HEAD = 512;
const DAY = 86_400_000;

/** What a row finds out: the groups of its pattern, by name, and what is the same in all its lines. */
interface Row {
  readonly format: string;
  /**
   * Groups: `received`, `sent` (matched or not), `transport`, `peer`, `host` with `port`, `own`, `from`, `to`, `length` or `size`,
   * `time`.
   */
  readonly pattern: RegExp;
  readonly end?: RegExp;
  /** The address has a dot before its port. */
  readonly isDotted?: true;
  /** What else is in the line is no message, even where it looks like one. */
  readonly isWhole?: true;
}

const asteriskEnd = /^(?:<-+>|-{3})$/;
const address = String.raw`(?:\[[\da-fA-F:.%\w]+\](?::\d{1,5})?|[\w.-]+:\d{1,5}|[\da-fA-F]{0,4}(?::[\da-fA-F.]{0,15}){2,9})`;
const arrow = String.raw` ?(?:-{1,4}>|=>|\xe2\x86\x92) ?`;
const stamp = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]+\d\d:\d\d:\d\d(?:\.\d+)?Z?`;

/** Rows whose lines cannot be taken for anything else: they end a message that is being read. */
const rows: readonly Row[] = [
  {
    format: 'Asterisk log',
    pattern: /<--- (?<received>SIP read from) (?:(?<transport>\w+):)?(?<peer>\S+) --->/,
    end: asteriskEnd,
  },
  {
    format: 'Asterisk log',
    pattern:
      /(?:^|[\s<])(?<sent>(?:Reliably )?Transmitting|Retransmitting)(?: #\d+)? \([^)]{0,40}\) to (?<peer>\S+?)(?: --->|:)\s*$/,
    end: asteriskEnd,
  },
  {
    format: 'Asterisk PJSIP log',
    pattern:
      /<--- (?:(?<received>Received)|(?<sent>Transmitting)) SIP (?:request|response)(?: \((?<length>\d+) bytes\))? (?:from|to) (?<transport>\w+):(?<peer>\S+) --->/i,
  },
  {
    format: 'FreeSWITCH log',
    pattern:
      /(?:^|\W)(?:(?<received>recv)|(?<sent>send)) (?<length>\d+) bytes (?:from|to) (?<transport>[\w-]+)\/\[(?<host>[^\]]+)\](?::(?<port>\d+))?(?: at (?<time>[\d:.]+))?/,
    end: /^\s*-{20,}\s*$/,
  },
  {
    format: 'PJSUA log',
    pattern:
      /(?:(?<received>RX)|(?<sent>TX)) (?<length>\d+) bytes (?:Request|Response) msg \S+.{0,80}? (?:from|to) (?<transport>\w+) (?<peer>\S+?):?\s*$/,
    end: /--end msg--/,
  },
  {
    format: 'linphone log',
    pattern:
      /message (?<sent>sent) to \[(?<transport>\w+):\/\/(?<peer>[^\]\s]+|\[[^\]]+\]:\d+)\](?:, size: \[(?<length>\d+)\] bytes)?/,
  },
  {
    format: 'linphone log',
    pattern:
      /(?<received>received) \[(?<length>\d+)\] new bytes from \[(?<transport>\w+):\/\/(?<peer>[^\]\s]+|\[[^\]]+\]:\d+)\]:?/,
  },
  {
    format: 'sipp trace',
    pattern:
      /^(?<transport>UDP|TCP|TLS|SCTP) message (?:(?<sent>sent)|(?<received>received)) (?:\((?<length>\d+) bytes\)|\[(?<size>\d+)\] bytes) ?:?\s*$/,
    end: /^-{20,}/,
  },
  {
    format: 'JsSIP log',
    pattern: /JsSIP:Transport (?:(?<received>received (?:text|binary) message)|(?<sent>sending message)):?/,
  },
  {
    format: 'SIP.js log',
    pattern: /(?:(?<received>received)|(?<sent>sending)) WebSocket (?:text |binary )?message:?/i,
  },
  { format: 'Cisco log', pattern: /^(?:(?<received>Received)|(?<sent>Sent)):\s*$/ },
  {
    format: 'Oracle SBC log',
    pattern: new RegExp(
      String.raw`^(?<time>.{0,40}\d:\d\d:\d\d\S*) On (?:\[[^\]]*\])?(?<own>${address}) (?:(?<received>received from)|(?<sent>sent to)) (?<peer>${address})`,
    ),
    end: /^-{20,}\s*$/,
  },
  {
    format: 'ngrep',
    pattern: new RegExp(
      String.raw`^(?:#*)(?<transport>[UT])(?: (?<time>${stamp})| [+-][\d.]+)? (?<from>${address}) -> (?<to>${address})(?: \[\w+\])?(?: #\d+)?\s*$`,
    ),
  },
  {
    format: 'Homer text',
    pattern: new RegExp(
      String.raw`^proto: ?(?<transport>\w+) (?<time>${stamp}) +(?<from>${address})${arrow}(?<to>${address})\s*$`,
    ),
  },
  {
    format: 'baresip trace',
    pattern: new RegExp(
      String.raw`^(?:[\d:.]+ ?#?\s?)?(?<transport>UDP|TCP|TLS|WSS?) (?<from>${address}) -> (?<to>${address})\s*$`,
    ),
  },
  {
    format: 'sngrep text',
    pattern: new RegExp(
      String.raw`^(?<time>${stamp}),? (?:(?<transport>\w{2,4}) )?(?<from>${address})${arrow}(?<to>${address})\s*$`,
    ),
  },
  {
    format: 'tcpdump',
    pattern:
      /^(?:(?<time>(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d(?:\.\d+)?|\d{1,10}\.\d+) IP6? |)(?<from>[\w:.%-]+\.[\w-]+) > (?<to>[\w:.%-]+\.[\w-]+): /,
    isWhole: true,
    isDotted: true,
  },
];

/** Rows that may also be about something else: they count where a message follows, and end none. */
const looseRows: readonly Row[] = [
  {
    format: 'SIP log',
    pattern: new RegExp(String.raw`(?:^|[\s(<[])(?<from>${address})${arrow}(?<to>${address})(?:$|[\s:,\])>])`),
  },
  {
    format: 'SIP log',
    pattern: new RegExp(
      String.raw`\b(?:(?<received>received|recv|receiving|incoming|read|rx)|(?<sent>sent|send|sending|outgoing|transmit\w*|tx))\b.{0,120}?\b(?:from|to)\b[^\w[]{0,4}(?:(?<transport>udp|tcp|tls|wss?|sctp)[^\w[]{1,4})?(?<peer>${address})`,
      'i',
    ),
  },
];

/** Every strict row has one of these in its lines; a line without is passed over quickly. */
const hint = /->|=>| > |\xe2\x86\x92|bytes|ransmitting|message|WebSocket|(?:Sent|Received):| On /;
/** What stands before a line that is quoted or indented. */
const quotes = /^[\s>|]+/;
const looseHint = /(?:from|to)\b|->|=>|\xe2\x86\x92/i;

/** The announcement that a line is, or undefined. */
export function announcementIn(line: string): Announcement | undefined {
  const head = line.length > HEAD ? line.slice(0, HEAD) : line;
  if (!hint.test(head)) return undefined;
  const quoted = quotes.exec(head);
  if (quoted === null) return readRows(rows, head);
  const found = readRows(rows, head.slice(quoted[0].length));
  return found && { ...found, endsAt: found.endsAt + quoted[0].length };
}

/** The announcement that a line may be where a message follows. */
export function looseAnnouncementIn(line: string): Announcement | undefined {
  const head = line.length > HEAD ? line.slice(0, HEAD) : line;
  if (!looseHint.test(head)) return undefined;
  return readRows(looseRows, head);
}

function readRows(table: readonly Row[], line: string): Announcement | undefined {
  for (const row of table) {
    const match = row.pattern.exec(line);
    if (match === null) continue;
    const announcement = read(row, match, line);
    if (announcement !== undefined) return announcement;
  }
  return undefined;
}

function read(row: Row, match: RegExpExecArray, line: string): Announcement | undefined {
  const groups = match.groups ?? {};
  const toPlace = row.isDotted ? readDottedPlace : readPlace;
  const place = (text: string | undefined) => (text === undefined ? undefined : toPlace(text));
  const peerText = groups.host === undefined ? groups.peer : `[${groups.host}]:${groups.port ?? 0}`;
  const peer = place(peerText);
  if (peerText !== undefined && peer === undefined) return undefined;
  const from = place(groups.from);
  const to = place(groups.to);
  if (groups.from !== undefined && (from === undefined || to === undefined)) return undefined;
  const isSent = groups.sent !== undefined;
  const own = place(groups.own);
  const [source, destination] = from !== undefined ? [from, to] : isSent ? [own, peer] : [peer, own];
  const way = from !== undefined || own !== undefined ? 'between' : isSent ? 'sent' : 'received';
  return {
    ...unannounced,
    format: row.format,
    time: timeOf(groups.time, line),
    transport: transportOf(row, groups.transport, line),
    way,
    source,
    destination,
    end: row.end,
    length: Number(groups.length ?? groups.size ?? 0),
    endsAt: row.isWhole ? Number.POSITIVE_INFINITY : match.index + match[0].length,
  };
}

/** The time of the announcement itself, unless only the line tells the date. */
function timeOf(own: string | undefined, line: string): number {
  const time = own === undefined ? Number.NaN : readTime(own);
  if (time >= DAY) return time;
  const ofLine = readTime(line);
  return ofLine >= DAY || Number.isNaN(time) ? ofLine : time;
}

function transportOf(row: Row, name: string | undefined, line: string): Announcement['transport'] {
  if (row.format === 'ngrep') return name === 'T' ? 'TCP' : 'UDP';
  if (row.format === 'tcpdump') return line.includes(' Flags [') ? 'TCP' : 'UDP';
  return readTransport(name);
}
