/** Parties of the simulated faults held out that do what ours do not: a forgetful PBX, a phone without a memory, a full disk. */

import { type Message, SipError } from '../../../src/message/index.ts';
import { MemoryStore } from '../../../src/store/index.ts';
import { type ScriptedPeer } from '../../../src/testing/index.ts';
import { SERVER } from '../../simulated-server.ts';
import { digest } from './credentials.ts';

/** A store whose disk can fail: reads go on from memory, writes do not. */
export class FailingStore extends MemoryStore {
  down = false;

  override updateBindings(...args: Parameters<MemoryStore['updateBindings']>): Promise<void> {
    if (this.down) return Promise.reject(new SipError('SIP_STORE_FAILED', 'disk is full'));
    return super.updateBindings(...args);
  }
}

/** What a PBX sends that agrees to refresh the call and has never learnt how to. */
export class ForgetfulPbx {
  readonly peer: ScriptedPeer;
  readonly #dialog = 'b1946ac9-77f0@10.0.7.2';
  #cseq = 7311;
  #answered = false;

  constructor(peer: ScriptedPeer) {
    this.peer = peer;
    peer.onReceive = (received) => {
      const { message } = received;
      if ('status' in message) {
        if (message.status >= 200 && message.named('CSeq')[0]?.includes('INVITE')) this.#acknowledge(message);
      } else if (message.method === 'BYE') peer.respond(received, 200);
    };
  }

  call(target: string): void {
    const body = [
      'v=0',
      'o=- 881 881 IN IP4 10.0.7.2',
      's=call',
      'c=IN IP4 10.0.7.2',
      't=0 0',
      'm=audio 20110 RTP/AVP 8 0 101',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      '',
    ].join('\r\n');
    const timer = ['Supported: timer, replaces', 'Session-Expires: 600;refresher=uac', 'Min-SE: 90'];
    this.#send('INVITE', target, `To: <${target}>`, [...timer, 'Contact: <sip:pbx@10.0.7.2:5060>'], body);
  }

  #acknowledge(message: Message): void {
    const contact = /<([^>]+)>/.exec(message.named('Contact')[0] ?? '')?.[1] ?? 'sip:bob@10.0.4.12';
    const routes = message.named('Record-Route').toReversed();
    const to = `To: ${message.named('To')[0]?.trim() ?? ''}`;
    this.#send(
      'ACK',
      contact,
      to,
      routes.map((route) => `Route: ${route.trim()}`),
    );
    this.#answered = true;
  }

  #send(method: string, uri: string, to: string, more: readonly string[], body = ''): void {
    if (method === 'ACK' && this.#answered) return;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 10.0.7.2:5060;branch=z9hG4bK-${this.#cseq}-${method.toLowerCase()}-52c;rport`,
      'Max-Forwards: 70',
      'From: "Front Desk" <sip:100@10.0.7.2>;tag=4a1f77-9be',
      to,
      `Call-ID: ${this.#dialog}`,
      `CSeq: ${this.#cseq} ${method}`,
      'User-Agent: OfficePBX 4.2.0 (build 1182)',
      ...more,
      ...(body === '' ? [] : ['Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE', 'Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
    ];
    this.peer.send(`${lines.join('\r\n')}\r\n\r\n${body}`, { transport: 'UDP', address: SERVER, port: 5060 });
  }
}

/** A phone that looks its server up for each request, and DNS names another one each time. */
export class RoundRobinPhone {
  readonly #peer: ScriptedPeer;
  readonly #servers: readonly string[];
  #cseq = 40;
  #nonce: string | undefined;

  constructor(peer: ScriptedPeer, servers: readonly string[]) {
    this.#peer = peer;
    this.#servers = servers;
    peer.onReceive = ({ message }) => {
      this.#nonce = /nonce="([^"]+)"/.exec(message.named('WWW-Authenticate')[0] ?? '')?.[1];
    };
  }

  /** With the nonce that came last, whoever made it. */
  register(): void {
    const cseq = this.#cseq++;
    const uri = 'sip:example.com';
    const asked = { password: 'secret', method: 'REGISTER', uri, count: 1 };
    const lines = [
      `REGISTER ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.#peer.address}:5060;branch=z9hG4bK8f2${cseq}c1;rport`,
      'Max-Forwards: 70',
      'From: <sip:alice@example.com>;tag=63125',
      'To: <sip:alice@example.com>',
      `Call-ID: 1837301928@${this.#peer.address}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:alice@${this.#peer.address}:5060>`,
      ...(this.#nonce === undefined ? [] : [`Authorization: ${digest({ ...asked, nonce: this.#nonce })}`]),
      'Expires: 600',
      'User-Agent: 2N IP Verso 2.45.0',
      'Content-Length: 0',
    ];
    const address = this.#servers[cseq % this.#servers.length];
    this.#peer.send(`${lines.join('\r\n')}\r\n\r\n`, { transport: 'UDP', address, port: 5060 });
  }
}
