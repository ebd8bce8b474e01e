/** The time and the randomness that the stack is given, so that a simulation can pass its own. */

/** The two times and the one timer that everything runs on. */
export interface Clock {
  /** Monotonic, ms: for deadlines. */
  now(): number;
  /** Wall clock, ms since 1970: for stored expiry, Date and nonces. */
  wall(): number;
  /** Calls back once after `ms`. @returns what cancels it */
  after(ms: number, callback: () => void): () => void;
}

/** Where every token and every secret comes from. */
export interface Random {
  /** 32 bits that nobody can guess, as an unsigned number. */
  bits32(): number;
}

/** ms: what is set beyond it (24.8 days) the platform fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

// Taken once: where it is a global with a getter, each look would cost as much as the time itself.
const { performance } = globalThis;

/** The platform's clock and timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number) => {
      timer =
        left > LONGEST_TIMER ? setTimeout(() => wait(left - LONGEST_TIMER), LONGEST_TIMER) : setTimeout(callback, left);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** Draws a pool from the platform's generator and takes from it: a draw for each token would cost more than the token. */
export function systemRandom(): Random {
  const pool = new Uint32Array(4096);
  let at = pool.length;
  return {
    bits32() {
      if (at === pool.length) {
        globalThis.crypto.getRandomValues(pool);
        at = 0;
      }
      return pool[at++];
    },
  };
}
