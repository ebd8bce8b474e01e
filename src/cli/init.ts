/** `sipwright init`: a commented sipwright.yaml to begin with. */
import { writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';

export interface InitOptions {
  readonly yes?: boolean;
  readonly output: string;
  readonly domain?: string;
  readonly force?: boolean;
}

interface Answers {
  readonly domain: string;
  readonly advertise: string;
  readonly strangers: string;
}

const DOMAIN = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

export async function init(io: Io, options: InitOptions): Promise<void> {
  if (options.domain !== undefined && !DOMAIN.test(options.domain)) {
    throw new CommandError(EXIT.usage, `"${options.domain}" is not a domain name; write one such as example.com`);
  }
  const path = resolve(io.cwd, options.output);
  const given = { domain: options.domain ?? '', advertise: '', strangers: 'challenge' };
  const answers = !options.yes && io.stdin.isTTY === true ? await ask(io, given) : given;
  const text = sipwrightYaml(answers, schemaFor(path));
  try {
    await writeFile(path, text, { flag: options.force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new CommandError(EXIT.failed, `${options.output} is there already; --force overwrites it`);
    throw new CommandError(EXIT.failed, `${options.output} cannot be written: ${message}`);
  }
  say(io, `${options.output} is written; check it with: sipwright check -c ${options.output}`);
}

async function ask(io: Io, given: Answers): Promise<Answers> {
  const lines = createInterface({ input: io.stdin, output: io.stderr as unknown as NodeJS.WritableStream });
  const question = async (text: string, fits: RegExp, preset: string): Promise<string> => {
    for (;;) {
      const answer = (await lines.question(`${text}${preset === '' ? '' : ` [${preset}]`}: `)).trim() || preset;
      if (answer === '' || fits.test(answer)) return answer;
      say(io, 'That cannot be used; once more, please.');
    }
  };
  try {
    return {
      domain: await question(
        'The domain that you serve (empty: none, only this machine’s addresses)',
        DOMAIN,
        given.domain,
      ),
      advertise: await question(
        'Public address, if the server is behind NAT (empty: it is not)',
        /^[\w.:[\]-]+$/,
        given.advertise,
      ),
      strangers: await question(
        'Who may call your users without an account here: challenge (nobody), trusted (listed addresses), public (anyone)',
        /^(challenge|trusted|public)$/,
        given.strangers,
      ),
    };
  } finally {
    lines.close();
  }
}

/** How the file names the schema, so that editors complete it: short where the package lies beside it. */
function schemaFor(path: string): string {
  const schema = resolve(import.meta.dirname, '../../sipwright.schema.json');
  const short = relative(dirname(path), schema);
  return short.startsWith('..') ? schema : `./${short}`;
}

function sipwrightYaml({ domain, advertise, strangers }: Answers, schema: string): string {
  const listener = (address: string) =>
    advertise === '' || address.includes('[')
      ? `  - ${address}`
      : `  - address: ${address}\n    advertise: ${/[[\]]/.test(advertise) ? JSON.stringify(advertise) : advertise}`;
  const domains = domain === '' ? '# domains:\n#   - example.com' : `domains:\n  - ${domain}`;
  return `# yaml-language-server: $schema=${schema}
# The configuration of a Sipwright SIP server. What is commented out is the default.
# Check it with "sipwright check"; a running server takes a change with "sipwright reload".
# Durations have a unit (30s, 5m, 1h), sizes may have one (64KiB). \${NAME} is put in from the environment.

# The domains behind the @ of your users. Without one, the realm that is fixed at the first start is the domain, and
# users are reached at the addresses of this machine.
${domains}

# Where to listen. "advertise" is what peers are told instead, for a server behind NAT.
listen:
${listener('udp://0.0.0.0:5060')}
${listener('tcp://0.0.0.0:5060')}
  - udp://[::]:5060
  - tcp://[::]:5060

# Accounts and registrations: a file, from the folder that the server is started in.
# store:
#   path: ./data/sipwright.db
#   durability: process      # power: an acknowledged change survives a power failure too

# registrar:
#   minExpires: 60s
#   maxExpires: 1h
#   defaultExpires: 1h
#   maxContacts: 10
#   onContactLimit: refuse   # replace: the oldest contact makes room

# One MD5 challenge is what every phone answers. Add SHA-256 in front when yours can do it.
# auth:
#   algorithms: [MD5]
#   qop: [auth]

# Who calls your users without an account here and from an address that is not trusted:
# challenge (asked for credentials), trusted (refused), public (let through).
strangers: ${strangers}

# Addresses whose requests need no credentials, such as the gateways of your carrier.
# trusted:
#   - 192.0.2.0/24

# The first route that fits decides; without one, users are looked up and foreign domains are open to your users only.
# "sipwright route INVITE sip:0049301234@example.com" prints which line decides.
# routes:
#   - match: { prefix: "00" }
#     proxy: sip:gateway.example.net
#     strip: 2
#     add: "+"
#   - match: { user: "/^9\\\\d{3}$/", source: 10.0.0.0/8 }
#     proxy: sip:10.0.0.9:5060
#   - match: { user: info }
#     redirect: sip:reception@example.com
#   - match: { source: 198.51.100.0/24 }
#     reject: { code: 403, reason: Not Welcome }

# A module for what needs logic: export async function route(request, call) { … }
# routing: ./routing.ts

# Reason phrases in another language, such as "Nicht gefunden" behind 404: de, fr, es, it, pt, nl, pl, ru, ja or zh.
# With "negotiate" a request's Accept-Language decides, and this one is sent where it asks for none.
# phrases:
#   language: en
#   negotiate: false

# Health, readiness and Prometheus metrics; "off" for none.
# http: 127.0.0.1:8060

# log:
#   level: info              # debug, info, warn, error
#   format: auto             # json, pretty
`;
}
