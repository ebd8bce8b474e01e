/** baresip as a phone: sound from and to files, driven over its control connection. */

import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Phone, PhoneOptions } from './phone.ts';
import { Program } from './program.ts';
import { domain, password } from './sipwright-process.ts';
import { writeTone } from './sound.ts';

/** Told by baresip, or its answer to a command. */
interface Message {
  readonly event?: boolean;
  readonly type?: string;
  readonly param?: string;
  readonly ok?: boolean;
  readonly data?: string;
  readonly token?: string;
}

/** An address of its own tells the control socket from baresip's SIP listeners, whose ports are as free. */
const controlAddress = '127.0.0.2';

export async function startBaresip({
  server,
  user,
  transport = 'UDP',
  lines = 4,
  registrations = 1,
  hertz,
}: PhoneOptions): Promise<Phone> {
  const folder = mkdtempSync(join(server.installation.folder, `baresip-${user}-`));
  const recordings = join(folder, 'heard');
  // It only decodes what it can play.
  const played = join(folder, 'played.wav');
  mkdirSync(recordings);
  const tone = join(folder, 'tone.wav');
  writeTone(tone, hertz, 60);
  const { address, port } = server.at(transport);
  const outbound = `sip:${address}:${port};transport=${transport.toLowerCase()}`;
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:${user}@${domain}>;auth_pass=${password};outbound="${outbound}";regint=600;answermode=manual\n`,
  );
  writeFileSync(join(folder, 'config'), configuration({ tone, played, recordings, lines }));
  const program = new Program('baresip', ['-v', '-s', '-f', folder], { cwd: folder });
  const control = await program.holds('control', (one) => one.protocol === 'tcp' && one.address === controlAddress);
  program.assertHolds(control);
  const socket = connect(control.port, control.address);
  await once(socket, 'connect');
  const phone = new Baresip(program, socket, recordings, hertz);
  await server.registered(user, registrations);
  return phone;
}

function configuration(of: { tone: string; played: string; recordings: string; lines: number }): string {
  const lines = [
    // "lo" is refused as an interface, its address is not
    'net_interface 127.0.0.1',
    'sip_listen 127.0.0.1:0',
    `ctrl_tcp_listen ${controlAddress}:0`,
    `call_max_calls ${of.lines}`,
    `audio_source aufile,${of.tone}`,
    `audio_player aufile,${of.played}`,
    'rtp_stats yes',
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    `snd_path ${of.recordings}`,
    'module_path /usr/lib/baresip/modules',
    ...['g711', 'g722', 'aufile', 'sndfile', 'ctrl_tcp'].map((module) => `module ${module}.so`),
    'module_tmp account.so',
    'module_app menu.so',
    '',
  ];
  return lines.join('\n');
}

class Baresip implements Phone {
  readonly program: Program;
  readonly userAgent = /^baresip /;
  readonly hertz: number;
  readonly #socket: Socket;
  readonly #recordings: string;
  readonly #messages: Message[] = [];
  /** Where the call's messages, recordings and output begin. */
  #since = 0;
  #recorded: readonly string[] = [];
  #said = 0;
  #commands = 0;

  constructor(program: Program, socket: Socket, recordings: string, hertz: number) {
    this.program = program;
    this.hertz = hertz;
    this.#socket = socket;
    this.#recordings = recordings;
    // Its end shows in the program's.
    socket.on('error', () => {});
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      // Netstrings: length, colon, JSON, comma.
      for (let colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':')) {
        const end = colon + 1 + Number(text.slice(0, colon));
        if (text.length <= end) return;
        this.#messages.push(JSON.parse(text.slice(colon + 1, end)) as Message);
        text = text.slice(end + 1);
      }
    });
  }

  async dial(user: string): Promise<void> {
    this.#begin();
    await this.#command('dial', `sip:${user}@${domain}`);
  }

  async rings(): Promise<void> {
    await this.#event('CALL_INCOMING');
  }

  async answer(): Promise<void> {
    await this.#command('accept');
  }

  async talks(): Promise<void> {
    await this.#event('CALL_ESTABLISHED');
  }

  async hangUp(): Promise<void> {
    await this.#command('hangup');
  }

  async ended(): Promise<string> {
    return (await this.#event('CALL_CLOSED')).param ?? '';
  }

  async press(digits: string): Promise<void> {
    for (const digit of digits) await this.#command('sndcode', digit);
  }

  heardDigits(): string {
    const events = this.#messages.slice(this.#since).filter(({ type }) => type === 'CALL_DTMF_START');
    return events.map(({ param = '' }) => param).join('');
  }

  async hold(): Promise<void> {
    await this.#command('hold');
  }

  async resume(): Promise<void> {
    await this.#command('resume');
  }

  async transfer(user: string): Promise<void> {
    await this.#command('transfer', `sip:${user}@${domain}`);
  }

  recording(): string | undefined {
    const heard = readdirSync(this.#recordings).find(
      (name) => name.endsWith('-dec.wav') && !this.#recorded.includes(name),
    );
    return heard === undefined ? undefined : join(this.#recordings, heard);
  }

  async packets(): Promise<{ sent: number; received: number }> {
    const [, sent, received] = await this.program.says(/^packets:\s+(\d+)\s+(\d+)/m, this.#said);
    return { sent: Number(sent), received: Number(received) };
  }

  async quit(): Promise<void> {
    await this.#command('quit');
    const ending = await this.program.ended();
    if (ending !== 0) throw this.program.failure(`quit with ${ending}`);
  }

  #begin(): void {
    this.#since = this.#messages.length;
    this.#said = this.program.output.length;
    this.#recorded = readdirSync(this.#recordings);
  }

  async #event(type: string): Promise<Message> {
    const found = await this.program.until(`${type} from baresip`, () =>
      this.#messages.slice(this.#since).find((message) => message.event === true && message.type === type),
    );
    if (type === 'CALL_CLOSED') this.#since = this.#messages.length;
    return found;
  }

  async #command(command: string, params = ''): Promise<void> {
    const token = String(++this.#commands);
    const json = JSON.stringify({ command, params, token });
    this.#socket.write(`${json.length}:${json},`);
    const answer = await this.program.until(`the answer to ${command}`, () =>
      this.#messages.find((message) => message.token === token),
    );
    if (answer.ok !== true) throw this.program.failure(`refused ${command} ${params}: ${answer.data ?? ''}`);
  }
}
