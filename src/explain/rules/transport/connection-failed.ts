/** Connections for SIP that never came about, by somebody of whom the capture holds no SIP at all (RFC 3261 18.1.1, RFC 9293 3.5.2). */

import { type SeenEvent } from '../../../capture/index.ts';
import { placeText } from '../../case/address.ts';
import { endsOf } from '../../case/connection-trouble.ts';
import { type Surroundings } from '../../case/surroundings.ts';
import { countText, listText } from '../../case/wording.ts';
import { type CaptureRule, type Found } from '../rule.ts';
import { isSipPort } from './sip-ports.ts';
import { tcpRefused } from './tcp-refused.ts';
import { tcpUnanswered } from './tcp-unanswered.ts';
import { alertAdvice, isFatal, tlsAlert } from './tls-alert.ts';
import { refusalAdvice, websocketRefused } from './websocket-refused.ts';

const MAX_FOUND = 5;
const MAX_EVIDENCE = 3;
const MAX_CLIENTS = 3;

export const connectionFailed: CaptureRule = {
  id: 'connection-failed',
  family: 'transport',
  scope: 'capture',
  title: 'A connection for SIP never came about',
  severity: 'failure',
  meaning:
    'Somebody wanted to open a connection to a SIP server, and it was refused, not answered, or ended in the handshake of TLS or WebSocket. Not one message of SIP came from there in the whole capture. So no call and no registration shows it: the phone just says that the server cannot be reached.',
  cause: 'Address, port, transport, certificate or firewall do not fit.',
  fix: [
    'Ask the server from the same network with the same transport: `sipwright ping "sip:HOST:PORT;transport=tcp"`.',
  ],
  rfc: ['3261 18.1.1', '9293 3.5.2', '8446 6.2', '6455 4.2.2'],
  check(surroundings) {
    const groups = new Map<string, SeenEvent[]>();
    for (const event of surroundings.events) {
      if (!isMeant(surroundings, event)) continue;
      const key = `${event.event} ${placeText(endsOf(surroundings, event).server)} ${reasonOf(event)}`;
      const alike = groups.get(key);
      if (alike === undefined) groups.set(key, [event]);
      else alike.push(event);
    }
    return [...groups.values()]
      .sort((a, b) => b.length - a.length || a[0].frame - b[0].frame)
      .slice(0, MAX_FOUND)
      .map((events) => tell(surroundings, events));
  },
};

/** Who has spoken SIP in plain is judged with its calls: `tcp-refused`, `tls-alert`, … */
function isMeant(surroundings: Surroundings, event: SeenEvent): boolean {
  const kind = event.event;
  if (kind !== 'refused' && kind !== 'unanswered' && kind !== 'tls alert' && kind !== 'websocket refused') return false;
  if (kind === 'tls alert' && !isFatal(event.detail)) return false;
  const { client, server } = endsOf(surroundings, event);
  if (surroundings.flows.isHeard(client.address)) return false;
  return isSipPort(server.port) || surroundings.flows.isHeard(server.address);
}

/** How long and how often differs from one connection to the next; alerts and codes do not. */
function reasonOf({ event, detail }: SeenEvent): string {
  return event === 'refused' || event === 'unanswered' ? '' : detail;
}

function tell(surroundings: Surroundings, events: readonly SeenEvent[]): Found {
  const [event] = events;
  const { server } = endsOf(surroundings, event);
  const clients = [...new Set(events.map((one) => endsOf(surroundings, one).client.address))];
  const names = clients.slice(0, MAX_CLIENTS);
  if (clients.length > MAX_CLIENTS) names.push(`${clients.length - MAX_CLIENTS} more`);
  return {
    certainty: 'certain',
    ...(surroundings.messages === 0 ? {} : { severity: 'warning' as const }),
    summary: `${countText(events.length, 'connection')} from ${listText(names)} to ${placeText(server)} ${outcome(event, events.length)}. No message of SIP came from there in the whole capture.`,
    evidence: events
      .slice(0, MAX_EVIDENCE)
      .map(({ frame, event: kind, detail }) => ({ frame, note: `${kind}: ${detail}` })),
    ...adviceFor(surroundings, event),
  };
}

function outcome({ event, detail }: SeenEvent, count: number): string {
  const was = count === 1 ? 'was' : 'were';
  if (event === 'refused') return `${was} refused with a reset`;
  if (event === 'unanswered') return `${was} not answered`;
  if (event === 'tls alert') return `ended in the TLS handshake with the alert "${detail}"`;
  return `${was} refused as a WebSocket: HTTP ${detail}`;
}

function adviceFor(surroundings: Surroundings, event: SeenEvent): Pick<Found, 'cause' | 'fix'> {
  if (event.event === 'refused') return { cause: tcpRefused.cause, fix: tcpRefused.fix };
  if (event.event === 'unanswered') return { cause: tcpUnanswered.cause, fix: tcpUnanswered.fix };
  if (event.event === 'websocket refused')
    return { cause: websocketRefused.cause, fix: websocketRefused.fix, ...refusalAdvice(event.detail) };
  const { client } = endsOf(surroundings, event);
  const isByClient = event.hop.source.address === client.address && event.hop.source.port === client.port;
  return { cause: tlsAlert.cause, fix: tlsAlert.fix, ...alertAdvice(event.detail, isByClient) };
}
