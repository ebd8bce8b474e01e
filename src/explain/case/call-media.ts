/** Which RTP streams belong to which side of a call on which hop: by the addresses of offers and answers, and by time (RFC 3264, RFC 4961). */

import { type Place } from '../../capture/index.ts';
import { type Direction, isUnspecified, type MediaDescription, receives, sends } from '../../sdp/index.ts';
import { isInside } from './address.ts';
import { callLives } from './call-life.ts';
import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { candidatePlaces } from './ice-candidate.ts';
import { flowTo, type MediaFlow, strayStreams } from './media-flow.ts';
import { type MediaStream } from './media-stream.ts';
import { type Negotiation, negotiationsOf, type SeenDescription } from './negotiation.ts';
import { type Side } from './seen-dialog.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** Where one side of a stream wants to receive, as its description says. */
export interface MediaEnd extends Place {
  readonly side: Side;
  readonly description: SeenDescription;
  readonly media: MediaDescription;
  readonly direction: Direction;
  /** Its address and port, those of its ICE candidates, and behind a NAT its port at the address of its SIP. */
  readonly places: readonly Place[];
  readonly hasCandidates: boolean;
}

/** One stream of one answered offer on one hop, for as long as no later answer replaces it. */
export interface MediaPhase {
  readonly leg: Conversation;
  /** audio, video, … */
  readonly kind: string;
  /** The two ends of the hop: the one nearer to the caller, the other nearer to the called side. */
  readonly callerwards: Place;
  readonly calleewards: Place;
  readonly caller: MediaEnd;
  readonly callee: MediaEnd;
  readonly offeredBy: Side;
  readonly offer: SeenDescription;
  readonly answer: SeenDescription;
  /** ms since 1970 of the offer, of the answer, and of what replaces it or ends the call; Infinity where nothing does. */
  readonly offeredAt: number;
  readonly from: number;
  readonly until: number;
  /** Whether it is the first on its hop: then packets may come before the answer. */
  readonly isFirst: boolean;
  /** Whether no other answer follows on its hop. */
  readonly isLast: boolean;
}

/** Methods whose messages carry offers and answers (RFC 3261 13.2.1, RFC 3262 5, RFC 3311). */
const CARRIERS = ['INVITE', 'ACK', 'UPDATE', 'PRACK'] as const;

/** The media of a call; undefined where no offer was answered, or the capture holds no media at all: then it tells nothing. */
export function callMedia(subject: Case): CallMedia | undefined {
  if (subject.surroundings.media.isEmpty || !isAnswered(subject)) return undefined;
  return subject.once(findMedia);
}

function findMedia(subject: Case): CallMedia | undefined {
  const phases = mediaPhases(subject);
  return phases.length === 0 ? undefined : new CallMedia(subject, phases);
}

/** Whether an INVITE of the case was answered, so that sound may have been agreed on. */
export function isAnswered(subject: Case): boolean {
  return callLives(subject).length > 0;
}

/** Whether a message that may carry a description is of some kind: to be asked before any is parsed. */
export function describes(subject: Case, isMeant: (step: Step) => boolean): boolean {
  const any = ({ requests: [request], responses }: SeenTransaction) =>
    (request !== undefined && hasBody(request) && isMeant(request)) ||
    responses.some((step) => step.status > 100 && step.repeats === undefined && hasBody(step) && isMeant(step));
  return subject.legs.some((leg) => CARRIERS.some((method) => leg.of(method).some(any)));
}

/** Whether something stands behind the header fields: told by the text, for it is asked of every call. */
function hasBody({ seen }: Step): boolean {
  return !seen.text.endsWith('\r\n\r\n');
}

/** The phases of a call with what the capture holds of them. */
export class CallMedia {
  readonly subject: Case;
  /** In the order of legs, of hops from the caller on, and of time. */
  readonly phases: readonly MediaPhase[];
  readonly #flows = new Map<MediaPhase, Record<Side, MediaFlow>>();

  constructor(subject: Case, phases: readonly MediaPhase[]) {
    this.subject = subject;
    this.phases = phases;
  }

  /** What arrives at a side, or is on its way there, in a phase. */
  flowTo(phase: MediaPhase, side: Side): MediaFlow {
    let flows = this.#flows.get(phase);
    if (flows === undefined) {
      const { media } = this.subject.surroundings;
      flows = { caller: flowTo(media, phase, 'caller'), callee: flowTo(media, phase, 'callee') };
      this.#flows.set(phase, flows);
    }
    return flows[side];
  }

  /** Whether something of a phase was captured: only then it says anything that something else was not. */
  isSeen(phase: MediaPhase): boolean {
    return this.flowTo(phase, 'caller').packets + this.flowTo(phase, 'callee').packets > 0;
  }

  /** Whether sound is to go to a side, by what both descriptions say: not on hold, not muted by them. */
  expects(phase: MediaPhase, side: Side): boolean {
    const [receiver, sender] = side === 'caller' ? [phase.caller, phase.callee] : [phase.callee, phase.caller];
    return isOpen(receiver) && receives(receiver.direction) && sends(sender.direction) && !isHold(sender);
  }

  /** How long a phase lasted, ms; to the end of the capture where nothing ended it. */
  lengthOf({ from, until }: MediaPhase): number {
    return Math.min(until, this.subject.surroundings.lastTime) - from;
  }

  /** Streams that a side sends to other places than it was told. */
  strays(phase: MediaPhase, sender: Side): readonly MediaStream[] {
    return strayStreams(this.subject.surroundings.media, phase, sender);
  }
}

function isOpen(end: MediaEnd): boolean {
  return end.port !== 0 && !isHold(end);
}

/** c=0.0.0.0: nothing may be sent to it (RFC 3264 8.4), unless ICE has the true addresses. */
function isHold({ media, description, hasCandidates }: MediaEnd): boolean {
  const connection = description.session.connectionOf(media);
  return !hasCandidates && connection !== undefined && isUnspecified(connection);
}

/** The phases of all legs and hops; the same pair of addresses on a further hop is no phase of its own. */
export function mediaPhases(subject: Case): MediaPhase[] {
  return isAnswered(subject) ? subject.legs.flatMap(phasesOf) : [];
}

type Draft = Omit<MediaPhase, 'until' | 'isFirst' | 'isLast'>;

function phasesOf(leg: Conversation): MediaPhase[] {
  const byHop = new Map<string, Draft[]>();
  const callerTag = leg.attempts[0]?.request?.fromTag ?? leg.transactions[0].first.fromTag;
  for (const negotiation of negotiationsOf(leg))
    for (const draft of draftsOf(leg, negotiation, callerTag)) {
      const key = hopKey(draft);
      const drafts = byHop.get(key);
      if (drafts === undefined) byHop.set(key, [draft]);
      else drafts.push(draft);
    }
  const end = endOf(leg);
  const pairs = new Set<string>();
  return [...byHop.values()].flatMap((drafts) => {
    const phases = drafts.map((draft, i): MediaPhase => {
      const next = drafts.slice(i + 1).find(({ answer }) => answer.step !== draft.answer.step);
      const earlier = drafts.slice(0, i).some(({ answer }) => answer.step !== draft.answer.step);
      return { ...draft, until: next?.from ?? end, isFirst: !earlier, isLast: next === undefined };
    });
    return phases.filter((phase) => {
      const key = `${phase.kind} ${pairKey(phase)} ${phases.indexOf(phase)}`;
      return !pairs.has(key) && pairs.add(key);
    });
  });
}

/** The BYE, or what else ended it; Infinity where the capture shows no end. */
function endOf(leg: Conversation): number {
  const bye = leg.transactions.find(({ method, request }) => method === 'BYE' && request !== undefined);
  const time = bye?.request?.time ?? Number.NaN;
  return Number.isNaN(time) ? Infinity : time;
}

function hopKey({ callerwards: a, calleewards: b, kind, offer, caller }: Draft): string {
  const index = offer.session.media.length > 1 ? mediaIndexOf(caller) : 0;
  // On one host the ports tell who is who.
  const places = a.address === b.address ? `${a.address}:${a.port} ${b.port}` : `${a.address} ${b.address}`;
  return `${places} ${kind} ${index}`;
}

function mediaIndexOf({ description, media }: MediaEnd): number {
  return description.session.media.indexOf(media);
}

function pairKey({ caller, callee }: MediaPhase): string {
  return `${caller.address} ${caller.port} ${callee.address} ${callee.port}`;
}

function draftsOf(leg: Conversation, negotiation: Negotiation, callerTag: string): Draft[] {
  const { offer, refusal, transaction } = negotiation;
  // Many who sent a description with 183 leave it out of the 200.
  const answer = negotiation.answer ?? negotiation.preview;
  if (answer === undefined || refusal !== undefined || !(transaction.status >= 200 && transaction.status < 300))
    return [];
  const offeredBy = senderOf(offer.step, callerTag);
  const fromCaller = transaction.first.fromTag === callerTag;
  const [callerwards, calleewards] = fromCaller
    ? [transaction.client, transaction.server]
    : [transaction.server, transaction.client];
  return offer.session.media.flatMap((media, i) => {
    const answered = answer.session.media[i];
    if (answered === undefined || !media.isRtp || media.port === 0 || answered.port === 0) return [];
    const ends: Record<Side, MediaEnd | undefined> = { caller: undefined, callee: undefined };
    const answeredBy: Side = offeredBy === 'caller' ? 'callee' : 'caller';
    const seenAt = { caller: callerwards, callee: calleewards };
    ends[offeredBy] = endFor(offeredBy, offer, media, seenAt[offeredBy]);
    ends[answeredBy] = endFor(answeredBy, answer, answered, seenAt[answeredBy]);
    const { caller, callee } = ends;
    if (caller === undefined || callee === undefined) return [];
    const [offeredAt, from] = [offer.step.time, answer.step.time];
    return [
      { leg, kind: media.kind, callerwards, calleewards, caller, callee, offeredBy, offer, answer, offeredAt, from },
    ];
  });
}

/** The side that a message came from. */
function senderOf({ isRequest, fromTag }: Step, callerTag: string): Side {
  return (fromTag === callerTag) === isRequest ? 'caller' : 'callee';
}

function endFor(
  side: Side,
  description: SeenDescription,
  media: MediaDescription,
  seenAt: Place,
): MediaEnd | undefined {
  const { session } = description;
  const address = session.connectionOf(media)?.address;
  if (address === undefined) return undefined;
  const { port } = media;
  const candidates = candidatePlaces(media);
  const behindNat = isInside(seenAt.address) !== isInside(address) ? [{ address: seenAt.address, port }] : [];
  const places = new Map<string, Place>();
  for (const place of [{ address, port }, ...behindNat, ...candidates])
    places.set(`${place.address} ${place.port}`, place);
  return {
    side,
    address,
    port,
    description,
    media,
    direction: session.directionOf(media),
    places: [...places.values()],
    hasCandidates: candidates.length > 0,
  };
}
