/** What went over the simulated network, as a person reads it: one line a message, with its time, its way and its fate. */

import { indexMessage, Request, type Response } from '../message/index.ts';
import { type MemoryNetwork, type TappedMessage } from '../transport/index.ts';

interface Step {
  readonly at: number;
  readonly message: TappedMessage;
}

/**
 * The ladder of a simulated network: every message that was sent on it, and those that were lost. As text it is what a
 * person reads, `flow` and `between` are what a test compares.
 */
export class MessageLadder {
  private readonly now: () => number;
  private readonly names = new Map<string, string>();
  private readonly steps: Step[] = [];
  private readonly limit: number;
  private forgotten = 0;

  /**
   * @param now the virtual time in ms
   * @param limit how many messages are kept; the oldest go
   */
  constructor(network: MemoryNetwork, now: () => number, limit = 10_000) {
    this.now = now;
    this.limit = limit;
    network.tap((message) => this.note(message));
  }

  /** Shows `name` in place of an address. */
  name(address: string, name: string): void {
    this.names.set(address, name);
  }

  /** How many messages were sent, lost ones included. */
  get sent(): number {
    return this.steps.filter(({ message }) => message.event === 'sent').length;
  }

  /** `METHOD` or status of every message that was sent from one address to another, in order; for assertions. */
  between(from: string, to: string): string[] {
    return this.steps
      .filter(
        ({ message }) =>
          message.event === 'sent' &&
          this.nameOf(message.from.address) === from &&
          this.nameOf(message.to.address) === to,
      )
      .map(({ message }) => titleOf(message.text));
  }

  /** `from title to` of every message that was sent, in order; for assertions. */
  get flow(): string[] {
    return this.steps
      .filter(({ message }) => message.event === 'sent')
      .map(
        ({ message }) =>
          `${this.nameOf(message.from.address)} ${titleOf(message.text)} ${this.nameOf(message.to.address)}`,
      );
  }

  /** One line for each message: its time in s, `✗` where it was lost, sender and receiver, and the message in short. */
  toString(): string {
    const lines = this.steps.map(({ at, message }) => {
      const way = `${this.nameOf(message.from.address)} → ${this.nameOf(message.to.address)}`;
      const sign = message.event === 'lost' ? '✗' : ' ';
      return `${(at / 1000).toFixed(3).padStart(9)} ${sign} ${way.padEnd(22)} ${message.transport} ${describe(message.text)}`;
    });
    if (this.forgotten > 0) lines.unshift(`(${this.forgotten} earlier messages were forgotten)`);
    return lines.join('\n');
  }

  private nameOf(address: string): string {
    return this.names.get(address) ?? address;
  }

  private note(message: TappedMessage): void {
    if (message.event === 'delivered') return;
    this.steps.push({ at: this.now(), message });
    if (this.steps.length <= this.limit) return;
    this.steps.shift();
    this.forgotten++;
  }
}

/** `INVITE`, or `200 INVITE`. */
function titleOf(text: string): string {
  const message = indexMessage(text);
  if (message === undefined) return text.trim() === '' ? 'CRLF' : '?';
  return message instanceof Request ? message.method : `${message.status} ${cseqOf(message)?.method ?? '?'}`;
}

function describe(text: string): string {
  const message = indexMessage(text);
  if (message === undefined) return JSON.stringify(text.slice(0, 40));
  const start = message.text.slice(0, message.startLineEnd).replace(' SIP/2.0', '').replace('SIP/2.0 ', '');
  const cseq = cseqOf(message);
  const tags = [message.fromOrFailure, message.toOrFailure]
    .map((address) => (address !== undefined && 'tag' in address ? address.tag : ''))
    .join('/');
  return `${start}  [CSeq ${cseq === undefined ? '?' : `${cseq.sequence} ${cseq.method}`}, ${message.callId}, tags ${tags}]`;
}

function cseqOf(message: Request | Response): { readonly sequence: number; readonly method: string } | undefined {
  const cseq = message.cseqOrFailure;
  return cseq !== undefined && 'method' in cseq ? cseq : undefined;
}
