/** From a stream of messages, events and packets to cases: what belongs together, and when it is over (RFC 3261 8.1.1.4). */

import { type CaptureSink, type Hop, type SeenEvent, type SeenMessage } from '../../capture/index.ts';
import { detach, indexMessage } from '../../message/index.ts';
import { Case, type SeenDecision } from './case.ts';
import { Conversation } from './conversation.ts';
import { LegIndex } from './leg-index.ts';
import { Step } from './step.ts';
import { Surroundings } from './surroundings.ts';

/** How much is held at a time. */
export interface CasebookLimits {
  /** Characters of all texts up to which nothing is closed; beyond it, what has come to its end is. */
  readonly recentText: number;
  /** Characters of all texts. When they are more, what has been silent longest is closed too. */
  readonly openText: number;
  /** Conversations. */
  readonly open: number;
}

/** 4 MB of text before anything is closed, 64 MB in all, 100,000 conversations. */
export const defaultCasebookLimits: CasebookLimits = { recentText: 4_000_000, openText: 64_000_000, open: 100_000 };

/** ms that a case which is over is kept for what may still come: T4, the longest that the network holds a message (RFC 3261 17.1.2.2). */
const LINGER = 5_000;

/** A case as it grows. */
interface OpenCase {
  readonly legs: Conversation[];
  size: number;
  /** ms since 1970 of its last message, and its number. */
  lastTime: number;
  lastNumber: number;
  isOver: boolean;
}

/**
 * Takes what a capture shows and hands out cases. While there is room nothing is closed before the end, so that the rules
 * see all of it; beyond that the cases that have been silent longest are closed first.
 */
export class Casebook implements CaptureSink {
  readonly surroundings = new Surroundings();
  /** Messages that no start line could be read of. */
  unreadable = 0;
  readonly #limits: CasebookLimits;
  readonly #onCase: (closed: Case) => void;
  readonly #decisionsOf: (callId: string) => readonly SeenDecision[];
  readonly #conversations = new Map<string, Conversation>();
  readonly #open = new Map<Conversation, OpenCase>();
  /** Those whose legs are all over, in the order of their last message. */
  readonly #over = new Set<OpenCase>();
  readonly #legs = new LegIndex();
  #openText = 0;
  /** When the texts are more than this, it is looked whether something has come to its end. */
  #lookAt: number;
  #steps = 0;

  /** @param onCase is given each case when it is over */
  constructor(
    onCase: (closed: Case) => void,
    limits: CasebookLimits = defaultCasebookLimits,
    decisionsOf: (callId: string) => readonly SeenDecision[] = () => [],
  ) {
    this.#onCase = onCase;
    this.#limits = limits;
    this.#lookAt = limits.recentText;
    this.#decisionsOf = decisionsOf;
  }

  /** @returns the step that it is; undefined where its start line cannot be read */
  message(seen: SeenMessage): Step | undefined {
    const { surroundings } = this;
    surroundings.noteTime(seen.time);
    const message = indexMessage(seen.text);
    if (message === undefined) {
      this.unreadable++;
      surroundings.noteDamage(seen.frame, 'it begins like SIP, and its start line cannot be read');
      return undefined;
    }
    surroundings.messages++;
    surroundings.flows.note(seen.hop, seen.time);
    const { callId } = message;
    let conversation = this.#conversations.get(callId === '' ? strayKey(seen.hop) : callId);
    const step = new Step(seen, message, ++this.#steps, conversation?.last);
    if (conversation === undefined) {
      conversation = new Conversation(detach(callId));
      this.#conversations.set(callId === '' ? strayKey(seen.hop) : conversation.callId, conversation);
      this.#begin(conversation, step);
    }
    conversation.add(step);
    this.#touch(conversation, step);
    if (!step.copy && step.repeats === undefined) this.#note(step);
    // The index is larger than the text, and a call that went well is hardly looked into again.
    step.forgetIndex();
    if (this.#openText > this.#lookAt || this.#open.size > this.#limits.open) this.#makeRoom();
    return step;
  }

  event(event: SeenEvent): void {
    this.surroundings.noteTime(event.time);
    this.surroundings.noteEvent(event);
  }

  media(time: number, frame: number, hop: Hop, packet: Uint8Array): void {
    this.surroundings.noteTime(time);
    this.surroundings.media.receive(time, frame, hop, packet);
  }

  damage(frame: number, reason: string): void {
    this.surroundings.noteDamage(frame, reason);
  }

  /** The capture is over: all that is open is handed out, in the order of its beginning. */
  end(): void {
    const open = [...new Set(this.#open.values())];
    open.sort((a, b) => a.legs[0].first.number - b.legs[0].first.number);
    for (const one of open) this.#close(one);
  }

  /**
   * Closes what has been silent for long. Times are ms since 1970.
   * @param silentSince what nothing was heard of since then is over
   * @param endedSince so is what has come to its end, and nothing was heard of since then
   */
  settle(silentSince: number, endedSince = silentSince): void {
    for (const one of this.#over) if (one.lastTime < endedSince) this.#close(one);
    for (const one of new Set(this.#open.values())) if (one.lastTime < silentSince) this.#close(one);
  }

  #begin(conversation: Conversation, step: Step): void {
    let one: OpenCase = { legs: [], size: 0, lastTime: step.time, lastNumber: step.number, isOver: false };
    if (step.method === 'INVITE' && step.isRequest) {
      const linked = this.#legs.link(step);
      const other = linked === undefined ? undefined : this.#conversations.get(linked);
      if (other !== undefined) one = this.#open.get(other) ?? one;
    }
    one.legs.push(conversation);
    this.#open.set(conversation, one);
  }

  #touch(conversation: Conversation, { time, number, seen: { text } }: Step): void {
    const one = this.#open.get(conversation);
    if (one === undefined) return;
    one.lastTime = time;
    one.lastNumber = number;
    one.size += text.length;
    this.#openText += text.length;
    // Whoever is over and speaks again moves to the end.
    if (one.isOver) this.#over.delete(one);
    one.isOver = conversation.isOver && one.legs.every(({ isOver }) => isOver);
    if (one.isOver) this.#over.add(one);
  }

  #note(step: Step): void {
    const { surroundings } = this;
    surroundings.sources.note(step);
    surroundings.descriptions.note(step);
    if (!step.isFinal || step.transaction === undefined) return;
    surroundings.nonces.note(step);
    if (step.method === 'REGISTER') surroundings.registrations.note(step.transaction);
    else if (step.status < 400 && step.status >= 300) surroundings.redirects.note(step.transaction);
  }

  /**
   * Closes what is over, the longest silent first; if that is not enough, what has been silent longest, whatever its state. An
   * eighth of the room is made at once, so that it is not made for each message.
   */
  #makeRoom(): void {
    const { recentText, openText, open } = this.#limits;
    const { lastTime } = this.surroundings;
    const fits = (text: number) => this.#openText < text * 0.875 && this.#open.size < open * 0.875;
    const isFull = () => this.#openText > openText || this.#open.size > open;
    for (const one of this.#over) {
      if (fits(recentText) || (lastTime - one.lastTime < LINGER && !isFull())) break;
      this.#close(one);
    }
    if (isFull()) {
      const silentFirst = [...new Set(this.#open.values())].sort((a, b) => a.lastNumber - b.lastNumber);
      for (const one of silentFirst) {
        if (fits(openText)) break;
        this.#close(one);
      }
    }
    // What goes on is not looked at again before there is an eighth more.
    this.#lookAt = Math.max(recentText, this.#openText + recentText / 8);
  }

  #close(one: OpenCase): void {
    this.#over.delete(one);
    for (const leg of one.legs) {
      this.#open.delete(leg);
      this.#conversations.delete(leg.callId === '' ? strayKey(leg.first.hop) : leg.callId);
    }
    this.#openText -= one.size;
    const decisions = one.legs.flatMap((leg) => this.#decisionsOf(leg.callId));
    this.#onCase(new Case(one.legs, this.surroundings, decisions));
  }
}

/** Messages without a Call-ID belong together by the way that they took. */
function strayKey({ source, destination }: Hop): string {
  return `\n${source.address} ${source.port} ${destination.address} ${destination.port}`;
}
