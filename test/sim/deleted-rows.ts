/** Every state machine with one row less, each in turn: what a test that is worth its name must notice. */

import { compileDialogRows, type DialogMachine, dialogRows } from '../../src/dialog/index.ts';
import { allMachineRows, compile, machines, type MachineRows, type Machines } from '../../src/transaction/index.ts';

export interface Mutant {
  /** `INVITE client: Calling on 1xx` */
  readonly name: string;
  readonly machines: Machines;
  readonly dialogMachine: DialogMachine | undefined;
}

const members: Readonly<Record<MachineRows['name'], keyof Machines>> = {
  'INVITE client': 'inviteClient',
  'non-INVITE client': 'nonInviteClient',
  'INVITE server': 'inviteServer',
  'non-INVITE server': 'nonInviteServer',
};

export function mutants(): Mutant[] {
  const found: Mutant[] = [];
  for (const rows of allMachineRows)
    for (const row of rows.rows) {
      const machine = compile({ ...rows, rows: rows.rows.filter((other) => other !== row) });
      const guard = row.when === undefined ? '' : ` when ${row.when}`;
      found.push({
        name: `${rows.name}: ${row.state} on ${row.on}${guard}`,
        machines: { ...machines, [members[rows.name]]: machine },
        dialogMachine: undefined,
      });
    }
  for (const row of dialogRows) {
    const dialogMachine = compileDialogRows(dialogRows.filter((other) => other !== row));
    found.push({ name: `dialog: ${row.state} on ${row.on}`, machines, dialogMachine });
  }
  return found;
}
