/** `sipwright phone answer`: takes the calls that come, for scripts and checks. */
import type { RequestFailed } from '../ua/index.ts';
import type { AccountOptions } from './account-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { callExit, endAfter } from './phone-call.ts';
import type { PhoneDesk } from './phone-desk.ts';
import { openSession, type SoundOptions } from './phone-session.ts';

export interface AnswerOptions extends AccountOptions, SoundOptions {
  /** How long a call rings, ms. */
  readonly after: number;
  /** How long each call is to last, ms. */
  readonly for?: number;
  /** How many calls; without end when left out. */
  readonly count?: number;
  /** How long the first call may be in coming, ms. */
  readonly wait?: number;
  readonly register?: boolean;
  /** s. */
  readonly expires?: number;
}

/** @returns how the worst call went; 4 where none came in time */
export async function answerCalls(io: Io, options: AnswerOptions): Promise<ExitCode> {
  const register = options.register !== false;
  const session = await openSession(io, {
    options,
    policy: { answer: 'auto', answerAfterMs: options.after },
    register,
    card: false,
    messages: true,
  });
  const { desk, stop } = session;
  try {
    // Who was told how many calls to take has not done so.
    const stopped = stop.stopped.then(() => (options.count === undefined ? EXIT.done : EXIT.failed));
    return await Promise.race([takeCalls(desk, options), noCall(desk, options.wait), notRegistered(desk), stopped]);
  } finally {
    await session.close();
  }
}

const never = new Promise<never>(() => {});

/** Whoever was never registered waits in vain. Later failures are tried again. */
async function notRegistered(desk: PhoneDesk): Promise<ExitCode> {
  const told = desk.events.next('not-registered');
  try {
    await desk.phone.registration?.registered;
    return await never;
  } catch (error) {
    await told;
    return (error as Partial<RequestFailed>).response === undefined ? EXIT.unreachable : EXIT.refused;
  }
}

async function noCall(desk: PhoneDesk, ms: number | undefined): Promise<ExitCode> {
  if (ms === undefined) return never;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = desk.phone.clock.after(ms, resolve);
  void desk.events.next('incoming').then(cancel);
  await promise;
  desk.tell({ event: 'problem', text: 'nobody has called' });
  return EXIT.noAnswer;
}

/** @returns once so many were answered and are over */
function takeCalls(desk: PhoneDesk, { count = Infinity, for: lasting }: AnswerOptions): Promise<ExitCode> {
  return new Promise((resolve) => {
    let taken = 0;
    let worst: ExitCode = EXIT.done;
    desk.events.watch((event) => {
      if (event.event === 'answered' && lasting !== undefined) endAfter(desk, event.call, lasting);
      if (event.event !== 'ended' || event.report.direction === 'outgoing') return;
      if (event.report.answeredAfterMs === undefined) return;
      worst ||= callExit(event.report);
      // Somebody may have sent us to somebody else.
      if (++taken === count)
        void desk.events
          .until(() => !desk.calls.some(({ call }) => call.direction === 'outgoing'))
          .then(() => resolve(worst));
    });
  });
}
