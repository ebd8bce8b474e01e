/** The receiver cannot answer in the form that the request wants, or cannot read it: 405, 406, 489, 493, 494. */

import { codeTexts } from '../../../reference/index.ts';
import { type Rebuff, rebuffWith } from '../../case/refusal.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { shown, type Step } from '../../case/step.ts';
import { type CaseRule, type Severity } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** What of the request a code is about, and where the response says what would do. */
interface Matter {
  /** A header field of the request; or `method`. */
  readonly asked: string;
  /** A header field of the response; '' where there is none. */
  readonly offered: string;
  readonly cause: string;
  readonly fix: readonly string[];
}

const matters: ReadonlyMap<number, Matter> = new Map([
  [
    405,
    {
      asked: 'method',
      offered: 'Allow',
      cause: 'The server knows the method and does not serve it at this address.',
      fix: [
        'Send only methods that Allow of the response lists, or switch the feature off that sends this one.',
        'On the server, load or permit what serves the method for this address.',
      ],
    },
  ],
  [
    406,
    {
      asked: 'Accept',
      offered: '',
      cause: 'Accept of the request leaves no format in which the server could answer.',
      fix: [
        'Add the format that the server makes to Accept of the client: application/pidf+xml for presence, application/dialog-info+xml for lamps, application/sdp for calls.',
        'Or leave Accept out of the request.',
      ],
    },
  ],
  [
    489,
    {
      asked: 'Event',
      offered: 'Allow-Events',
      cause: 'The server does not know the event package that the client wants to be told about.',
      fix: [
        'Switch the feature off that subscribes to it (lamps, message waiting, presence), or load what serves it on the server.',
      ],
    },
  ],
  [
    493,
    {
      asked: 'Content-Type',
      offered: 'Content-Type',
      cause: 'The body is encrypted by S/MIME for a key that the receiver does not have.',
      fix: [
        'Take the certificate that came with the response, after comparing its fingerprint, and send again.',
        'If none came, switch S/MIME off for this contact, and protect the call by TLS and SRTP instead.',
      ],
    },
  ],
  [
    494,
    {
      asked: 'Security-Client',
      offered: 'Security-Server',
      cause: 'The server wants a security agreement (RFC 3329), and the request did not begin one that it can take.',
      fix: [
        'Use a client that knows the security agreement and shares one of the mechanisms in Security-Server, or an account without it.',
      ],
    },
  ],
]);

export const notAcceptable: CaseRule = {
  id: 'not-acceptable',
  family: 'set-up',
  scope: 'case',
  title: 'The request is not acceptable in this form',
  severity: 'failure',
  meaning:
    'The receiver understood the request, and cannot serve it in the form in which it came: its method is not served here (405), no format of Accept can be made (406), the event package is not known (489), ' +
    'the body is encrypted for another key (493), or a security agreement is wanted (494). The response mostly lists what would do.',
  cause: 'Client and server are set up for different things.',
  fix: ['Hold what the request asks for against what the response lists, and change the one or the other.'],
  rfc: ['3261 21.4.7', '3261 21.4.6', '3261 21.4.28', '6665 8.3.2', '3329 2.3.1'],
  explains: ['request-refused'],
  check(subject) {
    const rebuff = rebuffWith(subject, (status, { method }) => matters.has(status) && !isWithinCall(method));
    if (rebuff === undefined) return undefined;
    const { made, origin, isOvercome } = rebuff;
    const matter = matters.get(origin.status);
    if (matter === undefined) return undefined;
    const asked = made.request === undefined ? '' : askedFor(made.request, matter.asked);
    const offered = matter.offered === '' ? '' : shown(origin.message.named(matter.offered).join(', '));
    const text = codeTexts.find(({ name }) => name === String(origin.status));
    return {
      certainty: 'certain',
      severity: isOvercome ? 'note' : severityOf(rebuff),
      summary:
        `${refusedText(subject, rebuff)} ${text?.summary ?? ''}` +
        (asked === '' ? '' : ` The request has ${asked}.`) +
        (offered === '' ? '' : ` The response lists ${matter.offered}: ${offered}.`) +
        reasonSentences(origin) +
        (isOvercome ? ' A later try got past it.' : harmless(rebuff)),
      cause: matter.cause,
      fix: matter.fix,
      evidence: refusalEvidence(
        rebuff,
        asked === '' ? 'the request' : asked,
        offered === '' ? 'refused' : `${matter.offered}: ${offered}`,
      ),
    };
  },
};

/** INFO, UPDATE and PRACK belong to the rules about media, changes and early dialogs. */
function isWithinCall(method: string): boolean {
  return method === 'INFO' || method === 'UPDATE' || method === 'PRACK' || method === 'BYE' || method === 'CANCEL';
}

function askedFor(request: Step, what: string): string {
  if (what === 'method') return `the method ${shown(request.method)}`;
  const value = shown(request.message.named(what).join(', '));
  return value === '' ? '' : `${what}: ${value}`;
}

/** A ping that is answered at all has done its work; lamps and presence are not the call itself. */
function severityOf({ origin, isWithinDialog }: Rebuff): Severity {
  if (origin.method === 'OPTIONS') return 'note';
  if (isWithinDialog || ['SUBSCRIBE', 'NOTIFY', 'PUBLISH'].includes(origin.method)) return 'warning';
  return 'failure';
}

function harmless({ origin }: Rebuff): string {
  return origin.method === 'OPTIONS' ? ' To a ping any answer means that the server is there.' : '';
}
