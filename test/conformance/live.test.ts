/** The messages of RFC 4475 and RFC 5118 at live elements: the server as proxy and as registrar, and the user agent. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headerId } from '../../src/catalogue/index.ts';
import {
  Failure,
  indexMessage,
  MessageFramer,
  Request,
  Response,
  unescapeUri,
  Uri,
  validateRequest,
} from '../../src/message/index.ts';
import { nodeHash } from '../../src/node/index.ts';
import { Simulation } from '../../src/testing/index.ts';
import { type Destination, type TransportName } from '../../src/transport/index.ts';
import { audioStream, g711, SessionMedia, UserAgent } from '../../src/ua/index.ts';
import { SERVER, SimulatedServer } from '../simulated-server.ts';
import { type Expectation, type Outcome, type Row } from './message-facts.ts';
import { readRow, testdata } from './message-table.ts';
import { rfc4475 } from './rfc4475-table.ts';
import { rfc5118 } from './rfc5118-table.ts';

const CONTACT = headerId('Contact');
const SENDER = '10.0.1.1';
const CLIENT = '10.0.1.2';
const PROXY_LISTENS = `listen: ["udp://${SERVER}:5060", "tcp://${SERVER}:5060", "udp://[2001:db8::5060]:5060", "tcp://[2001:db8::5060]:5060"]\n`;

/** What an element sent when it was sent one message. */
interface Heard {
  readonly requests: readonly Request[];
  readonly responses: readonly Response[];
  /** Whether it closed the connection. */
  readonly closed: boolean;
}

/** Sends one message and listens to all that the element at `to` sends, to whomever. */
async function hear(sim: Simulation, text: string, to: Destination, from: string): Promise<Heard> {
  const heard = { requests: [] as Request[], responses: [] as Response[], closed: false };
  const off = sim.network.tap((message) => {
    if (message.event !== 'sent' || (message.from.address !== to.address && !message.from.address.includes(':')))
      return;
    const sent = indexMessage(message.text);
    if (sent instanceof Request) heard.requests.push(sent);
    else if (sent instanceof Response) heard.responses.push(sent);
  });
  const host = sim.network.host(from, [{ transport: to.transport, port: 5060 }]);
  host.setReceiver({ receive() {}, unframeable() {}, closed: () => void (heard.closed = true) });
  const flow = host.flowTo(to);
  assert.ok(flow !== undefined);
  host.send(flow, text);
  await sim.clock.runAsync(sim.clock.now() + 400);
  off();
  return heard;
}

const finals = ({ responses }: Heard) => responses.filter(({ status }) => status >= 200);

/** @param expectation where a 400 has to point */
function assertRefused(heard: Heard, status: number, text: string, expectation: Expectation): void {
  assert.deepEqual(
    finals(heard).map((response) => response.status),
    [status],
  );
  assert.deepEqual(heard.requests, [], 'what is refused is not passed on');
  const place = expectation.defect ?? (status === 400 ? expectation.broken : undefined);
  if (place === undefined) return;
  const where = 'where' in place ? place.where : place.field;
  const warning = /^Warning: 399 \S+ "(.*)"\r$/m.exec(finals(heard)[0].text)?.[1] ?? 'no Warning';
  assert.ok(warning.startsWith(`${where} at offset ${text.indexOf(place.at)}: `), warning);
}

function assertSilence(heard: Heard): void {
  assert.deepEqual(
    [...heard.requests, ...heard.responses].map((message) => message.text),
    [],
  );
}

/** What a proxy passes on is one request, well formed, with its body and all its other lines as they came. */
function assertForwarded(heard: Heard, text: string): void {
  assert.deepEqual(
    finals(heard).map((response) => response.text),
    [],
  );
  assert.ok(heard.requests.length > 0, 'nothing was passed on');
  // A large one is tried by TCP first (18.1.1): the same request but for our own lines.
  const passed = heard.requests.map((request) => request.text.replace(/^(Via: .*|Record-Route: .*)\r\n/m, ''));
  assert.equal(new Set(passed.map((one) => one.replace(/^Record-Route: .*;sw=.*\r\n/gm, ''))).size, 1);
  const [forwarded] = heard.requests;
  const sent = indexMessage(text) as Request;
  assert.equal(validateRequest(forwarded), undefined);
  assert.equal(forwarded.method, sent.method);
  assert.equal(forwarded.body, sent.body);
  const lines = (message: Request) => message.text.slice(message.headersStart, message.headersEnd).split('\r\n');
  const kept = new Set(lines(forwarded));
  const changed = lines(sent).filter((line) => !kept.has(line));
  // The topmost Via gets received, Max-Forwards is lowered; the first of these may be folded over several lines.
  for (const line of changed) assert.match(line, /^(v|via|max-forwards|route|\s)/i, `changed: ${line}`);
}

async function proxied(text: string, transport: TransportName = 'UDP'): Promise<Heard> {
  const server = await SimulatedServer.start({
    config: `domains: [server.invalid]\n${PROXY_LISTENS}trusted: [${SENDER}]\n`,
    hosts: ['10.0.2.1'],
  });
  const heard = await hear(server.sim, text, server.at(transport), SENDER);
  assert.equal(server.composition.stack.counters.drops.get('fault'), undefined);
  server.composition.stop();
  return heard;
}

/** A registrar for the domains that the message names, with an account for its To. */
async function registered(text: string, credentials: boolean): Promise<Heard> {
  const message = indexMessage(text) as Request;
  const to = message.toOrFailure;
  const target = message.uriOrFailure;
  const names = new Set<string>(['server.invalid']);
  if (!(target instanceof Failure) && target.host !== '') names.add(target.host);
  if (to !== undefined && !(to instanceof Failure) && to.uri.host !== '') names.add(to.uri.host);
  const server = await SimulatedServer.start({
    config: `domains: [${[...names].map((name) => `"${name}"`).join(', ')}]\n${credentials ? `trusted: [${SENDER}]\n` : ''}`,
  });
  if (to !== undefined && !(to instanceof Failure) && to.uri.isSip)
    await server.account(unescapeUri(to.uri.user), { domain: to.uri.host });
  const heard = await hear(server.sim, text, server.at(), SENDER);
  assert.equal(server.composition.stack.counters.drops.get('fault'), undefined);
  server.composition.stop();
  return heard;
}

/** A user agent that is who the message is for, and takes every call. */
async function answered(text: string): Promise<Heard> {
  const sim = new Simulation();
  const message = indexMessage(text);
  const target = message instanceof Request ? message.uriOrFailure : undefined;
  const user = target instanceof Uri && target.isSip && target.user !== '' ? target.user : 'callee';
  // What the offers of RFC 5118 name.
  const codecs = [...g711, { name: 'G726-32', clockRate: 8000 }];
  const agent = new UserAgent({
    transport: sim.host('callee', { address: CLIENT }),
    clock: sim.clock,
    random: sim.random.fork(),
    identity: `<sip:${user}@example.com>`,
    hash: nodeHash,
    media: () => new SessionMedia({ address: CLIENT, streams: [audioStream(4000, codecs)] }, sim.random),
  });
  void answerAll(agent);
  const heard = await hear(sim, text, { transport: 'UDP', address: CLIENT, port: 5060 }, SENDER);
  assert.equal(agent.stack.counters.drops.get('fault'), undefined);
  return heard;
}

async function answerAll(agent: UserAgent): Promise<void> {
  for await (const call of agent.calls) void call.answer();
}

async function assertOutcome(
  outcome: Outcome,
  role: 'proxy' | 'uas' | 'registrar',
  text: string,
  row: Row,
  of: Expectation,
) {
  const heard =
    role === 'proxy'
      ? await proxied(text)
      : role === 'uas'
        ? await answered(text)
        : await registered(text, outcome !== 401);
  if (outcome === 'silence') assertSilence(heard);
  else if (outcome === 'forward') assertForwarded(heard, text);
  else if (outcome === 'accept') {
    // An INVITE's 2xx is repeated until the ACK comes.
    assert.deepEqual(
      [...new Set(finals(heard).map((response) => response.status))],
      [role === 'uas' ? acceptanceOf(text) : 200],
    );
    if (role === 'registrar') assertBound(text, finals(heard)[0]);
  } else assertRefused(heard, outcome, text, of);
  if (row.live.header !== undefined && role === 'proxy' && text !== row.own.text)
    assert.ok(finals(heard)[0].text.includes(`\r\n${row.live.header}\r\n`), finals(heard)[0].text);
}

/** What a user agent that takes calls and questions answers to a request that is as it should be. */
function acceptanceOf(text: string): number {
  const { method, to } = indexMessage(text) as Request;
  // 8.2.1: it has no use for messages; 12.2.2: nor for what claims to be of a dialog that nobody knows
  if (method === 'MESSAGE') return 405;
  return to.tag === '' ? 200 : 481;
}

/** The 200 of a registrar lists the contacts of the request, each as it was written. */
function assertBound(text: string, ok: Response): void {
  const uris = (message: Request | Response) => {
    const contacts = message.addresses(CONTACT);
    assert.ok(!(contacts instanceof Failure));
    return contacts.map(({ uri }) => uri.text).toSorted();
  };
  assert.deepEqual(uris(ok), uris(indexMessage(text) as Request));
}

function testLive(rfc: string, rows: readonly Row[], folder: string, extension: string): void {
  const { skip } = testdata(folder);
  for (const row of rows)
    describe(`RFC ${rfc} ${row.section} ${row.name}: ${row.says}`, () => {
      const roles = (['proxy', 'uas', 'registrar'] as const).filter((role) => row.live[role] !== undefined);
      assert.ok(roles.length > 0, 'no live element is expected to do anything');
      for (const role of roles) {
        const outcome = row.live[role] as Outcome;
        test(`the RFC's message at a ${role}: ${outcome}`, { skip }, () =>
          assertOutcome(outcome, role, readRow(folder, extension, row), row, row.file),
        );
        // Some points about a REGISTER are made by another message too.
        if (role === 'registrar' && !row.own.text.startsWith('REGISTER ')) continue;
        test(`a message of our own at a ${role}: ${outcome}`, () =>
          assertOutcome(outcome, role, row.own.text, row, row.own));
      }
    });
}

testLive('4475', rfc4475, 'rfc4475', '.dat');
testLive('5118', rfc5118, 'rfc5118', '.sip');

// ---- over a stream, where Content-Length alone says what a message is (RFC 3261 18.3) ----

describe('on a stream', () => {
  const { skip } = testdata('rfc4475');
  const named = (name: string) => {
    const row = rfc4475.find((each) => each.name === name);
    assert.ok(row !== undefined);
    return { row, text: readRow('rfc4475', '.dat', row) };
  };

  /** Those whose Content-Length leaves a stream no whole message, or another one: each has a test of its own below. */
  const others = ['clerr', 'ncl', 'mcl01', 'inv2543'];
  for (const row of rfc4475) {
    const { proxy } = row.live;
    if (proxy === undefined || others.includes(row.name)) continue;
    test(`RFC 4475 ${row.section} ${row.name} meets the same fate: ${proxy}`, { skip }, async () => {
      const text = readRow('rfc4475', '.dat', row);
      assert.deepEqual(new MessageFramer().feed(text).messages, [text]);
      const heard = await proxied(text, 'TCP');
      if (proxy === 'silence') assertSilence(heard);
      else if (proxy === 'forward') assertForwarded(heard, text);
      else if (proxy !== 'accept') assertRefused(heard, proxy, text, row.file);
    });
  }

  test('RFC 4475 3.1.2.2 clerr: the rest of the body is waited for', { skip }, async () => {
    const heard = await proxied(named('clerr').text, 'TCP');
    assertSilence(heard);
    assert.equal(heard.closed, false);
  });

  test('RFC 4475 3.1.2.3 ncl: 400, and the connection is closed, since nobody knows where the next message begins', {
    skip,
  }, async () => {
    const heard = await proxied(named('ncl').text, 'TCP');
    assert.deepEqual(
      finals(heard).map((response) => response.status),
      [400],
    );
    assert.equal(heard.closed, true);
  });

  test('RFC 4475 3.1.1.8 dblreq: two requests, both of which are handled', { skip }, async () => {
    const heard = await proxied(named('dblreq').text, 'TCP');
    assert.deepEqual(
      heard.requests.map((request) => request.method),
      ['REGISTER', 'INVITE'],
    );
  });

  test('RFC 4475 3.3.9 mcl01: two Content-Length break the stream: 400, closed', { skip }, async () => {
    const heard = await proxied(named('mcl01').text, 'TCP');
    assert.equal(finals(heard)[0]?.status, 400);
    assert.deepEqual(heard.requests, []);
  });

  test('RFC 4475 3.4.1 inv2543: without Content-Length a stream has no messages: 400, closed', { skip }, async () => {
    const heard = await proxied(named('inv2543').text, 'TCP');
    assert.equal(finals(heard)[0]?.status, 400);
    assert.equal(heard.closed, true);
  });
});
