/** The timers of RFC 3261 17 and RFC 6026, in ms: one table from letter to duration. */

/** The three durations that all timers are made of, in ms (RFC 3261 Appendix A). */
export interface TimerValues {
  /** Round-trip estimate (17.1.1.1). */
  readonly t1: number;
  /** Longest interval between retransmissions of a non-INVITE request or an INVITE response. */
  readonly t2: number;
  /** How long a message stays in the network. */
  readonly t4: number;
}

/** T1 500 ms, T2 4 s, T4 5 s: the defaults of RFC 3261. */
export const defaultTimerValues: TimerValues = { t1: 500, t2: 4000, t4: 5000 };

/** The letters of the RFCs, and three timers that those describe without one. */
export type Timer =
  | 'A'
  | 'B'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'Trying'
  | 'TryingLate'
  | 'Cancel';

/** Timers that send: again, with a longer interval each time, or the 100 that the user owes. The others end something. */
export type RetransmitTimer = 'A' | 'E' | 'G' | 'Trying' | 'TryingLate';

/** Whether the timer sends, rather than ends something. */
export function isRetransmitTimer(timer: Timer): timer is RetransmitTimer {
  return timer === 'A' || timer === 'E' || timer === 'G' || timer === 'Trying' || timer === 'TryingLate';
}

/** The first duration of a timer. D, I, J and K wait for retransmissions, so a reliable transport needs none of them. */
export function timerDuration(timer: Timer, values: TimerValues, reliable: boolean): number {
  switch (timer) {
    case 'A':
    case 'E':
    case 'G':
      return values.t1;
    case 'B':
    case 'F':
    case 'H':
    case 'L':
    case 'M':
    case 'Cancel':
      return 64 * values.t1;
    case 'D':
      return reliable ? 0 : Math.max(32_000, 64 * values.t1);
    case 'I':
    case 'K':
      return reliable ? 0 : values.t4;
    case 'J':
      return reliable ? 0 : 64 * values.t1;
    case 'Trying':
      return 200;
    // RFC 4320 4.1: when the client's timer E has grown to T2, which is after 1 + 2 + 4 + … T1
    case 'TryingLate':
      return values.t2 - values.t1;
  }
}

/** The interval after one of `interval` ms: A doubles for ever, E and G up to T2 (17.1.1.2, 17.1.2.2, 17.2.1). */
export function nextInterval(timer: RetransmitTimer, interval: number, values: TimerValues): number {
  return timer === 'A' ? interval * 2 : Math.min(interval * 2, values.t2);
}
