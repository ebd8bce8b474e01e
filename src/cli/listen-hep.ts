/** `sipwright diagnose --listen hep:9060`: takes HEP from other servers, and tells live what goes by and what fails. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { HepReader, HopTable } from '../capture/index.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';
import { LiveDiagnosis, type LiveFilter } from './live-diagnosis.ts';
import { listenForStop } from './stop-signals.ts';

/** How often it is looked whether a call is over, ms. */
const TICK_MS = 250;

/** Runs until it is interrupted. @param where `hep:9060`, `hep:192.0.2.1:9060`, `hep:[2001:db8::1]:9060` */
export async function listenForHep(io: Io, where: string, filter: LiveFilter): Promise<void> {
  const { address, port } = placeOf(where);
  const live = new LiveDiagnosis(io, filter);
  const reader = new HepReader(live, new HopTable());
  const socket = createSocket(address === undefined || isIPv4(address) ? 'udp4' : 'udp6');
  socket.on('message', (packet) => reader.write(packet));
  socket.bind(port, address);
  try {
    await once(socket, 'listening');
  } catch (error) {
    throw new CommandError(EXIT.failed, `cannot listen on ${where}: ${(error as Error).message}`);
  }
  const bound = socket.address();
  say(io, `listening for HEP on UDP ${bound.address}:${bound.port}; Ctrl-C ends`);
  const stop = listenForStop(io);
  // Those who send have the time of their own clocks.
  const timer = setInterval(() => void live.tick(Date.now()), TICK_MS);
  await stop.stopped;
  clearInterval(timer);
  stop.release();
  socket.close();
  reader.end();
  await live.end();
}

function placeOf(where: string): { readonly address: string | undefined; readonly port: number } {
  const match = /^hep:(?:(?:\[([0-9a-f:.]+)\]|([\d.]+)):)?(\d{1,5})$/i.exec(where);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new CommandError(EXIT.usage, `--listen ${where}: hep:PORT or hep:ADDRESS:PORT was expected, as hep:9060`);
  return { address: match[1] ?? match[2], port };
}
