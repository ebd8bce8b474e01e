/** A scripted notifier of Bob's subscriptions: what it grants, tells and ends (RFC 6665 4.2). */

import assert from 'node:assert/strict';
import { type Message, type Response } from '../src/message/index.ts';
import { type Received } from '../src/testing/index.ts';
import { type SubscribeOptions, type Subscription } from '../src/ua/index.ts';
import { type Bench, BOB, PEER, request } from './agent-bench.ts';

/** The notifier's side of a subscription of Bob's. */
export class ScriptedNotifier {
  sequence = 0;
  private readonly it: Bench;
  private readonly subscribe: Message;
  private readonly tag: string;

  constructor(it: Bench, { message }: Received, tag = 'n') {
    this.it = it;
    this.subscribe = message;
    this.tag = tag;
  }

  send(state: string, { event = 'dialog', body = '', headers = [] as string[], contact = PEER } = {}): void {
    const { callId, from } = this.subscribe;
    const text = request({
      method: 'NOTIFY',
      callId,
      fromTag: this.tag,
      toTag: from.tag,
      sequence: ++this.sequence,
      headers: [
        ...(event === '' ? [] : [`Event: ${event}`]),
        ...(state === '' ? [] : [`Subscription-State: ${state}`]),
        ...(body === '' ? [] : ['Content-Type: application/dialog-info+xml']),
        ...headers,
      ],
      body,
    });
    this.it.peer.send(text.replace(`Contact: <${PEER}>`, `Contact: <${contact}>`), BOB);
  }

  /** Sends a NOTIFY, and waits for the status that it is answered with. */
  async tell(...args: Parameters<ScriptedNotifier['send']>): Promise<number> {
    this.send(...args);
    const { sequence } = this;
    const isAnswer = (message: Message) => 'status' in message && message.cseq.sequence === sequence;
    return ((await this.it.peer.next(isAnswer, 100)).message as Response).status;
  }

  /** Answers a SUBSCRIBE. */
  grant(to: Received, expires: number | undefined, status = 200): void {
    const headers = [
      ['Contact', `<${PEER}>`] as const,
      ...(expires === undefined ? [] : [['Expires', String(expires)] as const]),
    ];
    this.it.peer.respond(to, status, { toTag: this.tag, headers });
  }
}

/** Bob subscribes, and the first NOTIFY has come. */
export async function subscribed(it: Bench, options: SubscribeOptions = {}, state = 'active;expires=600') {
  const subscription = it.bob.subscribe(PEER, 'dialog', options);
  const first = await it.peer.next('SUBSCRIBE', 100);
  const notifier = new ScriptedNotifier(it, first);
  notifier.grant(first, 600);
  assert.equal(await notifier.tell(state), 200);
  await it.sim.wait(subscription.active, 100);
  return { subscription, first, notifier };
}

export function told(subscription: Subscription): string[] {
  const bodies: string[] = [];
  const read = async () => {
    for await (const { state, reason = '', body } of subscription.notifications)
      bodies.push(`${state}${reason} ${body}`);
  };
  void read();
  return bodies;
}

/** Unsubscribes with a notifier that does as it should. */
export async function leave(it: Bench, subscription: Subscription, notifier: ScriptedNotifier): Promise<void> {
  const left = subscription.unsubscribe();
  const last = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual(last.message.named('Expires'), ['0']);
  notifier.grant(last, 0);
  await notifier.tell('terminated;reason=timeout');
  await it.sim.wait(left, 100);
}
