/** A user agent, Bob, and a scripted peer of his on the simulated network: where the tests of src/ua/ begin. */

import assert from 'node:assert/strict';
import { type Header, type Request, type Response } from '../src/message/index.ts';
import { type Received, type ScriptedPeer, Simulation, type SimulationOptions } from '../src/testing/index.ts';
import {
  audioStream,
  type CallEnd,
  type IncomingCall,
  type InviteOptions,
  type OutgoingCall,
  SessionMedia,
  type UserAgent,
  type UserAgentOptions,
} from '../src/ua/index.ts';

export const BOB = { transport: 'UDP', address: '192.0.2.2', port: 5060 } as const;
export const PEER = 'sip:peer@192.0.2.9';
const PEER_ADDRESS = '192.0.2.9';

export interface Bench {
  readonly sim: Simulation;
  readonly bob: UserAgent;
  readonly peer: ScriptedPeer;
  /** The calls that Bob was offered, in order. */
  readonly calls: IncomingCall[];
  /** How those of them ended that have. */
  readonly ends: CallEnd[];
}

export interface BenchOptions
  extends Omit<Partial<UserAgentOptions>, 'transport' | 'stack' | 'clock' | 'random' | 'timers'> {
  /** What Bob does with a call; nothing when left out. */
  readonly onCall?: (call: IncomingCall) => void;
  /** Whether Bob reads his calls at all. */
  readonly listening?: boolean;
  readonly simulation?: SimulationOptions;
}

/** No message is lost, and each takes 1 ms, unless the simulation is told otherwise. */
export function agentBench({ onCall, listening = true, simulation, ...options }: BenchOptions = {}): Bench {
  const sim = new Simulation({ delay: [1, 1], ...simulation });
  const calls: IncomingCall[] = [];
  const ends: CallEnd[] = [];
  const bob = sim.userAgent(
    'bob',
    { address: BOB.address },
    { identity: 'sip:bob@example.com', media: () => bobsMedia(sim), ...options },
  );
  const read = async () => {
    for await (const call of bob.calls) {
      calls.push(call);
      void call.ended.then((end) => ends.push(end));
      onCall?.(call);
    }
  };
  if (listening) void read();
  return { sim, bob, peer: sim.peer('peer', { address: PEER_ADDRESS }), calls, ends };
}

/** One stream of audio in both directions. */
export function bobsMedia(sim: Simulation, port = 5000): SessionMedia {
  return new SessionMedia({ address: BOB.address, streams: [audioStream(port)] }, sim.random);
}

// ---- what the peer writes ----

export interface SdpFields {
  /** Of o=, to be raised with each change. */
  readonly version?: number;
  readonly port?: number;
  readonly direction?: string;
  /** Payload types; PCMU and PCMA when left out. */
  readonly formats?: string;
  /** Further lines of the stream. */
  readonly lines?: readonly string[];
}

/** A session of the peer's with one stream of audio. */
export function sdp({
  version = 1,
  port = 7000,
  direction = 'sendrecv',
  formats = '0 8',
  lines = [],
}: SdpFields = {}): string {
  return [
    'v=0',
    `o=peer 1 ${version} IN IP4 ${PEER_ADDRESS}`,
    's=-',
    `c=IN IP4 ${PEER_ADDRESS}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${formats}`,
    `a=${direction}`,
    ...lines,
    '',
  ].join('\r\n');
}

export interface RequestDraft {
  readonly method?: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly branch?: string;
  readonly from?: string;
  readonly fromTag?: string;
  readonly to?: string;
  readonly toTag?: string;
  readonly sequence?: number;
  /** A URI. */
  readonly contact?: string;
  /** Whole lines. */
  readonly headers?: readonly string[];
  /** application/sdp, unless `headers` say otherwise. */
  readonly body?: string;
}

let branches = 0;

/** A request from the peer to Bob. */
export function request({
  method = 'INVITE',
  uri = 'sip:bob@192.0.2.2',
  callId = 'c',
  branch = `z9hG4bKt${++branches}`,
  from = PEER,
  fromTag = 'p',
  to = 'sip:bob@example.com',
  toTag,
  sequence = 1,
  contact = PEER,
  headers = [],
  body = '',
}: RequestDraft = {}): string {
  const typed = body === '' || headers.some((line) => line.startsWith('Content-Type'));
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${PEER_ADDRESS};branch=${branch}`,
    'Max-Forwards: 70',
    `From: <${from}>;tag=${fromTag}`,
    `To: <${to}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    `Contact: <${contact}>`,
    ...headers,
    ...(typed ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

export interface ReplyParts {
  /** Of the peer; each fork has its own. */
  readonly tag?: string;
  readonly headers?: readonly Header[];
  readonly body?: string;
  /** In place of the peer's usual one. */
  readonly contact?: string;
  /** Makes a provisional response reliable (RFC 3262). */
  readonly rseq?: number;
}

/** The peer answers a request of Bob's. */
export function reply(
  { peer }: Bench,
  to: Received,
  status: number,
  { tag = 'x', headers = [], body = '', contact = PEER, rseq }: ReplyParts = {},
): void {
  const reliable: Header[] =
    rseq === undefined
      ? []
      : [
          ['Require', '100rel'],
          ['RSeq', String(rseq)],
        ];
  peer.respond(to, status, {
    toTag: tag,
    headers: [['Contact', `<${contact}>`], ...reliable, ...headers],
    body,
    contentType: body === '' ? undefined : 'application/sdp',
    recordRoute: true,
  });
}

/** The peer's side of a dialog with Bob. */
export class PeerDialog {
  readonly callId: string;
  readonly ownTag: string;
  readonly bobsTag: string;
  /** CSeq of the peer's last request. */
  sequence: number;
  private readonly it: Bench;

  constructor(it: Bench, callId: string, ownTag: string, bobsTag: string, sequence: number) {
    this.it = it;
    this.callId = callId;
    this.ownTag = ownTag;
    this.bobsTag = bobsTag;
    this.sequence = sequence;
  }

  /** What a request of the peer's within the dialog says. */
  draft(method: string, draft: RequestDraft = {}): RequestDraft {
    const { callId, ownTag, bobsTag } = this;
    const sequence = draft.sequence ?? (method === 'ACK' ? this.sequence : this.sequence + 1);
    this.sequence = Math.max(this.sequence, sequence);
    return { method, callId, fromTag: ownTag, toTag: bobsTag, ...draft, sequence };
  }

  send(method: string, draft: RequestDraft = {}): void {
    this.it.peer.send(request(this.draft(method, draft)), BOB);
  }

  /** Sends a request, and waits for its final response. */
  async ask(method: string, draft: RequestDraft = {}): Promise<Response> {
    const whole = this.draft(method, draft);
    const { sequence } = whole;
    this.it.peer.send(request(whole), BOB);
    const isFinal = (message: Request | Response) =>
      'status' in message && message.status >= 200 && message.cseq.sequence === sequence;
    return (await this.it.peer.next(isFinal)).message as Response;
  }
}

/** The peer calls, Bob answers, and the peer acknowledges. */
export async function callFromPeer(
  it: Bench,
  draft: RequestDraft = {},
): Promise<{ readonly call: IncomingCall; readonly dialog: PeerDialog; readonly response: Response }> {
  const { callId = 'c', fromTag = 'p', sequence = 1 } = draft;
  it.peer.send(request({ body: sdp(), ...draft }), BOB);
  await it.sim.runAsync(10);
  const call = it.calls.at(-1);
  assert.ok(call !== undefined, 'Bob was offered the call');
  const answered = call.answer();
  const isAnswer = (message: Request | Response) =>
    'status' in message && message.status === 200 && message.callId === callId && message.cseq.method === 'INVITE';
  const response = (await it.peer.next(isAnswer, 100)).message as Response;
  const dialog = new PeerDialog(it, callId, fromTag, response.to.tag, sequence);
  dialog.send('ACK');
  await it.sim.wait(answered, 100);
  return { call, dialog, response };
}

/** Bob calls, and his INVITE has come. */
export async function callToPeer(
  it: Bench,
  options: InviteOptions = {},
  target = PEER,
): Promise<{ readonly call: OutgoingCall; readonly invite: Received; readonly dialogOf: (tag: string) => PeerDialog }> {
  const call = it.bob.invite(target, options);
  const invite = await it.peer.next('INVITE', 100);
  const { callId, from } = invite.message;
  return { call, invite, dialogOf: (tag) => new PeerDialog(it, callId, tag, from.tag, 0) };
}

/** Bob calls, and the peer answers. */
export async function establishedToPeer(
  it: Bench,
  options: InviteOptions = {},
  answer: ReplyParts = {},
): Promise<{ readonly call: OutgoingCall; readonly dialog: PeerDialog; readonly ack: Request }> {
  const { call, invite, dialogOf } = await callToPeer(it, options);
  reply(it, invite, 200, { body: sdp(), ...answer });
  const ack = (await it.peer.next('ACK', 100)).message as Request;
  await it.sim.wait(call.established, 100);
  return { call, dialog: dialogOf(answer.tag ?? 'x'), ack };
}

/** After a while nothing is left of it all: no transaction, no deadline, no dialog, no call. */
export async function assertQuiet({ sim, bob }: Bench, ms = 70_000): Promise<void> {
  await sim.runAsync(ms);
  assert.deepEqual(sim.leftovers(), []);
  assert.deepEqual({ dialogs: bob.dialogCount, calls: bob.callCount }, { dialogs: 0, calls: 0 });
}

/** Lets time pass, and tells what the peer has heard that no test had asked for. */
export async function heard({ sim, peer }: Bench, ms: number): Promise<Received[]> {
  await sim.runAsync(ms);
  return peer.idle(0);
}

/** The statuses that come out of an inbox of responses from now on. */
export function statusesOf(progress: AsyncIterable<Response>): number[] {
  const seen: number[] = [];
  const read = async () => {
    for await (const { status } of progress) seen.push(status);
  };
  void read();
  return seen;
}

/** How a promise is settled: its value, or the code of its error; undefined while it is not. */
export function outcomeOf<Value>(promise: Promise<Value>): { settled?: Value | string } {
  const outcome: { settled?: Value | string } = {};
  promise.then(
    (value) => (outcome.settled = value),
    (error: { readonly code?: string }) => (outcome.settled = error.code ?? 'an error without a code'),
  );
  return outcome;
}
