/** A server process to be mistreated: trusted towards this machine, so that a test needs no digest, with few users. */

import { appendFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { killPrograms } from '../interop/program.ts';
import { Installation, type ServerProcess } from '../interop/sipwright-process.ts';
import { type At, UdpClient } from '../udp-client.ts';

export const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'];

export async function install(t: TestContext, config = ''): Promise<Installation> {
  const installation = await Installation.create(t, { users });
  appendFileSync(installation.configPath, `trusted: [127.0.0.1]\n${config}`);
  t.after(killPrograms);
  return installation;
}

export interface Mistreated {
  readonly installation: Installation;
  readonly server: ServerProcess;
  readonly udp: At;
  readonly tcp: At;
  readonly client: UdpClient;
}

export async function startServer(t: TestContext, config = ''): Promise<Mistreated> {
  const installation = await install(t, config);
  const server = await installation.start();
  return { installation, server, udp: server.at('UDP'), tcp: server.at('TCP'), client: await UdpClient.open(t) };
}

let registrations = 0;

/** Registers a contact of a user. @returns the status of the answer */
export async function register(client: UdpClient, at: At, user: string, contact: string): Promise<number> {
  const callId = `register-${++registrations}`;
  const text = client.request('REGISTER', 'sip:example.com', callId, [`Contact: <${contact}>`]);
  const address = `<sip:${user}@example.com>`;
  client.send(text.replace(/^From: .*$/m, `From: ${address};tag=1`).replace(/^To: .*$/m, `To: ${address}`), at);
  return (await client.final(callId)).status;
}
