/** What goes on within the calls of the soak: both sides change the session when they like, send digits, and hang up. */

import { SipError } from '../../src/message/index.ts';
import { type SeededRandom, type Simulation } from '../../src/testing/index.ts';
import { RequestFailed } from '../../src/ua/index.ts';
import { type Change, type Leg, type SoakRecord } from './soak-record.ts';

/** ms that a call may last whose session timers are to be heard of. */
const LONG = [100_000, 250_000] as const;

export class SoakTalk {
  private readonly sim: Simulation;
  private readonly random: SeededRandom;
  private readonly record: SoakRecord;
  /** Call-IDs of calls whose both sides have time. */
  private readonly long = new Set<string>();

  constructor(sim: Simulation, random: SeededRandom, record: SoakRecord) {
    this.sim = sim;
    this.random = random;
    this.record = record;
  }

  /** The call will last, unless somebody refuses it. */
  takeTime(callId: string): void {
    this.long.add(callId);
  }

  /** Follows one side of a call from its beginning to its end. */
  follow(leg: Leg): void {
    const { call } = leg;
    void call.established.then(
      () => this.talk(leg),
      () => {},
    );
    void call.ended.then(() => {
      leg.endedAt = this.sim.clock.now();
      if (call.dialog !== undefined) leg.dialogs.add(call.dialog);
    });
    void this.listen(leg);
  }

  private async listen({ call, digits }: Leg): Promise<void> {
    for await (const { digit } of call.digits) digits.heard += digit;
  }

  private talk(leg: Leg): void {
    const { random, sim, record } = this;
    const { call, party } = leg;
    if (!record.broken && call.streams.length === 0)
      record.faults.push(`call ${call.callId}: ${party.name} talks without a session`);
    if (call.state === 'Established' && call.dialog?.state !== 'Confirmed')
      record.faults.push(
        `call ${call.callId}: ${party.name} talks in a dialog that is ${call.dialog?.state ?? 'none'}`,
      );
    const length = this.long.has(call.callId)
      ? random.between(...LONG)
      : random.pick([0, 3_000, random.between(0, 10_000)]);
    for (let i = random.pick([0, 0, 1, 1, 2, 3]); i > 0; i--) {
      // At the same moment on both sides, more often than not.
      const at = random.pick([0, 100, 1_000, random.between(0, length)]);
      sim.clock.after(at, () => this.change(leg));
    }
    if (random.chance(0.2)) sim.clock.after(random.between(0, length), () => void this.sendDigits(leg));
    // The one whose time is shorter hangs up; sometimes both at once.
    sim.clock.after(length, () => void call.hangUp());
  }

  // ---- changes of the session ----

  /** Changes something, where there is a session to change. */
  change(leg: Leg): void {
    const { random, sim } = this;
    const { call, party } = leg;
    if (call.state === 'Ended' || call.dialog === undefined) return;
    const early = call.state !== 'Established';
    const media = party.mediaOf(call);
    switch (early ? random.pick(['UPDATE', 'move']) : random.pick(WHAT)) {
      case 'hold':
        this.note(leg, 'hold', call.hold(), () => this.expectHeld(leg, true));
        break;
      case 'resume':
        this.note(leg, 'resume', call.resume(), () => this.expectHeld(leg, false));
        break;
      case 'INVITE':
        media?.moveTo(random.between(10_000, 60_000));
        this.note(leg, 'an offer by INVITE', call.modify('INVITE'));
        break;
      case 'UPDATE':
        media?.moveTo(random.between(10_000, 60_000));
        this.note(leg, 'an offer by UPDATE', call.modify('UPDATE'));
        break;
      case 'ask':
        this.note(leg, 'a question for an offer', call.askForOffer());
        break;
      default: {
        party.move();
        const { moves } = party;
        const { dialog } = call;
        const now = sim.clock.now();
        this.note(leg, 'a move', call.refresh(), () => {
          // It may have moved on meanwhile, for the sake of another call; or another branch of a fork has answered.
          if (party.moves === moves && call.dialog === dialog) this.expectAt(leg, now);
        });
      }
    }
  }

  private note(leg: Leg, what: string, done: Promise<void>, then: () => void = () => {}): void {
    const early = leg.call.state !== 'Established';
    const change: Change = { leg, what, early, outcome: undefined, settledAt: Infinity };
    this.record.changes.push(change);
    const settle = (outcome: string) => {
      change.outcome = outcome;
      change.settledAt = this.sim.clock.now();
    };
    done.then(
      () => {
        settle('done');
        if (!this.record.broken) then();
      },
      (error: unknown) => {
        if (error instanceof RequestFailed) settle(`${error.code} ${error.status}`);
        else settle(error instanceof SipError ? error.code : String(error));
      },
    );
  }

  /** Once we were told that the other side is on hold, it knows. */
  private expectHeld(leg: Leg, held: boolean): void {
    const partner = this.record.partnerOf(leg);
    if (partner === undefined || partner.call.state === 'Ended') return;
    if (partner.call.heldByPeer !== held)
      this.record.faults.push(`call ${leg.call.callId}: ${partner.party.name} does not know that held is ${held}`);
  }

  /** 12.2.2: once our new address was taken, requests come to it. */
  private expectAt(leg: Leg, since: number): void {
    const { call, party } = leg;
    const partner = this.record.partnerOf(leg);
    if (partner === undefined) return;
    // Nobody can tell a response from before the move, that was overtaken by it, from one that came after it.
    if (this.record.changes.some((change) => change.leg === partner && change.settledAt > since)) return;
    const target = partner.call.dialog?.remoteTarget ?? '';
    if (!target.startsWith(party.contact))
      this.record.faults.push(`call ${call.callId}: ${party.name} is at ${party.contact}, and called at ${target}`);
  }

  // ---- digits ----

  private async sendDigits({ call, digits }: Leg): Promise<void> {
    for (const digit of this.random.pick(['7', '12#', 'A*0'])) {
      if (call.state !== 'Established') return;
      digits.sent += digit;
      try {
        const response = await call.info({ body: `Signal=${digit}\r\n`, contentType: 'application/dtmf-relay' });
        if (response.status !== 200) return;
        digits.taken += digit;
      } catch {
        return;
      }
    }
  }
}

const WHAT = ['hold', 'resume', 'hold', 'resume', 'INVITE', 'UPDATE', 'ask', 'move'] as const;
