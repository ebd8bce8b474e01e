/** A request that did not succeed: what came, what it means, what can be done, and how the command ends (RFC 3261 8.1.3). */
import { reasonPhrase } from '../catalogue/index.ts';
import { decodeUtf8, type Response } from '../message/index.ts';
import { explainOutcome } from '../phone/index.ts';
import type { RequestFailed } from '../ua/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { reasonOf } from './phone-registration.ts';
import { explanationLines } from './phone-text.ts';
import { printable } from './print-rows.ts';

/** A response of 300 or above, or none at all. */
export type Refusal = Response | RequestFailed;

/**
 * Tells why, to people on standard error and to programs on standard output.
 * @param facts what a program is told besides
 */
export async function tellRefusal(
  io: Io,
  refusal: Refusal,
  { json = false, facts }: { readonly json?: boolean; readonly facts: Readonly<Record<string, unknown>> },
): Promise<ExitCode> {
  const { status } = refusal;
  const isFailure = refusal instanceof Error;
  const response = isFailure ? refusal.response : refusal;
  const reason = isFailure ? reasonOf(refusal) : decodeUtf8(refusal.reason) || reasonPhrase(status);
  const explanation = await explainOutcome(status, response);
  if (json)
    await writeLine(io, JSON.stringify({ ...facts, status, reason, answered: response !== undefined, explanation }));
  else {
    say(io, printable(response === undefined ? `no answer: ${reason}` : `${status} ${reason}`));
    for (const line of explanation === undefined ? [] : explanationLines(explanation)) say(io, printable(line));
  }
  return response === undefined ? EXIT.unreachable : EXIT.refused;
}
