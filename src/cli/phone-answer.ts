/** `sipwright phone answer`: takes the calls that come, for scripts and checks. */
import type { AccountOptions } from './account-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { callExit, endAfter } from './phone-call.ts';
import type { PhoneDesk } from './phone-desk.ts';
import { openSession, type SoundOptions } from './phone-session.ts';

export interface AnswerOptions extends AccountOptions, SoundOptions {
  /** How long a call rings, ms; 0 when left out. */
  readonly after?: number;
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
  const session = await openSession(io, {
    options,
    policy: { answer: 'auto', answerAfterMs: options.after ?? 0 },
    register: options.register !== false,
    card: false,
    messages: true,
  });
  const { desk, stop, registered } = session;
  const { count, wait } = options;
  const isSilent = Promise.withResolvers<ExitCode>();
  const cancel = wait === undefined ? () => {} : desk.phone.clock.after(wait, () => isSilent.resolve(EXIT.noAnswer));
  void desk.events.next('incoming').then(cancel);
  try {
    const ending = await Promise.race([
      takeCalls(desk, options),
      isSilent.promise,
      // Whoever was never registered waits in vain; later failures are tried again.
      registered.then((failure) => failure ?? never),
      // Who was told how many calls to take has not done so.
      stop.stopped.then(() => (count === undefined ? EXIT.done : EXIT.failed)),
    ]);
    if (ending === EXIT.noAnswer) desk.tell({ event: 'problem', text: 'nobody has called' });
    return ending;
  } finally {
    cancel();
    await session.close();
  }
}

const never = new Promise<never>(() => {});

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
