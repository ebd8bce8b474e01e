/** The sound card: microphone and loudspeaker by the programs that are there, raw samples on pipes. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AudioSink, type AudioSource } from '../media/index.ts';
import { SipError } from '../message/index.ts';
import { CapturedSound } from './captured-sound.ts';
import { findSoundTools, soundArguments, soundPackages, type SoundTools } from './sound-tools.ts';

/** Which card, and how it is used. */
export interface SoundCardOptions {
  /** Of source and sink, Hz: 8000, or 16,000 for G.722; 8000 when left out. */
  readonly sampleRate?: number;
  /** In place of those that are found: the first that works is used. */
  readonly tools?: readonly SoundTools[];
  /** The names of the devices, as the programs know them; their defaults when left out. */
  readonly playDevice?: string;
  readonly captureDevice?: string;
  /** The card is gone in the middle of a call: what is read is silence from now on. */
  readonly onFailure?: (error: SipError) => void;
}

/** Sound that may wait to be played, s: what the card does not take in time is dropped, as it would be late. */
const MOST_WAITING = 0.2;
/** A card that gives no sound by then is taken for one that is silent, ms. */
const PATIENCE_MS = 2000;
/** Of what a program says when it fails, characters. */
const SHOWN = 300;
/** For a program to end, ms. */
const END_MS = 1000;

/**
 * Starts the programs, and waits until the microphone is heard.
 * @throws SipError (as a rejection) SIP_SOUND_CARD where no programs are installed, or none of them finds a card
 */
export async function openSoundCard(options: SoundCardOptions = {}): Promise<SoundCard> {
  const { tools = findSoundTools() } = options;
  const failures: string[] = [];
  for (const pair of tools) {
    const card = new SoundCard(pair, options);
    const failure = await card.begun;
    if (failure === undefined) return card;
    failures.push(failure.message);
    await card.close();
  }
  const why = failures.length > 0 ? failures.join('; ') : `install ${soundPackages.join(' or ')}`;
  throw new SipError('SIP_SOUND_CARD', `no sound card can be used (${why}); a WAV file or silence does without`);
}

/** Both directions of a card. One call at a time is to read `source` and to write `sink`. */
export class SoundCard {
  /** What the microphone hears. */
  readonly source: AudioSource;
  /** The loudspeaker. */
  readonly sink: AudioSink;
  readonly tools: SoundTools;
  /** Hz. */
  readonly sampleRate: number;
  /** Frames that were not played, as they would have been late. */
  dropped = 0;
  /** Resolves when it is in use, or with why it is not. @internal */
  readonly begun: Promise<SipError | undefined>;
  readonly #onFailure: (error: SipError) => void;
  readonly #player: ChildProcess;
  readonly #recorder: ChildProcess;
  #failure: SipError | undefined;
  #isBegun = false;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(tools: SoundTools, options: SoundCardOptions) {
    const { sampleRate = 8000, playDevice = '', captureDevice = '', onFailure = () => {} } = options;
    this.tools = tools;
    this.sampleRate = sampleRate;
    this.#onFailure = onFailure;
    const captured = new CapturedSound(sampleRate);
    this.source = captured;
    this.#player = this.#start(tools.play, soundArguments(tools, sampleRate, playDevice), 'play');
    this.#recorder = this.#start(tools.capture, soundArguments(tools, sampleRate, captureDevice), 'capture');
    this.sink = { write: (frame) => this.#write(frame) };
    const { stdout } = this.#recorder;
    stdout?.on('data', (octets: Uint8Array) => captured.put(octets));
    this.begun = new Promise((resolve) => {
      const patience = setTimeout(() => settle(), PATIENCE_MS);
      const settle = (): void => {
        clearTimeout(patience);
        this.#isBegun = this.#failure === undefined;
        resolve(this.#failure);
      };
      stdout?.once('data', settle);
      this.#onEnd = settle;
    });
  }

  /** Why it is of no use any more; undefined while it is. */
  get failure(): SipError | undefined {
    return this.#failure;
  }

  /** Ends the programs. @returns when they have ended */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #onEnd: () => void = () => {};

  #start(program: string, args: readonly string[], what: string): ChildProcess {
    const child = spawn(program, args, {
      stdio: [what === 'play' ? 'pipe' : 'ignore', what === 'play' ? 'ignore' : 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SHOWN)));
    // What it did not take shows in its end.
    child.stdin?.on('error', () => {});
    child.once('error', (error) => this.#failed(`${program}: ${error.message}`));
    child.once('close', (code, signal) =>
      this.#failed(`${program} has ended (${signal ?? code ?? '?'})${said === '' ? '' : `: ${oneLine(said)}`}`),
    );
    return child;
  }

  #failed(why: string): void {
    if (this.#failure !== undefined || this.#closing !== undefined) return;
    this.#failure = new SipError('SIP_SOUND_CARD', why);
    // Who opens it hears of it by `begun`.
    if (this.#isBegun) this.#onFailure(this.#failure);
    else this.#onEnd();
  }

  #write(frame: Int16Array): void {
    const { stdin } = this.#player;
    if (stdin === null || !stdin.writable || stdin.writableLength > MOST_WAITING * this.sampleRate * 2) {
      this.dropped++;
      return;
    }
    const octets = Buffer.alloc(2 * frame.length);
    for (let at = 0; at < frame.length; at++) octets.writeInt16LE(frame[at], 2 * at);
    stdin.write(octets);
  }

  async #close(): Promise<void> {
    this.#player.stdin?.end();
    await Promise.all([ended(this.#player, false), ended(this.#recorder, true)]);
  }
}

/** The player ends by itself once it has played what waits; the recorder has to be told. */
async function ended(child: ChildProcess, isTold: boolean): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  if (isTold) child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await closed;
  clearTimeout(killer);
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
