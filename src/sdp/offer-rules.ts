/** When an offer may be made, and what one deserves that comes at the wrong time (RFC 3261 14, 3262 5, 3311 5, 3264 4, 6337). */

/** The message that carries an offer. A provisional response that is not reliable carries none (RFC 3261 13.2.1). */
export type OfferCarrier = 'INVITE' | '2xx' | 'reliable 1xx' | 'PRACK' | 'UPDATE';
/** The message that carries an answer. */
export type AnswerCarrier = '2xx' | 'ACK' | 'reliable 1xx' | 'PRACK' | '2xx to PRACK' | '2xx to UPDATE';

/** A row: which message brings an offer, and which ones may bring its answer (RFC 6337 2.2). */
export interface OfferAnswerPattern {
  readonly offer: OfferCarrier;
  readonly answers: readonly AnswerCarrier[];
  /** Whether it may be the first exchange of a session. */
  readonly initial: boolean;
  /** Whether it may change the session of an early dialog. */
  readonly early: boolean;
  /** How the offer is refused; undefined where it can't be: it is answered, and another offer or BYE follows. */
  readonly refusal: 488 | undefined;
  readonly rfc: string;
}

/** RFC 6337 2.2 and 2.3, tables 1 and 2; each of them may change the session of an established dialog. */
// biome-ignore format: a table
export const offerAnswerPatterns: readonly OfferAnswerPattern[] = [
  { offer: 'INVITE', answers: ['2xx', 'reliable 1xx'], initial: true, early: false, refusal: 488, rfc: '3261 13.2.1' },
  { offer: '2xx', answers: ['ACK'], initial: true, early: false, refusal: undefined, rfc: '3261 13.2.1' },
  { offer: 'reliable 1xx', answers: ['PRACK'], initial: true, early: false, refusal: undefined, rfc: '3262 5' },
  { offer: 'PRACK', answers: ['2xx to PRACK'], initial: false, early: true, refusal: undefined, rfc: '3262 5' },
  { offer: 'UPDATE', answers: ['2xx to UPDATE'], initial: false, early: true, refusal: 488, rfc: '3311 5.1' },
];

/**
 * - `none`: nothing was agreed yet.
 * - `local offer`: ours is unanswered.
 * - `remote offer`: the peer's is unanswered.
 * - `stable`: the last exchange is complete, or was refused, and a session stands.
 */
export type OfferAnswerState = 'none' | 'local offer' | 'remote offer' | 'stable';

/** What goes on in the dialog, as the call knows it. */
export interface Underway {
  /**
   * An INVITE of ours (`client`) up to its final response, or of the peer (`server`) up to our final response, and
   * where that is a 2xx, up to its ACK.
   */
  readonly invite?: 'client' | 'server';
  /** Whether an offer was in this INVITE, or in a response to it. */
  readonly inviteOffered?: boolean;
  /** An UPDATE of ours or of the peer without its final response. */
  readonly update?: 'client' | 'server';
  /** A reliable provisional response with a description whose PRACK has no final response yet. */
  readonly prack?: boolean;
}

/** Why no offer may be made now. */
export interface OfferObstacle {
  readonly reason: string;
  readonly rfc: string;
}

/** Whether we may offer in this message now. @returns what is in the way; undefined for nothing */
export function offerObstacle(state: OfferAnswerState, by: OfferCarrier, now: Underway): OfferObstacle | undefined {
  if (state === 'local offer') return { reason: 'our last offer has no answer yet', rfc: '3264 4' };
  if (state === 'remote offer') return { reason: 'an offer of the peer has no answer yet', rfc: '3264 4' };
  const pattern = offerAnswerPatterns.find(({ offer }) => offer === by);
  if (state === 'none' && pattern?.initial !== true)
    return { reason: 'the first exchange is that of the INVITE', rfc: '6337 2.2' };
  switch (by) {
    case 'INVITE':
      // UAC-II
      if (now.invite !== undefined) return { reason: 'an INVITE is under way', rfc: '3261 14.1' };
      // UAC-UI
      if (now.update !== undefined) return { reason: 'an UPDATE is under way', rfc: '6337 4.3' };
      return undefined;
    case '2xx':
    case 'reliable 1xx':
      if (now.invite !== 'server') return { reason: 'there is no INVITE to respond to', rfc: '3261 13.2.1' };
      if (now.inviteOffered === true) return { reason: 'the INVITE has had its exchange', rfc: '3261 13.2.1' };
      return undefined;
    case 'PRACK':
      if (now.invite !== 'client') return { reason: 'there is no INVITE of ours', rfc: '3262 5' };
      return undefined;
    case 'UPDATE':
      // UAC-UU
      if (now.update !== undefined) return { reason: 'an UPDATE is under way', rfc: '3311 5.1' };
      // UAC-IU
      if (now.prack === true) return { reason: 'the PRACK of an answer is still to come', rfc: '3311 5.1' };
      return undefined;
  }
}

/** The response that a request deserves which comes at the wrong time. */
export interface OfferRefusal {
  /** 491 where the peer and we asked at once, 500 where the peer did not wait. */
  readonly status: 491 | 500;
  /** With 500: seconds for Retry-After, from 0 to this, to be chosen by chance. */
  readonly retryAfter?: number;
  readonly reason: string;
  readonly rfc: string;
}

/**
 * How a request of the peer is refused whose offer comes at the wrong time.
 * @param hasOffer whether the request carries one: an INVITE without it will be answered with an offer, so that it makes no
 * difference there
 * @returns what to respond with; undefined for a request that may be taken
 */
export function offerRefusal(
  state: OfferAnswerState,
  by: 'INVITE' | 'PRACK' | 'UPDATE',
  now: Underway,
  hasOffer = true,
): OfferRefusal | undefined {
  if (by === 'INVITE') {
    // UAS-IcI, UAS-IsI
    if (now.invite === 'client') return glare('an INVITE of ours is under way', '3261 14.2');
    if (now.invite === 'server') return tooEarly('the INVITE before is not finished', '3261 14.2');
    // UAS-UcI, UAS-UsI
    if (now.update === 'client') return glare('an UPDATE of ours is under way', '6337 4.3');
    if (now.update === 'server') return tooEarly('the UPDATE before has no response yet', '6337 4.3');
  }
  // UAS-UsU
  if (by === 'UPDATE' && now.update === 'server') return tooEarly('the UPDATE before has no response yet', '3311 5.2');
  if (by !== 'INVITE' && !hasOffer) return undefined;
  if (state === 'local offer') return glare('an offer of ours has no answer yet', '3311 5.2');
  if (state === 'remote offer') return tooEarly('the offer before has no answer yet', '3311 5.2');
  if (by !== 'UPDATE') return undefined;
  // UAS-UcU
  if (now.update === 'client') return glare('an UPDATE of ours is under way', '6337 4.3');
  // UAS-IcU, UAS-IsU
  if (now.prack === true && now.invite === 'client') return glare('a PRACK of ours is under way', '6337 4.3');
  if (now.prack === true) return tooEarly('the PRACK of our answer is still to come', '6337 4.3');
  if (state === 'none') return tooEarly('the first exchange is that of the INVITE', '3311 5.1');
  return undefined;
}

function glare(reason: string, rfc: string): OfferRefusal {
  return { status: 491, reason, rfc };
}

function tooEarly(reason: string, rfc: string): OfferRefusal {
  return { status: 500, retryAfter: 10, reason, rfc };
}
