/** `sipwright phone call`: one call, for scripts and checks; how it went is the exit code. */
import type { CallReport } from '../phone/index.ts';
import type { AccountOptions } from './account-options.ts';
import type { DeskCall } from './desk-calls.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { PhoneDesk } from './phone-desk.ts';
import { openSession, type PhoneSession, type SoundOptions } from './phone-session.ts';

export interface CallOptions extends AccountOptions, SoundOptions {
  readonly digits?: string;
  /** How long the call is to last, ms. */
  readonly for?: number;
  /** How long it may ring, ms; a minute when left out. */
  readonly ring?: number;
  readonly register?: boolean;
  /** s. */
  readonly expires?: number;
}

const RING_MS = 60_000;
/** What has left waits in the other side's jitter buffer before it is heard, ms. */
const TAIL_MS = 400;

export async function callOnce(io: Io, target: string, options: CallOptions): Promise<ExitCode> {
  const session = await openSession(io, {
    options,
    // Whoever calls meanwhile is told that we are busy.
    policy: { furtherCall: 'busy' },
    register: options.register === true,
    card: false,
    messages: false,
    // Digits take the place of the sound while they are sent.
    playsLater: options.digits !== undefined,
    target,
  });
  const { desk, stop } = session;
  try {
    const failure = await session.registered;
    if (failure !== undefined) return failure;
    const call = desk.dial(target);
    void stop.stopped.then(() => desk.run({ do: 'hangup', call: 'all' }));
    await speak(session, call, options);
    const report = await call.call.ended;
    // The other side may have sent us to somebody else.
    await desk.events.until(() => desk.calls.length === 0);
    return stop.signal.aborted ? EXIT.failed : callExit(report);
  } finally {
    await session.close();
  }
}

/** Waits for the answer, says what is to be said, and hangs up when that is told. */
async function speak({ desk, play }: PhoneSession, { call, number }: DeskCall, options: CallOptions): Promise<void> {
  const { clock } = desk.phone;
  const hangUp = () => void desk.run({ do: 'hangup', call: number });
  const cancel = clock.after(options.ring ?? RING_MS, hangUp);
  try {
    await call.established;
  } catch {
    return;
  } finally {
    cancel();
  }
  if (options.for !== undefined) endAfter(desk, number, options.for);
  if (options.digits !== undefined) await desk.run({ do: 'digits', digits: options.digits });
  const played = desk.events.next('played');
  play();
  if (options.play === undefined || options.for !== undefined) return;
  await played;
  endAfter(desk, number, TAIL_MS);
}

/** Hangs up a call that is still there then. */
export function endAfter(desk: PhoneDesk, number: number, ms: number): void {
  const call = desk.calls.find((each) => each.number === number)?.call;
  const cancel = desk.phone.clock.after(ms, () => void desk.run({ do: 'hangup', call: number }));
  void (call?.ended ?? Promise.resolve()).then(cancel);
}

/** How a call went, as an exit code. */
export function callExit({ outcome, answeredAfterMs }: CallReport): ExitCode {
  if (outcome === undefined) return EXIT.failed;
  const { cause, by } = outcome;
  if (answeredAfterMs !== undefined) return cause === 'bye' || cause === 'replaced' ? EXIT.done : EXIT.dropped;
  if (cause === 'refused') return by === 'local' ? EXIT.failed : EXIT.refused;
  if (cause === 'cancelled') return EXIT.noAnswer;
  if (cause === 'silence' || (cause === 'fault' && by === 'network')) return EXIT.unreachable;
  return EXIT.failed;
}
