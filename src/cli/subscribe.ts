/** `sipwright subscribe`: what a notifier tells of somebody, as it comes (RFC 6665). */
import type { Notification, Subscription, SubscriptionEnd } from '../ua/index.ts';
import { type Account, readAccount } from './account.ts';
import type { AccountOptions } from './account-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, paint, say, writeLine } from './io.ts';
import { readBody } from './notification-text.ts';
import { openPhone } from './open-phone.ts';
import { spoken } from './phone-text.ts';
import { printable } from './print-rows.ts';
import { tellRefusal } from './refusal.ts';
import { listenForStop } from './stop-signals.ts';

export interface SubscribeCommandOptions extends AccountOptions {
  /** s. */
  readonly expires?: number;
  /** ms; until the notifier ends it when left out. */
  readonly for?: number;
  /** Whether only the state of now is asked for. */
  readonly once?: boolean;
  readonly json?: boolean;
}

/** Reasons of a notifier that will not tell, or has nothing to tell (RFC 6665 4.2.2). */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['rejected', 'noresource']);

export async function subscribe(
  io: Io,
  target: string,
  event: string,
  options: SubscribeCommandOptions,
): Promise<ExitCode> {
  const account = await readAccount(io, options);
  const open = await openPhone(io, options, { account, target });
  const stop = listenForStop(io);
  try {
    const to = open.uriOf(target);
    const expires = options.once === true ? 0 : options.expires;
    const subscription = open.phone.agent.subscribe(to, event, { expires });
    subscription.active.catch(() => {});
    const leave = () => void subscription.unsubscribe();
    void stop.stopped.then(leave);
    const timer = options.for === undefined ? undefined : setTimeout(leave, options.for);
    void subscription.ended.then(() => clearTimeout(timer));
    const told = await printNotifications(io, subscription, options.json === true);
    return await printEnd(io, await subscription.ended, { json: options.json === true, to, event, told, account });
  } finally {
    stop.release();
    await open.close();
  }
}

/** @returns how many there were */
async function printNotifications(io: Io, { notifications }: Subscription, json: boolean): Promise<number> {
  let count = 0;
  for await (const notification of notifications) {
    count++;
    await (json ? writeLine(io, jsonOf(notification)) : printNotification(io, notification));
  }
  return count;
}

async function printNotification(io: Io, { state, expires, reason, contentType, body }: Notification): Promise<void> {
  const facts = [state, expires === undefined ? '' : `for ${spoken(expires)}`, reason ?? ''];
  const stamp = new Date().toTimeString().slice(0, 8);
  await writeLine(io, `${stamp}  ${paint(io, 'bold', printable(facts.filter((fact) => fact !== '').join(', ')))}`);
  for (const line of readBody(contentType, body).lines) await writeLine(io, `${' '.repeat(10)}${line}`);
}

function jsonOf({ state, expires, reason, contentType, body }: Notification): string {
  const { parsed } = readBody(contentType, body);
  const at = new Date().toISOString();
  return JSON.stringify({ at, state, expires, reason, contentType, content: parsed ?? body });
}

interface EndContext {
  readonly json: boolean;
  readonly to: string;
  readonly event: string;
  /** How many notifications there were. */
  readonly told: number;
  readonly account: Account | undefined;
}

async function printEnd(
  io: Io,
  { cause, reason, failure }: SubscriptionEnd,
  { json, to, event, told, account }: EndContext,
): Promise<ExitCode> {
  if (failure !== undefined) return tellRefusal(io, failure, { json, facts: { to, event }, account });
  switch (cause) {
    case 'unsubscribed':
    case 'fetched':
      return told === 0 ? silent(io, json) : EXIT.done;
    case 'silence':
      return silent(io, json);
    case 'expired':
      say(io, 'it has run out: the notifier did not answer any more');
      return EXIT.unreachable;
    case 'terminated':
      if (!json) say(io, printable(`the notifier has ended it${reason === undefined ? '' : `: ${reason}`}`));
      return REFUSALS.has(reason) ? EXIT.refused : EXIT.done;
    case 'refused':
      return EXIT.refused;
  }
}

function silent(io: Io, json: boolean): ExitCode {
  if (!json) say(io, 'no notification came');
  return EXIT.unreachable;
}
