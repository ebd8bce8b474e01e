import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { headerId } from '../catalogue/index.ts';
import { indexMessage, type Response, SipError } from '../message/index.ts';
import { OWN_LIMITS, type Clock, type Core, Stack } from '../stack/index.ts';
import { type Account, type Binding, type BindingChange, MemoryStore } from '../store/index.ts';
import { type Flow, type Transport } from '../transport/index.ts';
import { type BindingEvent, defaultRegistrarOptions, Registrar, type RegistrarOptions } from './index.ts';

/** A store whose disk can be full. */
class FailingStore extends MemoryStore {
  failing: Error | undefined = undefined;

  override updateBindings(aor: string, now: number, change: BindingChange): Promise<void> {
    if (this.failing === undefined) return super.updateBindings(aor, now, change);
    change(this.bindings(aor, now));
    return Promise.reject(this.failing);
  }
}

const phone: Flow = {
  transport: 'UDP',
  localAddress: '192.0.2.1',
  localPort: 5060,
  remoteAddress: '198.51.100.7',
  remotePort: 40_000,
  connection: 0,
};

const alice: Account = { user: 'alice', domain: 'example.com', realm: 'example.com', ha1: {}, enabled: true };

/** A registrar in a stack of its own, whose clock the test turns. */
function bench(options: Partial<RegistrarOptions> = {}, account: Account = alice) {
  const sent: Response[] = [];
  const events: string[] = [];
  const wall = { now: Date.UTC(2026, 0, 1, 12, 0, 0) };
  const clock: Clock = { now: () => wall.now, wall: () => wall.now, after: () => () => {} };
  const core: Core = { onRequest: (request, flow) => registrar.register(request, flow, account), onAck() {} };
  let random = 1;
  const stack = new Stack({ core, clock, random: { bits32: () => random++ } });
  const transport: Transport = {
    listeners: [],
    flowTo: ({ address, port }) => ({ ...phone, remoteAddress: address, remotePort: port }),
    isOpen: () => true,
    send: (_flow, text) => sent.push(indexMessage(text, OWN_LIMITS) as Response),
    close: () => Promise.resolve(),
  };
  stack.attach(transport);
  const store = new FailingStore();
  const registrar = new Registrar({
    store,
    stack,
    options: { ...defaultRegistrarOptions, ...options },
    onBindings: (aor: string, event: BindingEvent, binding: Binding) =>
      events.push(`${event} ${aor} ${binding.contact}`),
  });
  let branch = 0;
  let cseq = 0;

  /** Sends a REGISTER of these header lines, and waits for its answer. */
  async function register(lines: readonly string[], parts: { callId?: string; cseq?: number; body?: string } = {}) {
    cseq = parts.cseq ?? cseq + 1;
    const body = parts.body ?? '';
    return send(
      [
        'REGISTER sip:example.com SIP/2.0',
        `Via: SIP/2.0/UDP 198.51.100.7:40000;rport;branch=z9hG4bK${branch++}`,
        'From: <sip:alice@example.com>;tag=1',
        'To: <sip:alice@example.com>',
        `Call-ID: ${parts.callId ?? 'one'}`,
        `CSeq: ${cseq} REGISTER`,
        ...lines,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  async function send(text: string): Promise<Response> {
    const before = sent.length;
    stack.receive(text, phone);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent.length, before + 1, 'one answer for one request');
    return sent[before];
  }

  const bound = () => store.bindings('alice@example.com', wall.now);
  return { register, send, registrar, store, stack, wall, events, sent, bound };
}

const contactsOf = (response: Response) => response.headers(headerId('Contact'));
const contact = (uri: string, rest = '') => `Contact: <${uri}>${rest}`;

test('a contact is bound for the time that its parameter says, else the Expires header, else the default (10.3 step 7)', async () => {
  const { register } = bench({ defaultExpires: 1_800_000 });
  const response = await register([
    'Expires: 600',
    contact('sip:a@192.0.2.10', ';expires=300'),
    contact('sip:b@192.0.2.10'),
  ]);
  assert.equal(response.status, 200);
  assert.deepEqual(contactsOf(response), ['<sip:a@192.0.2.10>;expires=300', '<sip:b@192.0.2.10>;expires=600']);
  const other = await register([contact('sip:c@192.0.2.10')]);
  assert.ok(contactsOf(other).includes('<sip:c@192.0.2.10>;expires=1800'));
});

test('a malformed expiration counts as 3600, and one beyond 2^32-1 as that (20.10, 10.2.1.1)', async () => {
  const { register } = bench({ maxExpires: 2 ** 33 * 1000 });
  const response = await register([
    'Expires: Thu, 01 Dec 1994 16:00:00 GMT',
    contact('sip:a@192.0.2.10', ';expires="soon"'),
    contact('sip:b@192.0.2.10', ';expires=-1'),
    contact('sip:c@192.0.2.10'),
    contact('sip:d@192.0.2.10', ';expires=99999999999999999999'),
  ]);
  assert.deepEqual(
    contactsOf(response).map((value) => value.split('expires=')[1]),
    ['3600', '3600', '3600', '4294967295'],
  );
});

test('a wish that is too long is shortened (10.3 step 7)', async () => {
  const { register } = bench({ maxExpires: 120_000 });
  assert.deepEqual(contactsOf(await register([contact('sip:a@192.0.2.10', ';expires=7200')])), [
    '<sip:a@192.0.2.10>;expires=120',
  ]);
});

test('a wish that is too brief is answered 423 with Min-Expires, unless it is an hour or more (10.3 step 7)', async () => {
  const { register, store } = bench({ minExpires: 60_000 });
  const brief = await register([contact('sip:a@192.0.2.10'), contact('sip:b@192.0.2.10', ';expires=59')]);
  assert.equal(brief.status, 423);
  assert.equal(brief.header(headerId('Min-Expires')), '60');
  assert.equal(store.bindingCount, 0);
  assert.equal((await register([contact('sip:a@192.0.2.10', ';expires=60')])).status, 200);

  const strict = bench({ minExpires: 7_200_000, maxExpires: 7_200_000 });
  assert.equal((await strict.register([contact('sip:a@192.0.2.10', ';expires=3599')])).status, 423);
  assert.equal((await strict.register([contact('sip:a@192.0.2.10', ';expires=3600')])).status, 200);
});

test('every binding is listed with the seconds left, rounded up, and a Date (10.3 step 8)', async () => {
  const { register, wall } = bench();
  await register([contact('sip:a@192.0.2.10', ';q=0.50;expires=100')]);
  wall.now += 10_400;
  const response = await register(['m: "B" <sip:b@192.0.2.11>;expires=60;q=1.0, sip:c@192.0.2.12;expires=70']);
  assert.deepEqual(contactsOf(response).sort(), [
    '<sip:a@192.0.2.10>;q=0.5;expires=90',
    '<sip:b@192.0.2.11>;expires=60',
    '<sip:c@192.0.2.12>;expires=70',
  ]);
  assert.equal(response.header(headerId('Date')), 'Thu, 01 Jan 2026 12:00:10 GMT');
  assert.notEqual(response.to.tag, '');
});

test('a REGISTER without Contact asks what is bound (10.2.3)', async () => {
  const { register, wall } = bench();
  assert.deepEqual(contactsOf(await register([])), []);
  await register([contact('sip:a@192.0.2.10', ';expires=100')]);
  assert.deepEqual(contactsOf(await register([], { callId: 'another' })), ['<sip:a@192.0.2.10>;expires=100']);
  wall.now += 100_000;
  assert.deepEqual(contactsOf(await register([], { callId: 'another' })), [], 'its time is over');
});

test('expires=0 removes a binding, and one that is not there without complaint (10.2.2)', async () => {
  const { register, store } = bench();
  await register([contact('sip:a@192.0.2.10'), contact('sip:b@192.0.2.10')]);
  const response = await register([
    contact('sip:a@192.0.2.10', ';expires=0'),
    contact('sip:x@192.0.2.10', ';expires=0'),
  ]);
  assert.equal(response.status, 200);
  assert.deepEqual(contactsOf(response), ['<sip:b@192.0.2.10>;expires=3600']);
  await register(['Expires: 0', contact('sip:b@192.0.2.10')]);
  assert.equal(store.bindingCount, 0);
});

test('* with Expires: 0, and alone, removes every binding (10.3 step 6)', async () => {
  const { register, store } = bench();
  await register([contact('sip:a@192.0.2.10')]);
  await register([contact('sip:b@192.0.2.10')], { callId: 'two' });
  const response = await register(['Contact: *', 'Expires: 0']);
  assert.equal(response.status, 200);
  assert.deepEqual(contactsOf(response), []);
  assert.equal(store.bindingCount, 0);
});

const malformed: readonly (readonly [why: string, lines: readonly string[]])[] = [
  ['* without Expires', ['Contact: *']],
  ['* with another expiration', ['Contact: *', 'Expires: 3600']],
  ['* with a malformed expiration', ['Contact: *', 'Expires: never']],
  ['* beside a contact', ['Contact: *', contact('sip:a@192.0.2.10'), 'Expires: 0']],
  ['a contact beside *', [contact('sip:a@192.0.2.10'), 'Contact: *', 'Expires: 0']],
  ['* twice', ['Contact: *', 'Contact: *', 'Expires: 0']],
  ['* with a parameter', ['Contact: *;q=1', 'Expires: 0']],
  ['q above 1', [contact('sip:a@192.0.2.10', ';q=1.1')]],
  ['q with four decimals', [contact('sip:a@192.0.2.10', ';q=0.1234')]],
  ['q without a value', [contact('sip:a@192.0.2.10', ';q')]],
  ['a scheme that cannot be reached', [contact('name:John_Smith')]],
  ['no URI', ['Contact: <>']],
  ['an empty value', ['Contact:']],
  ['a good one and a bad one', [contact('sip:a@192.0.2.10'), 'Contact: <sip:b@']],
  ['a contact longer than a Request-URI may be', [contact(`sip:${'a'.repeat(3000)}@192.0.2.10`)]],
  ['a broken Path', [contact('sip:a@192.0.2.10'), 'Path: <sip:']],
  ['a Path that is no SIP URI', [contact('sip:a@192.0.2.10'), 'Path: <tel:+49>']],
];
for (const [why, lines] of malformed) {
  test(`400 with a Warning for ${why}, and nothing is changed`, async () => {
    const { register, store } = bench();
    await register([contact('sip:kept@192.0.2.10')]);
    const response = await register(lines);
    assert.equal(response.status, 400);
    assert.match(
      response.header(headerId('Warning')) ?? '',
      /^399 192\.0\.2\.1:5060 "(?:Contact|Path) at offset \d+: .+\(RFC /,
    );
    assert.equal(store.bindingCount, 1);
  });
}

test('the same Call-ID with a CSeq that is not higher aborts the whole request (10.3 step 7)', async () => {
  const { register, store, bound } = bench();
  await register([contact('sip:a@192.0.2.10')], { cseq: 5 });
  for (const cseq of [5, 4]) {
    const response = await register([contact('sip:new@192.0.2.10'), contact('sip:a@192.0.2.10')], { cseq });
    assert.equal(response.status, 500);
    assert.deepEqual(
      bound().map((binding) => binding.contact),
      ['sip:a@192.0.2.10'],
      'all or nothing',
    );
  }
  assert.equal((await register(['Contact: *', 'Expires: 0'], { cseq: 5 })).status, 500);
  assert.equal((await register([contact('sip:a@192.0.2.10', ';expires=0')], { cseq: 5 })).status, 500);
  assert.equal(store.bindingCount, 1);
  assert.equal((await register([contact('sip:a@192.0.2.10')], { cseq: 6 })).status, 200);
  assert.equal((await register([contact('sip:a@192.0.2.10')], { cseq: 1, callId: 'rebooted' })).status, 200);
  assert.equal((await register(['Contact: *', 'Expires: 0'], { cseq: 1, callId: 'a third' })).status, 200);
});

test('contacts are compared as URIs, and kept as they were written last (10.3 step 7, 19.1.4)', async () => {
  const { register } = bench();
  await register([contact('sip:a%61@EXAMPLE.net;x=1')]);
  assert.deepEqual(contactsOf(await register([contact('sip:aa@example.net')])), ['<sip:aa@example.net>;expires=3600']);
  const ports = await register([contact('sip:aa@example.net:5060')]);
  assert.equal(contactsOf(ports).length, 2, 'a port that is given never equals one that is not');
});

test('where several bindings match, the one written alike is refreshed: 19.1.4 is not transitive', async () => {
  const { register } = bench();
  await register([contact('sip:a@192.0.2.10;x=1'), contact('sip:a@192.0.2.10;x=2')]);
  // Equal to both, it takes the place of the first, and is then equal to the second.
  await register([contact('sip:a@192.0.2.10')]);
  const response = await register([contact('sip:a@192.0.2.10;x=2', ';expires=100')]);
  assert.deepEqual(contactsOf(response).sort(), [
    '<sip:a@192.0.2.10;x=2>;expires=100',
    '<sip:a@192.0.2.10>;expires=3600',
  ]);
});

test('a contact that stands twice in one request counts as its last value', async () => {
  const { register } = bench();
  const twice = await register([contact('sip:a@192.0.2.10'), contact('sip:a@192.0.2.10', ';expires=90')]);
  assert.deepEqual(contactsOf(twice), ['<sip:a@192.0.2.10>;expires=90']);
  const gone = await register([contact('sip:a@192.0.2.10'), contact('sip:a@192.0.2.10', ';expires=0')]);
  assert.deepEqual(contactsOf(gone), []);
});

test('parameters that mean nothing here are kept as written', async () => {
  const { register, bound } = bench();
  const params = ';+sip.instance="<urn:uuid:0001;q=\\">";Reg-ID=1;methods="INVITE, BYE"';
  const response = await register([
    `Contact: "Alice; <x>" <sip:a@192.0.2.10;ob>;Q=0.3${params} ; Expires = 90;audio\r\n ;video`,
    `Contact: sip:b@192.0.2.10;expires=80;flag`,
  ]);
  assert.deepEqual(contactsOf(response), [
    `<sip:a@192.0.2.10;ob>;q=0.3;expires=90${params};audio;video`,
    '<sip:b@192.0.2.10>;expires=80;flag',
  ]);
  assert.equal(bound().find(({ params }) => params === ';flag')?.contact, 'sip:b@192.0.2.10');
});

test('a binding keeps the flow, the phone and the order of its REGISTER', async () => {
  const { register, bound, wall } = bench();
  await register([contact('sip:a@10.0.0.1', ';q=0.25'), 'User-Agent: Phone/1.0'], { callId: 'x', cseq: 9 });
  assert.deepEqual(
    bound().map((binding) => ({ ...binding })),
    [
      {
        contact: 'sip:a@10.0.0.1',
        params: '',
        q: 250,
        expiresAt: wall.now + 3_600_000,
        callId: 'x',
        cseq: 9,
        path: [],
        flow: phone,
        userAgent: 'Phone/1.0',
        updatedAt: wall.now,
      },
    ],
  );
});

test('one contact more than the limit is refused with 403, and a refresh is not (policy)', async () => {
  const { register, store } = bench({ maxContacts: 2 });
  await register([contact('sip:a@192.0.2.10'), contact('sip:b@192.0.2.10')]);
  assert.equal((await register([contact('sip:c@192.0.2.10')])).status, 403);
  assert.equal(
    (await register(['a', 'b', 'c', 'd', 'e'].map((user) => contact(`sip:${user}@192.0.2.10`)))).status,
    403,
  );
  assert.equal((await register([contact('sip:b@192.0.2.10')])).status, 200);
  const moved = await register([contact('sip:c@192.0.2.10'), contact('sip:b@192.0.2.10', ';expires=0')]);
  assert.equal(moved.status, 200, 'one comes, one goes');
  assert.equal(store.bindingCount, 2);
});

test('with `replace` the contact that was longest without a refresh makes room (policy)', async () => {
  const { register, wall, events } = bench({ maxContacts: 2, onContactLimit: 'replace' });
  for (const user of ['a', 'b', 'a', 'c']) {
    wall.now += 1000;
    await register([contact(`sip:${user}@192.0.2.10`)]);
  }
  assert.deepEqual(
    contactsOf(await register([])).map((value) => value.slice(5, 6)),
    ['c', 'a'],
  );
  assert.equal(events.at(-1), 'replaced alice@example.com sip:b@192.0.2.10');
  const three = ['x', 'y', 'z'].map((user) => contact(`sip:${user}@192.0.2.10`));
  assert.equal((await register(three)).status, 403, 'one request does not replace itself');
});

test('the limit of the account goes before that of its domain, and that before the general one', async () => {
  const domains = [{ name: 'example.com', maxContacts: 1, onContactLimit: 'refuse' as const }];
  const two = [contact('sip:a@192.0.2.10'), contact('sip:b@192.0.2.10')];
  assert.equal((await bench({ domains }).register(two)).status, 403);
  assert.equal((await bench({ domains }, { ...alice, maxContacts: 2 }).register(two)).status, 200);
  assert.equal((await bench({ domains }, { ...alice, domain: 'example.net' }).register(two)).status, 200);
});

test('a limit that was lowered does not keep anyone from refreshing', async () => {
  const { register, registrar } = bench();
  const three = ['a', 'b', 'c'].map((user) => contact(`sip:${user}@192.0.2.10`));
  await register(three);
  registrar.configure({ ...defaultRegistrarOptions, maxContacts: 1 });
  assert.equal((await register(three)).status, 200);
  assert.equal((await register([contact('sip:d@192.0.2.10')])).status, 403);
});

test('an extension that is required and unknown is refused with 420 and named (8.2.2.3)', async () => {
  const { register } = bench();
  const response = await register(['Require: Path, gruu', 'Require: outbound', contact('sip:a@192.0.2.10')]);
  assert.equal(response.status, 420);
  assert.equal(response.header(headerId('Unsupported')), 'gruu, outbound');
  assert.equal((await register(['Require: path', contact('sip:a@192.0.2.10')])).status, 200);
});

test('a body that nobody here understands is refused with 415 and Accept, unless it is optional (8.2.3)', async () => {
  const { register } = bench();
  const lines = [contact('sip:a@192.0.2.10'), 'Content-Type: application/cpl+xml'];
  const response = await register(lines, { body: '<cpl/>' });
  assert.equal(response.status, 415);
  assert.equal(response.header(headerId('Accept')), '');
  const optional = [...lines, 'Content-Disposition: session;handling=OPTIONAL'];
  assert.equal((await register(optional, { body: '<cpl/>' })).status, 200);
});

test('Path is kept in order, takes the place of the flow, and goes back to a phone that supports it (RFC 3327 5.3)', async () => {
  const { register, bound } = bench();
  const lines = ['Path: <sip:p2.example.com;lr> , <sip:p1.example.com;lr>;x="a, b"', 'Path: <sip:p0.example.com;lr>'];
  const path = ['<sip:p2.example.com;lr>', '<sip:p1.example.com;lr>;x="a, b"', '<sip:p0.example.com;lr>'];
  const response = await register([...lines, 'Supported: gruu, PATH', contact('sip:a@10.0.0.1')]);
  assert.equal(response.status, 200);
  assert.deepEqual(response.headers(headerId('Path')), path);
  const [binding] = bound();
  assert.deepEqual(binding.path, path);
  assert.equal(binding.flow, undefined);
  const silent = await register([...lines, contact('sip:a@10.0.0.1')]);
  assert.equal(silent.status, 200);
  assert.equal(silent.has(headerId('Path')), false);
  assert.equal(bound()[0].path.length, 3);
});

test('Path for a phone that does not support it can be refused, and Path can be off (RFC 3327 5.3)', async () => {
  const lines = ['Path: <sip:p.example.com;lr>', contact('sip:a@10.0.0.1')];
  const refusing = await bench({ pathWithoutSupport: 'refuse' }).register(lines);
  assert.equal(refusing.status, 420);
  assert.equal(refusing.header(headerId('Unsupported')), 'path');
  assert.equal((await bench({ pathWithoutSupport: 'refuse' }).register(['k: path', ...lines])).status, 200);

  const off = bench({ path: false });
  assert.equal((await off.register(['Require: path', ...lines])).status, 420);
  assert.equal((await off.register(lines)).status, 200);
  assert.deepEqual(off.bound()[0].path, []);
});

test('Service-Route stands in every 200, each value a loose route (RFC 3608 6)', async () => {
  const { register } = bench({ serviceRoute: ['sip:p1.example.com;lr', 'sips:p2.example.com'] });
  const expected = ['<sip:p1.example.com;lr>', '<sips:p2.example.com;lr>'];
  assert.deepEqual((await register([contact('sip:a@192.0.2.10')])).headers(headerId('Service-Route')), expected);
  assert.deepEqual((await register([])).headers(headerId('Service-Route')), expected);
  assert.throws(() => bench({ serviceRoute: ['p1.example.com'] }), { code: 'SIP_URI_INVALID' });
});

test('what could not be written is answered 503 with Retry-After, and nothing is told of it', async () => {
  const { register, store, events } = bench();
  store.failing = new SipError('SIP_STORE_FAILED', 'the disk is full');
  const response = await register([contact('sip:a@192.0.2.10')]);
  assert.equal(response.status, 503);
  assert.equal(response.header(headerId('Retry-After')), '5');
  store.failing = new TypeError('a bug');
  assert.equal((await register([contact('sip:a@192.0.2.10')])).status, 500);
  assert.equal(store.bindingCount, 0);
  assert.deepEqual(events, []);
});

test('while a write is pending the retransmission is absorbed, and the answer comes once (17.2.2)', async () => {
  const { stack, sent } = bench();
  const text = [
    'REGISTER sip:example.com SIP/2.0',
    'Via: SIP/2.0/UDP 198.51.100.7:40000;rport;branch=z9hG4bKagain',
    'From: <sip:alice@example.com>;tag=1',
    'To: <sip:alice@example.com>',
    'Call-ID: one',
    'CSeq: 1 REGISTER',
    contact('sip:a@192.0.2.10'),
    '\r\n',
  ].join('\r\n');
  stack.receive(text, phone);
  stack.receive(text, phone);
  assert.equal(sent.length, 0, 'nothing is acknowledged yet');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200],
  );
  stack.receive(text, phone);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200, 200],
    'the same answer again',
  );
});

test('every change is told once it is made, with what became of the contact', async () => {
  const { register, registrar, events, wall } = bench();
  await register([contact('sip:a@192.0.2.10')]);
  await register([contact('sip:a@192.0.2.10'), contact('sip:b@192.0.2.10', ';expires=90')]);
  await register([contact('sip:a@192.0.2.10', ';expires=0')]);
  wall.now += 90_000;
  await registrar.expire();
  assert.deepEqual(events, [
    'added alice@example.com sip:a@192.0.2.10',
    'refreshed alice@example.com sip:a@192.0.2.10',
    'added alice@example.com sip:b@192.0.2.10',
    'removed alice@example.com sip:a@192.0.2.10',
    'expired alice@example.com sip:b@192.0.2.10',
  ]);
});

// ---- RFC 4475 ----

/** What the messages of RFC 4475 that a registrar judges have to come to; the same points in words of our own. */
const torture: readonly (readonly [
  name: string,
  section: string,
  contactLines: string[],
  status: number,
  contacts: string[],
])[] = [
  [
    'escnull',
    '3.1.1.4',
    [contact('sip:%00@host5.example.com'), contact('sip:%00%00@host5.example.com')],
    200,
    ['<sip:%00@host5.example.com>;expires=3600', '<sip:%00%00@host5.example.com>;expires=3600'],
  ],
  ['regbadct', '3.1.2.13', ['Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E'], 400, []],
  ['unksm2', '3.3.4', [contact('name:John_Smith')], 400, []],
  [
    'cparam01',
    '3.3.12',
    ['Contact: sip:+19725552222@gw1.example.net;unknownparam'],
    200,
    ['<sip:+19725552222@gw1.example.net>;expires=3600;unknownparam'],
  ],
  [
    'cparam02',
    '3.3.13',
    [contact('sip:+19725552222@gw1.example.net;unknownparam')],
    200,
    ['<sip:+19725552222@gw1.example.net;unknownparam>;expires=3600'],
  ],
  [
    'regescrt',
    '3.3.14',
    [contact('sip:user@example.com?Route=%3Csip:sip.example.com%3E')],
    200,
    ['<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600'],
  ],
];
const folder = new URL('../../../shared/testdata/rfc4475/', import.meta.url);
for (const [name, section, lines, status, contacts] of torture) {
  test(`${name} comes to ${status} (RFC 4475 ${section})`, async () => {
    const response = await bench().register(lines);
    assert.equal(response.status, status);
    assert.deepEqual(contactsOf(response), contacts);
  });
  test(`${name} itself comes to ${status}`, { skip: !existsSync(folder) && 'the messages are not here' }, async () => {
    const text = readFileSync(new URL(`${name}.dat`, folder), 'latin1');
    const response = await bench().send(text);
    assert.equal(response.status, status);
    assert.deepEqual(contactsOf(response), contacts);
  });
}
