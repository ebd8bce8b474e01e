/** linphonec as a phone: sound from and to files, driven by what is typed into it, followed by its log. */

import { mkdirSync, mkdtempSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Phone, PhoneOptions } from './phone.ts';
import { Program } from './program.ts';
import { domain, password } from './sipwright-process.ts';
import { writeTone } from './sound.ts';

/** The log in its own output: what it prints for people does not tell enough. */
const verbose = ['-d', '6', '-l', '/dev/stdout'];

export async function startLinphone({
  server,
  user,
  transport = 'UDP',
  lines = 4,
  registrations = 1,
  hertz,
}: PhoneOptions): Promise<Phone> {
  const folder = mkdtempSync(join(server.installation.folder, `linphone-${user}-`));
  // Without its folder the database cannot be made, and without the database it does not listen.
  mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
  const tone = join(folder, 'tone.wav');
  writeTone(tone, hertz, 60);
  const { address, port } = server.at(transport);
  const proxy = `<sip:${address}:${port};transport=${transport.toLowerCase()};lr>`;
  const rc = join(folder, 'linphonerc');
  writeFileSync(rc, configuration({ user, proxy, lines }));
  const program = new Program('linphonec', ['-c', rc, ...verbose], { cwd: folder, env: { HOME: folder } });
  await program.says(/to \[LinphoneRegistrationOk\]/);
  await server.registered(user, registrations);
  const phone = new Linphone(program, folder, hertz);
  await phone.type('soundcard use files', /Using wav files/);
  await phone.type(`play ${tone}`);
  await phone.prepare();
  return phone;
}

function configuration(of: { user: string; proxy: string; lines: number }): string {
  return `[sip]
# -1 is a free one; without a TCP port it does not listen at all
sip_port=-1
sip_tcp_port=-1
bind_address=127.0.0.1
guess_hostname=0
register_only_when_network_is_up=0
# loopback alone is no network to it
auto_net_state_mon=0
default_proxy=0
[net]
dns_srv_enabled=0
[rtp]
audio_rtp_port=-1
[misc]
max_calls=${of.lines}
[proxy_0]
reg_proxy=${of.proxy}
reg_route=${of.proxy}
reg_identity=sip:${of.user}@${domain}
reg_expires=600
reg_sendregister=1
publish=0
[auth_info_0]
username=${of.user}
passwd=${password}
realm=${domain}
${codecs.map(audioCodec).join('')}`;
}

/** Only the first is wanted: at 8000 samples a second, like the recordings. */
const codecs = [
  ['PCMU', 8000, 1],
  ['opus', 48_000, 2],
  ['speex', 16_000, 1],
  ['speex', 8000, 1],
  ['G729', 8000, 1],
] as const;

function audioCodec([mime, rate, channels]: (typeof codecs)[number], at: number): string {
  return `[audio_codec_${at}]\nmime=${mime}\nrate=${rate}\nchannels=${channels}\nenabled=${at === 0 ? 1 : 0}\n`;
}

class Linphone implements Phone {
  readonly program: Program;
  readonly userAgent = /^Linphonec\//;
  readonly hertz: number;
  readonly #folder: string;
  #calls = 0;
  /** Where the call's output begins. */
  #said = 0;
  /** What it said in the call that has ended. */
  #ended = '';

  constructor(program: Program, folder: string, hertz: number) {
    this.program = program;
    this.hertz = hertz;
    this.#folder = folder;
  }

  async dial(user: string): Promise<void> {
    await this.type(`call sip:${user}@${domain}`, /moving from state LinphoneCallOutgoingInit/);
  }

  async rings(): Promise<void> {
    await this.program.says(/to LinphoneCallIncomingReceived/, this.#said);
  }

  async answer(): Promise<void> {
    await this.type('answer', /to LinphoneCallConnected/);
  }

  async talks(): Promise<void> {
    await this.program.says(/to LinphoneCallStreamsRunning/, this.#said);
  }

  async hangUp(): Promise<void> {
    await this.type('terminate');
  }

  async ended(): Promise<string> {
    const [, reason] = await this.program.says(/Call \d+ with .* (?:ended \((.*)\)|error)/, this.#said);
    await this.program.says(/to LinphoneCallReleased/, this.#said);
    this.#ended = this.program.output.slice(this.#said);
    await this.prepare();
    // For a call that was refused it says "error"; why stands in the response.
    const refusals = this.#ended.match(/^SIP\/2\.0 [3-6].*$/gm);
    return reason ?? refusals?.at(-1) ?? 'error';
  }

  async press(digits: string): Promise<void> {
    await this.type(digits);
  }

  heardDigits(): string {
    return [...this.program.output.slice(this.#said).matchAll(/^Receiving tone (.) from/gm)]
      .map(([, it]) => it)
      .join('');
  }

  async hold(): Promise<void> {
    await this.type('pause', /to LinphoneCallPaused/);
  }

  async resume(): Promise<void> {
    await this.type('resume', /to LinphoneCallStreamsRunning/);
  }

  async transfer(user: string): Promise<void> {
    await this.type(`transfer sip:${user}@${domain}`);
  }

  recording(): string | undefined {
    const heard = join(this.#folder, `heard-${this.#calls}.wav`);
    return existsSync(heard) ? heard : undefined;
  }

  async packets(): Promise<{ sent: number; received: number }> {
    const statistics = /AUDIO SESSION'S RTP STATISTICS[^]*?sent\s+(\d+) packets[^]*?received\s+(\d+) packets/;
    const found = statistics.exec(this.#ended);
    if (found === null) throw this.program.failure('told no RTP statistics');
    return { sent: Number(found[1]), received: Number(found[2]) };
  }

  async quit(): Promise<void> {
    await this.type('unregister', /to \[LinphoneRegistrationCleared\]/);
    this.program.write('quit');
    const ending = await this.program.ended();
    if (ending !== 0) throw this.program.failure(`quit with ${ending}`);
  }

  /** Before each call: once it rings, linphonec crashes on `record`. Every call is recorded in a file of its own. */
  async prepare(): Promise<void> {
    this.#said = this.program.output.length;
    this.#calls++;
    await this.type(`record ${join(this.#folder, `heard-${this.#calls}.wav`)}`);
  }

  /** @param done what it says when it has understood; else only that it lives */
  async type(line: string, done?: RegExp): Promise<void> {
    const from = this.program.output.length;
    this.program.write(line);
    if (done !== undefined) await this.program.says(done, from);
  }
}
