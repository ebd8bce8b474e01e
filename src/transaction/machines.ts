/** The four transaction state machines as data (RFC 3261 17, RFC 6026, RFC 4320). */

import { compile, type Machine, type MachineRows } from './transition.ts';

/** RFC 3261 17.1.1 as changed by RFC 6026 8.4. */
// biome-ignore format: a table
export const inviteClientRows: MachineRows = {
  name: 'INVITE client',
  initial: 'Calling',
  start: ['send', 'start A', 'start B'],
  rows: [
    { state: 'Calling', on: 'timer A', next: 'Calling', effects: ['resend', 'again A'], rfc: '3261 17.1.1.2' },
    { state: 'Calling', on: 'timer B', next: 'Terminated', effects: ['timeout'], rfc: '3261 17.1.1.2' },
    { state: 'Calling', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.1.1.2' },
    { state: 'Calling', on: 'cancel', next: 'Calling', effects: ['hold cancel'], rfc: '3261 9.1' },
    { state: 'Calling', on: '1xx', when: 'cancel held', next: 'Proceeding', effects: ['deliver', 'stop A', 'cancel', 'start Cancel'], rfc: '3261 9.1' },
    { state: 'Calling', on: '1xx', next: 'Proceeding', effects: ['deliver', 'stop A', 'stop B'], rfc: '3261 17.1.1.2' },
    { state: 'Calling', on: '2xx', next: 'Accepted', effects: ['deliver', 'stop A', 'start M'], rfc: '6026 7.2' },
    { state: 'Calling', on: '300-699', next: 'Completed', effects: ['ack', 'stop A', 'start D', 'deliver'], rfc: '3261 17.1.1.2' },
    { state: 'Proceeding', on: '1xx', next: 'Proceeding', effects: ['deliver'], rfc: '3261 17.1.1.2' },
    { state: 'Proceeding', on: '2xx', next: 'Accepted', effects: ['deliver', 'start M'], rfc: '6026 7.2' },
    { state: 'Proceeding', on: '300-699', next: 'Completed', effects: ['ack', 'start D', 'deliver'], rfc: '3261 17.1.1.2' },
    { state: 'Proceeding', on: 'cancel', when: 'not cancelled', next: 'Proceeding', effects: ['cancel', 'start Cancel'], rfc: '3261 9.1' },
    { state: 'Proceeding', on: 'timer Cancel', next: 'Terminated', effects: ['timeout'], rfc: '3261 9.1' },
    { state: 'Proceeding', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.1.4' },
    { state: 'Accepted', on: '2xx', next: 'Accepted', effects: ['deliver'], rfc: '6026 7.2' },
    { state: 'Accepted', on: 'timer M', next: 'Terminated', effects: [], rfc: '6026 7.2' },
    { state: 'Completed', on: '300-699', next: 'Completed', effects: ['ack'], rfc: '3261 17.1.1.2' },
    { state: 'Completed', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.1.1.2' },
    { state: 'Completed', on: 'timer D', next: 'Terminated', effects: [], rfc: '3261 17.1.1.2' },
  ],
};

/** RFC 3261 17.1.2. */
// biome-ignore format: a table
export const nonInviteClientRows: MachineRows = {
  name: 'non-INVITE client',
  initial: 'Trying',
  start: ['send', 'start E', 'start F'],
  rows: [
    { state: 'Trying', on: 'timer E', next: 'Trying', effects: ['resend', 'again E'], rfc: '3261 17.1.2.2' },
    { state: 'Trying', on: 'timer F', next: 'Terminated', effects: ['timeout'], rfc: '3261 17.1.2.2' },
    { state: 'Trying', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.1.2.2' },
    { state: 'Trying', on: '1xx', next: 'Proceeding', effects: ['deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Trying', on: '2xx', next: 'Completed', effects: ['stop E', 'start K', 'deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Trying', on: '300-699', next: 'Completed', effects: ['stop E', 'start K', 'deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: 'timer E', next: 'Proceeding', effects: ['resend', 'again E'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: 'timer F', next: 'Terminated', effects: ['timeout'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: '1xx', next: 'Proceeding', effects: ['deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: '2xx', next: 'Completed', effects: ['stop E', 'start K', 'deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Proceeding', on: '300-699', next: 'Completed', effects: ['stop E', 'start K', 'deliver'], rfc: '3261 17.1.2.2' },
    { state: 'Completed', on: 'timer K', next: 'Terminated', effects: [], rfc: '3261 17.1.2.2' },
  ],
};

/** RFC 3261 17.2.1 as changed by RFC 6026 7.1. */
// biome-ignore format: a table
export const inviteServerRows: MachineRows = {
  name: 'INVITE server',
  initial: 'Proceeding',
  start: ['start Trying'],
  rows: [
    { state: 'Proceeding', on: 'timer Trying', when: 'nothing sent', next: 'Proceeding', effects: ['trying'], rfc: '3261 17.2.1' },
    { state: 'Proceeding', on: 'request', next: 'Proceeding', effects: ['resend'], rfc: '3261 17.2.1' },
    { state: 'Proceeding', on: 'send 1xx', next: 'Proceeding', effects: ['send', 'stop Trying'], rfc: '3261 17.2.1' },
    { state: 'Proceeding', on: 'send 2xx', next: 'Accepted', effects: ['send', 'stop Trying', 'start L'], rfc: '6026 7.1' },
    { state: 'Proceeding', on: 'send 300-699', when: 'unreliable', next: 'Completed', effects: ['send', 'start G', 'start H'], rfc: '3261 17.2.1' },
    { state: 'Proceeding', on: 'send 300-699', next: 'Completed', effects: ['send', 'stop Trying', 'start H'], rfc: '3261 17.2.1' },
    { state: 'Proceeding', on: 'transport error', next: 'Proceeding', effects: ['fault'], rfc: '6026 7.1' },
    { state: 'Accepted', on: 'request', next: 'Accepted', effects: [], rfc: '6026 7.1' },
    { state: 'Accepted', on: 'send 2xx', next: 'Accepted', effects: ['send'], rfc: '6026 7.1' },
    { state: 'Accepted', on: 'ack', next: 'Accepted', effects: ['deliver'], rfc: '6026 7.1' },
    { state: 'Accepted', on: 'transport error', next: 'Accepted', effects: ['fault'], rfc: '6026 7.1' },
    { state: 'Accepted', on: 'timer L', next: 'Terminated', effects: [], rfc: '6026 7.1' },
    { state: 'Completed', on: 'request', next: 'Completed', effects: ['resend'], rfc: '3261 17.2.1' },
    { state: 'Completed', on: 'timer G', next: 'Completed', effects: ['resend', 'again G'], rfc: '3261 17.2.1' },
    { state: 'Completed', on: 'timer H', next: 'Terminated', effects: ['timeout'], rfc: '3261 17.2.1' },
    { state: 'Completed', on: 'transport error', next: 'Completed', effects: ['fault'], rfc: '6026 7.1' },
    { state: 'Completed', on: 'ack', next: 'Confirmed', effects: ['stop G', 'start I'], rfc: '3261 17.2.1' },
    { state: 'Confirmed', on: 'timer I', next: 'Terminated', effects: [], rfc: '3261 17.2.1' },
  ],
};

/** RFC 3261 17.2.2 with the late 100 and the end without an answer of RFC 4320: nobody sends 408 to a request other than INVITE. */
// biome-ignore format: a table
export const nonInviteServerRows: MachineRows = {
  name: 'non-INVITE server',
  initial: 'Trying',
  start: ['start TryingLate'],
  rows: [
    { state: 'Trying', on: 'timer TryingLate', next: 'Trying', effects: ['trying'], rfc: '4320 4.1' },
    { state: 'Trying', on: 'abandon', next: 'Terminated', effects: [], rfc: '4320 4.2' },
    { state: 'Trying', on: 'send 1xx', next: 'Proceeding', effects: ['send', 'stop TryingLate'], rfc: '3261 17.2.2' },
    { state: 'Trying', on: 'send 2xx', next: 'Completed', effects: ['send', 'stop TryingLate', 'start J'], rfc: '3261 17.2.2' },
    { state: 'Trying', on: 'send 300-699', next: 'Completed', effects: ['send', 'stop TryingLate', 'start J'], rfc: '3261 17.2.2' },
    { state: 'Proceeding', on: 'abandon', next: 'Terminated', effects: [], rfc: '4320 4.2' },
    { state: 'Proceeding', on: 'request', next: 'Proceeding', effects: ['resend'], rfc: '3261 17.2.2' },
    { state: 'Proceeding', on: 'send 1xx', next: 'Proceeding', effects: ['send'], rfc: '3261 17.2.2' },
    { state: 'Proceeding', on: 'send 2xx', next: 'Completed', effects: ['send', 'start J'], rfc: '3261 17.2.2' },
    { state: 'Proceeding', on: 'send 300-699', next: 'Completed', effects: ['send', 'start J'], rfc: '3261 17.2.2' },
    { state: 'Proceeding', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.2.2' },
    { state: 'Completed', on: 'request', next: 'Completed', effects: ['resend'], rfc: '3261 17.2.2' },
    { state: 'Completed', on: 'transport error', next: 'Terminated', effects: ['fault'], rfc: '3261 17.2.2' },
    { state: 'Completed', on: 'timer J', next: 'Terminated', effects: [], rfc: '3261 17.2.2' },
  ],
};

/** The rows of all four, for diagrams and tests. */
export const allMachineRows: readonly MachineRows[] = [
  inviteClientRows,
  nonInviteClientRows,
  inviteServerRows,
  nonInviteServerRows,
];

/** The four, compiled. A test may give the stack others. */
export interface Machines {
  readonly inviteClient: Machine;
  readonly nonInviteClient: Machine;
  readonly inviteServer: Machine;
  readonly nonInviteServer: Machine;
}

/** Those that a stack runs unless it is given others. */
export const machines: Machines = {
  inviteClient: compile(inviteClientRows),
  nonInviteClient: compile(nonInviteClientRows),
  inviteServer: compile(inviteServerRows),
  nonInviteServer: compile(nonInviteServerRows),
};
