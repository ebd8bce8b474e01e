/** Explains one thing. */

import { decodeUtf8, type Message, type Request, Response } from '../message/index.ts';
import { type ResponseCode, responseCode } from '../catalogue/index.ts';
import type { Explanation } from './entry.ts';
import { lookUp, type NotFound } from './look-up.ts';

/** An explanation, with what is to be said of the very message that was pasted. */
export interface Explained extends Explanation {
  /** Others of the same name: the option tag `privacy` beside the header field `Privacy`. */
  readonly others: readonly Explanation[];
  /** What the pasted message itself shows; empty where only a name was asked for. */
  readonly inMessage: readonly string[];
}

/**
 * Explains a response code, method, header field, option tag, Warning code (`warning 399`), Q.850 cause (`cause 17`) or
 * word; also by its phrase (`Busy Here`), or by a response line or a whole message that was pasted.
 */
export function explain(query: string | number): Explained | NotFound {
  const found = lookUp(query);
  if ('asked' in found) return found;
  const [first, ...others] = found.matches;
  const notes = found.message === undefined ? [] : notesOn(found.message);
  if (found.countsAs !== undefined)
    notes.unshift(
      `${found.countsAs} is not registered: a client treats it as ${first.name} (RFC 3261, section 8.1.3.2).`,
    );
  return { ...first, others, inMessage: notes };
}

/** Whether `explain` or `compare` found nothing. */
export function isNotFound(result: object): result is NotFound {
  return 'suggestions' in result;
}

/** What stands in the message for the reader to see, or is missing though the code needs it. */
function notesOn(message: Request | Response): string[] {
  const notes: string[] = [];
  // A paste loses line ends, so its length says nothing.
  if (message.defect !== undefined && message.defect.code !== 'SIP_BODY_SHORT')
    notes.push(`It is malformed: ${message.defect.where}: ${message.defect.reason}.`);
  if (message instanceof Response) {
    if (message.count > 0) notesOnResponse(message, notes);
  } else if (message.count > 0) {
    for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards'])
      if (message.named(name).length === 0) notes.push(`It has no ${name}, which every request must have.`);
    if (message.method === 'INVITE' && message.named('Contact').length === 0)
      notes.push('It has no Contact, which an INVITE must have.');
    const method = cseqMethodOf(message);
    if (method !== undefined && method !== message.method)
      notes.push(`Its CSeq says ${method}: it must name the method of the request.`);
  }
  return notes;
}

function notesOnResponse(response: Response, notes: string[]): void {
  const code = responseCode(response.status);
  const method = cseqMethodOf(response);
  if (method !== undefined) {
    notes.push(`It answers ${/^[AEIOU]/.test(method) ? 'an' : 'a'} ${method}.`);
    if (code !== undefined && code.methods !== 'any' && !(code.methods as readonly string[]).includes(method))
      notes.push(`That is unusual: ${code.code} answers ${code.methods.join(', ')}.`);
  }
  if (code === undefined) return;
  if (code.class === 3 && code.next.from?.includes('Contact') === true && response.named('Contact').length === 0)
    notes.push('It has no Contact, so it says nowhere to go.');
  notesOnRequired(response, code, notes);
  for (const name of ['Warning', 'Reason', 'Retry-After', 'Server', 'User-Agent'])
    for (const value of valuesOf(response, name)) notes.push(`${name}: ${value}`);
}

function notesOnRequired(response: Message, { code, mustCarry }: ResponseCode, notes: string[]): void {
  if (mustCarry.length === 0) return;
  const present = mustCarry.filter((name) => response.named(name).length > 0);
  if (present.length === 0) notes.push(`It lacks ${mustCarry.join(' or ')}, which a ${code} must carry.`);
  for (const name of present) for (const value of valuesOf(response, name)) notes.push(`${name}: ${value}`);
}

/** Not parsed as a message of the network is: a paste may be cut or mangled anywhere. */
function cseqMethodOf(message: Message): string | undefined {
  return /^\d+\s+([A-Z]+)\s*$/.exec(message.named('CSeq')[0] ?? '')?.[1];
}

/** As text to show: a peer can have written anything, so controls go. */
function valuesOf(message: Message, name: string): string[] {
  return message.named(name).map((value) =>
    decodeUtf8(value)
      .replace(/\p{C}+/gu, ' ')
      .slice(0, 300),
  );
}
