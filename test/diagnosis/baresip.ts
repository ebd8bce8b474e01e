/** baresip on a stage: sound from a file, driven by what is typed into it, followed by what it prints. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTone } from '../interop/sound.ts';
import { type Running, type Stage } from './stage.ts';

export interface BaresipOptions {
  readonly at: string;
  readonly port?: number;
  /** The address-of-record: `alice@example.com`. */
  readonly aor: string;
  readonly password?: string;
  /** Everything goes there first: `198.51.100.10`, `198.51.100.10:5070`. */
  readonly proxy?: string;
  readonly transport?: 'udp' | 'tcp';
  /** s; 0: it does not register. */
  readonly regint?: number;
  /** Further parameters of the account, as `mediaenc=srtp-mand`. */
  readonly account?: readonly string[];
  readonly codecs?: readonly string[];
  readonly answer?: 'manual' | 'auto';
  /** Further modules, and lines of the configuration. */
  readonly modules?: readonly string[];
  readonly config?: readonly string[];
}

/** What it says when something has happened. */
const EVENTS = {
  registered: /200 OK|\d+ registration/,
  rings: /Incoming call from/,
  talks: /Call established/,
  ended: /session closed|terminated \(duration|Call with .* terminated/,
} as const;

let started = 0;

export async function baresip(stage: Stage, options: BaresipOptions): Promise<Baresip> {
  const { at, port = 5060, aor, password, proxy, transport = 'udp', regint = 0, account = [] } = options;
  const { codecs = ['g711'], answer = 'manual', modules = [], config = [] } = options;
  const folder = join(stage.folder, `baresip-${++started}`);
  mkdirSync(folder);
  const tone = join(folder, 'tone.wav');
  writeTone(tone, 400, 20);
  const outbound = proxy === undefined ? [] : [`outbound="sip:${proxy};transport=${transport}"`];
  const auth = password === undefined ? [] : [`auth_pass=${password}`];
  const parameters = [...auth, ...outbound, `regint=${regint}`, `answermode=${answer}`, ...account];
  writeFileSync(join(folder, 'accounts'), `<sip:${aor}>;${parameters.join(';')}\n`);
  const host = at.includes(':') ? `[${at}]` : at;
  const lines = [
    `net_interface ${at}`,
    `sip_listen ${host}:${port}`,
    'call_max_calls 4',
    `audio_source aufile,${tone}`,
    `audio_player aufile,${join(folder, 'played.wav')}`,
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    'module_path /usr/lib/baresip/modules',
    ...[...codecs, 'aufile', 'stdio', ...modules].map((name) => `module ${name}.so`),
    'module_tmp account.so',
    'module_app menu.so',
    ...config,
    '',
  ];
  writeFileSync(join(folder, 'config'), lines.join('\n'));
  // Told of its process id, since the stage ends programs in good order only.
  const args = ['-c', 'echo $$ > "$0/pid"; exec baresip -v -f "$0"', folder];
  const running = await stage.start('sh', args, { stdin: 'pipe', ready: /baresip is ready/ });
  return new Baresip(running, Number(readFileSync(join(folder, 'pid'), 'latin1')));
}

export class Baresip {
  readonly running: Running;
  readonly #pid: number;

  constructor(running: Running, pid: number) {
    this.running = running;
    this.#pid = pid;
  }

  /** Types a command: `dial sip:bob@example.com`, `accept`, `hangup`, `hold`, `resume`. */
  type(command: string): void {
    this.running.type(`/${command}`);
  }

  /** It is gone from one moment to the next: no BYE, no word to the registrar. */
  async crash(): Promise<void> {
    process.kill(this.#pid, 'SIGKILL');
    await this.running.ended();
  }

  async until(event: keyof typeof EVENTS): Promise<void> {
    await this.running.says(EVENTS[event]);
  }
}
