/** What a user agent says that it is able to: Allow, Accept, Supported (RFC 3261 8.1.1.9, 11, 13.2.1). */

import { type Header } from '../message/index.ts';
import { type CallPolicy } from './agent-parts.ts';
import { type Capabilities } from './request/request-checks.ts';

/** What we handle by ourselves, whether or not the application looks. */
const METHODS = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'PRACK',
  'UPDATE',
  'INFO',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
] as const;

/** Media types of bodies that mean something to a user agent by itself. */
const ACCEPTED: readonly string[] = ['application/sdp'];

/**
 * What requests are measured against.
 * @param listening whether the application looks at requests outside a call
 * @param users the user parts that reach us; any where it is empty
 */
export function ownCapabilities(policy: CallPolicy, listening: boolean, users: readonly string[]): Capabilities {
  return {
    methods: ownMethods(listening),
    anyMethod: listening,
    accept: ACCEPTED,
    supported: ownExtensions(policy),
    users,
  };
}

/**
 * As responses to OPTIONS, INVITEs and their 2xx carry them.
 * @param reliable the policy of one call, where it has its own
 */
export function capabilityHeaders(
  policy: CallPolicy,
  listening: boolean,
  reliable?: CallPolicy['reliable'],
): readonly Header[] {
  return [
    ['Allow', ownMethods(listening).join(', ')],
    ['Accept', ACCEPTED.join(', ')],
    ['Supported', ownExtensions(policy, reliable).join(', ')],
  ];
}

function ownMethods(listening: boolean): readonly string[] {
  return listening ? [...METHODS, 'MESSAGE'] : METHODS;
}

function ownExtensions({ reliable: all, sessionTimer }: CallPolicy, reliable = all): readonly string[] {
  return [
    ...(reliable === 'off' ? [] : ['100rel']),
    ...(sessionTimer.supported === false ? [] : ['timer']),
    'replaces',
    'norefersub',
    'nosub',
  ];
}
