/** What the commands that call and are called have in common: a phone with its desk, its sound and what it prints. */
import { audioCodec, type AudioCodec } from '../media/index.ts';
import { formatHost, type SipError } from '../message/index.ts';
import type { PhonePolicy } from '../phone/index.ts';
import type { RequestFailed } from '../ua/index.ts';
import { type Account, passwordHint, readAccount } from './account.ts';
import type { AccountOptions } from './account-options.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { KEEP_ALIVE, noAddress, type OpenPhone, openPhone } from './open-phone.ts';
import { PhoneDesk } from './phone-desk.ts';
import type { PhoneEvent } from './phone-events.ts';
import { followRegistration } from './phone-registration.ts';
import { PhoneScreen } from './phone-screen.ts';
import { PhoneSounds } from './phone-sound.ts';
import { listenForStop, type Stop } from './stop-signals.ts';

/** Options of the commands with calls, as the command line has them. */
export interface SoundOptions {
  readonly play?: string;
  readonly record?: string;
  /** The sound card: `--card`, `--no-card`. */
  readonly card?: boolean;
  readonly codecs?: string;
  readonly json?: boolean;
}

export interface SessionParts {
  readonly options: AccountOptions & SoundOptions & { readonly expires?: number };
  readonly policy: Partial<PhonePolicy>;
  /** Whether it registers, where there is an account. */
  readonly register: boolean;
  /** The sound card, unless told. */
  readonly card: boolean;
  readonly messages: boolean;
  /** Whether the file that is to be played waits for `play`. */
  readonly playsLater?: boolean;
  /** Whom it is for, as typed. */
  readonly target?: string;
  readonly help?: string;
  readonly hint?: string;
}

export interface PhoneSession {
  readonly desk: PhoneDesk;
  readonly screen: PhoneScreen;
  readonly account: Account | undefined;
  readonly stop: Stop;
  /** How the first REGISTER went: undefined where it was taken, or none was sent; otherwise as what the command has failed. */
  readonly registered: Promise<ExitCode | undefined>;
  /** Plays the file, where it was to be played later. */
  readonly play: () => void;
  /** Hangs up, unregisters and closes all. */
  close(): Promise<void>;
}

/** @throws CommandError, SipError (as a rejection) */
export async function openSession(io: Io, parts: SessionParts): Promise<PhoneSession> {
  const { options, policy, target, help, hint } = parts;
  const codecs = options.codecs === undefined ? undefined : readCodecs(options.codecs);
  const sampleRate = codecs?.[0].sampleRate ?? 8000;
  const account = await readAccount(io, options);
  const tellNoCard = (error: Error) => desk.tell({ event: 'problem', text: error.message });
  const { play, record, card = parts.card } = options;
  const sounds = new PhoneSounds(io, {
    play,
    record,
    card,
    sampleRate,
    isWaiting: parts.playsLater,
    onNoCard: tellNoCard,
  });
  const open = await openPhone(io, options, {
    account,
    target,
    codecs,
    sampleRate,
    policy,
    sound: sounds.open,
    onNoAddress: (host) => desk.tell({ event: 'problem', text: noAddress(host) }),
  });
  const { phone } = open;
  // A reader that goes away does not take the call with it.
  io.outlivesReader = true;
  const screen = new PhoneScreen(io, { json: options.json === true, now: () => phone.clock.wall(), hint });
  const desk = new PhoneDesk({
    phone,
    uriOf: open.uriOf,
    recordingOf: sounds.recordingOf,
    help,
  });
  desk.events.watch((event) => screen.print(event));
  desk.open({ messages: parts.messages });
  desk.events.watch((event) => tellHint(desk, event, account));
  if (target === undefined) desk.tell({ event: 'ready', identity: phone.agent.uri.text, listeners: listenersOf(open) });
  const isRegistering = parts.register && account !== undefined;
  const registered = isRegistering ? register(desk, options.expires) : Promise.resolve(undefined);
  const stop = listenForStop(io);
  return {
    desk,
    screen,
    account,
    stop,
    registered,
    play: () => sounds.start(),
    close: async () => {
      stop.release();
      await open.close();
    },
  };
}

async function register(desk: PhoneDesk, expires: number | undefined): Promise<ExitCode | undefined> {
  // It is told before anything comes of it.
  const told = Promise.race([desk.events.next('registered'), desk.events.next('not-registered')]);
  const registration = desk.phone.register({ expires, keepAlive: KEEP_ALIVE });
  void followRegistration(registration, (event) => desk.tell(event));
  const outcome = await registration.registered.catch((error: unknown) => error as Partial<RequestFailed>);
  await told;
  if ('state' in outcome) return undefined;
  return outcome.response === undefined ? EXIT.unreachable : EXIT.refused;
}

/** Where a password lacks, that is what to do about it. */
function tellHint(desk: PhoneDesk, event: PhoneEvent, account: Account | undefined): void {
  const status = event.event === 'ended' ? event.report.outcome?.status : 'status' in event ? event.status : undefined;
  const hint = status === undefined ? undefined : passwordHint(status, account);
  if (hint !== undefined) desk.tell({ event: 'note', text: hint });
}

function listenersOf({ phone }: OpenPhone): string[] {
  const listeners = phone.options.transport?.listeners ?? [];
  return listeners.map(({ transport, address, port }) => `${transport} ${formatHost(address)}:${port}`);
}

/** @throws CommandError */
function readCodecs(names: string): readonly AudioCodec[] {
  try {
    return names.split(',').map((name) => audioCodec(name.trim()));
  } catch (error) {
    throw new CommandError(EXIT.usage, `--codecs: ${(error as SipError).message}; there are G722, PCMU and PCMA`);
  }
}
