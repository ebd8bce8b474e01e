/** `sipwright ping`: OPTIONS to a SIP element, its answer, the round trip and what it means (RFC 3261 11). */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { headerId, reasonPhrase, treatedAs } from '../catalogue/index.ts';
import { entries } from '../explain/index.ts';
import { buildRequest, decodeUtf8, Failure, formatHost, parseUri, type Response, type Uri } from '../message/index.ts';
import { Resolver } from '../resolve/index.ts';
import { planTarget } from '../routing/index.ts';
import { openSockets } from '../sockets/index.ts';
import { type Clock, Stack, systemClock, systemRandom } from '../stack/index.ts';
import type { TransportName } from '../transport/index.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, paint, say, writeLine } from './io.ts';
import { printable } from './print-rows.ts';

export interface PingOptions {
  readonly tcp?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly from: string;
  readonly json?: boolean;
}

/** The way to the target. */
interface Way {
  readonly uri: Uri;
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
}

type Outcome =
  | { readonly kind: 'answer'; readonly response: Response; readonly ms: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'fault'; readonly error: string };

const SERVER = headerId('Server');
const USER_AGENT = headerId('User-Agent');
const ALLOW = headerId('Allow');

/** @returns 0 for a 2xx, 1 for another answer, 69 for none */
export async function ping(io: Io, target: string, options: PingOptions): Promise<ExitCode> {
  const from = parseUri(options.from);
  if (from instanceof Failure)
    throw new CommandError(EXIT.usage, `--from "${options.from}" is not a URI: ${from.reason}`);
  const way = await findWay(target, options);
  const outcome = await sendOptions(way, options);
  const where = `${formatHost(way.address)}:${way.port} (${way.transport})`;
  if (outcome.kind !== 'answer') {
    const meaning =
      outcome.kind === 'silence'
        ? `no answer within ${options.timeout} s: ${silence(way)}`
        : `no answer: ${outcome.error}; nothing listens there, or a firewall refuses`;
    if (options.json)
      await writeLine(io, JSON.stringify({ target: way.uri.text, address: where, reached: false, meaning }));
    say(io, `${way.uri.text} at ${where}: ${meaning}`);
    return EXIT.unreachable;
  }
  await printAnswer(io, way.uri.text, where, outcome, options.json === true);
  return outcome.response.status < 300 ? EXIT.done : EXIT.failed;
}

async function printAnswer(
  io: Io,
  target: string,
  where: string,
  { response, ms }: { response: Response; ms: number },
  json: boolean,
): Promise<void> {
  const { status } = response;
  const reason = decodeUtf8(response.reason) || reasonPhrase(status);
  const meaning = meaningOf(status);
  const product = response.header(SERVER) ?? response.header(USER_AGENT);
  const allow = response.header(ALLOW);
  if (json) {
    const rounded = Math.round(ms * 1000) / 1000;
    const found = { target, address: where, reached: true, status, reason, ms: rounded, product, allow, meaning };
    return writeLine(io, JSON.stringify(found));
  }
  const colour = status < 300 ? 'green' : 'yellow';
  await writeLine(io, `${paint(io, colour, `${status} ${printable(reason)}`)} from ${where} in ${ms.toFixed(1)} ms`);
  await writeLine(io, `  meaning  ${meaning}`);
  if (product !== undefined) await writeLine(io, `  product  ${printable(decodeUtf8(product))}`);
  if (allow !== undefined) await writeLine(io, `  allows   ${printable(allow)}`);
}

/** Whoever answers is up; the rest is the code's own meaning. One that nobody registered counts as the x00 of its class (8.1.3.2). */
function meaningOf(status: number): string {
  if (status < 300) return 'it is up, and would take a call for this address';
  const told = entries.find(({ kind, name }) => kind === 'code' && name === treatedAs(status)?.name);
  return `it is up, and answers: ${told?.summary ?? reasonPhrase(status)}`;
}

function silence({ transport }: Way): string {
  const why = 'the host is down, a firewall drops the message, or the server ignores whom it does not know';
  return transport === 'UDP' ? `${why}; try --tcp` : why;
}

async function findWay(target: string, options: PingOptions): Promise<Way> {
  if (/^tel:/i.test(target))
    throw new CommandError(EXIT.usage, `"${target}" is a number, not an address; write sip:number@host`);
  const text = /^sips?:/i.test(target)
    ? target
    : `sip:${target.includes(':') && !target.includes('[') && target.split(':').length > 2 ? `[${target}]` : target}`;
  const uri = parseUri(text);
  if (uri instanceof Failure)
    throw new CommandError(EXIT.usage, `"${target}" is not a SIP URI, host or host:port: ${uri.reason}`);
  const plan = planTarget(uri);
  if (plan === undefined) throw new CommandError(EXIT.usage, `no transport leads to ${uri.text}`);
  const transport = options.tcp ? 'TCP' : plan.transport;
  if (transport !== 'UDP' && transport !== 'TCP') {
    throw new CommandError(EXIT.usage, `${uri.text} asks for ${transport}; ping speaks UDP and TCP`);
  }
  const { addresses, failure } = await new Resolver({ timeout: options.timeout * 1000 }).resolve(plan.host);
  if (addresses.length === 0) throw new CommandError(EXIT.unreachable, `${plan.host} has no address: ${failure}`);
  return { uri, transport, address: addresses[0], port: plan.port };
}

async function sendOptions({ uri, transport, address, port }: Way, options: PingOptions): Promise<Outcome> {
  const wildcard = address.includes(':') ? '::' : '0.0.0.0';
  const local = await localAddress(address, port);
  const connectTimeoutMs = options.timeout * 1000;
  const sockets = await openSockets([{ transport, address: wildcard, port: 0 }], undefined, { connectTimeoutMs });
  const stack = new Stack({
    core: { onRequest: (request, flow) => stack.respond(request, flow, 481), onAck() {} },
    clock: passingClock,
    random: systemRandom(),
    sentBy: (flow) => ({ host: local, port: flow.localPort }),
  });
  stack.attach(sockets);
  sockets.setReceiver(stack);
  try {
    const flow = sockets.flowTo({ transport, address, port });
    if (flow === undefined) return { kind: 'fault', error: `${formatHost(address)}:${port} cannot be sent to` };
    return await new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'silence' }), options.timeout * 1000);
      const end = (outcome: Outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const branch = stack.tokens.branch();
      const request = buildRequest({
        method: 'OPTIONS',
        uri: uri.text,
        headers: [
          ['Max-Forwards', '70'],
          ['From', `<${options.from}>;tag=${stack.tokens.tag()}`],
          ['To', `<${uri.text}>`],
          ['Call-ID', stack.tokens.callId()],
          ['CSeq', '1 OPTIONS'],
          [
            'Contact',
            `<sip:ping@${formatHost(local)}:${flow.localPort}${transport === 'TCP' ? ';transport=tcp' : ''}>`,
          ],
          ['Accept', 'application/sdp'],
          ['User-Agent', 'sipwright ping'],
        ],
      });
      const lineEnd = request.indexOf('\r\n') + 2;
      const text = request.slice(0, lineEnd) + stack.viaLine(flow, branch) + request.slice(lineEnd);
      const sentAt = performance.now();
      stack.startClient(text, 'OPTIONS', branch, flow, {
        onResponse(_client, response) {
          if (response.status >= 200) end({ kind: 'answer', response, ms: performance.now() - sentAt });
        },
        onTimeout: () => end({ kind: 'silence' }),
        onFault: (_client, error) => end({ kind: 'fault', error }),
      });
    });
  } finally {
    await sockets.close(0);
  }
}

/** A transaction that nobody waits for any more does not keep the process. */
const passingClock: Clock = {
  ...systemClock,
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** The address that we have toward a target: what Via must say, since the socket is bound to all of them. */
async function localAddress(address: string, port: number): Promise<string> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    // Connecting a datagram socket sends nothing.
    socket.connect(port, address);
    await once(socket, 'connect');
    return socket.address().address;
  } catch (error) {
    throw new CommandError(EXIT.unreachable, `there is no way to ${formatHost(address)}: ${(error as Error).message}`);
  } finally {
    socket.close();
  }
}
