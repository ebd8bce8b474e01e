/** `sipwright message`: an instant message, and whether it was taken (RFC 3428). */
import { text as readAll } from 'node:stream/consumers';
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8 } from '../message/index.ts';
import { RequestFailed } from '../ua/index.ts';
import { readAccount } from './account.ts';
import type { AccountOptions } from './account-options.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, writeLine } from './io.ts';
import { openPhone } from './open-phone.ts';
import { printable } from './print-rows.ts';
import { tellRefusal } from './refusal.ts';

export interface MessageOptions extends AccountOptions {
  readonly json?: boolean;
}

/** @param words the text, as the shell cut it; `-` alone reads it from standard input */
export async function sendMessage(
  io: Io,
  target: string,
  words: readonly string[],
  options: MessageOptions,
): Promise<ExitCode> {
  const account = await readAccount(io, options);
  const text = words.length === 1 && words[0] === '-' ? (await readAll(io.stdin)).trimEnd() : words.join(' ');
  if (text === '') throw new CommandError(EXIT.usage, 'an empty message; give its text, or - to read it');
  const open = await openPhone(io, options, { account, target });
  try {
    const to = open.uriOf(target);
    const response = await open.phone.message(to, text);
    const { status } = response;
    if (status >= 300) return await tellRefusal(io, response, { json: options.json, facts: { to }, account });
    const reason = decodeUtf8(response.reason) || reasonPhrase(status);
    if (options.json) await writeLine(io, JSON.stringify({ to, status, reason, answered: true }));
    else await writeLine(io, printable(`${status} ${reason}${status === 202 ? ': taken, and delivered later' : ''}`));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    return await tellRefusal(io, error, { json: options.json, facts: { to: open.uriOf(target) }, account });
  } finally {
    await open.close();
  }
}
