/** How a TCP connection begins and ends, as far as its flags show it (RFC 9293 3.5, 3.6). */

import type { Hop } from '../seen.ts';
import type { Backlog } from './backlog.ts';
import { Direction } from './direction.ts';
import { Conversation, Outlet, type StreamContext } from './outlet.ts';

/** ms after which a SYN that was not repeated counts as unanswered. */
const answerTime = 3000;

/** The SYNs of a client, until there is an answer. */
interface Attempt {
  readonly direction: Direction;
  readonly firstTime: number;
  count: number;
  latestTime: number;
  latestFrame: number;
}

/** Two directions, and what befell them together. */
export class Connection {
  /** The way of the packet that was seen first. */
  readonly forward: Direction;
  readonly backward: Direction;
  /** The ways over TCP; the table's, which may get other objects for the same places. */
  forwardHop: Hop;
  backwardHop: Hop;
  /** What the table knows it by. */
  readonly places: string;
  readonly conversation = new Conversation();
  /** Whether it is one of those that carry something, which the table keeps apart. */
  isFollowed = false;
  /** In the order of use; the table's. */
  older: Connection | undefined;
  newer: Connection | undefined;
  /** Set while nothing but SYNs was seen. */
  #attempt: Attempt | undefined;
  /** A SYN was answered. */
  #isEstablished = false;
  #isRefused = false;
  #isReset = false;

  constructor(context: StreamContext, backlog: Backlog, waitingLimit: number, hop: Hop, places: string) {
    this.places = places;
    this.forwardHop = hop;
    this.backwardHop = context.hops.reverse(hop);
    const there = new Outlet(context, this.conversation, this.forwardHop);
    const back = new Outlet(context, this.conversation, this.backwardHop);
    there.peer = back;
    back.peer = there;
    this.forward = new Direction(there, backlog, waitingLimit);
    this.backward = new Direction(back, backlog, waitingLimit);
  }

  /** @param hop one of the two */
  directionOf(hop: Hop): Direction {
    return hop === this.forwardHop ? this.forward : this.backward;
  }

  /** Whether a SYN waits for an answer: then any segment that is neither SYN nor RST means that there was one. */
  get isAttempt(): boolean {
    return this.#attempt !== undefined;
  }

  /** Whether a SYN is this connection's, rather than that of a later one between the same ports. */
  owns(direction: Direction, sequence: number, isAnswer: boolean): boolean {
    if (direction.initialSequence >= 0) return direction.initialSequence === sequence;
    return !direction.outlet.spoke && (isAnswer || !direction.outlet.peer.spoke);
  }

  /** A SYN without ACK. */
  receiveSyn(direction: Direction, time: number, frame: number, sequence: number): void {
    if (direction.initialSequence < 0) {
      direction.begin(sequence);
      if (!this.#isEstablished)
        this.#attempt ??= { direction, firstTime: time, count: 0, latestTime: time, latestFrame: frame };
    }
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    attempt.count++;
    attempt.latestTime = time;
    attempt.latestFrame = frame;
  }

  /** A SYN with ACK. */
  receiveSynAck(direction: Direction, sequence: number): void {
    if (direction.initialSequence < 0) direction.begin(sequence);
    this.receiveAnswer();
  }

  /** The connection stands. */
  receiveAnswer(): void {
    this.#attempt = undefined;
    this.#isEstablished = true;
  }

  /** @param latest the time of the capture */
  receiveReset(direction: Direction, time: number, frame: number, latest: number): void {
    const attempt = this.#attempt;
    if (attempt !== undefined) {
      if (this.#isRefused) return;
      if (attempt.direction === direction) {
        this.#tellUnanswered(latest);
        return;
      }
      this.#isRefused = true;
      attempt.direction.outlet.event('refused', describeRefusal(attempt, time), time, frame);
      return;
    }
    this.forward.release();
    this.backward.release();
    if (this.#isReset) return;
    this.#isReset = true;
    if (this.forward.isClosed && this.backward.isClosed) return;
    const { outlet } = direction;
    const isSilent = this.#isEstablished && !outlet.spoke && !outlet.peer.spoke;
    if (isSilent || this.conversation.carried !== undefined) outlet.event('reset', '', time, frame);
  }

  /** Nothing more is known of it. @param latest the time of the capture */
  end(latest: number): void {
    this.forward.end();
    this.backward.end();
    this.#tellUnanswered(latest);
  }

  #tellUnanswered(latest: number): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    if (attempt === undefined || this.#isRefused) return;
    const { direction, count, firstTime, latestTime, latestFrame } = attempt;
    if (count === 1 && !(latest - firstTime >= answerTime)) return;
    const detail =
      count === 1
        ? `1 SYN, no answer${inTime(latest - firstTime)}`
        : `${count} SYNs${inTime(latestTime - firstTime)}, no answer`;
    direction.outlet.event('unanswered', detail, latestTime, latestFrame);
  }
}

function describeRefusal({ count, firstTime }: Attempt, time: number): string {
  return `RST after ${count === 1 ? '1 SYN' : `${count} SYNs`}${inTime(time - firstTime)}`;
}

/** ` in 1.5 s`, or nothing where the capture has no times. */
function inTime(ms: number): string {
  if (!(ms >= 0)) return '';
  return ms < 100 ? ` in ${ms.toFixed(1)} ms` : ` in ${(ms / 1000).toFixed(1)} s`;
}
