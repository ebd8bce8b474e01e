/** The server's end of the control socket: a Unix socket that only the server's own user can open. */
import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { SipError } from '../message/index.ts';
import type { Logger } from '../stack/index.ts';
import { type Command, type ServerControls, serverCommands } from './control-commands.ts';
import { ControlError, type ControlReply, type ControlRequest, linesOf } from './control-protocol.ts';

export interface ControlEndpoint {
  close(): Promise<void>;
}

/** What the system allows of `sun_path`. */
const MAX_PATH = 107;
/** Replies are sent together up to this many characters; then the peer's pace counts. */
const CHUNK = 65_536;

/** @throws SipError (as a rejection) `SIP_CONTROL_IN_USE` when another server answers there, `SIP_CONTROL_FAILED` */
export async function startControl(path: string, controls: ServerControls, log: Logger): Promise<ControlEndpoint> {
  if (Buffer.byteLength(path) > MAX_PATH) {
    throw new SipError(
      'SIP_CONTROL_FAILED',
      `the control socket's path has more than ${MAX_PATH} bytes: ${path}; set a shorter "control.path"`,
    );
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, controls, log);
  });
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw failed(path, error);
    // The file of a server that was killed stays behind: whether anybody answers tells.
    if (await answers(path)) {
      throw new SipError(
        'SIP_CONTROL_IN_USE',
        `another server is running and answers on ${path}; stop it, or set another "control.path"`,
      );
    }
    await rm(path, { force: true });
    await listen(server, path).catch((again: unknown) => Promise.reject(failed(path, again)));
  }
  await chmod(path, 0o600);
  return {
    async close() {
      for (const socket of sockets) socket.destroySoon();
      server.close();
      await rm(path, { force: true });
    },
  };
}

async function listen(server: NetServer, path: string): Promise<void> {
  const before = process.umask(0o177); // nobody else can open it, not even before the chmod
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}

function failed(path: string, error: unknown): SipError {
  return new SipError(
    'SIP_CONTROL_FAILED',
    `cannot listen on the control socket ${path}: ${(error as Error).message}`,
    { cause: error },
  );
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function serve(socket: Socket, controls: ServerControls, log: Logger): Promise<void> {
  socket.setEncoding('utf8');
  try {
    for await (const line of linesOf(socket as AsyncIterable<string>)) await carryOut(line, socket, controls, log);
  } catch (error) {
    if (error instanceof ControlError)
      socket.end(`${JSON.stringify({ id: 0, error: { code: error.code, message: error.message } })}\n`);
    socket.destroySoon();
  }
}

async function carryOut(line: string, socket: Socket, controls: ServerControls, log: Logger): Promise<void> {
  let id = 0;
  const out = new Replies(socket);
  try {
    const request = parseRequest(line);
    id = request.id;
    const command: Command<ServerControls> | undefined = Object.hasOwn(serverCommands, request.command)
      ? serverCommands[request.command]
      : undefined;
    if (command === undefined) throw new ControlError('bad-arguments', `there is no command "${request.command}"`);
    if (request.command !== 'users.list') log.debug({ command: request.command }, 'control');
    const run = command(controls, request.args);
    for (;;) {
      const step = await run.next();
      if (step.done === true) {
        await out.put({ id, done: true, result: step.value ?? null });
        break;
      }
      if (step.value === undefined) await out.flush();
      else await out.put({ id, item: step.value });
      if (socket.destroyed) {
        await run.return(undefined);
        return;
      }
    }
  } catch (error) {
    const code = error instanceof ControlError ? error.code : 'failed';
    if (code === 'failed') log.error({ err: error }, 'a command of the control socket failed');
    await out.put({ id, error: { code, message: error instanceof Error ? error.message : String(error) } });
  }
  await out.flush();
}

function parseRequest(line: string): ControlRequest {
  try {
    const { id, command, args } = JSON.parse(line) as Partial<ControlRequest>;
    if (typeof id === 'number' && typeof command === 'string') return { id, command, args: args ?? {} };
  } catch {
    // told below
  }
  throw new ControlError('bad-arguments', 'a request is one line of JSON: {"id": 1, "command": "status", "args": {}}');
}

/** Gathers replies, and waits for a peer that reads slowly. */
class Replies {
  readonly #socket: Socket;
  #text = '';

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  async put(reply: ControlReply): Promise<void> {
    this.#text += `${JSON.stringify(reply)}\n`;
    if (this.#text.length >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.#socket.destroyed) return;
    if (this.#socket.write(text)) {
      // Other events get their turn between two chunks of a long list.
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]).catch(() => {});
  }
}
