/** The PROTOS c07-sip suite against a live server: no crash, no hang, no leak, and a well-formed request is answered after it. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buildResponse, validateRequest } from '../src/message/index.ts';
import { ControlClient, resultOf } from '../src/server/control-client.ts';
import { killPrograms } from './interop/program.ts';
import { Installation, type ServerProcess } from './interop/sipwright-process.ts';
import { until } from './interop/until.ts';
import { type At, UdpClient } from './udp-client.ts';

const path = join(import.meta.dirname, '../../shared/testdata/protos/c07-sip.ndjson.gz');
const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';

/** Cases in flight before the server has to show that it lives. */
const WINDOW = 50;
/** More than that does not fit into a datagram. */
const DATAGRAM = 65_507;
/** How much more memory the server may hold at the end than after the first windows, bytes: its heap may grow to a size that suits it. */
const GROWTH = 128 << 20;

interface Case {
  readonly number: number;
  readonly message: string;
  readonly teardown: string;
}

function* cases(): Generator<Case> {
  for (const line of gunzipSync(readFileSync(path)).toString().trim().split('\n')) {
    const { case: number, base64 } = JSON.parse(line) as { case: number; base64: string };
    const text = Buffer.from(base64, 'base64').toString('latin1');
    const [message, rest] = cut(text);
    yield { number, message, teardown: cut(rest)[0] };
  }
}

/** `<length> <text>` off the front. */
function cut(text: string): [string, string] {
  const space = text.indexOf(' ') + 1;
  const end = space + Number(text.slice(0, space));
  return [text.slice(space, end), text.slice(end)];
}

function fill(
  template: string,
  { number, client, at, method }: { number: number; client: At; at: At; method: string },
): string {
  const values: Record<string, string> = {
    'From-Address': client.address,
    'From-IP': client.address,
    'Local-Port': String(client.port),
    From: `fuzz@${client.address}:${client.port}`,
    To: `callee@${at.address}:${at.port}`,
    'Branch-ID': `-${number}`,
    'Call-ID': `protos-${number}`,
    CSeq: '1',
    'Teardown-Method': method,
  };
  const text = template.replace(/<([A-Z][A-Za-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
  const body = text.length - (text.indexOf('\r\n\r\n') + 4);
  return text.replace('<Content-Length>', String(body));
}

interface Footprint {
  readonly resident: number;
  readonly handles: number;
}

function footprintOf(pid: number): Footprint {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
  return { resident: pages * 4096, handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** What a datagram cannot hold goes by a connection of its own. */
async function sendByTcp(text: string, { address, port }: At): Promise<void> {
  const socket = connect(port, address);
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  socket.end(Buffer.from(text, 'latin1'));
  await once(socket, 'close');
}

async function transactionsOf(server: ServerProcess): Promise<number> {
  const control = await ControlClient.connect(join(server.installation.folder, 'data/control.sock'));
  assert.ok(control !== undefined);
  const { transactions } = (await resultOf(control.request('status'))) as { transactions: number };
  control.close();
  return transactions;
}

async function run(t: TestContext): Promise<void> {
  const installation = await Installation.create(t, { users: ['callee'] });
  // Trusted, so that what can be read at all goes all the way: through the proxy to a phone and back.
  appendFileSync(installation.configPath, 'trusted: [127.0.0.1]\n');
  const server = await installation.start();
  const at = server.at('UDP');
  const client = await UdpClient.open(t);
  const phone = await UdpClient.open(t);
  const contact = `Contact: <sip:callee@127.0.0.1:${phone.port}>`;
  const from = 'From: <sip:callee@example.com>;tag=1';
  const register = client
    .request('REGISTER', 'sip:example.com', 'register', [contact])
    .replace(/^From: .*$/m, from)
    .replace(/^To: .*$/m, 'To: <sip:callee@example.com>');
  client.send(register, at);
  assert.equal((await client.final('register')).status, 200);
  client.keep = phone.keep = false;

  let rung = 0;
  const broken: string[] = [];
  phone.onRequest = (request, sender) => {
    const defect = request.method === 'ACK' ? undefined : validateRequest(request);
    if (defect !== undefined) broken.push(`${defect.where}: ${defect.reason}\n${request.text}`);
    if (request.method === 'INVITE') rung++;
    if (request.method !== 'ACK')
      phone.send(buildResponse(request, request.method === 'INVITE' ? 486 : 200, { toTag: 'p' }), sender);
  };

  let warm: Footprint | undefined;
  let sent = 0;
  const self = { address: '127.0.0.1', port: client.port };
  for (const each of cases()) {
    const place = { number: each.number, client: self, at };
    const message = fill(each.message, { ...place, method: 'INVITE' });
    if (message.length <= DATAGRAM) client.send(message, at);
    else await sendByTcp(message, server.at('TCP'));
    for (const method of ['CANCEL', 'ACK']) {
      const teardown = fill(each.teardown, { ...place, method });
      if (teardown.length <= DATAGRAM) client.send(teardown, at);
    }
    if (++sent % WINDOW !== 0) continue;
    await client.probe(at);
    server.program.assertAlive();
    if (sent === 4 * WINDOW) warm = footprintOf(server.program.pid);
  }
  await client.probe(at);
  assert.equal(sent, 3018);
  assert.ok(rung > 500, `only ${rung} cases got as far as the phone`);
  assert.deepEqual(broken.slice(0, 3), [], 'the proxy sent on what no element takes');
  assert.deepEqual(client.foreign, [], 'the server answered with what is no SIP');

  // Every transaction ends by itself: the last of them by timer H, 32 s after its response.
  await until('all transactions have ended', async () => (await transactionsOf(server)) === 0, 60_000);
  const end = footprintOf(server.program.pid);
  assert.ok(warm !== undefined);
  assert.ok(end.resident - warm.resident < GROWTH, `${warm.resident} bytes became ${end.resident}`);
  assert.ok(end.handles <= warm.handles + 2, `${warm.handles} handles became ${end.handles}`);
  await client.probe(at);
  await server.stop();
}

const name = 'all 3,018 cases of PROTOS c07-sip leave the server alive, answering, and as large as it was';
if (existsSync(path))
  test(name, async (t) => {
    try {
      await run(t);
    } finally {
      killPrograms();
    }
  });
else if (isRequired) test(name, () => assert.fail(`${path} is missing`));
else test(name, { skip: 'shared/testdata/protos is not there' }, () => {});
