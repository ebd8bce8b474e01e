/** The commands' end of the control socket. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Command, storeCommands, type StoreControls } from './control-commands.ts';
import { ControlError, type ControlReply, linesOf } from './control-protocol.ts';

/** Something that carries out commands: a running server, or the store itself. One command at a time. */
export interface Control {
  /**
   * Yields the items of a command and returns its result.
   * @throws ControlError with the code that the server gave
   */
  request(command: string, args?: object): AsyncGenerator<unknown, unknown>;
  close(): void | Promise<void>;
}

/** The result of a command whose items do not matter. */
export async function resultOf(run: AsyncGenerator<unknown, unknown>): Promise<unknown> {
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

export class ControlClient implements Control {
  readonly #socket: Socket;
  readonly #lines: AsyncGenerator<string>;
  #lastId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = linesOf(socket.setEncoding('utf8') as AsyncIterable<string>);
  }

  /** @returns undefined when no server listens there @throws ControlError `unreachable` when it may not be asked */
  static async connect(path: string): Promise<ControlClient | undefined> {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return undefined;
      const hint = code === 'EACCES' ? '; run the command as the user that the server runs as' : '';
      throw new ControlError('unreachable', `cannot reach the server on ${path}: ${message}${hint}`);
    }
    // Once connected, what goes wrong ends the reading.
    socket.on('error', () => {});
    return new ControlClient(socket);
  }

  async *request(command: string, args: object = {}): AsyncGenerator<unknown, unknown> {
    const id = ++this.#lastId;
    this.#socket.write(`${JSON.stringify({ id, command, args })}\n`);
    for (;;) {
      const line = await this.#lines.next().catch(() => ({ done: true as const, value: undefined }));
      if (line.done === true) throw new ControlError('unreachable', 'the server closed the control socket');
      const reply = JSON.parse(line.value) as ControlReply;
      if ('error' in reply) throw new ControlError(reply.error.code, reply.error.message);
      // What is left of a command that nobody listened to till its end.
      if (reply.id !== id) continue;
      if ('done' in reply) return reply.result;
      yield reply.item;
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The commands for accounts and registrations on a store that no server has open. */
export class StoreControl implements Control {
  readonly #controls: StoreControls;

  constructor(controls: StoreControls) {
    this.#controls = controls;
  }

  request(command: string, args: object = {}): AsyncGenerator<unknown, unknown> {
    const run: Command<StoreControls> | undefined = storeCommands[command];
    if (run === undefined) throw new ControlError('unreachable', `${command} needs a running server`);
    return run(this.#controls, args as Record<string, unknown>);
  }

  close(): Promise<void> {
    return this.#controls.store.close();
  }
}
