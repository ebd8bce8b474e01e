/** What the calls of a phone in the terminal play and record: files, the sound card, or silence. */
import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type AudioSink, type AudioSource, createWavSink, openWavSource, type WavSource } from '../media/index.ts';
import { Failure, SipError } from '../message/index.ts';
import { type CallSound, openSoundCard, type PhoneCall, type SoundCard } from '../phone/index.ts';
import { CommandError, EXIT } from './exit-code.ts';
import type { Io } from './io.ts';

export interface SoundChoice {
  /** A WAV file that every call plays from its beginning, in place of a microphone. */
  readonly play?: string;
  /** The WAV file of the first call; those of later ones have a number. */
  readonly record?: string;
  /** Whether microphone and loudspeaker are used where no file is. */
  readonly card: boolean;
  /** Hz. */
  readonly sampleRate: number;
  /** Whether the file waits for `start`, and silence is played until then. */
  readonly isWaiting?: boolean;
  /** The card cannot be used: the calls are silent. */
  readonly onNoCard?: (error: Error) => void;
}

export class PhoneSounds {
  readonly #cwd: string;
  readonly #choice: SoundChoice;
  readonly #recordings = new Map<PhoneCall, string>();
  readonly #card: SharedCard | undefined;
  #recorded = 0;
  #isWaiting: boolean;

  /** @throws CommandError for files that cannot be played or written */
  constructor(io: Io, choice: SoundChoice) {
    this.#cwd = io.cwd;
    this.#choice = choice;
    const { play, record, card, isWaiting = false } = choice;
    this.#isWaiting = isWaiting;
    if (play !== undefined) this.#source(play).close();
    if (record !== undefined) checkFolder(resolve(io.cwd, record), record);
    this.#card = card && play === undefined ? new SharedCard(choice) : undefined;
  }

  /** For `PhoneOptions.sound`. */
  readonly open = (call: PhoneCall): CallSound => {
    const { play, record, sampleRate } = this.#choice;
    const file = play === undefined ? undefined : this.#source(play);
    const card = this.#card?.open();
    const path = record === undefined ? undefined : this.#nextName(record);
    const recorder = path === undefined ? undefined : createWavSink(resolve(this.#cwd, path), sampleRate);
    if (path !== undefined) this.#recordings.set(call, path);
    return {
      source: (file && this.#whenStarted(file)) ?? card?.source,
      sink: both(card?.sink, recorder),
      close: () => {
        file?.close();
        recorder?.close();
        card?.close();
      },
    };
  };

  /** The file that a call was recorded to, as it was named. */
  readonly recordingOf = (call: PhoneCall): string | undefined => this.#recordings.get(call);

  /** From now on files are played. */
  start(): void {
    this.#isWaiting = false;
  }

  #whenStarted(file: AudioSource): AudioSource {
    return { read: (frame) => (this.#isWaiting ? frame.fill(0).length : file.read(frame)) };
  }

  #source(play: string): WavSource {
    const path = resolve(this.#cwd, play);
    let source: WavSource | Failure;
    try {
      source = openWavSource(path, this.#choice.sampleRate);
    } catch (error) {
      throw new CommandError(EXIT.failed, `--play ${play}: ${whyNot(error)}`);
    }
    if (source instanceof Failure)
      throw new CommandError(
        EXIT.failed,
        `--play ${play}: ${source.reason}; WAV files of 16-bit PCM, mu-law or A-law are played`,
      );
    return source;
  }

  /** got.wav, got-2.wav, … */
  #nextName(record: string): string {
    const extension = extname(record);
    const number = ++this.#recorded;
    return number === 1 ? record : join(dirname(record), `${basename(record, extension)}-${number}${extension}`);
  }
}

/** The card is in use while a call is, so that nothing listens in between. */
class SharedCard {
  readonly #choice: SoundChoice;
  #isTold = false;
  #users = 0;
  #opened: SoundCard | undefined;
  #opening: Promise<void> | undefined;

  constructor(choice: SoundChoice) {
    this.#choice = choice;
  }

  open(): Required<CallSound> {
    if (this.#users++ === 0) this.#opening = this.#start(this.#opening);
    return {
      // Until the card is there it is quiet.
      source: { read: (frame) => this.#opened?.source.read(frame) ?? frame.fill(0).length },
      sink: { write: (frame) => this.#opened?.sink.write(frame) },
      close: () => {
        if (--this.#users === 0) this.#opening = this.#stop(this.#opening);
      },
    };
  }

  async #start(before: Promise<void> | undefined): Promise<void> {
    await before;
    const { sampleRate } = this.#choice;
    const onFailure = (error: Error) => this.#tell(error);
    try {
      this.#opened = await openSoundCard({ sampleRate, onFailure });
    } catch (error) {
      onFailure(error as Error);
    }
  }

  /** Once: where there is no card, there is none for the next call. */
  #tell(error: Error): void {
    if (!this.#isTold) this.#choice.onNoCard?.(error);
    this.#isTold = true;
  }

  async #stop(before: Promise<void> | undefined): Promise<void> {
    await before;
    const card = this.#opened;
    this.#opened = undefined;
    await card?.close();
  }
}

function both(one: AudioSink | undefined, other: AudioSink | undefined): AudioSink | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    write: (frame) => {
      one.write(frame);
      other.write(frame);
    },
  };
}

/** Better now than when somebody calls. */
function checkFolder(path: string, named: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new CommandError(EXIT.failed, `--record ${named}: this is a folder`);
  try {
    accessSync(found === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw new CommandError(EXIT.failed, `--record ${named}: ${whyNot(error)}`);
  }
}

function whyNot(error: unknown): string {
  const cause = error instanceof SipError ? error.cause : error;
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'not permitted';
    case 'EISDIR':
      return 'this is a folder';
    default:
      return (error as Error).message;
  }
}
