/** One wheel for every deadline of the stack: arming and disarming cost a few pointer writes. */

/** Something with one deadline at a time. The links belong to the wheel. */
export abstract class Timed {
  wheelAt = Infinity;
  wheelSlot = -1;
  wheelNext: Timed | undefined = undefined;
  wheelPrevious: Timed | undefined = undefined;

  /** Called once when the deadline has passed. May arm again. @param now monotonic ms */
  abstract onDeadline(now: number): void;
}

/** Deadlines in slots of `tick` ms each; whoever drives it calls `advance` when `soonest` has come. */
export class TimerWheel {
  private readonly tick: number;
  private readonly mask: number;
  /** One list a slot; the last one holds what is being fired, so that firing may disarm its neighbours. */
  private readonly heads: (Timed | undefined)[];
  private readonly firing: number;
  private readonly onFault: (error: unknown) => void;
  private done: number;
  /** How many deadlines are armed. */
  size = 0;
  /** When to call `advance` next, monotonic ms; Infinity when nothing is armed. May be early, never late. */
  soonest = Infinity;

  /**
   * @param now monotonic ms
   * @param onFault is told what `onDeadline` throws: one bug must not hold up the other deadlines
   * @param tick ms: deadlines are met up to one tick late, never early
   * @param slots a power of two; deadlines further away go round again
   */
  constructor(now: number, onFault: (error: unknown) => void, tick = 10, slots = 4096) {
    this.onFault = onFault;
    this.tick = tick;
    this.mask = slots - 1;
    this.firing = slots;
    this.heads = new Array<Timed | undefined>(slots + 1).fill(undefined);
    this.done = Math.floor(now / tick);
  }

  /** Sets the deadline, in monotonic ms; Infinity disarms. */
  arm(timed: Timed, at: number): void {
    if (timed.wheelAt === at) return;
    if (timed.wheelSlot >= 0) this.unlink(timed);
    timed.wheelAt = at;
    if (at === Infinity) return;
    let due = Math.ceil(at / this.tick);
    if (due <= this.done) due = this.done + 1;
    if (due * this.tick < this.soonest) this.soonest = due * this.tick;
    this.link(timed, due & this.mask);
  }

  /** Takes the deadline away; without effect where none is set. */
  disarm(timed: Timed): void {
    this.arm(timed, Infinity);
  }

  /** Fires what is due. @param now monotonic ms */
  advance(now: number): void {
    const target = Math.floor(now / this.tick);
    if (target <= this.done) return;
    // After a long sleep once around is enough: every slot is looked at.
    const first = Math.max(this.done + 1, target - this.mask);
    // A slot is shared by deadlines of several rounds, of which the later ones, or the next tick's, are not due yet.
    const due = target * this.tick;
    // Backwards, and each list newest first: so the oldest deadline ends up in front of those to fire.
    for (let tick = target; tick >= first; tick--) {
      let timed = this.heads[tick & this.mask];
      while (timed !== undefined) {
        const next = timed.wheelNext;
        if (timed.wheelAt <= due) {
          this.unlink(timed);
          this.link(timed, this.firing);
        }
        timed = next;
      }
    }
    this.done = target;
    for (let timed = this.heads[this.firing]; timed !== undefined; timed = this.heads[this.firing]) {
      this.unlink(timed);
      timed.wheelAt = Infinity;
      try {
        timed.onDeadline(now);
      } catch (error) {
        this.onFault(error);
      }
    }
    this.soonest = this.scan();
  }

  private scan(): number {
    if (this.size === 0) return Infinity;
    for (let tick = this.done + 1; tick <= this.done + this.mask + 1; tick++)
      if (this.heads[tick & this.mask] !== undefined) return tick * this.tick;
    return Infinity;
  }

  private link(timed: Timed, slot: number): void {
    const head = this.heads[slot];
    timed.wheelSlot = slot;
    timed.wheelPrevious = undefined;
    timed.wheelNext = head;
    if (head !== undefined) head.wheelPrevious = timed;
    this.heads[slot] = timed;
    this.size++;
  }

  private unlink(timed: Timed): void {
    if (timed.wheelPrevious === undefined) this.heads[timed.wheelSlot] = timed.wheelNext;
    else timed.wheelPrevious.wheelNext = timed.wheelNext;
    if (timed.wheelNext !== undefined) timed.wheelNext.wheelPrevious = timed.wheelPrevious;
    timed.wheelNext = undefined;
    timed.wheelPrevious = undefined;
    timed.wheelSlot = -1;
    this.size--;
  }
}
