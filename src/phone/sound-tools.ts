/** The programs that play and capture sound on this machine: those of PulseAudio, which PipeWire answers too, and those of ALSA. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A pair of programs that belong together. */
export interface SoundTools {
  readonly name: 'PulseAudio' | 'ALSA';
  /** Paths of the programs. */
  readonly play: string;
  readonly capture: string;
}

interface Kind {
  readonly play: string;
  readonly capture: string;
  /** What the package is called that has them, on Debian. */
  readonly package: string;
  /** @param sampleRate Hz @param device as the program names it; '' for its default */
  arguments(sampleRate: number, device: string): string[];
}

/** What lies between the program and the ear, ms: less and a busy machine crackles. */
const LATENCY_MS = 60;

/** The first is asked first: where a sound server runs, the card is the server's, and the server shares it. */
const kinds: Readonly<Record<SoundTools['name'], Kind>> = {
  PulseAudio: {
    play: 'pacat',
    capture: 'parec',
    package: 'pulseaudio-utils',
    arguments: (sampleRate, device) => [
      '--raw',
      '--format=s16le',
      `--rate=${sampleRate}`,
      '--channels=1',
      `--latency-msec=${LATENCY_MS}`,
      ...(device === '' ? [] : [`--device=${device}`]),
    ],
  },
  ALSA: {
    play: 'aplay',
    capture: 'arecord',
    package: 'alsa-utils',
    arguments: (sampleRate, device) => [
      '--quiet',
      '--file-type=raw',
      '--format=S16_LE',
      `--rate=${sampleRate}`,
      '--channels=1',
      `--buffer-time=${LATENCY_MS * 1000}`,
      ...(device === '' ? [] : [`--device=${device}`]),
    ],
  },
};

/** The packages to be named where nothing is found. */
export const soundPackages: readonly string[] = Object.values(kinds).map((kind) => kind.package);

/**
 * The pairs that are installed whole, the better first.
 * @param path folders as in PATH; that of this process when left out
 */
export function findSoundTools(path: string = process.env.PATH ?? ''): SoundTools[] {
  const find = (program: string) =>
    path
      .split(delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, program))
      .find(isExecutable);
  return (Object.keys(kinds) as SoundTools['name'][]).flatMap((name) => {
    const play = find(kinds[name].play);
    const capture = find(kinds[name].capture);
    return play === undefined || capture === undefined ? [] : [{ name, play, capture }];
  });
}

/** What a program is started with: raw samples of 16 bits, the low octet first, one channel, by its standard input or output. */
export function soundArguments({ name }: SoundTools, sampleRate: number, device: string): string[] {
  return kinds[name].arguments(sampleRate, device);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
