/** A request that did not succeed: what came, what it means, what can be done, and how the command ends (RFC 3261 8.1.3). */
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8, type Response } from '../message/index.ts';
import { explainOutcome } from '../phone/index.ts';
import type { RequestFailed } from '../ua/index.ts';
import { type Account, passwordHint } from './account.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { reasonOf } from './phone-registration.ts';
import { explanationLines } from './phone-text.ts';
import { printable } from './print-rows.ts';

/** A response of 300 or above, or none at all. */
export type Refusal = Response | RequestFailed;

export interface RefusalContext {
  readonly json?: boolean;
  /** What a program is told besides. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Who asked. */
  readonly account: Account | undefined;
}

/**
 * Tells why, to people on standard error and to programs on standard output.
 */
export async function tellRefusal(
  io: Io,
  refusal: Refusal,
  { json = false, facts, account }: RefusalContext,
): Promise<ExitCode> {
  const { status } = refusal;
  const isFailure = refusal instanceof Error;
  const response = isFailure ? refusal.response : refusal;
  const reason = isFailure ? reasonOf(refusal) : decodeUtf8(refusal.reason) || reasonPhrase(status);
  // What was never sent was refused by nobody: its reason says all.
  const isLocal = response === undefined && status === 503;
  const explanation = isLocal ? undefined : await explainOutcome(status, response);
  if (json) {
    const found = { ...facts, status, reason, answered: response !== undefined, explanation };
    await writeLine(io, JSON.stringify(found));
  } else {
    const title = response === undefined ? `${isLocal ? 'not sent' : 'no answer'}: ${reason}` : `${status} ${reason}`;
    const more = explanation === undefined ? [] : explanationLines(explanation);
    // The phrase is most often the usual one, with which the explanation begins.
    const lines = title === explanation?.title ? more : [title, ...more];
    for (const line of lines) say(io, printable(line));
  }
  const hint = passwordHint(status, account);
  if (hint !== undefined) say(io, hint);
  return response === undefined ? EXIT.unreachable : EXIT.refused;
}
