/** The messages of a phone or server that sipp plays: what every message of one party has, said once. */

import { send } from './sipp-scene.ts';

/** One media line and what belongs to it. */
export interface Audio {
  /** Where sound is wanted; else the media address and port of sipp. */
  readonly at?: string;
  readonly port?: number | string;
  /** Payload type and encoding: `0 PCMU/8000`. */
  readonly formats?: readonly string[];
  readonly profile?: string;
  /** Further lines, as `a=sendonly`. */
  readonly more?: readonly string[];
  /** The owner's name; and the version of the description. */
  readonly owner?: string;
  readonly version?: number;
}

/** The formats of nearly every phone. */
export const G711 = ['0 PCMU/8000', '8 PCMA/8000', '101 telephone-event/8000'] as const;

/** A description of one audio stream. */
export function audio(of: Audio = {}): string {
  const { at = '[media_ip]', port = '[media_port]', formats = G711, profile = 'RTP/AVP', more = [] } = of;
  const { owner = '-', version = 1 } = of;
  const family = at === '[media_ip]' ? 'IP[media_ip_type]' : at.includes(':') ? 'IP6' : 'IP4';
  const types = formats.map((format) => format.split(' ')[0]);
  return [
    'v=0',
    `o=${owner} 17043 ${version} IN ${family} ${at}`,
    's=-',
    `c=IN ${family} ${at}`,
    't=0 0',
    `m=audio ${port} ${profile} ${types.join(' ')}`,
    ...formats.map((format) => `a=rtpmap:${format}`),
    ...formats
      .filter((format) => format.includes('telephone-event'))
      .map((format) => `a=fmtp:${format.split(' ')[0]} 0-16`),
    'a=ptime:20',
    ...more,
  ].join('\n');
}

/** Beside what a party says in every message. */
export interface Parts {
  readonly cseq?: number;
  /** The Request-URI. */
  readonly uri?: string;
  /** Whole header lines. */
  readonly more?: readonly string[];
  readonly body?: string;
  readonly type?: string;
  /** Attributes of <send>. */
  readonly attributes?: string;
  /** Of requests: the tag of the other side stands in To. */
  readonly within?: boolean;
  readonly branch?: string;
  readonly maxForwards?: number;
}

export interface CallerOptions {
  readonly from?: string;
  readonly to?: string;
  /** What Via and Contact name; else where sipp is. */
  readonly host?: string;
  readonly agent?: string;
  /** Whether Via asks for the source port (RFC 3581). */
  readonly rport?: boolean;
}

const HERE = '[local_ip]:[local_port]';

/** Header fields and an optional body as a whole message. */
export function message(
  start: string,
  headers: readonly string[],
  { body = '', type = 'application/sdp' }: Parts = {},
) {
  const tail = body === '' ? ['Content-Length: 0'] : [`Content-Type: ${type}`, 'Content-Length: [len]'];
  return `${[start, ...headers, ...tail].join('\n')}\n\n${body}`;
}

/** A party that begins: requests of one call or registration, and what it sends within. */
export class Caller {
  readonly #from: string;
  readonly #to: string;
  readonly #host: string;
  readonly #agent: string;
  readonly #rport: boolean;

  constructor(options: CallerOptions = {}) {
    const { from = 'sip:alice@example.com', to = 'sip:bob@example.com', host = HERE, rport = true } = options;
    this.#from = from;
    this.#to = to;
    this.#host = host;
    this.#agent = options.agent ?? 'Yealink SIP-T46U 108.86.0.118';
    this.#rport = rport;
  }

  /** `sip:alice@203.0.113.7:5060` */
  get contact(): string {
    return `sip:${/^sips?:([^@]+)@/.exec(this.#from)?.[1] ?? 'phone'}@${this.#host}`;
  }

  invite(parts: Parts = {}): string {
    const attributes = parts.attributes ?? 'retrans="500"';
    return this.request('INVITE', { body: audio(), ...parts, attributes });
  }

  /** REGISTER of its own contact; `expires` in s. */
  register(expires: number, parts: Parts = {}): string {
    const domain = this.#from.slice(this.#from.indexOf('@') + 1);
    const more = [`Expires: ${expires}`, ...(parts.more ?? [])];
    return this.request('REGISTER', { uri: `sip:${domain}`, attributes: 'retrans="500"', ...parts, more });
  }

  /** Acknowledges a refusal: hop by hop, with the branch of the INVITE (RFC 3261 17.1.1.3). */
  ackRefusal(cseq = 1, parts: Parts = {}): string {
    return this.request('ACK', { cseq, within: true, branch: branchOf('INVITE', cseq), ...parts });
  }

  /** Acknowledges the answer, along the route of the dialog. */
  ack(cseq = 1, parts: Parts = {}): string {
    return this.request('ACK', { cseq, within: true, uri: '[next_url]', more: ['[routes]'], ...parts });
  }

  cancel(cseq = 1, parts: Parts = {}): string {
    return this.request('CANCEL', { cseq, branch: branchOf('INVITE', cseq), attributes: 'retrans="500"', ...parts });
  }

  /** A request within the dialog, along its route. */
  inDialog(method: string, cseq: number, parts: Parts = {}): string {
    const more = ['[routes]', ...(parts.more ?? [])];
    const rest = { ...parts, more };
    return this.request(method, { cseq, within: true, uri: '[next_url]', attributes: 'retrans="500"', ...rest });
  }

  bye(cseq = 2, parts: Parts = {}): string {
    return this.inDialog('BYE', cseq, parts);
  }

  request(method: string, parts: Parts = {}): string {
    const { cseq = 1, uri = this.#to, more = [], within = false, attributes = '', maxForwards = 70 } = parts;
    const { branch = branchOf(method, cseq) } = parts;
    const to = method === 'REGISTER' ? this.#from : this.#to;
    const carriesContact = !['ACK', 'BYE', 'CANCEL', 'PRACK', 'INFO', 'MESSAGE'].includes(method);
    const headers = [
      `Via: SIP/2.0/[transport] ${this.#host};branch=${branch}${this.#rport ? ';rport' : ''}`,
      `Max-Forwards: ${maxForwards}`,
      `From: <${this.#from}>;tag=[pid]a[call_number]`,
      `To: <${to}>${within ? '[peer_tag_param]' : ''}`,
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
      ...(carriesContact ? [`Contact: <${this.contact}>`] : []),
      ...more,
      `User-Agent: ${this.#agent}`,
    ];
    return send(message(`${method} ${uri} SIP/2.0`, headers, parts), attributes);
  }

  /** Answers a request that has come within the call. */
  reply(line: string, parts: Parts = {}): string {
    return reply(line, { ...parts, more: [`Contact: <${this.contact}>`, ...(parts.more ?? [])] });
  }
}

function branchOf(method: string, cseq: number): string {
  return `z9hG4bK[pid]n[call_number]${method.toLowerCase()}${cseq}`;
}

/** A response to the last request, which already has a tag or needs none. @param line `200 OK` */
export function reply(line: string, { more = [], attributes = '', ...parts }: Parts = {}): string {
  const headers = ['[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]', ...more];
  return send(message(`SIP/2.0 ${line}`, headers, parts), attributes);
}

export interface CalleeOptions {
  readonly user?: string;
  /** What Contact names; else where sipp is. */
  readonly host?: string;
  readonly agent?: string;
}

/** A party that is called, or a server: responses with one tag, and requests of its own within the call. */
export class Callee {
  readonly #contact: string;
  readonly #agent: string;

  constructor({ user = 'bob', host = HERE, agent = 'Grandstream GXP2170 1.0.11.64' }: CalleeOptions = {}) {
    this.#contact = `<sip:${user}@${host}>`;
    this.#agent = agent;
  }

  /** Waits for INVITE and keeps what stood in it, for `later` and `request`; for a scenario that ends with `Callee.forget`. */
  static readonly invited = `<recv request="INVITE" rrs="true"><action>
  <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/>
  <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq"/>
  <ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
  <ereg regexp=".*" search_in="hdr" header="To:" assign_to="called"/>
</action></recv>`;

  /** sipp wants each variable to be used. */
  static readonly forget = '<Reference variables="via,cseq,caller,called"/>';

  /** @param line `180 Ringing`; to an INVITE without a tag in To */
  reply(line: string, parts: Parts = {}): string {
    const status = Number(line.slice(0, 3));
    const more = [
      ...(parts.more ?? []),
      `${status === 100 ? '' : `Contact: ${this.#contact}\n`}Server: ${this.#agent}`,
    ];
    const headers = [
      '[last_Via:]',
      '[last_Record-Route:]',
      '[last_From:]',
      `[last_To:]${status === 100 ? '' : ';tag=[pid]b[call_number]'}`,
      '[last_Call-ID:]',
      '[last_CSeq:]',
      ...more,
    ];
    return send(message(`SIP/2.0 ${line}`, headers, parts), parts.attributes ?? '');
  }

  /** Answers the INVITE of `Callee.invited` when another request has come since. */
  later(line: string, { more = [], attributes = '', ...parts }: Parts = {}): string {
    const to = 'To:[$called];tag=[pid]b[call_number]';
    const own = [`Contact: ${this.#contact}`, `Server: ${this.#agent}`];
    const headers = ['Via:[$via]', 'From:[$caller]', to, 'Call-ID: [call_id]', 'CSeq:[$cseq]', ...more, ...own];
    return send(message(`SIP/2.0 ${line}`, headers, parts), attributes);
  }

  /** Answers with 200 and a description. */
  answer(parts: Parts = {}): string {
    return this.reply('200 OK', { body: audio(), attributes: 'retrans="500"', ...parts });
  }

  /** Answers a request within the call, whose To has the tag already. */
  within(line: string, parts: Parts = {}): string {
    return reply(line, { ...parts, more: [`Contact: ${this.#contact}`, ...(parts.more ?? [])] });
  }

  /** A request of its own within the call; after `Callee.invited`. */
  request(method: string, cseq: number, parts: Parts = {}): string {
    const { more = [], uri = '[next_url]', attributes = method === 'ACK' ? '' : 'retrans="500"' } = parts;
    const headers = [
      `Via: SIP/2.0/[transport] ${HERE};branch=${branchOf(method, cseq)}b;rport`,
      'Max-Forwards: 70',
      '[routes]',
      'From:[$called];tag=[pid]b[call_number]',
      'To:[$caller]',
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
      ...(method === 'INVITE' || method === 'UPDATE' ? [`Contact: ${this.#contact}`] : []),
      ...more,
      `User-Agent: ${this.#agent}`,
    ];
    return send(message(`${method} ${uri} SIP/2.0`, headers, parts), attributes);
  }
}
