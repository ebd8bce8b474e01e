/** Where a side of a dialog sends its requests: the remote target and the route set that it was given (RFC 3261 12.1.1, 12.1.2, 12.2.1.1). */

import { type Place } from '../../capture/index.ts';
import { headerId } from '../../catalogue/index.ts';
import { type NameAddr, type Uri } from '../../message/index.ts';
import { planTarget, type TargetPlan } from '../../routing/index.ts';
import { isInside } from './address.ts';
import { type Step } from './step.ts';

const CONTACT = headerId('Contact');
const RECORD_ROUTE = headerId('Record-Route');
const ROUTE = headerId('Route');

/** What a message told the one who received it about later requests. */
export interface DialogTarget {
  /** The message: an INVITE, or the 2xx to it. */
  readonly step: Step;
  /** The URI of its Contact; undefined without one that can be read. */
  readonly contact: Uri | undefined;
  /** The route set in the order in which requests carry it. */
  readonly routes: readonly NameAddr[];
  /** Which header field names the first stop. */
  readonly by: 'Contact' | 'Record-Route';
  /** The first stop. */
  readonly next: Uri | undefined;
  /** Its host, port and transport; undefined where its URI names none that SIP can go to. */
  readonly plan: TargetPlan | undefined;
}

/** What a message told its receiver: Record-Route of a response is taken from the end (12.1.2), that of a request as it stands. */
export function dialogTarget(step: Step): DialogTarget {
  const { message } = step;
  const contacts = message.has(CONTACT) ? message.addresses(CONTACT) : [];
  const contact = Array.isArray(contacts) ? contacts[0]?.uri : undefined;
  const recorded = message.has(RECORD_ROUTE) ? message.addresses(RECORD_ROUTE) : [];
  const values = Array.isArray(recorded) ? recorded : [];
  const routes = step.isRequest ? values : [...values].reverse();
  const next = routes.length > 0 ? routes[0].uri : contact;
  return {
    step,
    contact,
    routes,
    by: routes.length > 0 ? 'Record-Route' : 'Contact',
    next,
    plan: next === undefined ? undefined : planTarget(next),
  };
}

/** Whether a request carries any Route. */
export function hasRoute({ message }: Step): boolean {
  return message.has(ROUTE);
}

/**
 * What the capture tells of a host that requests are to go to:
 * - `unresolvable`: a name that no DNS server of the internet knows.
 * - `inside`: a private address, told by or to somebody who is outside of that network.
 * - `here`: the address of the neighbour that the message came from.
 * - `elsewhere`: another address; `name`: a host name, of which nothing is known.
 */
export type Reach = 'unresolvable' | 'inside' | 'here' | 'elsewhere' | 'name';

/** @param asker who is to send there @param neighbour whom the message that names the host came from */
export function reachOf({ host, numeric }: TargetPlan, asker: Place, neighbour: Place): Reach {
  if (!numeric) return isUnresolvable(host) ? 'unresolvable' : 'name';
  if (host === neighbour.address) return 'here';
  if (neighbour.address === '') return 'name';
  return isInside(host) && !(isInside(asker.address) && isInside(neighbour.address)) ? 'inside' : 'elsewhere';
}

/** A name of one label, or below a top-level domain that is never in the DNS of the internet (RFC 6761, RFC 6762). */
export function isUnresolvable(host: string): boolean {
  return (
    host !== '' &&
    !host.includes(':') &&
    (!host.includes('.') || /\.(?:invalid|local|localhost|localdomain|lan|internal|home|test)\.?$/.test(host))
  );
}
