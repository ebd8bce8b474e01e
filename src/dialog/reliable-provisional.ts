/** The numbers of reliable provisional responses, and of the PRACKs that acknowledge them (RFC 3262). */

import { headerId } from '../catalogue/index.ts';
import { type CSeq, type RAck, type Response, SipError } from '../message/index.ts';

const REQUIRE = headerId('Require');
const RSEQ = headerId('RSeq');

/** The option tag that stands in Require of a reliable provisional response (RFC 3262 3). */
export const RELIABLE_OPTION = '100rel';

/** The first number lies below, so that counting on from it never ends at the limit (RFC 3262 3). */
const FIRST_LIMIT = 2 ** 31;
/** RSeq goes up to 2**32-1 (RFC 3262 7.1). */
const RSEQ_LIMIT = 2 ** 32;

/** The callee's numbers, for the provisional responses to one INVITE (RFC 3262 3). */
export class ReliableSender {
  private readonly sequence: number;
  private last: number;
  private firstAcknowledged: boolean | undefined = undefined;
  private readonly waiting = new Set<number>();

  /**
   * @param sequence the CSeq number of the INVITE
   * @param first the first RSeq, by chance from 1 to 2**31-1
   * @throws SipError SIP_RSEQ for another
   */
  constructor(sequence: number, first: number) {
    if (!Number.isInteger(first) || first < 1 || first >= FIRST_LIMIT)
      throw new SipError('SIP_RSEQ', `RSeq can not start with ${first}`, { rfc: '3262 3' });
    this.sequence = sequence;
    this.last = first - 1;
  }

  /** Whether the next one may be sent: from the first one's leaving to its PRACK, none may. */
  get ready(): boolean {
    return this.firstAcknowledged !== false;
  }

  /**
   * How many of those sent have no PRACK yet. It is recommended to send none while there is one, and no 2xx may be sent while
   * one of them carried a session description (RFC 3262 3).
   */
  get unacknowledged(): number {
    return this.waiting.size;
  }

  /** Takes the RSeq of a response that is sent now. @throws SipError SIP_RSEQ when it is not `ready` */
  next(): number {
    if (!this.ready)
      throw new SipError('SIP_RSEQ', 'the first reliable provisional response has no PRACK yet', { rfc: '3262 3' });
    this.firstAcknowledged ??= false;
    this.waiting.add(++this.last);
    return this.last;
  }

  /**
   * Takes the RAck of a PRACK within the dialog.
   * @returns matched: the response need not be sent again, and the PRACK gets 2xx; unknown: the PRACK gets 481
   */
  receive(rack: RAck): 'matched' | 'unknown' {
    if (rack.method !== 'INVITE' || rack.sequence !== this.sequence) return 'unknown';
    if (!this.waiting.delete(rack.responseNumber)) return 'unknown';
    this.firstAcknowledged = true;
    return 'matched';
  }
}

/** The caller's order of reliable provisional responses to one INVITE within one dialog: forks count on their own (RFC 3262 4). */
export class ReliableReceiver {
  private last = -1;

  /**
   * Takes the RSeq of a reliable provisional response.
   * @returns take: acknowledge and process it; repeated: it was; gap: one before it is missing, so it is neither
   *   acknowledged nor processed, and comes again
   */
  receive(rseq: number): 'take' | 'repeated' | 'gap' {
    if (!isRSeq(rseq)) return 'gap';
    if (this.last >= 0 && rseq <= this.last) return 'repeated';
    if (this.last >= 0 && rseq !== this.last + 1) return 'gap';
    this.last = rseq;
    return 'take';
  }
}

/** The RSeq of a response that is to be acknowledged; undefined for every other, a 100 with Require: 100rel among them (RFC 3262 4). */
export function reliableNumber(response: Response): number | undefined {
  if (response.status <= 100 || response.status >= 200) return undefined;
  const rseq = response.parse(RSEQ);
  if (typeof rseq !== 'number' || !isRSeq(rseq)) return undefined;
  return response.tokens(REQUIRE).some((tag) => tag.toLowerCase() === RELIABLE_OPTION) ? rseq : undefined;
}

/** The RAck of a PRACK (RFC 3262 7.2). @param cseq of the response that it acknowledges */
export function formatRAck(rseq: number, cseq: CSeq): string {
  return `${rseq} ${cseq.sequence} ${cseq.method}`;
}

function isRSeq(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < RSEQ_LIMIT;
}
