/** Reason phrases other than the catalogue's, for the responses that the stack makes (RFC 3261 7.2, 20.3). */

import { type Request, type ResponseParts } from '../message/index.ts';

/** The phrase for an answer to this request, in wire form (UTF-8, one character per byte); undefined: the catalogue's. */
export type PhraseFor = (request: Request, status: number) => string | undefined;

/** The parts with the phrase, where they have none of their own. */
export function withPhrase(
  parts: ResponseParts,
  phraseFor: PhraseFor | undefined,
  request: Request,
  status: number,
): ResponseParts {
  if (phraseFor === undefined || parts.reason !== undefined) return parts;
  const reason = phraseFor(request, status);
  return reason === undefined ? parts : { ...parts, reason };
}
