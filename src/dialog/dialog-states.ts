/** The life of a dialog as data (RFC 3261 12, 13.2.2.4, 15). */

import { SipError } from '../message/index.ts';

/** The states of a dialog (12): early until a 2xx has passed, and terminated for good. */
export const dialogStates = ['Early', 'Confirmed', 'Terminated'] as const;
/** One of `dialogStates`. */
export type DialogState = (typeof dialogStates)[number];

/** What can happen to a dialog, seen from either side. */
export const dialogEvents = [
  /** A provisional response of the INVITE that made it. */
  '1xx',
  /** A 2xx to the INVITE that made it, received or sent. */
  '2xx',
  /** Any other final response to that INVITE. */
  '300-699',
  /** No further dialog can come of that INVITE: 64 T1 have passed since a 2xx made another one. */
  'search over',
  /** A target refresh request (INVITE, UPDATE, SUBSCRIBE, NOTIFY, REFER) was taken, or its 2xx received. */
  'target refresh',
  /** BYE was sent, or received. */
  'bye',
  /** A request within it met with 481, 408 or silence. */
  'gone',
] as const;
/** One of `dialogEvents`. */
export type DialogEvent = (typeof dialogEvents)[number];

/** What a transition asks of the dialog. */
export type DialogEffect =
  /** Take the route set anew from the Record-Route of the 2xx (13.2.2.4). */
  | 'set route set'
  /** Take the remote target from the Contact of the message (12.2.1.2, 12.2.2). */
  | 'set target'
  /** The dialog is over. */
  | 'end';

/** One transition: what an event does to a dialog in a state. */
export interface DialogRow {
  readonly state: DialogState;
  readonly on: DialogEvent;
  readonly next: DialogState;
  /** In the order in which they are carried out. */
  readonly effects: readonly DialogEffect[];
  /** The number of the RFC and its section. */
  readonly rfc: string;
}

/** Every transition of a dialog; an event that has no row in a state changes nothing. */
// biome-ignore format: a table
export const dialogRows: readonly DialogRow[] = [
  { state: 'Early', on: '1xx', next: 'Early', effects: [], rfc: '3261 13.2.2.1' },
  { state: 'Early', on: '2xx', next: 'Confirmed', effects: ['set route set', 'set target'], rfc: '3261 13.2.2.4' },
  { state: 'Early', on: '300-699', next: 'Terminated', effects: ['end'], rfc: '3261 12.3' },
  { state: 'Early', on: 'search over', next: 'Terminated', effects: ['end'], rfc: '3261 13.2.2.4' },
  { state: 'Early', on: 'target refresh', next: 'Early', effects: ['set target'], rfc: '3311 5.1' },
  { state: 'Early', on: 'bye', next: 'Terminated', effects: ['end'], rfc: '3261 15' },
  { state: 'Early', on: 'gone', next: 'Terminated', effects: ['end'], rfc: '3261 12.2.1.2' },
  { state: 'Confirmed', on: 'target refresh', next: 'Confirmed', effects: ['set target'], rfc: '3261 12.2.2' },
  { state: 'Confirmed', on: 'bye', next: 'Terminated', effects: ['end'], rfc: '3261 15.1' },
  { state: 'Confirmed', on: 'gone', next: 'Terminated', effects: ['end'], rfc: '3261 12.2.1.2' },
];

/** Rows, compiled: `[state * dialogEvents.length + event]` is one of them, or undefined: nothing happens. */
export type DialogMachine = readonly (DialogRow | undefined)[];

/** Compiles rows into a machine. @throws SipError SIP_MACHINE for rows that name what is not there, or say two things of one event */
export function compileDialogRows(rows: readonly DialogRow[]): DialogMachine {
  const table = new Array<DialogRow | undefined>(dialogStates.length * dialogEvents.length).fill(undefined);
  for (const row of rows) {
    const state = dialogStates.indexOf(row.state);
    const event = dialogEvents.indexOf(row.on);
    const at = state * dialogEvents.length + event;
    if (state < 0 || event < 0 || !dialogStates.includes(row.next) || table[at] !== undefined)
      throw new SipError('SIP_MACHINE', `dialog: ${row.state} on ${row.on}`);
    table[at] = row;
  }
  return table;
}

/** The machine of `dialogRows`, which dialogs have unless they are given another. */
export const dialogMachine = compileDialogRows(dialogRows);

/** Looks a transition up. @returns what an event does in a state; undefined: nothing */
export function dialogRow(machine: DialogMachine, state: DialogState, event: DialogEvent): DialogRow | undefined {
  return machine[dialogStates.indexOf(state) * dialogEvents.length + dialogEvents.indexOf(event)];
}
