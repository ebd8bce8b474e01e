/** What every element checks of a message before it acts on it (RFC 3261 8.1.1, 8.2, 16.3, RFC 4475). */

import { headerFields, headerId, UNKNOWN_HEADER } from '../catalogue/index.ts';
import { parseDigits, skipLws } from './characters.ts';
import { codesOf } from './codes.ts';
import { type Defect } from './defect.ts';
import { Failure } from './failure.ts';
import { type Message, type Request, type Response, SLOT } from './message.ts';
import { parseVia } from './via.ts';

const VIA = headerId('Via');
const FROM = headerId('From');
const TO = headerId('To');
const CALL_ID = headerId('Call-ID');
const CSEQ = headerId('CSeq');
const MAX_FORWARDS = headerId('Max-Forwards');
const CONTENT_LENGTH = headerId('Content-Length');
const CONTENT_TYPE = headerId('Content-Type');
const EXPIRES = headerId('Expires');

/** Fields of which a second line leaves open which one counts (RFC 4475 3.3.8). As bits, by id. */
const ONCE = [FROM, TO, CALL_ID, CSEQ, MAX_FORWARDS, CONTENT_LENGTH, CONTENT_TYPE, EXPIRES].reduce(
  (bits, id) => bits | (1 << id),
  0,
);
const MANDATORY = [VIA, FROM, TO, CALL_ID, CSEQ];
const MANDATORY_BITS = MANDATORY.reduce((bits, id) => bits | (1 << id), 0);

/**
 * Checks what any element needs: the mandatory fields, each once and well formed, and the Request-URI.
 * Header fields that only some role reads are checked there.
 * @returns the first defect, or undefined: then `via`, `from`, `to`, `cseq` and `uri` may be read
 */
export function validateRequest(request: Request): Defect | undefined {
  const defect = request.defect ?? validateCommon(request);
  if (defect !== undefined) return defect;
  const uri = request.uriOrFailure;
  if (uri instanceof Failure) return broken('SIP_URI', 'Request-URI', uri, '3261 19.1.1');
  // RFC 4475 3.1.2.11: headers have no place in a Request-URI
  if (uri.headers !== '')
    return {
      code: 'SIP_URI',
      status: 400,
      where: 'Request-URI',
      offset: request.uriEnd - uri.headers.length - 1,
      reason: 'headers in a Request-URI',
      rfc: '3261 19.1.1',
    };
  if (request.cseq.method !== request.method)
    return at(request, CSEQ, 'SIP_CSEQ_METHOD', `the method is ${request.method} in the start line`, '3261 8.1.1.5');
  const line = request.find(MAX_FORWARDS);
  if (line >= 0) {
    const value = parseDigits(codesOf(request.text), request.slots[line * SLOT + 2], request.slots[line * SLOT + 3]);
    if (value < 0 || value > 255)
      return at(request, MAX_FORWARDS, 'SIP_MAX_FORWARDS', 'a number from 0 to 255 was expected', '3261 20.22');
  }
  return undefined;
}

/** The same for a response; one with a defect is dropped. */
export function validateResponse(response: Response): Defect | undefined {
  return response.defect ?? validateCommon(response);
}

function validateCommon(message: Message): Defect | undefined {
  let seen = 0;
  const slots = message.slots;
  const end = message.count * SLOT;
  for (let i = 0; i < end; i += SLOT) {
    const id = slots[i];
    if (id === UNKNOWN_HEADER || id > 30) continue;
    const bit = 1 << id;
    if ((seen & bit & ONCE) !== 0)
      return {
        code: 'SIP_REPEATED',
        status: 400,
        where: headerFields[id].name,
        offset: slots[i + 1],
        reason: 'the field may stand once only',
        rfc: '3261 7.3.1',
      };
    seen |= bit;
  }
  if ((seen & MANDATORY_BITS) !== MANDATORY_BITS) {
    for (const id of MANDATORY)
      if ((seen & (1 << id)) === 0)
        return {
          code: 'SIP_MISSING',
          status: 400,
          where: headerFields[id].name,
          offset: message.headersEnd,
          reason: 'the field is missing',
          rfc: '3261 8.1.1',
        };
  }
  const via = message.topVia;
  if (via instanceof Failure) return broken('SIP_VIA', 'Via', via, '3261 20.42');
  const rest = firstBrokenVia(message);
  if (rest !== undefined) return broken('SIP_VIA', 'Via', rest, '3261 20.42');
  const from = message.fromOrFailure;
  if (from instanceof Failure) return broken('SIP_FROM', 'From', from, '3261 20.20');
  const to = message.toOrFailure;
  if (to instanceof Failure) return broken('SIP_TO', 'To', to, '3261 20.39');
  const cseq = message.cseqOrFailure;
  if (cseq instanceof Failure) return broken('SIP_CSEQ', 'CSeq', cseq, '3261 20.16');
  const callId = message.find(CALL_ID) * SLOT;
  if (slots[callId + 2] >= slots[callId + 3])
    return at(message, CALL_ID, 'SIP_CALL_ID', 'a value was expected', '3261 20.8');
  return undefined;
}

/** The values behind the first in the first Via line: a list that breaks there would be forwarded broken. */
function firstBrokenVia(message: Message): Failure | undefined {
  const via = message.via;
  const end = message.slots[message.find(VIA) * SLOT + 3];
  let position = via.end;
  while (position < end) {
    const next = parseVia(message.text, skipLws(codesOf(message.text), position + 1, end), end);
    if (next instanceof Failure) return next;
    position = next.end;
  }
  return undefined;
}

function broken(code: `SIP_${string}`, where: string, failure: Failure, rfc: string): Defect {
  return { code, status: 400, where, offset: failure.offset, reason: failure.reason, rfc };
}

/** A defect at the value of a field that is there. */
function at(message: Message, id: number, code: `SIP_${string}`, reason: string, rfc: string): Defect {
  const offset = message.slots[message.find(id) * SLOT + 2];
  return { code, status: 400, where: headerFields[id].name, offset, reason, rfc };
}
