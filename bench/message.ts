/**
 * What one message costs, beside four npm packages: `node bench/message.ts [--rounds N] [--json]`.
 *
 * (a) What a proxy does to an INVITE: index, read the headers that it needs, splice its edits in, encode into a kept buffer.
 * (b) Every header of the INVITE parsed into its structure.
 *
 * Contenders run in interleaved rounds (A B C A B C ...), each over the same texts, which differ from each other. Before
 * anything is timed, each result is checked. Every contender that counts in (b) ends with the same structures: what its
 * package leaves as text is finished in the plainest way, URIs with its own parser, lists with `split`.
 */

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { headerId } from '../src/catalogue/index.ts';
import type { Parameterised } from '../src/message/index.ts';
import {
  type CSeq,
  Edit,
  Failure,
  type HeaderValue,
  indexMessage,
  type NameAddr,
  Request,
  type Uri,
  validateRequest,
  type Via,
} from '../src/message/index.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
});

// ---- the messages -----------------------------------------------------------------------------------------------

const sdp = [
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 192.0.2.10',
  's=-',
  'c=IN IP4 192.0.2.10',
  't=0 0',
  'm=audio 49172 RTP/AVP 0 8 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=sendrecv',
  '',
].join('\r\n');

/** A phone's INVITE behind its first proxy. */
function invite(n: number): string {
  return [
    'INVITE sip:bob@biloxi.example.com SIP/2.0',
    `Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK-${n}-776asdhds`,
    `Via: SIP/2.0/UDP 10.0.0.10:5062;branch=z9hG4bK-${n}-9s8dfh;rport=5062;received=198.51.100.4`,
    'Record-Route: <sip:192.0.2.1;lr>',
    'Route: <sip:203.0.113.1;lr>',
    'Max-Forwards: 69',
    `From: "Alice" <sip:alice@atlanta.example.com>;tag=${n}1928301774`,
    'To: Bob <sip:bob@biloxi.example.com>',
    `Call-ID: a84b4c76e66710-${n}@192.0.2.10`,
    'CSeq: 314159 INVITE',
    'Contact: <sip:alice@10.0.0.10:5062;transport=udp>',
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO',
    'Supported: replaces, timer',
    'User-Agent: Bench/1.0 (phone)',
    'Content-Type: application/sdp',
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ].join('\r\n');
}

const texts = Array.from({ length: 64 }, (_, n) => invite(n + 100));

// ---- (a) what a proxy does --------------------------------------------------------------------------------------

const ROUTE = headerId('Route');
const MAX_FORWARDS = headerId('Max-Forwards');
const out = Buffer.allocUnsafe(65_536);
let branches = 0;

/** @returns the length of what was encoded */
function proxy(text: string): number {
  const request = indexMessage(text);
  if (!(request instanceof Request) || validateRequest(request) !== undefined) throw new Error('not taken');
  const { via } = request;
  if (via.params.has('rport'))
    request.stampedVia = `SIP/2.0/UDP ${via.host}:${via.port};rport=41000;branch=${via.branch};received=198.51.100.7`;
  const routes = request.addresses(ROUTE);
  if (routes instanceof Failure || !routes[0].uri.params.has('lr')) throw new Error('no route');
  if (request.from.tag === '' || request.to.tag !== '' || request.callId === '' || request.uri.host === '')
    throw new Error('no');
  const hops = request.parse(MAX_FORWARDS) as number;
  const edited = new Edit(request)
    .setUri('sip:bob@198.51.100.20:5060')
    .prepend(`Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK${branches++}x\r\n`)
    .set(MAX_FORWARDS, 'Max-Forwards', String(hops - 1))
    .removeFirstAddress(ROUTE)
    .toString();
  return out.latin1Write(edited, 0);
}

/** The index alone, as a floor for (a). */
function indexOnly(text: string): number {
  return (indexMessage(text) as Request).count;
}

function checkProxied(): void {
  const text = invite(7);
  branches = 0;
  const length = proxy(text);
  assert.equal(
    out.latin1Slice(0, length),
    text
      .replace(
        'sip:bob@biloxi.example.com SIP/2.0\r\n',
        'sip:bob@198.51.100.20:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK0x\r\n',
      )
      .replace(
        '192.0.2.1:5060;rport;branch=z9hG4bK-7-776asdhds',
        '192.0.2.1:5060;rport=41000;branch=z9hG4bK-7-776asdhds;received=198.51.100.7',
      )
      .replace('Max-Forwards: 69', 'Max-Forwards: 68')
      .replace('\r\nRoute: <sip:203.0.113.1;lr>\r\n', '\r\n'),
  );
}

// ---- (b) every header parsed ------------------------------------------------------------------------------------

/** What every contender must have found in `invite(7)`. */
interface Found {
  method: string;
  uriHost: string;
  viaHost: string;
  viaBranch: string;
  fromUser: string;
  fromTag: string;
  toHost: string;
  callId: string;
  sequence: number;
  contactPort: number;
  routeHost: string;
  contentType: string;
  maxForwards: number;
  allowed: number;
}

const expected: Found = {
  method: 'INVITE',
  uriHost: 'biloxi.example.com',
  viaHost: '192.0.2.1',
  viaBranch: 'z9hG4bK-7-776asdhds',
  fromUser: 'alice',
  fromTag: '71928301774',
  toHost: 'biloxi.example.com',
  callId: 'a84b4c76e66710-7@192.0.2.10',
  sequence: 314159,
  contactPort: 5062,
  routeHost: '192.0.2.1',
  contentType: 'application/sdp',
  maxForwards: 69,
  allowed: 7,
};

interface Contender {
  readonly name: string;
  /** Whether it makes the same structures, all that `expected` asks for, and so takes part in the ratio. */
  readonly same: boolean;
  readonly run: (text: string) => unknown;
  readonly found: (result: never) => Partial<Found>;
}

interface Parsed {
  readonly request: Request;
  readonly uri: Uri;
  readonly headers: (HeaderValue | Failure)[];
}

const sipwright: Contender = {
  name: 'sipwright',
  same: true,
  run(text) {
    const request = indexMessage(text) as Request;
    const headers = new Array<HeaderValue | Failure>(request.count);
    for (let line = 0; line < request.count; line++) headers[line] = request.parseAt(line);
    return { request, uri: request.uriOrFailure, headers };
  },
  found({ request, uri, headers }: Parsed) {
    assert.ok(headers.every((value) => !(value instanceof Failure)));
    const [via, , route, , maxForwards, from, to, callId, cseq, contact, allow, , , contentType] = headers;
    return {
      method: request.method,
      uriHost: uri.host,
      viaHost: (via as Via[])[0].host,
      viaBranch: (via as Via[])[0].branch,
      fromUser: (from as NameAddr).uri.user,
      fromTag: (from as NameAddr).tag,
      toHost: (to as NameAddr).uri.host,
      callId: callId as string,
      sequence: (cseq as CSeq).sequence,
      contactPort: (contact as NameAddr[])[0].uri.port,
      routeHost: (route as NameAddr[])[0].uri.host,
      contentType: (contentType as Parameterised).value,
      maxForwards: maxForwards as number,
      allowed: (allow as string[]).length,
    };
  },
};

/** By a name that the compiler does not follow: these packages have no types, and the bench runs without them. */
async function load<T>(name: string): Promise<T | undefined> {
  try {
    const module = (await import(name)) as { default?: T };
    return module.default ?? (module as T);
  } catch {
    return undefined;
  }
}

interface LooseUri {
  user: string;
  host: string;
  port: number;
}
interface LooseAddress {
  uri: LooseUri | string;
  params: Record<string, string>;
}
type LooseHeaders = Record<string, unknown>;

/** What all four packages leave as text, finished in the plainest way: the tokens of two lists, a type, a number. */
function finish(header: (name: string) => unknown) {
  return {
    allow: (header('allow') as string).split(/\s*,\s*/),
    supported: (header('supported') as string).split(/\s*,\s*/),
    maxForwards: Number(header('max-forwards')),
    contentType: (header('content-type') as string).split(/\s*;\s*/),
  };
}
type Finished = ReturnType<typeof finish>;

async function drachtio(): Promise<Contender[]> {
  const module = await load<{
    SipMessage: new (
      text: string,
    ) => { headers: Record<string, string>; method: string; uri: string; getParsedHeader: (name: string) => unknown };
    parser: { parseUri: (text: string) => LooseUri };
  }>('drachtio-sip');
  if (module === undefined) return [];
  const { SipMessage, parser } = module;
  const every = (text: string) => {
    const message = new SipMessage(text);
    const headers: LooseHeaders = {};
    for (const name in message.headers) headers[name] = message.getParsedHeader(name);
    return { message, headers };
  };
  return [
    {
      name: 'drachtio-sip, strings only',
      same: false,
      run: (text) => new SipMessage(text),
      found: (message: { method: string; headers: Record<string, string> }) => ({
        method: message.method,
        callId: message.headers['call-id'],
      }),
    },
    {
      name: 'drachtio-sip, getParsedHeader on every header',
      same: false,
      run: every,
      found: ({ message, headers }: ReturnType<typeof every>) => ({
        method: message.method,
        viaBranch: (headers['via'] as LooseAddress[])[0].params['branch'],
        fromTag: (headers['from'] as LooseAddress).params['tag'],
      }),
    },
    {
      name: 'drachtio-sip',
      same: true,
      run: (text) => {
        const { message, headers } = every(text);
        for (const address of [
          headers['from'],
          headers['to'],
          (headers['contact'] as LooseAddress[])[0],
        ] as LooseAddress[])
          address.uri = parser.parseUri(address.uri as string);
        return {
          method: message.method,
          headers,
          uri: parser.parseUri(message.uri),
          finished: finish((name) => headers[name]),
        };
      },
      found: foundLoosely,
    },
  ];
}

async function sip(): Promise<Contender[]> {
  const module = await load<{
    parse: (text: string) => { method: string; uri: string; headers: LooseHeaders };
    parseUri: (text: string) => LooseUri;
  }>('sip');
  if (module === undefined) return [];
  const run = (text: string) => {
    const { method, uri, headers } = module.parse(text);
    for (const address of [headers['from'], headers['to'], (headers['contact'] as LooseAddress[])[0]] as LooseAddress[])
      address.uri = module.parseUri(address.uri as string);
    return { method, headers, uri: module.parseUri(uri), finished: finish((name) => headers[name]) };
  };
  return [{ name: 'sip', same: true, run, found: foundLoosely }];
}

interface LooseMessage {
  method: string;
  headers: LooseHeaders;
  uri: LooseUri;
  finished: Finished;
}

function foundLoosely({ method, headers, uri, finished }: LooseMessage): Found {
  return {
    method,
    uriHost: uri.host,
    viaHost: (headers['via'] as { host: string }[])[0].host,
    viaBranch: (headers['via'] as LooseAddress[])[0].params['branch'],
    fromUser: ((headers['from'] as LooseAddress).uri as LooseUri).user,
    fromTag: (headers['from'] as LooseAddress).params['tag'],
    toHost: ((headers['to'] as LooseAddress).uri as LooseUri).host,
    callId: headers['call-id'] as string,
    sequence: (headers['cseq'] as { seq: number }).seq,
    contactPort: ((headers['contact'] as LooseAddress[])[0].uri as LooseUri).port,
    routeHost: ((headers['record-route'] as LooseAddress[])[0].uri as LooseUri).host,
    contentType: finished.contentType[0],
    maxForwards: finished.maxForwards,
    allowed: finished.allow.length,
  };
}

/** JsSIP and SIP.js share their origin: both parse what a phone needs when the message arrives. */
interface GrammarMessage {
  method: string;
  ruri: { host: string };
  from: { uri: { user: string }; getParam: (name: string) => string };
  to: { uri: { host: string } };
  parseHeader: (name: string, index?: number) => unknown;
  getHeader: (name: string) => string;
}

function grammarContender(name: string, parse: (text: string) => GrammarMessage): Contender {
  return {
    name,
    same: true,
    run: (text) => {
      const message = parse(text);
      return { message, via: message.parseHeader('via', 1), finished: finish((header) => message.getHeader(header)) };
    },
    found: ({ message, finished }: { message: GrammarMessage; finished: Finished }) => {
      const via = message.parseHeader('via') as { host: string; branch: string };
      return {
        method: message.method,
        uriHost: message.ruri.host,
        viaHost: via.host,
        viaBranch: via.branch,
        fromUser: message.from.uri.user,
        fromTag: message.from.getParam('tag'),
        toHost: message.to.uri.host,
        callId: message.getHeader('call-id'),
        sequence: (message.parseHeader('cseq') as { value: number }).value,
        contactPort: (message.parseHeader('contact') as { uri: { port: number } }).uri.port,
        routeHost: (message.parseHeader('record-route') as { uri: { host: string } }).uri.host,
        contentType: finished.contentType[0],
        maxForwards: finished.maxForwards,
        allowed: finished.allow.length,
      };
    },
  };
}

async function grammars(): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const jssip = await load<{ parseMessage: (text: string, ua: unknown) => GrammarMessage }>('jssip/lib/Parser.js');
  if (jssip !== undefined) contenders.push(grammarContender('jssip', (text) => jssip.parseMessage(text, {})));
  const sipjs = await load<{ Parser: { parseMessage: (text: string, logger: unknown) => GrammarMessage } }>(
    'sip.js/lib/core/index.js',
  );
  const silent = { warn() {}, error() {} };
  if (sipjs !== undefined)
    contenders.push(grammarContender('sip.js', (text) => sipjs.Parser.parseMessage(text, silent)));
  return contenders;
}

// ---- rounds -----------------------------------------------------------------------------------------------------

let sink: unknown;

/** @returns µs per message */
function time(run: (text: string) => unknown, messages: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < messages; i++) sink = run(texts[i & 63]);
  return Number(process.hrtime.bigint() - start) / 1000 / messages;
}

interface Row {
  readonly name: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** To the first row: the median of the rounds' ratios, in which a disturbance of the machine cancels out. */
  readonly ratio: number;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Every contender once a round, for about 40 ms each, after a warm-up of about 300 ms each. */
function race(runs: readonly { name: string; run: (text: string) => unknown }[], rounds: number): Row[] {
  const counts = runs.map(({ run }) => {
    time(run, 2000);
    const messages = Math.ceil(40_000 / time(run, 2000));
    for (let i = 0; i < 7; i++) time(run, messages);
    return messages;
  });
  const costs = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round++) runs.forEach(({ run }, i) => costs[i].push(time(run, counts[i])));
  return runs.map(({ name }, i) => ({
    name,
    median: median(costs[i]),
    low: Math.min(...costs[i]),
    high: Math.max(...costs[i]),
    ratio: median(costs[i].map((cost, round) => cost / costs[0][round])),
  }));
}

function print(title: string, rows: readonly Row[]): void {
  const width = Math.max(...rows.map((row) => row.name.length));
  console.log(`\n${title}\n${'µs a message'.padEnd(width)}  median     low    high   ratio`);
  for (const row of rows) {
    const figures = [row.median, row.low, row.high, row.ratio]
      .map((figure) => figure.toFixed(2).padStart(6))
      .join('  ');
    console.log(`${row.name.padEnd(width)}  ${figures}`);
  }
}

const rounds = Number(options.rounds);
checkProxied();
const contenders = [sipwright, ...(await drachtio()), ...(await sip()), ...(await grammars())];
for (const { name, same, run, found } of contenders) {
  const result = found(run(invite(7)) as never);
  if (same) assert.deepEqual(result, expected, name);
  else assert.partialDeepStrictEqual(expected, result, name);
}
for (const name of ['drachtio-sip', 'sip', 'jssip', 'sip.js'])
  if (!contenders.some((contender) => contender.name === name)) console.error(`${name} is not installed: left out`);

const a = race(
  [
    { name: 'index, read, splice, encode', run: proxy },
    { name: 'index alone', run: indexOnly },
  ],
  rounds,
);
const b = race(contenders, rounds);
const peers = b.filter((_, i) => i > 0 && contenders[i].same);
const fastest = peers.toSorted((x, y) => x.ratio - y.ratio)[0] as Row | undefined;
if (options.json) console.log(JSON.stringify({ a, b, fastest: fastest?.name, timesFaster: fastest?.ratio }));
else {
  const lines = (indexMessage(texts[0]) as Request).count;
  console.log(
    `an INVITE of ${texts[0].length} bytes, ${lines} header lines; Node ${process.version}, ${rounds} rounds`,
  );
  print('(a) what a proxy does', a);
  print('(b) every header parsed', b);
  if (fastest !== undefined)
    console.log(
      `\n${fastest.ratio.toFixed(2)} times faster than ${fastest.name}, the fastest with the same structures`,
    );
}
if (sink === undefined) process.exitCode = 1;
