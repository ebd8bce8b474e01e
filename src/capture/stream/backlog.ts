/** What all streams of a capture hold back: how much it is in all, and who has waited longest for missing bytes. */

/** A stream as the backlog sees it. */
export interface BacklogMember {
  /** Bytes that the backlog counts for it; the backlog's own note. */
  counted: number;
  /** Since when it waits for missing bytes; the backlog's own note. */
  waitingSince: number;
  /** Goes on behind the first gap. @param time now */
  giveUpGap(time: number): void;
  /** Holds nothing back any more. */
  release(): void;
}

/** Keeps the bytes that are held in all below a limit, and the time for which a gap is waited for. */
export class Backlog {
  readonly #heldLimit: number;
  readonly #patience: number;
  /** No gap is due before this time: for an earlier packet there is nothing to sweep. */
  deadline = Infinity;
  #held = 0;
  /** Who holds bytes, the oldest first. */
  readonly #holders = new Set<BacklogMember>();
  /** Who waits, the oldest first. */
  readonly #waiting = new Set<BacklogMember>();

  /** @param heldLimit bytes @param patience ms of capture time */
  constructor(heldLimit: number, patience: number) {
    this.#heldLimit = heldLimit;
    this.#patience = patience;
  }

  /** Bytes held in all. */
  get held(): number {
    return this.#held;
  }

  /** Notes what a member holds now. Over the limit, those who have held something longest give it up. */
  count(member: BacklogMember, bytes: number): void {
    if (member.counted === 0 && bytes > 0) this.#holders.add(member);
    else if (bytes === 0) this.#holders.delete(member);
    this.#held += bytes - member.counted;
    member.counted = bytes;
    while (this.#held > this.#heldLimit) {
      const [oldest] = this.#holders;
      oldest.release();
      // Whatever it says that it still holds is not waited for.
      if (oldest.counted > 0) this.count(oldest, 0);
    }
  }

  /** A member begins to wait for missing bytes, or for the next ones. */
  wait(member: BacklogMember, time: number): void {
    this.#waiting.delete(member);
    this.#waiting.add(member);
    member.waitingSince = time;
    const deadline = time + this.#patience;
    if (deadline < this.deadline) this.deadline = deadline;
  }

  /** A member waits no more. */
  arrived(member: BacklogMember): void {
    this.#waiting.delete(member);
    if (this.#waiting.size === 0) this.deadline = Infinity;
  }

  /** Gives up the gaps whose time is over. @param time now, ms of capture time */
  sweep(time: number): void {
    for (const member of this.#waiting) {
      const deadline = member.waitingSince + this.#patience;
      if (deadline > time) {
        this.deadline = deadline;
        return;
      }
      member.giveUpGap(time);
    }
    this.deadline = Infinity;
  }
}
