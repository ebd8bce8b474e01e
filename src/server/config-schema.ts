/** The schema of sipwright.yaml: every key with its default and description, from which the JSON Schema is printed. */
import { z } from 'zod';
import { route } from './config-schema-routes.ts';
import { mapping, oneOf } from './config-section.ts';
import {
  addressRange,
  count,
  duration,
  host,
  language,
  parseHostPort,
  parseListener,
  sipUri,
  size,
  textOf,
} from './config-values.ts';

const listOf = <const T extends readonly string[]>(words: T) => z.array(z.enum(words)).min(1);
const algorithms = listOf(['MD5', 'SHA-256', 'SHA-512-256']);
const qop = listOf(['auth', 'auth-int']);
const maxContacts = count(1, 1000);
const onContactLimit = oneOf(['refuse', 'replace']);

const domain = z.union([
  mapping({
    name: host.describe('The domain, as it stands behind @ in addresses.'),
    realm: z.string().min(1).optional().describe('Its realm; passwords hang on it. Default: the realm of the server.'),
    algorithms: algorithms.optional().describe('Default: auth.algorithms.'),
    qop: qop.optional().describe('Default: auth.qop.'),
    maxContacts: maxContacts.optional().describe('Default: registrar.maxContacts.'),
    onContactLimit: onContactLimit.optional().describe('Default: registrar.onContactLimit.'),
  }),
  host.transform((name) => ({ name })),
]);

const listenExpected = 'a listener; write udp://0.0.0.0:5060 or tcp://[::]:5060, with a numeric address';
const listener = textOf(parseListener, listenExpected);
const listen = z.union([
  mapping({
    address: listener.describe('Such as udp://10.0.0.5:5060.'),
    advertise: textOf((text) => parseHostPort(text, false), 'host:port, such as sip.example.com:5060')
      .optional()
      .describe('What peers are told instead of the address: host:port, or a host alone. For a server behind NAT.'),
  }).transform(({ address, advertise }) => ({ ...address, advertise })),
  listener.transform((address) => ({ ...address, advertise: undefined })),
]);

const httpAddress = textOf((text) => parseHostPort(text), 'host:port, such as 127.0.0.1:8060; or write off');
const off = z.union([z.literal('off'), z.literal(false)]).transform(() => undefined);
const http = z.union([
  mapping({
    listen: httpAddress.prefault('127.0.0.1:8060').describe('host:port'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Asked for as Authorization: Bearer, by everything but /health and /ready. Write ${ENV} or file:path.'),
  }).transform(({ listen: at, token }) => ({ address: at.host, port: at.port, token })),
  off,
  httpAddress.transform((at) => ({ address: at.host, port: at.port, token: undefined })),
]);

const collector = textOf((text) => parseHostPort(text), 'host:port, such as homer.example.com:9060');
const hep = z.union([
  mapping({
    to: collector.describe('The collector, host:port, over UDP.'),
    captureId: count(0, 4_294_967_295).default(2001).describe('The number by which the collector knows this server.'),
    key: z.string().max(256).default('').describe('Asked for by some collectors. Write ${ENV} or file:path.'),
    nodeName: z.string().max(256).default('').describe('A name that the collector shows for this server.'),
  }).transform(({ to, ...rest }) => ({ ...to, ...rest })),
  collector.transform((to) => ({ ...to, captureId: 2001, key: '', nodeName: '' })),
]);

const phrases = z.union([
  mapping({
    language: language.prefault('en').describe('Sent where the request asks for none.'),
    negotiate: z.boolean().default(false).describe('Whether the Accept-Language of the request decides.'),
  }),
  language.transform((tag) => ({ language: tag, negotiate: false })),
]);

const filePath = z.string().min(1);

export const configSchema = mapping({
  domains: z
    .array(domain)
    .default([])
    .describe(
      'The domains that the server serves. Empty: the realm fixed at the first start, under whatever address of its own the server is called by.',
    ),
  listen: z
    .array(listen)
    .min(1)
    .optional()
    .describe('Where to listen. Default: UDP and TCP on port 5060 of every IPv4 and IPv6 address.'),
  store: mapping({
    path: filePath
      .default('./data/sipwright.db')
      .describe('The SQLite file, from the folder that the server is started in.'),
    durability: oneOf(['process', 'power'])
      .default('process')
      .describe('What an acknowledged change survives: the death of the process, or of the power too (slower).'),
  })
    .prefault({})
    .describe('Where accounts and bindings are kept.'),
  registrar: mapping({
    minExpires: duration().prefault('60s').describe('Shorter registrations are refused with 423.'),
    maxExpires: duration().prefault('1h').describe('Longer ones are shortened to this.'),
    defaultExpires: duration().prefault('1h').describe('For a REGISTER that names no time.'),
    maxContacts: maxContacts.default(10).describe('Contacts that one account may have registered at once.'),
    onContactLimit: onContactLimit.default('refuse').describe('One more: refuse it with 403, or replace the oldest.'),
    serviceRoute: z.array(sipUri).default([]).describe('URIs for the Service-Route header of a 200 (RFC 3608).'),
    path: z.boolean().default(true).describe('Keep the Path of a registration (RFC 3327).'),
  })
    .superRefine(({ minExpires, maxExpires, defaultExpires }, context) => {
      const fault = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (maxExpires < minExpires) fault('maxExpires', 'is below minExpires; raise it, or lower minExpires');
      else if (defaultExpires < minExpires) fault('defaultExpires', 'is below minExpires; raise it');
      else if (defaultExpires > maxExpires) fault('defaultExpires', 'is above maxExpires; lower it');
    })
    .prefault({})
    .describe('Registrations (RFC 3261 10).'),
  auth: mapping({
    realm: z
      .string()
      .min(1)
      .optional()
      .describe('The realm to fix at the first start. Default: the first domain, or else the name of the machine.'),
    algorithms: algorithms.default(['MD5']).describe('Digest algorithms, one challenge each in this order (RFC 8760).'),
    qop: qop.default(['auth']).describe('Quality of protection to offer.'),
    nonceLifetime: duration(1000).prefault('5m').describe('After it a nonce is stale.'),
    nonces: count(1024, 16_777_216).default(65_536).describe('How many uses of nonces are remembered against replay.'),
  })
    .prefault({})
    .describe('Digest authentication.'),
  strangers: oneOf(['challenge', 'trusted', 'public'])
    .default('challenge')
    .describe(
      'Who calls your users without being a trusted peer or an authenticated account: is asked for credentials (challenge), is refused (trusted), or is let through (public). The answer is the same whether the user exists or not.',
    ),
  trusted: z.array(addressRange).default([]).describe('Addresses and CIDR blocks whose requests need no credentials.'),
  proxy: mapping({
    recordRoute: z.boolean().default(true).describe('Stay in the path of a dialog.'),
    forking: oneOf(['by-q', 'parallel', 'serial'])
      .default('by-q')
      .describe(
        'Several contacts: groups of one q together and one group after the other, all at once, or one by one.',
      ),
    timerC: duration(1000)
      .prefault('3m10s')
      .describe('How long a call may ring without news; RFC 3261 16.6 asks for more than 3 minutes.'),
    followRedirects: z
      .array(count(300, 399))
      .default([])
      .describe('The 3xx that the proxy follows itself, such as [301, 302]. Others are passed to the caller.'),
    maxBreadth: count(1, 1000).default(60).describe('Branches of one request in all (RFC 5393).'),
    maxForwards: count(1, 255).default(70).describe('Given to a request that has no Max-Forwards.'),
    firstResponseTimeout: duration(500)
      .prefault('4s')
      .describe('How long a next hop may keep silent before the next is tried.'),
    maxTargets: count(1, 1000).default(20).describe('Contacts that one request is sent to at most.'),
  })
    .prefault({})
    .describe('Forwarding (RFC 3261 16).'),
  routes: z
    .array(route)
    .default([])
    .describe(
      'What happens to requests, in order: the first route that fits decides. Without one the built-in rules do.',
    ),
  routing: filePath
    .optional()
    .describe('A module whose async route(request, call) decides before the routes; from the folder of this file.'),
  routingDeadline: duration(1, 60_000).prefault('2s').describe('A later answer of the module is a 500.'),
  phrases: phrases
    .prefault('en')
    .describe(
      'Reason phrases in another language: its tag, such as de, or a mapping. Those of routes stay as written.',
    ),
  http: http
    .prefault('127.0.0.1:8060')
    .describe('Health, readiness and Prometheus metrics: host:port, a mapping with a token, or off.'),
  control: mapping({
    path: filePath
      .default('./data/control.sock')
      .describe('The Unix socket, from the folder that the server is started in.'),
  })
    .prefault({})
    .describe('Where the commands talk to the server.'),
  limits: mapping({
    messageBytes: size(1024, 16_777_216).default(65_535).describe('A whole message; beyond it 513.'),
    headers: count(16, 10_000).default(256).describe('Header lines of a message; beyond it 513.'),
    headerBytes: size(256, 1_048_576).default(8192).describe('The value of one header; beyond it 400.'),
    uriBytes: size(64, 65_536).default(2048).describe('The Request-URI; beyond it 414.'),
    bodyBytes: size(0, 16_777_216).default(49_152).describe('The body; beyond it 413.'),
    transactions: count(100, 10_000_000).default(250_000).describe('Open transactions; beyond it 503.'),
    connections: count(1, 1_000_000).default(10_000).describe('Open connections.'),
    connectionsPerAddress: count(1, 1_000_000).default(500).describe('Open connections from one address.'),
    idleTimeout: duration(1000).prefault('10m').describe('A connection without traffic is closed.'),
    messageTimeout: duration(1000).prefault('30s').describe('For one message on a connection, first byte to last.'),
    connectTimeout: duration(100).prefault('1s').describe('For a connection to be made.'),
  })
    .prefault({})
    .describe('Bounds; hitting one gets the response named there.'),
  trace: mapping({
    bytes: size(65_536, 1_073_741_824)
      .prefault('16MiB')
      .describe('Memory of the ring of recent messages and decisions.'),
    hep: hep
      .optional()
      .describe('A Homer collector that gets every message as HEP3, credentials masked: host:port, or a mapping.'),
  })
    .prefault({})
    .describe('The record of recent traffic.'),
  log: mapping({
    level: oneOf(['debug', 'info', 'warn', 'error']).default('info').describe('The least that is logged.'),
    format: oneOf(['auto', 'json', 'pretty'])
      .default('auto')
      .describe('JSON lines, or text for people; auto: text on a terminal.'),
  })
    .prefault({})
    .describe('The log, on standard output.'),
  drainTimeout: duration(0)
    .prefault('10s')
    .describe('How long open transactions may take to end when the server stops.'),
}).superRefine((config, context) => {
  const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const firstAt = new Map<string, number>();
  config.domains.forEach(({ name }, at) => {
    if (firstAt.has(name)) fault(['domains', at], `${name} is listed already; remove one of the two`);
    firstAt.set(name, at);
  });
  const bound = new Set<string>();
  config.listen?.forEach(({ transport, address, port }, at) => {
    const key = `${transport} ${address} ${port}`;
    if (port !== 0 && bound.has(key)) fault(['listen', at], 'is listed already; remove one of the two');
    bound.add(key);
  });
});

/** What the schema gives for a file without a fault; `completeConfig` makes a Config of it. */
export type ParsedConfig = z.output<typeof configSchema>;

/** The JSON Schema that editors complete sipwright.yaml with. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' });
  return { title: 'sipwright.yaml', description: 'The configuration of the Sipwright SIP server.', ...schema };
}
