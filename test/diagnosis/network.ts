/** What the loopback of a stage lacks to be a network: hosts that are silent, and sound that comes from where it is sent. */

import { spawnSync } from 'node:child_process';

/** Packets to this address leave, and nothing ever comes back: a host that is switched off, or behind a NAT. */
export function silence(address: string): void {
  ip('route', 'replace', address, 'dev', 'lo');
}

/**
 * Phones send sound from sockets that are bound to no address, and on a loopback such packets come from the address that they
 * go to. After this, what such a socket sends to one of the two comes from the other.
 */
export function soundBetween(one: string, other: string): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ]) {
    const route = ['local', to, 'dev', 'lo', 'table', 'local'];
    if (to.includes(':')) {
      // The kernel's own has metric 0, which cannot be asked for, and would win.
      ip('-6', 'route', 'del', ...route);
      ip('-6', 'route', 'add', ...route, 'src', from, 'metric', '1');
    } else ip('route', 'replace', ...route, 'src', from);
  }
}

/** No fragment that arrives is put together again: as where a firewall drops those that have no ports. */
export function dropFragments(): void {
  // The low mark may never stand above the high one.
  for (const mark of ['low', 'high']) run('sysctl', '-q', '-w', `net.ipv4.ipfrag_${mark}_thresh=0`);
}

const ip = (...args: string[]) => run('ip', ...args);

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
