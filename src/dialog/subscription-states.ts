/** The life of a subscription as data, at its subscriber (RFC 6665 4.1.2) and at its notifier (4.2.1). */

import { SipError } from '../message/index.ts';
import { type TerminationReason } from './subscription-state.ts';

/** The states of a subscription at its subscriber, spelled as in RFC 6665 4.1.2. */
export const subscriberStates = ['notify_wait', 'pending', 'active', 'terminated'] as const;
/** One of `subscriberStates`. */
export type SubscriberState = (typeof subscriberStates)[number];

/** What can happen to a subscription at its subscriber. */
export const subscriberEvents = [
  /** A SUBSCRIBE within the dialog leaves, to refresh or to change the subscription. */
  'refresh',
  /** A SUBSCRIBE with Expires: 0 leaves within the dialog. */
  'unsubscribe',
  /** A 2xx to SUBSCRIBE, a NOTIFY follows. */
  '2xx',
  /** A 204 to SUBSCRIBE, no NOTIFY follows (RFC 5839). */
  '204',
  /** A final response to SUBSCRIBE that says that there is no such subscription: see `subscribeResponseEvent`. */
  'refused',
  /** Any other final response to SUBSCRIBE, once there is nothing to retry. */
  'failure',
  /** A NOTIFY, by its Subscription-State. */
  'NOTIFY pending',
  'NOTIFY active',
  'NOTIFY terminated',
  /** 64 T1 have passed since a SUBSCRIBE, and no NOTIFY has come. */
  'timer N',
  /** The time that 2xx or NOTIFY gave is over, without a refresh. */
  'expired',
] as const;
/** One of `subscriberEvents`. */
export type SubscriberEvent = (typeof subscriberEvents)[number];

/** What a transition asks of the subscriber. */
export type SubscriberEffect =
  /** Timer N: 64 T1 from now, in place of one that runs. In notify_wait it also bounds the time for NOTIFYs of other forks (4.4.1). */
  | 'start N'
  | 'stop N'
  /** Take the duration that the message names, where it does. 0 is none to wait for: the last NOTIFY is still to come. */
  | 'set expiry'
  /** Pass the NOTIFY to the event package. */
  | 'deliver'
  /** The subscription is over. */
  | 'end';

/** The states of a subscription at its notifier, spelled as in RFC 6665 4.2.1. */
export const notifierStates = ['resp_wait', 'pending', 'active', 'terminated'] as const;
/** One of `notifierStates`. */
export type NotifierState = (typeof notifierStates)[number];

/** What can happen to a subscription at its notifier. */
export const notifierEvents = [
  /** The subscriber may have the state. */
  'grant',
  /** Whether it may is not known yet. */
  'defer',
  /** The SUBSCRIBE that came first is answered with an error. */
  'refuse',
  /** The SUBSCRIBE that came first has Expires: 0, and is accepted: the state is wanted once. */
  'fetch',
  /** A SUBSCRIBE came within the dialog, and is accepted. */
  'refresh',
  /** The same with Expires: 0. */
  'unsubscribe',
  /** The state of the resource changed. */
  'state changed',
  /** The notifier ends it, for a reason of its own. */
  'terminate',
  /** The time that was granted is over, without a refresh. */
  'expired',
  /** A NOTIFY got no answer, or an error, and there is nothing to retry (4.2.2). */
  'NOTIFY failure',
] as const;
/** One of `notifierEvents`. */
export type NotifierEvent = (typeof notifierEvents)[number];

/** What a transition asks of the notifier. */
export type NotifierEffect =
  | 'send 2xx'
  /** Answer SUBSCRIBE with what the policy says. */
  | 'send failure'
  /** The duration that the 2xx grants runs from now. */
  | 'set expiry'
  /** Send a NOTIFY whose Subscription-State is the row's next state, with the row's reason, or that of the event. */
  | 'send NOTIFY'
  /** The subscription is over. */
  | 'end';

/** One transition of a subscription, at either side. */
export interface SubscriptionRow<State, Event, Effect> {
  readonly state: State;
  readonly on: Event;
  readonly next: State;
  readonly effects: readonly Effect[];
  /** Of a NOTIFY that says terminated, where it is the same each time. */
  readonly reason?: TerminationReason;
  readonly rfc: string;
}

/** One transition of a subscriber. */
export type SubscriberRow = SubscriptionRow<SubscriberState, SubscriberEvent, SubscriberEffect>;
/** One transition of a notifier. */
export type NotifierRow = SubscriptionRow<NotifierState, NotifierEvent, NotifierEffect>;

/** The rows of one side. */
export interface SubscriptionRows<State, Event, Effect> {
  readonly name: 'subscriber' | 'notifier';
  readonly states: readonly State[];
  readonly events: readonly Event[];
  readonly initial: State;
  /** What happens when the first SUBSCRIBE leaves, or comes. */
  readonly start: readonly Effect[];
  readonly rows: readonly SubscriptionRow<State, Event, Effect>[];
}

/** RFC 6665 4.1.2. Every subscription that a NOTIFY makes, of one fork or another, has a machine of its own. */
// biome-ignore format: a table
export const subscriberRows: SubscriptionRows<SubscriberState, SubscriberEvent, SubscriberEffect> = {
  name: 'subscriber',
  states: subscriberStates,
  events: subscriberEvents,
  initial: 'notify_wait',
  start: ['start N'],
  rows: [
    { state: 'notify_wait', on: '2xx', next: 'notify_wait', effects: ['set expiry'], rfc: '6665 4.1.2.1' },
    { state: 'notify_wait', on: 'refused', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.1' },
    { state: 'notify_wait', on: 'failure', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.1' },
    { state: 'notify_wait', on: 'NOTIFY pending', next: 'pending', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'notify_wait', on: 'NOTIFY active', next: 'active', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'notify_wait', on: 'NOTIFY terminated', next: 'terminated', effects: ['stop N', 'deliver', 'end'], rfc: '6665 4.1.3' },
    { state: 'notify_wait', on: 'timer N', next: 'terminated', effects: ['end'], rfc: '6665 4.1.2.4' },
    { state: 'pending', on: 'refresh', next: 'pending', effects: ['start N'], rfc: '6665 4.1.2.2' },
    { state: 'pending', on: 'unsubscribe', next: 'pending', effects: ['start N'], rfc: '6665 4.1.2.3' },
    { state: 'pending', on: '2xx', next: 'pending', effects: ['set expiry'], rfc: '6665 4.1.2.2' },
    { state: 'pending', on: '204', next: 'pending', effects: ['stop N', 'set expiry'], rfc: '6665 4.1.2.2' },
    { state: 'pending', on: 'refused', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.2' },
    // It lasts as long as was agreed before; no NOTIFY will confirm what failed.
    { state: 'pending', on: 'failure', next: 'pending', effects: ['stop N'], rfc: '6665 4.1.2.2' },
    { state: 'pending', on: 'NOTIFY pending', next: 'pending', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'pending', on: 'NOTIFY active', next: 'active', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'pending', on: 'NOTIFY terminated', next: 'terminated', effects: ['stop N', 'deliver', 'end'], rfc: '6665 4.1.3' },
    { state: 'pending', on: 'timer N', next: 'terminated', effects: ['end'], rfc: '6665 4.1.2.2' },
    { state: 'pending', on: 'expired', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: 'refresh', next: 'active', effects: ['start N'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: 'unsubscribe', next: 'active', effects: ['start N'], rfc: '6665 4.1.2.3' },
    { state: 'active', on: '2xx', next: 'active', effects: ['set expiry'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: '204', next: 'active', effects: ['stop N', 'set expiry'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: 'refused', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: 'failure', next: 'active', effects: ['stop N'], rfc: '6665 4.1.2.2' },
    // Not in the diagram of 4.1.2, but some notifiers take a permission back so, and theirs is the word that counts.
    { state: 'active', on: 'NOTIFY pending', next: 'pending', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'active', on: 'NOTIFY active', next: 'active', effects: ['stop N', 'set expiry', 'deliver'], rfc: '6665 4.1.3' },
    { state: 'active', on: 'NOTIFY terminated', next: 'terminated', effects: ['stop N', 'deliver', 'end'], rfc: '6665 4.1.3' },
    { state: 'active', on: 'timer N', next: 'terminated', effects: ['end'], rfc: '6665 4.1.2.2' },
    { state: 'active', on: 'expired', next: 'terminated', effects: ['stop N', 'end'], rfc: '6665 4.1.2.2' },
  ],
};

/** RFC 6665 4.2.1. Each 2xx is followed by a NOTIFY at once (4.2.1.2). */
// biome-ignore format: a table
export const notifierRows: SubscriptionRows<NotifierState, NotifierEvent, NotifierEffect> = {
  name: 'notifier',
  states: notifierStates,
  events: notifierEvents,
  initial: 'resp_wait',
  start: [],
  rows: [
    { state: 'resp_wait', on: 'grant', next: 'active', effects: ['send 2xx', 'set expiry', 'send NOTIFY'], rfc: '6665 4.2.1.2' },
    { state: 'resp_wait', on: 'defer', next: 'pending', effects: ['send 2xx', 'set expiry', 'send NOTIFY'], rfc: '6665 4.2.1.2' },
    { state: 'resp_wait', on: 'refuse', next: 'terminated', effects: ['send failure', 'end'], rfc: '6665 4.2.1.1' },
    { state: 'resp_wait', on: 'fetch', next: 'terminated', effects: ['send 2xx', 'send NOTIFY', 'end'], reason: 'timeout', rfc: '6665 4.4.3' },
    { state: 'pending', on: 'grant', next: 'active', effects: ['send NOTIFY'], rfc: '6665 4.2.1.3' },
    { state: 'pending', on: 'refresh', next: 'pending', effects: ['send 2xx', 'set expiry', 'send NOTIFY'], rfc: '6665 4.2.1.4' },
    { state: 'pending', on: 'unsubscribe', next: 'terminated', effects: ['send 2xx', 'send NOTIFY', 'end'], reason: 'timeout', rfc: '6665 4.2.1.4' },
    { state: 'pending', on: 'terminate', next: 'terminated', effects: ['send NOTIFY', 'end'], rfc: '6665 4.2.1.3' },
    { state: 'pending', on: 'expired', next: 'terminated', effects: ['send NOTIFY', 'end'], reason: 'timeout', rfc: '6665 4.2.1.4' },
    { state: 'pending', on: 'NOTIFY failure', next: 'terminated', effects: ['end'], rfc: '6665 4.2.2' },
    { state: 'active', on: 'refresh', next: 'active', effects: ['send 2xx', 'set expiry', 'send NOTIFY'], rfc: '6665 4.2.1.4' },
    { state: 'active', on: 'unsubscribe', next: 'terminated', effects: ['send 2xx', 'send NOTIFY', 'end'], reason: 'timeout', rfc: '6665 4.2.1.4' },
    // Nowhere else: before that, the subscriber must not learn of it.
    { state: 'active', on: 'state changed', next: 'active', effects: ['send NOTIFY'], rfc: '6665 4.2.2' },
    { state: 'active', on: 'terminate', next: 'terminated', effects: ['send NOTIFY', 'end'], rfc: '6665 4.2.2' },
    { state: 'active', on: 'expired', next: 'terminated', effects: ['send NOTIFY', 'end'], reason: 'timeout', rfc: '6665 4.2.1.4' },
    { state: 'active', on: 'NOTIFY failure', next: 'terminated', effects: ['end'], rfc: '6665 4.2.2' },
  ],
};

/** Rows, compiled: `table[state * events.length + event]` is one of them, or undefined: nothing happens. */
export interface SubscriptionMachine<State, Event, Effect> extends SubscriptionRows<State, Event, Effect> {
  readonly table: readonly (SubscriptionRow<State, Event, Effect> | undefined)[];
}

/** Compiles the rows of one side. @throws SipError SIP_MACHINE for rows that name what is not there, or say two things of one event */
export function compileSubscriptionRows<State, Event, Effect>(
  side: SubscriptionRows<State, Event, Effect>,
): SubscriptionMachine<State, Event, Effect> {
  const { name, states, events, rows } = side;
  const table = new Array<SubscriptionRow<State, Event, Effect> | undefined>(states.length * events.length).fill(
    undefined,
  );
  for (const row of rows) {
    const state = states.indexOf(row.state);
    const event = events.indexOf(row.on);
    const at = state * events.length + event;
    if (state < 0 || event < 0 || !states.includes(row.next) || table[at] !== undefined)
      throw new SipError('SIP_MACHINE', `${name}: ${String(row.state)} on ${String(row.on)}`);
    table[at] = row;
  }
  return { ...side, table };
}

/** The subscriber's machine. */
export const subscriberMachine = compileSubscriptionRows(subscriberRows);
/** The notifier's machine. */
export const notifierMachine = compileSubscriptionRows(notifierRows);

/** Looks a transition up. @returns what an event does in a state; undefined: nothing */
export function subscriptionRow<State, Event, Effect>(
  machine: SubscriptionMachine<State, Event, Effect>,
  state: State,
  event: Event,
): SubscriptionRow<State, Event, Effect> | undefined {
  return machine.table[machine.states.indexOf(state) * machine.events.length + machine.events.indexOf(event)];
}

/** After these the subscriber must take its subscription for terminated (RFC 6665 4.1.2.2): first and last of each range. */
const ENDING = [404, 404, 405, 405, 410, 410, 416, 416, 480, 485, 489, 489, 501, 501, 604, 604] as const;

/** The event of a final response to SUBSCRIBE; undefined for a provisional one. */
export function subscribeResponseEvent(status: number): '2xx' | '204' | 'refused' | 'failure' | undefined {
  if (status < 200) return undefined;
  if (status === 204) return '204';
  if (status < 300) return '2xx';
  for (let i = 0; i < ENDING.length; i += 2) if (status >= ENDING[i] && status <= ENDING[i + 1]) return 'refused';
  return 'failure';
}
