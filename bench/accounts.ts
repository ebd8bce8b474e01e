/** The accounts of the benchmark, and the files that sipp and Sipwright read them from. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const domain = 'bench.example';
/** Everybody's: Kamailio is given it in its configuration and looks nothing up. */
export const password = 'secret';
/** Whom the 302 scenario calls. */
export const movedUser = 'moved';
/** Where the bindings of the register scenario point. Nothing is sent there. */
const idlePhonePort = 5070;

/** Users by what they do; the number behind the name tells them apart. */
export const groups = ['warmup', 'phone', 'caller', 'callee'] as const;
export type Group = (typeof groups)[number];

export interface AccountPlan {
  readonly sizes: Readonly<Record<Group, number>>;
  readonly calleePort: number;
}

function userNames(group: Group, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${group}${String(at).padStart(6, '0')}`);
}

/** The rows that sipp takes one after the other: user; port of its contact; whom it calls; credentials. */
export async function writeSippFiles(folder: string, plan: AccountPlan): Promise<void> {
  for (const group of groups) {
    const port = group === 'callee' ? plan.calleePort : idlePhonePort;
    const rows = userNames(group, plan.sizes[group]).map((user, at) => {
      const callee = `callee${String(at % plan.sizes.callee).padStart(6, '0')}`;
      return `${user};${port};${callee};[authentication username=${user} password=${password}]`;
    });
    await writeFile(sippFile(folder, group), `SEQUENTIAL\n${rows.join('\n')}\n`);
  }
}

export function sippFile(folder: string, group: Group): string {
  return join(folder, `${group}.csv`);
}

/** Rows of user@domain,password, as `sipwright user import` takes them. */
export async function writeImportFile(file: string, plan: AccountPlan): Promise<void> {
  const users = groups.flatMap((group) => userNames(group, plan.sizes[group]));
  await writeFile(file, users.map((user) => `${user}@${domain},${password}\n`).join(''));
}
