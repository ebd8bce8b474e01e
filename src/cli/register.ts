/** `sipwright register`: whether an account can register, and what is registered for it (RFC 3261 10.2). */
import type { NameAddr } from '../message/index.ts';
import { RequestFailed } from '../ua/index.ts';
import { needAccount } from './account.ts';
import type { AccountOptions } from './account-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, paint, say, writeLine } from './io.ts';
import { KEEP_ALIVE, type OpenPhone, openPhone } from './open-phone.ts';
import { spoken } from './phone-text.ts';
import { printable } from './print-rows.ts';
import { tellRefusal } from './refusal.ts';
import { listenForStop } from './stop-signals.ts';

export interface RegisterCommandOptions extends AccountOptions {
  /** s. */
  readonly expires?: number;
  /** ms. */
  readonly for?: number;
  /** Whether the binding is left in place. */
  readonly keep?: boolean;
  readonly json?: boolean;
}

export async function register(io: Io, options: RegisterCommandOptions): Promise<ExitCode> {
  const account = await needAccount(io, options);
  const open = await openPhone(io, options, { account });
  const { keep = false, json = false } = options;
  const facts = { identity: account.uri.text };
  try {
    const registration = open.phone.register({ expires: options.expires, keepAlive: KEEP_ALIVE });
    const { bindings, expires } = await registration.registered;
    if (json) await writeLine(io, JSON.stringify({ ...facts, expires, contacts: bindings.map(contactOf(open)) }));
    else await printBindings(io, bindings.map(contactOf(open)), `${account.uri.text} is registered`);
    if (options.for !== undefined) await passing(io, options.for);
    // What is not taken back runs out by itself.
    if (keep) await open.abandon();
    else {
      await registration.unregister();
      if (!json) say(io, 'and taken back');
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    // It would be tried again.
    await open.abandon();
    return await tellRefusal(io, error, { json, facts, account });
  } finally {
    await open.close();
  }
}

/** A binding, as `--json` prints it. */
interface Contact {
  readonly uri: string;
  /** s; undefined where it is not said. */
  readonly expires: number | undefined;
  readonly q: string | undefined;
  /** Whether it is the one that was made now. */
  readonly ours: boolean;
}

function contactOf({ phone }: OpenPhone): (binding: NameAddr) => Contact {
  const ports = new Set(phone.options.transport?.listeners.map(({ port }) => port));
  const { user } = phone.agent.uri;
  return ({ uri, params }) => {
    const expires = Number(params.get('expires'));
    return {
      uri: uri.text,
      expires: Number.isInteger(expires) ? expires : undefined,
      q: params.get('q'),
      ours: uri.user === user && ports.has(uri.port),
    };
  };
}

async function printBindings(io: Io, contacts: readonly Contact[], title: string): Promise<void> {
  await writeLine(io, `${paint(io, 'green', printable(title))}; its contacts:`);
  for (const { uri, expires, q, ours } of contacts) {
    const facts = [
      expires === undefined ? '' : `for ${spoken(expires)}`,
      q === undefined ? '' : `q=${q}`,
      ours ? 'this one' : '',
    ];
    await writeLine(io, printable(`  ${[uri, ...facts.filter((fact) => fact !== '')].join(', ')}`));
  }
}

/** A time, or less where somebody wants to go. */
async function passing(io: Io, ms: number): Promise<void> {
  const { stopped, release } = listenForStop(io);
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, stopped]);
  clearTimeout(timer);
  release();
}
