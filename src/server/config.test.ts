import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Config, formatProblem } from './config.ts';
import { findConfig, loadConfig, parseConfig } from './load-config.ts';
import { redactConfig } from './redact-config.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-config-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string, env: Record<string, string> = {}) =>
  parseConfig(text, join(folder, 'sipwright.yaml'), { env, cwd: folder });

async function configOf(text: string, env: Record<string, string> = {}): Promise<Config> {
  const loaded = await read(text, env);
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

async function problemsOf(text: string, env: Record<string, string> = {}): Promise<string[]> {
  const loaded = await read(text, env);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

test('without a file the embedded default is whole', async () => {
  const loaded = await parseConfig('', undefined, { env: {}, cwd: folder });
  assert.ok(loaded.ok);
  const { config } = loaded;
  assert.equal(config.path, undefined);
  const ipv4 = config.listen.filter(({ address }) => address === '0.0.0.0');
  assert.deepEqual(
    ipv4.map(({ transport, port }) => [transport, port]),
    [
      ['UDP', 5060],
      ['TCP', 5060],
    ],
  );
  assert.equal(config.store.path, join(folder, 'data/sipwright.db'));
  assert.equal(config.control.path, join(folder, 'data/control.sock'));
  assert.deepEqual(config.auth.algorithms, ['MD5']);
  assert.equal(config.strangers, 'challenge');
  assert.deepEqual(config.phrases, { language: 'en', negotiate: false });
  assert.equal(config.http?.address, '127.0.0.1');
  assert.equal(config.registrar.minExpires, 60_000);
});

test('every value reaches the configuration, in ms and bytes', async () => {
  const config = await configOf(
    `
domains:
  - Example.COM
  - { name: example.org, realm: other, algorithms: [SHA-256, MD5], qop: [auth-int], maxContacts: 2, onContactLimit: replace }
listen:
  - udp://127.0.0.1:5070
  - { address: "tcp://[::1]", advertise: "[2001:db8::1]:5080" }
  - { address: "udp://10.0.0.1", advertise: sip.example.com }
registrar: { minExpires: 90s, maxContacts: 7 }
limits: { messageBytes: 128KiB, headers: 64 }
http: { listen: "[::1]:0", token: hush }
drainTimeout: 2m
routing: ./routing.ts
routes:
  - match: { user: [a, b], prefix: "+49", source: 10.0.0.0/8, method: INVITE, domain: Example.com }
    proxy: sip:10.0.0.1
    strip: 1
  - reject: 486
  - redirect: sip:x@y
  - challenge: true
  - registrar: true
`.replace('./routing.ts', fileURLToPath(import.meta.url)),
  );
  assert.deepEqual(config.domains, [
    {
      name: 'example.com',
      realm: undefined,
      algorithms: ['MD5'],
      qop: ['auth'],
      maxContacts: 7,
      onContactLimit: 'refuse',
    },
    {
      name: 'example.org',
      realm: 'other',
      algorithms: ['SHA-256', 'MD5'],
      qop: ['auth-int'],
      maxContacts: 2,
      onContactLimit: 'replace',
    },
  ]);
  assert.deepEqual(config.listen, [
    { transport: 'UDP', address: '127.0.0.1', port: 5070, advertise: undefined },
    { transport: 'TCP', address: '::1', port: 5060, advertise: { host: '2001:db8::1', port: 5080 } },
    { transport: 'UDP', address: '10.0.0.1', port: 5060, advertise: { host: 'sip.example.com', port: 0 } },
  ]);
  assert.equal(config.registrar.minExpires, 90_000);
  assert.equal(config.limits.messageBytes, 131_072);
  assert.deepEqual(config.http, { address: '::1', port: 0, token: 'hush' });
  assert.equal(config.drainTimeout, 120_000);
  assert.deepEqual(
    config.routes.map(({ line, does }) => [line, does]),
    [
      ['sipwright.yaml:15', { action: 'proxy', targets: ['sip:10.0.0.1'], open: false }],
      ['sipwright.yaml:18', { action: 'reject', code: 486, reason: undefined }],
      ['sipwright.yaml:19', { action: 'redirect', code: 302, contacts: ['sip:x@y'] }],
      ['sipwright.yaml:20', { action: 'challenge' }],
      ['sipwright.yaml:21', { action: 'registrar' }],
    ],
  );
  assert.deepEqual(config.routes[0].match, {
    domain: ['example.com'],
    user: ['a', 'b'],
    prefix: ['+49'],
    source: ['10.0.0.0/8'],
    method: ['INVITE'],
  });
});

test('the language of reason phrases is a tag, or a mapping', async () => {
  const { phrases } = await configOf('phrases: de');
  assert.deepEqual(phrases, { language: 'de', negotiate: false });
  assert.deepEqual((await configOf('phrases: { language: ja }')).phrases, { language: 'ja', negotiate: false });
  assert.deepEqual((await configOf('phrases: { negotiate: true }')).phrases, { language: 'en', negotiate: true });
});

test('each fault is told with its line, its column, its key and the fix', async () => {
  const cases: [text: string, ...expected: string[]][] = [
    ['lisen: []', '1:1: lisen: unknown key; did you mean "listen"?'],
    ['registrar:\n  minExpire: 30s', '2:3: registrar.minExpire: unknown key; did you mean "minExpires"?'],
    ['log: { colour: 1 }', '1:8: log.colour: unknown key; known here: level, format'],
    [
      'registrar: { minExpires: 30 }',
      '1:26: registrar.minExpires: must be a duration with its unit, such as 30s, 5m or 1h, not the number 30',
    ],
    [
      'drainTimeout: 30',
      '1:15: drainTimeout: must be a duration with its unit, such as 30s, 5m or 1h, not the number 30',
    ],
    ['drainTimeout: soon', '1:15: drainTimeout: "soon" is not a duration with its unit, such as 30s, 5m or 1h'],
    ['limits: { messageBytes: 3q }', '1:25: limits.messageBytes: "3q" is not a size such as 64KiB or 1MiB'],
    ['limits: { headers: 3 }', '1:20: limits.headers: is too small; at least 16'],
    ['listen: udp://0.0.0.0', '1:9: listen: must be a list, not the text "udp://0.0.0.0"'],
    [
      'listen: [tls://0.0.0.0]',
      '1:10: listen[0]: "tls://0.0.0.0" is not a listener; write udp://0.0.0.0:5060 or tcp://[::]:5060, with a numeric address',
    ],
    ['listen: [udp://1.1.1.1:1, udp://1.1.1.1:1]', '1:27: listen[1]: is listed already; remove one of the two'],
    ['domains: [a.com, A.com]', '1:18: domains[1]: a.com is listed already; remove one of the two'],
    [
      'domains: ["sip:a.com"]',
      '1:11: domains[0]: "sip:a.com" is not a host name or address; write it alone, without "sip:" or a port',
    ],
    ['domains:\n  - realm: x', '2:5: domains[0].name: is missing; add it'],
    [
      'strangers: chalenge',
      '1:12: strangers: must be challenge, trusted or public, not the text "chalenge"; did you mean "challenge"?',
    ],
    [
      'trusted: [10.0.0.0/40]',
      '1:11: trusted[0]: "10.0.0.0/40" is neither an address nor a CIDR block; write 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32',
    ],
    ['auth: { algorithms: [] }', '1:21: auth.algorithms: is an empty list; fill it, or remove the key'],
    ['registrar: { minExpires: 2h }', '1:1: registrar.maxExpires: is below minExpires; raise it, or lower minExpires'],
    [
      'http: 8060',
      '1:7: http: must be a mapping of keys to values, off, false or host:port, such as 127.0.0.1:8060; or write off, not the number 8060',
    ],
    ['routing: ./none.ts', `1:10: routing: there is no file ${'FOLDER'}/none.ts; correct the path, or remove the key`],
    [
      'routes:\n  - match: { user: "/(/" }\n    reject: 403',
      '2:20: routes[0].match.user: "/(/" is no regular expression that can be used here: ")" is missing at character 2',
    ],
    [
      'routes:\n  - match: {}',
      '2:5: routes[0]: has no action; add one of proxy, bridge, registrar, redirect, reject, challenge',
    ],
    [
      'routes: [{ reject: 403, proxy: "sip:x" }]',
      '1:10: routes[0]: has several actions (proxy, reject); keep one, or make them separate routes',
    ],
    ['routes: [{ reject: 403, strip: 2 }]', '1:32: routes[0].strip: works with proxy and bridge only; remove it'],
    [
      'routes: [{ proxy: "sip:a@b", strip: 2 }]',
      '1:19: routes[0].proxy: has a user part, so strip and add have nothing to work on; remove it, or remove them',
    ],
    ['routes: [{ bridge: "http://x" }]', '1:20: routes[0].bridge: "http://x" is not a sip or sips URI'],
    [
      'routes: [{ bridge: { headers: [] } }]',
      '1:12: routes[0].bridge.to: must be registered, a list or text, not empty',
    ],
    [
      'routes: [{ bridge: { to: registered, headers: [{ keep: Via }] } }]',
      '1:56: routes[0].bridge.headers[0].keep: Via is the business of each leg alone; remove it',
    ],
    [
      'routes: [{ bridge: { to: registered, headers: [{ keep: X-A, drop: X-B }] } }]',
      '1:48: routes[0].bridge.headers[0]: needs one of keep, drop, set and rewrite',
    ],
    [
      'routes: [{ bridge: { to: registered, headers: [{ set: X-A }] } }]',
      '1:48: routes[0].bridge.headers[0]: set and value belong together',
    ],
    [
      'routes: [{ bridge: { to: registered, codecs: { keep: "PC MU" } } }]',
      '1:54: routes[0].bridge.codecs.keep: "PC MU" is no codec; write one such as PCMA or opus/48000/2',
    ],
    ['routes: [{ proxy: "http://x" }]', '1:19: routes[0].proxy: "http://x" is not a sip or sips URI'],
    ['routes: [{ reject: 200 }]', '1:20: routes[0].reject: is too small; at least 400'],
    [
      'routes: [{ redirect: { code: 303, contacts: ["sip:a@b"] } }]',
      '1:30: routes[0].redirect.code: must be 300, 301, 302, 305 or 380, not the number 303',
    ],
    [
      'routes: [{ reject: 403, match: { method: invite } }]',
      '1:42: routes[0].match.method: "invite" is not a method; write it in capitals, such as INVITE',
    ],
    [
      'phrases: sv',
      '1:10: phrases: "sv" is not a language that there are phrases in: en, de, fr, es, it, pt, nl, pl, ru, ja, zh',
    ],
    [
      'phrases:\n  language: German',
      '2:13: phrases.language: "German" is not a language that there are phrases in: en, de, fr, es, it, pt, nl, pl, ru, ja, zh; did you mean "de"?',
    ],
    [
      'phrases: { language: pt-BR, negotiate: true }',
      '1:22: phrases.language: "pt-BR" is not a language that there are phrases in: en, de, fr, es, it, pt, nl, pl, ru, ja, zh; did you mean "pt"?',
    ],
    ['phrases: 1', '1:10: phrases: must be a mapping of keys to values or a language such as de, not the number 1'],
    ['phrases: { negotiate: 1 }', '1:23: phrases.negotiate: must be true or false, not the number 1'],
    ['phrases: { langauge: de }', '1:12: phrases.langauge: unknown key; did you mean "language"?'],
    ['store: { path: ${HOME} }', '1:17: ${ begins a mapping of YAML here; put the value in quotes: "${…}"'],
    ['log: [a\ndomains: 1', '2:1: flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['hello', '1:1: must be a mapping of keys to values, not the text "hello"'],
    ['log: {}\nlog: {}', '2:1: map keys must be unique'],
    ['http: *nowhere', '1:1: unresolved alias (the anchor must be set before the alias): nowhere'],
    [
      'store: { path: "${NOWHERE}" }',
      '1:16: the environment has no NOWHERE; set it, or write $${NOWHERE} for the text',
    ],
    [
      'http:\n  token: file:./none',
      `2:10: http.token: the file cannot be read: ENOENT: no such file or directory, open '${'FOLDER'}/none'`,
    ],
  ];
  for (const [text, ...expected] of cases) {
    const wanted = expected.map((line) => `sipwright.yaml:${line.replace('FOLDER', folder)}`);
    assert.deepEqual(await problemsOf(text), wanted, text);
  }
});

test('all faults are told, not only the first, in the order of the file', async () => {
  const found = await problemsOf('foo: 1\nlog: { level: x }\ntrusted: [a, b]\n');
  assert.deepEqual(
    found.map((line) => line.split(':').slice(1, 3).join(':')),
    ['1:1', '2:15', '3:11', '3:14'],
  );
});

test('a key without a value is as if it were not there, and anchors work', async () => {
  const config = await configOf('log:\nregistrar:\n  minExpires:\ndomains: &d [a.com]\n');
  assert.equal(config.log.level, 'info');
  assert.equal(config.registrar.minExpires, 60_000);
});

test('the environment and secret files are put in, and are not printed', async () => {
  writeFileSync(join(folder, 'token.txt'), 'from-file\n');
  const fromFile = await configOf('http: { token: "file:token.txt" }');
  assert.equal(fromFile.http?.token, 'from-file');
  const text = 'http: { token: "${TOKEN}" }\nauth: { realm: "$${TOKEN}" }\nroutes: [{ proxy: "sip:u:${PASS}@h" }]';
  const config = await configOf(text, { TOKEN: 'from-env', PASS: 'pw' });
  assert.equal(config.http?.token, 'from-env');
  assert.equal(config.auth.realm, '${TOKEN}');
  const printed = JSON.stringify(redactConfig(config));
  assert.ok(!printed.includes('from-env') && !printed.includes(':pw@'), printed);
  assert.ok(printed.includes('"token":"(secret)"') && printed.includes('sip:u:(secret)@h'), printed);
  assert.equal(config.http?.token, 'from-env', 'the original is untouched');
});

test('the file is looked for at -c, then in the environment, then in the folder', async () => {
  const inFolder = join(folder, 'sipwright.yaml');
  const other = mkdtempSync(join(folder, 'other-'));
  writeFileSync(inFolder, 'log: { level: warn }');
  assert.equal(
    await findConfig({ argvPath: 'a.yaml', env: { SIPWRIGHT_CONFIG: 'b.yaml' }, cwd: folder }),
    join(folder, 'a.yaml'),
  );
  assert.equal(await findConfig({ env: { SIPWRIGHT_CONFIG: 'b.yaml' }, cwd: folder }), join(folder, 'b.yaml'));
  assert.equal(await findConfig({ env: {}, cwd: folder }), inFolder);
  assert.notEqual(await findConfig({ env: { SIPWRIGHT_CONFIG: '' }, cwd: other }), inFolder);
  const loaded = await loadConfig({ env: {}, cwd: folder });
  assert.ok(loaded.ok && loaded.config.path === inFolder && loaded.config.log.level === 'warn');
  rmSync(inFolder);
});

test('a file that is not there or cannot be read is a problem, not an exception', async () => {
  const missing = await loadConfig({ argvPath: 'none.yaml', env: {}, cwd: folder });
  assert.ok(!missing.ok);
  assert.match(formatProblem(missing.problems[0]), /^none\.yaml:1:1: there is no such file; /);
  mkdirSync(join(folder, 'dir.yaml'));
  const directory = await loadConfig({ argvPath: 'dir.yaml', env: {}, cwd: folder });
  assert.ok(!directory.ok);
  chmodSync(join(folder, 'dir.yaml'), 0o700);
});

test('a faulty file still tells where its server listens for commands', async () => {
  const loaded = await read('foo: 1\ncontrol: { path: ./c.sock }');
  assert.ok(!loaded.ok && loaded.controlPath === join(folder, 'c.sock'));
});

test('the examples are in order', async () => {
  const examples = fileURLToPath(new URL('../../examples', import.meta.url));
  const files = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  assert.ok(files.length >= 3);
  for (const file of files) {
    const loaded = await loadConfig({
      argvPath: join(examples, file),
      env: { SIPWRIGHT_METRICS_TOKEN: 'x' },
      cwd: folder,
    });
    assert.deepEqual(loaded.ok ? [] : loaded.problems.map(formatProblem), [], file);
  }
});
