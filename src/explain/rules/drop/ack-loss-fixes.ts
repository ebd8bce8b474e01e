/** What is told of a lost ACK, and what helps, by what was wrong with the addresses. */

import { type Place } from '../../../capture/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { type DialogTarget } from '../../case/dialog-target.ts';
import { shown, type Step } from '../../case/step.ts';
import { type Evidence } from '../rule.ts';

/** UDP datagrams above this are cut into fragments on an Ethernet, octets. */
const LARGE = 1_400;

/** Where the ACK was lost, and why. */
export interface AckLoss {
  /** For the summary, a sentence or two. */
  readonly told: string;
  readonly cause: string;
  readonly fix: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Whether the capture shows it, rather than that nothing else fits as well. */
  readonly isShown: boolean;
}

/** Somebody names an address of its own network to those outside. @param neighbour whom the message came from */
export function advertiseAddress(subject: Case, { by, next }: DialogTarget, neighbour: Place): string[] {
  const uri = shown(next?.text ?? '');
  const who = subject.whoShort(neighbour);
  if (by === 'Record-Route')
    return [
      `Let the proxy that wrote Record-Route ${uri} write its public address there: in Kamailio, \`listen=udp:PRIVATE:5060 advertise PUBLIC:5060\`, or record_route_preset(); in OpenSIPS \`as\` on the socket line.`,
      'A proxy with a foot in both networks writes two values of Record-Route, the public one for the outside (Kamailio: enable_double_rr, which is on by default, and a listen line for each network).',
      'Switch off SIP ALG in the routers between: it rewrites some headers and forgets others.',
    ];
  return [
    `Let ${who} write its public address into Contact ${uri}: in Asterisk (chan_pjsip), external_signaling_address and local_net of the transport; in FreeSWITCH, ext-sip-ip of the Sofia profile.`,
    'If a proxy or SBC stands between, let it correct the Contact of the answers of devices behind NAT, or put itself on the path with Record-Route: Kamailio does both with set_contact_alias() and record_route().',
    'In a phone behind NAT, switch on rport and keep-alive; a STUN server lets it write its public address.',
    'Switch off SIP ALG in the routers between: it rewrites some headers and forgets others.',
  ];
}

/** The answering device cannot be reached at its Contact. @param sender who sends requests to it */
export function repairContact(subject: Case, device: Place, sender: Place): string[] {
  const proxy = subject.whoShort(sender);
  return [
    `Let ${proxy} send requests within the call to ${placeText(device)}, where the device is really reached: in Kamailio, set_contact_alias() for its answers and handle_ruri_alias() for requests to it (module nathelper); in Asterisk, rewrite_contact=yes of the endpoint; in FreeSWITCH, apply-nat-acl of the Sofia profile.`,
    'A Sipwright proxy does so by itself: it remembers in Record-Route the flow that the phone registered over.',
    'If the device has a public address of its own, set it there as the external address, or let it ask a STUN server.',
    'Switch off SIP ALG in the router before the device.',
  ];
}

/** A proxy does not pass the ACK on. */
export function askTheProxy(proxy: string): string[] {
  return [
    `Look into the log of ${proxy} at the time of the ACK: it says where the ACK was to go, or why it was dropped.`,
    'In Kamailio and OpenSIPS the part for requests within a dialog must pass on ACK as well: loose_route(), then t_relay(), and only what t_check_trans() knows without a Route.',
    'Let the proxy write Record-Route into the INVITE, so that the ACK comes back with a Route that it knows.',
  ];
}

/** The answer does not get to whoever called. */
export function answerLost(answer: Step, place: string): string[] {
  const { text, fragments } = answer.seen;
  const size =
    fragments > 1 || (answer.hop.transport === 'UDP' && text.length > LARGE)
      ? [
          `The answer has ${text.length} octets, more than one packet holds: fragments are often dropped. Use TCP or TLS for this leg, or make the answer smaller by fewer codecs and header fields.`,
        ]
      : [];
  return [
    ...size,
    `Let NAT and firewall keep the way to ${place} open: keep-alives every 25 seconds or so, a longer UDP timeout, SIP ALG off.`,
    `See that the answer goes to the address and port that the INVITE came from (rport, RFC 3581).`,
  ];
}
