/**
 * Scenes for the tests of the diagnosis: messages between places, written in the words of a ladder and captured as they go by.
 * Nothing is simulated: what a test writes is what was seen.
 */
import { type CaptureSink, HopTable, type HopTransport, type Place, type SeenEventName } from '../src/capture/index.ts';
import { type Case } from '../src/explain/case/case.ts';
import { Casebook } from '../src/explain/case/casebook.ts';
import { judgeCapture, type Verdict } from '../src/explain/diagnosis/judge.ts';
import { type Finding } from '../src/explain/diagnosis/finding.ts';
import { judged } from './judged.ts';

/** A header of its own, or several of one name; `undefined` takes a header away that would stand there. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What may be said of a request beside who sends it to whom. */
export interface RequestOptions {
  /** The Request-URI; else that of the call. */
  readonly uri?: string;
  readonly headers?: Headers;
  readonly body?: string;
  readonly contentType?: string;
  readonly transport?: HopTransport;
  /** The conversation; else the one in hand. */
  readonly call?: SceneCall;
  /** From the called side to the caller, within the dialog. */
  readonly back?: boolean;
  /** Behind another request, as a proxy sends it on: its Via values stay below, its branch is new. */
  readonly via?: Sent;
  readonly branch?: string;
  readonly cseq?: number;
  readonly fragments?: number;
}

/** A message that went by. */
export interface Sent {
  readonly text: string;
  readonly from: Place;
  readonly to: Place;
  readonly transport: HopTransport;
  readonly method: string;
  readonly status: number;
  readonly call: SceneCall;
  readonly frame: number;
  readonly headers: readonly (readonly [string, string])[];
}

/** What the messages of one Call-ID share. */
export interface SceneCall {
  readonly callId: string;
  readonly caller: string;
  readonly callee: string;
  readonly callerTag: string;
  calleeTag: string;
  cseq: number;
  backCseq: number;
}

const CRLF = '\r\n';

/** Writes a capture message by message. Time goes on by 10 ms with each, and further by `wait`. */
export class Scene {
  /** ms since 1970. */
  time = Date.UTC(2026, 0, 5, 9, 0, 0);
  readonly hops = new HopTable();
  readonly #actions: ((sink: CaptureSink) => void)[] = [];
  #frame = 0;
  #branch = 0;
  #calls = 0;
  #call: SceneCall | undefined;
  readonly #dialogs = new Set<SceneCall>();

  /** @param text `192.0.2.10` or `192.0.2.10:5070` */
  place(text: string): Place {
    const match = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text)!;
    return { address: match[1] ?? match[2], port: match[3] === undefined ? 5060 : Number(match[3]) };
  }

  /** Begins a conversation, which is then the one in hand. */
  call(caller = 'sip:alice@example.com', callee = 'sip:bob@example.com', callId?: string): SceneCall {
    const number = ++this.#calls;
    this.#call = {
      callId: callId ?? `call-${number}-8f3c91d2@example.com`,
      caller,
      callee,
      callerTag: `from${number}`,
      calleeTag: '',
      cseq: 0,
      backCseq: 100,
    };
    return this.#call;
  }

  /** The conversation in hand. */
  get inHand(): SceneCall {
    return this.#call ?? this.call();
  }

  /** ms pass. */
  wait(ms: number): this {
    this.time += ms;
    return this;
  }

  /** A request goes by. CSeq rises by itself, but not for ACK and CANCEL, which have that of the INVITE before. */
  request(from: Place, to: Place, method: string, options: RequestOptions = {}): Sent {
    const call = options.via?.call ?? options.call ?? this.inHand;
    const { back = false } = options;
    const keeps = method === 'ACK' || method === 'CANCEL' || options.via !== undefined;
    if (!keeps && options.cseq === undefined) {
      if (back) call.backCseq++;
      else call.cseq++;
    }
    if (options.cseq !== undefined && !keeps) {
      if (back) call.backCseq = options.cseq;
      else call.cseq = options.cseq;
    }
    const sequence = options.cseq ?? (back ? call.backCseq : call.cseq);
    const transport = options.transport ?? options.via?.transport ?? 'UDP';
    const withinDialog = this.#dialogs.has(call) && method !== 'CANCEL' && options.via?.status === undefined;
    const own: [string, string][] = [
      ['Via', `SIP/2.0/${transport} ${hostPort(from)};branch=${options.branch ?? `z9hG4bK${++this.#branch}x`};rport`],
    ];
    const upstream = options.via?.headers.filter(([name]) => name === 'Via') ?? [];
    const fromTag = back ? call.calleeTag : call.callerTag;
    const toTag = back ? call.callerTag : withinDialog || method === 'ACK' ? call.calleeTag : '';
    const [near, far] = back ? [call.callee, call.caller] : [call.caller, call.callee];
    const user = /^sips?:([^@;]+)@/.exec(near)?.[1] ?? 'user';
    const defaults: [string, string | undefined][] = [
      ['Max-Forwards', String(70 - upstream.length)],
      ['From', `<${near}>;tag=${fromTag}`],
      ['To', `<${far}>${toTag === '' ? '' : `;tag=${toTag}`}`],
      ['Call-ID', call.callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', carriesContact(method) && upstream.length === 0 ? `<sip:${user}@${hostPort(from)}>` : undefined],
    ];
    const uri = options.uri ?? (back ? call.caller : method === 'REGISTER' ? registrarOf(call.callee) : call.callee);
    // What a proxy sends on is what came, but for what it changes.
    const inherited = options.via === undefined ? defaults : inherit(options.via, defaults);
    const body = options.body ?? (options.via === undefined ? '' : bodyOf(options.via.text));
    const headers = merge([...own, ...upstream, ...inherited], options.headers, body, options.contentType);
    const target = options.uri ?? (options.via === undefined ? uri : options.via.text.split(' ')[1]);
    return this.#send(
      `${method} ${target} SIP/2.0`,
      headers,
      body,
      from,
      to,
      transport,
      method,
      0,
      call,
      options.fragments,
    );
  }

  /** The response to a request that went by, from where it went to, unless it says otherwise. */
  respond(
    request: Sent,
    status: number,
    options: RequestOptions & { reason?: string; from?: Place; to?: Place } = {},
  ): Sent {
    const { call } = request;
    const reason = options.reason ?? reasons[status] ?? 'Reason';
    const backward =
      call.calleeTag !== '' &&
      request.headers.some(([name, value]) => name === 'From' && value.includes(`tag=${call.calleeTag}`));
    if (call.calleeTag === '' && status > 100) call.calleeTag = `to${call.callId.slice(5, 6)}`;
    // A request that is tried again after a refusal has no tag in To yet (RFC 3261 8.1.3.5).
    if (status > 100 && status < 300 && request.method !== 'REGISTER') this.#dialogs.add(call);
    const copied = request.headers.filter(([name]) => ['Via', 'From', 'To', 'Call-ID', 'CSeq'].includes(name));
    const headers = copied.map(([name, value]): [string, string] =>
      name === 'To' && !value.includes(';tag=') && status > 100
        ? [name, `${value};tag=${backward ? call.callerTag : call.calleeTag}`]
        : [name, value],
    );
    const user = /^sips?:([^@;]+)@/.exec(call.callee)?.[1] ?? 'user';
    if (['INVITE', 'SUBSCRIBE', 'UPDATE'].includes(request.method) && status > 100 && status < 300)
      headers.push(['Contact', `<sip:${user}@${hostPort(request.to)}>`]);
    if (status < 300)
      for (const [name, value] of request.headers) if (name === 'Record-Route') headers.push([name, value]);
    const body = options.body ?? '';
    return this.#send(
      `SIP/2.0 ${status} ${reason}`,
      merge(headers, options.headers, body, options.contentType),
      body,
      options.from ?? request.to,
      options.to ?? request.from,
      options.transport ?? request.transport,
      request.method,
      status,
      call,
      options.fragments,
    );
  }

  /** The ACK for a final response: of its transaction for 300 and above, else one with a branch of its own. */
  ack(invite: Sent, response: Sent, options: RequestOptions = {}): Sent {
    const branch = /branch=([^;]+)/.exec(invite.headers.find(([name]) => name === 'Via')![1])![1];
    const hop = response.status >= 300;
    return this.request(invite.from, invite.to, 'ACK', {
      call: invite.call,
      transport: invite.transport,
      uri: invite.text.split(' ')[1],
      cseq: Number(/^\d+/.exec(invite.headers.find(([name]) => name === 'CSeq')![1])![0]),
      ...(hop ? { branch } : {}),
      ...options,
    });
  }

  /** The very same message again, as a retransmission. */
  again(sent: Sent): Sent {
    return this.raw(sent.text, sent.from, sent.to, sent.transport, sent);
  }

  /** The same message further on its way: from one place to another, changed where `change` says so. */
  passOn(sent: Sent, from: Place, to: Place, change: (text: string) => string = (text) => text): Sent {
    const isResponse = sent.status > 0;
    const text = isResponse ? change(sent.text.replace(/^Via:.*\r\n/m, '')) : change(sent.text);
    return this.raw(text, from, to, sent.transport, {
      ...sent,
      headers: isResponse ? withoutFirstVia(sent.headers) : sent.headers,
    });
  }

  /** Any text as a message. */
  raw(text: string, from: Place, to: Place, transport: HopTransport = 'UDP', like?: Sent, fragments = 1): Sent {
    const frame = ++this.#frame;
    const { time } = this;
    this.time += 10;
    const hop = this.hops.hop(transport, from.address, from.port, to.address, to.port);
    this.#actions.push((sink) => sink.message({ kind: 'message', time, frame, hop, text, fragments }));
    const call = like?.call ?? this.inHand;
    return {
      text,
      from,
      to,
      transport,
      method: like?.method ?? '',
      status: like?.status ?? 0,
      call,
      frame,
      headers: like?.headers ?? [],
    };
  }

  /** Something befalls a flow. */
  event(event: SeenEventName, from: Place, to: Place, detail = '', transport: HopTransport = 'UDP'): this {
    const frame = ++this.#frame;
    const { time } = this;
    this.time += 10;
    const hop = this.hops.hop(transport, from.address, from.port, to.address, to.port);
    this.#actions.push((sink) => sink.event({ kind: 'event', time, frame, hop, event, detail }));
    return this;
  }

  /** Something of the capture could not be read. */
  damage(reason: string): this {
    this.#actions.push((sink) => sink.damage(0, reason));
    return this;
  }

  /** One packet of media. */
  packet(from: Place, to: Place, packet: Uint8Array): this {
    const frame = ++this.#frame;
    const { time } = this;
    const hop = this.hops.hop('UDP', from.address, from.port, to.address, to.port);
    this.#actions.push((sink) => sink.media(time, frame, hop, packet));
    return this;
  }

  /** A stream of RTP. `lost` says which of its packets do not come by. */
  rtp(
    from: Place,
    to: Place,
    {
      payloadType = 0,
      packets = 50,
      ms = 20,
      clockRate = 8000,
      octets = 160,
      ssrc = 0x1234 + from.port,
      first = 1,
      lost = (_: number): boolean => false,
      late = (_: number): number => 0,
    } = {},
  ): this {
    const start = this.time;
    for (let i = 0; i < packets; i++) {
      this.time = start + i * ms + late(i);
      if (!lost(i)) this.packet(from, to, rtpPacket(payloadType, first + i, (i * ms * clockRate) / 1000, ssrc, octets));
    }
    this.time = start + packets * ms;
    return this;
  }

  /** Shows everything to a sink, in order. */
  play(sink: CaptureSink): void {
    for (const action of this.#actions) action(sink);
  }

  /** The verdicts on all cases of the scene, in order, with those that are about the capture as a whole. */
  diagnose(): SceneDiagnosis {
    const verdicts: Verdict[] = [];
    const book = new Casebook((closed: Case) => verdicts.push(judged(closed)));
    this.play(book);
    book.end();
    return new SceneDiagnosis(verdicts, judgeCapture(book.surroundings));
  }

  #send(
    startLine: string,
    headers: readonly (readonly [string, string])[],
    body: string,
    from: Place,
    to: Place,
    transport: HopTransport,
    method: string,
    status: number,
    call: SceneCall,
    fragments = 1,
  ): Sent {
    const text = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join(CRLF);
    return this.raw(
      text,
      from,
      to,
      transport,
      { text, from, to, transport, method, status, call, frame: 0, headers },
      fragments,
    );
  }
}

/** What was said of a scene. */
export class SceneDiagnosis {
  readonly verdicts: readonly Verdict[];
  readonly capture: readonly Finding[];

  constructor(verdicts: readonly Verdict[], capture: readonly Finding[]) {
    this.verdicts = verdicts;
    this.capture = capture;
  }

  /** The ids of all findings of one case, the root cause first. */
  ids(position = 0): string[] {
    return this.verdicts[position]?.findings.map(({ id }) => id) ?? [];
  }

  /** The finding with that id, in any case or of the capture. */
  find(id: string): Finding | undefined {
    return [...this.verdicts.flatMap(({ findings }) => findings), ...this.capture].find((finding) => finding.id === id);
  }

  /** The id of the first case's root cause; undefined where nothing was found. */
  get root(): string | undefined {
    return this.verdicts.find(({ findings }) => findings.length > 0)?.findings[0]?.id;
  }
}

/** A description with one line of sound, in PCMU and PCMA unless it says otherwise. */
export function sdp(
  address: string,
  port: number,
  { formats = '0 8', protocol = 'RTP/AVP', lines = [] as readonly string[], direction = '', origin = `${port}` } = {},
): string {
  return [
    'v=0',
    `o=- ${origin} 1 IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`,
    's=-',
    `c=IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`,
    't=0 0',
    `m=audio ${port} ${protocol} ${formats}`,
    ...lines,
    ...(direction === '' ? [] : [`a=${direction}`]),
    '',
  ].join(CRLF);
}

/** A packet of RTP with zeros as its payload. */
export function rtpPacket(
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
  octets: number,
): Uint8Array {
  const packet = new Uint8Array(12 + octets);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, payloadType);
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, timestamp >>> 0);
  view.setUint32(8, ssrc >>> 0);
  return packet;
}

const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  603: 'Decline',
};

function hostPort({ address, port }: Place): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function registrarOf(uri: string): string {
  return `sip:${/@(.+)$/.exec(uri)?.[1] ?? 'example.com'}`;
}

function carriesContact(method: string): boolean {
  return ['INVITE', 'REGISTER', 'SUBSCRIBE', 'NOTIFY', 'UPDATE', 'REFER'].includes(method);
}

function merge(
  headers: readonly (readonly [string, string | undefined])[],
  changes: Headers = {},
  body: string,
  contentType = 'application/sdp',
): [string, string][] {
  const lower = new Map(Object.entries(changes).map(([name, value]) => [name.toLowerCase(), [name, value] as const]));
  const all: [string, string][] = headers.flatMap(([name, value]): [string, string][] =>
    lower.has(name.toLowerCase()) || value === undefined ? [] : [[name, value]],
  );
  for (const [name, value] of lower.values())
    for (const one of value === undefined ? [] : typeof value === 'string' ? [value] : value) {
      if (name.toLowerCase() === 'via') all.unshift([name, one]);
      else all.push([name, one]);
    }
  if (body !== '' && !lower.has('content-type') && !all.some(([name]) => name === 'Content-Type'))
    all.push(['Content-Type', contentType]);
  if (!lower.has('content-length')) {
    const without = all.filter(([name]) => name !== 'Content-Length');
    return [...without, ['Content-Length', String(body.length)]];
  }
  return all;
}

function inherit(via: Sent, defaults: readonly [string, string | undefined][]): [string, string | undefined][] {
  const forwards = defaults.find(([name]) => name === 'Max-Forwards')!;
  return via.headers
    .filter(([name]) => name !== 'Via' && name !== 'Content-Length')
    .map(([name, value]): [string, string | undefined] => (name === 'Max-Forwards' ? forwards : [name, value]));
}

function withoutFirstVia(headers: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const first = headers.findIndex(([name]) => name === 'Via');
  return headers.filter((_, i) => i !== first);
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}
