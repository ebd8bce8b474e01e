/** A capture of any size: calls through a proxy, registrations with their challenge, OPTIONS, and every so often a call that fails. */

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const ETHERNET = 14;
const IPV4 = 20;
const UDP = 8;
const HEADERS = ETHERNET + IPV4 + UDP;
const FLUSH = 4 << 20;
/** ms between two beginnings: some 40 calls and registrations a second. */
const BEGIN_EACH = 25;
/** One call in so many is refused for its codecs. */
const REFUSED_EACH = 50;

interface Host {
  readonly address: readonly number[];
  readonly port: number;
}

/** One packet of a scene. @param after ms since the one before it */
interface Packet {
  readonly after: number;
  readonly text: string;
  readonly from: Host;
  readonly to: Host;
}

/** Packets into a pcap file, piece by piece. */
class PcapStream {
  readonly #out: ReturnType<typeof createWriteStream>;
  #buffer = Buffer.alloc(FLUSH + 65_536);
  #used = 0;
  messages = 0;

  constructor(path: string) {
    this.#out = createWriteStream(path);
    this.#buffer.writeUInt32LE(0xa1b2c3d4, 0);
    this.#buffer.writeUInt16LE(2, 4);
    this.#buffer.writeUInt16LE(4, 6);
    this.#buffer.writeUInt32LE(262_144, 16);
    this.#buffer.writeUInt32LE(1, 20);
    this.#used = 24;
  }

  /** @param time ms since 1970 */
  async put(time: number, { text, from, to }: Packet): Promise<void> {
    const b = this.#buffer;
    let at = this.#used;
    const length = HEADERS + text.length;
    b.writeUInt32LE(Math.floor(time / 1000), at);
    b.writeUInt32LE((time % 1000) * 1000, at + 4);
    b.writeUInt32LE(length, at + 8);
    b.writeUInt32LE(length, at + 12);
    at += 16;
    b.fill(0, at, at + HEADERS);
    b.writeUInt16BE(0x0800, at + 12);
    at += ETHERNET;
    b[at] = 0x45;
    b.writeUInt16BE(IPV4 + UDP + text.length, at + 2);
    b[at + 8] = 64;
    b[at + 9] = 17;
    b.set(from.address, at + 12);
    b.set(to.address, at + 16);
    at += IPV4;
    b.writeUInt16BE(from.port, at);
    b.writeUInt16BE(to.port, at + 2);
    b.writeUInt16BE(UDP + text.length, at + 4);
    at += UDP;
    b.latin1Write(text, at);
    this.#used = at + text.length;
    this.messages++;
    if (this.#used >= FLUSH) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#out.end();
    await once(this.#out, 'close');
  }

  async #flush(): Promise<void> {
    const piece = this.#buffer.subarray(0, this.#used);
    this.#buffer = Buffer.alloc(this.#buffer.length);
    this.#used = 0;
    if (!this.#out.write(piece)) await once(this.#out, 'drain');
  }
}

const PROXY: Host = { address: [198, 51, 100, 1], port: 5060 };
const text = (host: Host) => `${host.address.join('.')}:${host.port}`;
const phone = (n: number): Host => ({ address: [192, 0, 2 + (n % 200), 1 + (n % 250)], port: 5060 });

const FIRST = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Writes at least `messages` SIP messages; some 1,500 calls are up at a time. @returns how many */
export async function writeCapture(path: string, messages: number): Promise<number> {
  const out = new PcapStream(path);
  const calendar = new Map<number, Packet[]>();
  for (let time = FIRST, n = 0; out.messages < messages; time++) {
    if (time % BEGIN_EACH === 0) {
      let at = time;
      for (const packet of n % 5 === 4 ? registration(n) : call(n)) {
        at += packet.after;
        const then = calendar.get(at);
        if (then === undefined) calendar.set(at, [packet]);
        else then.push(packet);
      }
      n++;
    }
    for (const packet of calendar.get(time) ?? []) await out.put(time, packet);
    calendar.delete(time);
  }
  await out.end();
  return out.messages;
}

function call(n: number): Packet[] {
  const packets: Packet[] = [];
  const put = (after: number, text: string, from: Host, to: Host) => packets.push({ after, text, from, to });
  const [alice, bob] = [phone(n), phone(n + 7)];
  const refused = n % REFUSED_EACH === 0;
  const from = `From: "Alice ${n}" <sip:alice${n}@example.com>;tag=a${n}`;
  const to = `To: <sip:bob${n % 5000}@example.com>`;
  const tagged = `${to};tag=b${n}`;
  const id = `Call-ID: ${n.toString(16).padStart(12, '0')}-bench@${alice.address.join('.')}`;
  const branch = (side: string, method: string) => `z9hG4bK${side}${n}${method}`;
  const uri = `sip:bob${n % 5000}@example.com`;
  const contact = `sip:bob${n % 5000}@${text(bob)}`;
  const head = (
    method: string,
    target: string,
    hops: number,
    cseq: number,
    toLine: string,
    extra: string[],
    body = '',
  ) => {
    const outer = `Via: SIP/2.0/UDP ${text(alice)};rport;branch=${branch('a', method)}`;
    const vias = hops === 0 ? [outer] : [`Via: SIP/2.0/UDP ${text(PROXY)};branch=${branch('p', method)}`, outer];
    const own = body === '' ? [] : ['Content-Type: application/sdp'];
    return [
      `${method} ${target} SIP/2.0`,
      ...vias,
      `Max-Forwards: ${70 - hops}`,
      from,
      toLine,
      id,
      `CSeq: ${cseq} ${method}`,
      ...extra,
      ...own,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  };
  const reply = (status: string, method: string, hops: number, cseq: number, extra: string[], body = '') => {
    const outer = `Via: SIP/2.0/UDP ${text(alice)};rport;branch=${branch('a', method)}`;
    const vias = hops === 0 ? [outer] : [`Via: SIP/2.0/UDP ${text(PROXY)};branch=${branch('p', method)}`, outer];
    const own = body === '' ? [] : ['Content-Type: application/sdp'];
    return [
      `SIP/2.0 ${status}`,
      ...vias,
      from,
      status.startsWith('100') ? to : tagged,
      id,
      `CSeq: ${cseq} ${method}`,
      ...extra,
      ...own,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  };
  const sdp = (host: Host, formats: string) =>
    [
      'v=0',
      `o=- ${n} 1 IN IP4 ${host.address.join('.')}`,
      's=-',
      `c=IN IP4 ${host.address.join('.')}`,
      't=0 0',
      `m=audio ${10_000 + ((2 * n) % 20_000)} RTP/AVP ${formats}`,
      'a=rtpmap:101 telephone-event/8000',
      'a=sendrecv',
      '',
    ].join('\r\n');
  const aliceContact = `Contact: <sip:alice${n}@${text(alice)}>`;
  const agent = 'User-Agent: bench phone 1.0';
  const rr = `Record-Route: <sip:${text(PROXY)};lr>`;
  const offer = sdp(alice, refused ? '18 101' : '0 8 101');
  put(0, head('INVITE', uri, 0, 1, to, [aliceContact, agent], offer), alice, PROXY);
  put(1, reply('100 Trying', 'INVITE', 0, 1, []), PROXY, alice);
  put(1, head('INVITE', contact, 1, 1, to, [rr, aliceContact, agent], offer), PROXY, bob);
  put(80, reply('180 Ringing', 'INVITE', 1, 1, [rr, `Contact: <${contact}>`]), bob, PROXY);
  put(1, reply('180 Ringing', 'INVITE', 0, 1, [rr, `Contact: <${contact}>`]), PROXY, alice);
  if (refused) {
    put(
      30,
      reply('488 Not Acceptable Here', 'INVITE', 1, 1, ['Warning: 305 example.com "Incompatible media format"']),
      bob,
      PROXY,
    );
    put(1, head('ACK', contact, 1, 1, tagged, []).replace(`${branch('p', 'ACK')}`, branch('p', 'INVITE')), PROXY, bob);
    put(
      1,
      reply('488 Not Acceptable Here', 'INVITE', 0, 1, ['Warning: 305 example.com "Incompatible media format"']),
      PROXY,
      alice,
    );
    put(1, head('ACK', uri, 0, 1, tagged, []).replace(branch('a', 'ACK'), branch('a', 'INVITE')), alice, PROXY);
    return packets;
  }
  // Four to twelve seconds of ringing, and up to a minute of talk.
  const ring = 4_000 + ((n * 7919) % 8_000);
  const talk = 3_000 + ((n * 104_729) % 57_000);
  const answer = sdp(bob, '0 101');
  put(ring, reply('200 OK', 'INVITE', 1, 1, [rr, `Contact: <${contact}>`], answer), bob, PROXY);
  put(1, reply('200 OK', 'INVITE', 0, 1, [rr, `Contact: <${contact}>`], answer), PROXY, alice);
  const route = `Route: <sip:${text(PROXY)};lr>`;
  for (const [method, cseq] of [
    ['ACK', 1],
    ['BYE', 2],
  ] as const) {
    put(method === 'BYE' ? talk : 2, head(method, contact, 0, cseq, tagged, [route]), alice, PROXY);
    put(1, head(method, contact, 1, cseq, tagged, []), PROXY, bob);
  }
  put(1, reply('200 OK', 'BYE', 1, 2, []), bob, PROXY);
  put(1, reply('200 OK', 'BYE', 0, 2, []), PROXY, alice);
  return packets;
}

function registration(n: number): Packet[] {
  const packets: Packet[] = [];
  const put = (after: number, text: string, from: Host, to: Host) => packets.push({ after, text, from, to });
  const host = phone(n);
  const aor = `sip:alice${n}@example.com`;
  const lines = (cseq: number, extra: string[]) => [
    `Via: SIP/2.0/UDP ${text(host)};rport;branch=z9hG4bKr${n}c${cseq}`,
    `From: <${aor}>;tag=r${n}`,
    `To: <${aor}>`,
    `Call-ID: reg-${n.toString(16)}@${host.address.join('.')}`,
    `CSeq: ${cseq} REGISTER`,
    ...extra,
    'Content-Length: 0',
    '',
    '',
  ];
  const ask = (cseq: number, extra: string[]) =>
    [
      'REGISTER sip:example.com SIP/2.0',
      ...lines(cseq, ['Max-Forwards: 70', `Contact: <sip:alice${n}@${text(host)}>;expires=3600`, ...extra]),
    ].join('\r\n');
  const nonce = `n${n}`;
  put(0, ask(1, []), host, PROXY);
  put(
    1,
    [
      'SIP/2.0 401 Unauthorized',
      ...lines(1, [`WWW-Authenticate: Digest realm="example.com", nonce="${nonce}", algorithm=MD5, qop="auth"`]),
    ]
      .join('\r\n')
      .replace(`<${aor}>\r\nCall`, `<${aor}>;tag=s${n}\r\nCall`),
    PROXY,
    host,
  );
  put(
    4,
    ask(2, [
      `Authorization: Digest username="alice${n}", realm="example.com", nonce="${nonce}", uri="sip:example.com", response="${'0'.repeat(32)}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c${n}"`,
    ]),
    host,
    PROXY,
  );
  put(
    2,
    ['SIP/2.0 200 OK', ...lines(2, [`Contact: <sip:alice${n}@${text(host)}>;expires=3600`])]
      .join('\r\n')
      .replace(`<${aor}>\r\nCall`, `<${aor}>;tag=s${n}\r\nCall`),
    PROXY,
    host,
  );
  return packets;
}
