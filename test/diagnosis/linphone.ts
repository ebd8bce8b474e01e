/** linphonec on a stage: sound from a file, driven by what is typed into it, followed by its log. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTone } from '../interop/sound.ts';
import { type Running, type Stage } from './stage.ts';

export interface LinphoneOptions {
  readonly at: string;
  readonly port?: number;
  /** The address-of-record: `alice@example.com`. */
  readonly aor: string;
  readonly password?: string;
  /** Its registrar and proxy: `198.51.100.10`, `198.51.100.10:5070`; none: it calls directly. */
  readonly proxy?: string;
  readonly transport?: 'udp' | 'tcp';
  /** Whether it registers there. */
  readonly registers?: boolean;
  /** s */
  readonly expires?: number;
  readonly codecs?: readonly (readonly [mime: string, rate: number])[];
  /** Lines of `[sip]`, `[rtp]`, `[net]`; and of the account. */
  readonly sip?: readonly string[];
  readonly rtp?: readonly string[];
  readonly net?: readonly string[];
  readonly account?: readonly string[];
  /** Whether it waits until it is registered. */
  readonly waits?: boolean;
}

const EVENTS = {
  registered: /to \[LinphoneRegistrationOk\]/,
  refused: /to \[LinphoneRegistrationFailed\]/,
  rings: /to LinphoneCallIncomingReceived/,
  hearsRinging: /to LinphoneCallOutgoingRinging/,
  talks: /to LinphoneCallStreamsRunning/,
  paused: /to LinphoneCallPaused/,
  ended: /to LinphoneCallReleased/,
} as const;

let started = 0;

export async function linphone(stage: Stage, options: LinphoneOptions): Promise<Linphone> {
  const folder = join(stage.folder, `linphone-${++started}`);
  // Without its folder the database cannot be made, and without the database it does not listen.
  mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
  const tone = join(folder, 'tone.wav');
  writeTone(tone, 600, 20);
  const rc = join(folder, 'linphonerc');
  writeFileSync(rc, configuration(options));
  // The log in its own output: what it prints for people does not tell enough.
  const args = ['-c', rc, '-d', '6', '-l', '/dev/stdout'];
  const env = { HOME: folder, TERM: 'xterm', NO_COLOR: '1' };
  const running = await stage.start('linphonec', args, { stdin: 'pipe', ready: /Ready|linphonec>/, env });
  running.type('soundcard use files');
  running.type(`play ${tone}`);
  const phone = new Linphone(running);
  if (options.waits !== false && options.proxy !== undefined && options.registers !== false)
    await phone.until('registered');
  return phone;
}

/** The first codecs are wanted; the others, which it has by itself, are switched off. */
const CODECS = [
  ['PCMU', 8000, 1],
  ['PCMA', 8000, 1],
  ['opus', 48_000, 2],
  ['speex', 16_000, 1],
  ['speex', 8000, 1],
  ['G729', 8000, 1],
] as const;

function configuration(options: LinphoneOptions): string {
  const { at, port = 5060, aor, password, proxy, transport = 'udp', registers = true, expires = 600 } = options;
  const { codecs = [['PCMU', 8000]], sip = [], rtp = [], net = [], account = [] } = options;
  const [user, domain] = aor.split('@');
  const enabled = (mime: string, rate: number) => codecs.some(([name, hertz]) => name === mime && hertz === rate);
  const blocks = [
    `[sip]
sip_port=${port}
sip_tcp_port=${port}
bind_address=${at}
guess_hostname=0
contact=sip:${user}@${at}
register_only_when_network_is_up=0
auto_net_state_mon=0
default_proxy=${proxy === undefined ? -1 : 0}
media_encryption=none
${sip.join('\n')}`,
    `[net]
dns_srv_enabled=0
firewall_policy=none
${net.join('\n')}`,
    `[rtp]
audio_rtp_port=-1
bind_address=${at}
${rtp.join('\n')}`,
    ...CODECS.map(
      ([mime, rate, channels], index) =>
        `[audio_codec_${index}]\nmime=${mime}\nrate=${rate}\nchannels=${channels}\nenabled=${enabled(mime, rate) ? 1 : 0}`,
    ),
  ];
  if (proxy !== undefined)
    blocks.push(`[proxy_0]
reg_proxy=<sip:${proxy};transport=${transport};lr>
reg_route=<sip:${proxy};transport=${transport};lr>
reg_identity=sip:${aor}
reg_expires=${expires}
reg_sendregister=${registers ? 1 : 0}
publish=0
${account.join('\n')}`);
  if (password !== undefined) blocks.push(`[auth_info_0]\nusername=${user}\npasswd=${password}\nrealm=${domain}`);
  return `${blocks.join('\n')}\n`;
}

export class Linphone {
  readonly running: Running;

  constructor(running: Running) {
    this.running = running;
  }

  /** Types a command: `call sip:bob@example.com`, `answer`, `terminate`, `pause`, `resume`, `transfer …`, or digits. */
  type(command: string): void {
    this.running.type(command);
  }

  async until(event: keyof typeof EVENTS): Promise<void> {
    await this.running.says(EVENTS[event]);
  }
}
