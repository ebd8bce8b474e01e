/** A URI asks for another way than the request took: sips in plain, another transport, plain SIP to a TLS port (RFC 3261 26.2.2, 19.1.1, 18.1.1, RFC 5630). */

import { Uri, Via } from '../../../message/index.ts';
import { addressKind, placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { uriOf } from '../../case/redirection.ts';
import { refusalOf } from '../../case/refusal.ts';
import { warningsOf } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { harmfulSilences, type Silence } from '../../case/silence.ts';
import { capital, timesText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { inFrameOrder } from '../frame-order.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const SIPS_NOT_ALLOWED = 380;
const SIPS_REQUIRED = 381;
const TLS_PORT = 5061;
/** Refusals that a sips URI over a plain transport gets. */
const refusals: ReadonlySet<number> = new Set([400, 403, 416, 503]);

export const schemeOrTransportWrong: CaseRule = {
  id: 'scheme-or-transport-wrong',
  family: 'routing',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The URI asks for another transport than was used',
  severity: 'failure',
  meaning:
    'A URI says by its scheme, its port and its transport parameter how it may be reached. A sips URI asks for TLS on every hop, transport=tcp for TCP. ' +
    'Here a request went another way than its URI asks for, or plain SIP went to the port of TLS, and it was refused or nobody heard it.',
  cause: 'Scheme, port and transport of the account, the route or the Contact do not fit together.',
  fix: [
    'Let scheme, port and transport fit: sip with UDP or TCP and 5060, TLS with 5061; sips only where every hop up to the other side has TLS.',
    'In the phone, compare transport and port of the account with what the provider gives; in a Contact, see that transport= names what the phone really listens on.',
  ],
  rfc: ['3261 26.2.2', '3261 19.1.1', '3261 18.1.1', '5630'],
  explains: [
    'next-hop-silent',
    'request-unanswered',
    'request-refused',
    'uri-scheme-refused',
    'user-unavailable',
    'registrar-silent',
    'bye-unanswered',
    'ack-lost',
  ],
  check(subject) {
    return warned(subject) ?? sipsInPlain(subject) ?? silentFor(subject);
  },
};

/** RFC 5630: 480 with a Warning that says what is wrong with the scheme. */
function warned(subject: Case): Found | undefined {
  const refusal = refusalOf(subject);
  if (refusal === undefined || !/^Warning[ \t]*:/im.test(refusal.origin.seen.text)) return undefined;
  const { origin, made } = refusal;
  const code = warningsOf(origin).find((one) => one.code === SIPS_NOT_ALLOWED || one.code === SIPS_REQUIRED)?.code;
  if (code === undefined) return undefined;
  const uri = uriOf(made.request ?? refusal.attempt.request);
  const required = code === SIPS_REQUIRED;
  return {
    certainty: 'certain',
    summary: `${refusedText(subject, refusal)} Its Warning ${code} says that ${required ? 'only a sips URI will do' : 'a sips URI will not do'}; the request was for ${uri}.`,
    cause: required
      ? 'The called side takes calls only over TLS from end to end, and was called with a sip URI.'
      : 'The called side has registered with a sip Contact, or cannot do TLS, and was called with a sips URI.',
    fix: [
      required
        ? 'Call the sips URI of the person, over TLS; or let the called side register with sip too.'
        : 'Call the sip URI of the person. TLS up to the own server needs no sips: transport TLS in the account is enough.',
    ],
    evidence: refusalEvidence(refusal, `for ${uri}`, `Warning ${code}`),
  };
}

/** RFC 3261 26.2.2: each hop of a request for a sips URI is secured with TLS. */
function sipsInPlain(subject: Case): Found | undefined {
  const plain = subject.transactions.find(isSipsInPlain);
  if (plain?.request === undefined) return undefined;
  const { attempt } = subject.main;
  const refusal = refusalOf(subject);
  const silence = harmfulSilences(subject).find(({ asked }) => asked === plain);
  const isRefused = refusal !== undefined && refusals.has(refusal.origin.status);
  // It failed for another reason, which is told by its own rule.
  if ((attempt?.status ?? 0) >= 400 && !isRefused) return undefined;
  const failed = isRefused || silence !== undefined;
  const outcome = isRefused
    ? ` ${refusedText(subject, refusal)}`
    : silence !== undefined
      ? ` Nothing came back, though it was sent ${timesText(plain.requests.length)}.`
      : ' It was answered all the same, and everybody on this hop can read it.';
  return {
    certainty: failed ? 'likely' : 'certain',
    severity: failed ? 'failure' : 'warning',
    summary: `${capital(subject.who(plain.client))} sent the ${plain.method} for ${uriOf(plain.request)} to ${placeText(plain.server)} over ${plain.hop.transport}. A sips URI asks for TLS on every hop.${outcome}`,
    cause: 'The URI says sips, and whoever sent it on uses a transport without TLS.',
    fix: [
      `Use TLS for this hop too, or a sip URI: TLS up to the own server needs no sips, only transport TLS in the account.`,
    ],
    evidence: inFrameOrder([
      seenIn(plain.request, `sips, over ${plain.hop.transport}`),
      ...(refusal === undefined || !isRefused ? [] : [seenIn(refusal.origin, 'refused')]),
    ]),
  };
}

function isSipsInPlain({ hop, request, method }: SeenTransaction): boolean {
  const { transport } = hop;
  if (request === undefined || (transport !== 'UDP' && transport !== 'TCP' && transport !== 'WS')) return false;
  // Of every call this is asked: the text tells without an index.
  if (!request.seen.text.startsWith('sips:', method.length + 1)) return false;
  // A log may not know the transport of a hop, where Via does.
  const via = request.message.topVia;
  return via instanceof Via && (via.transport === 'UDP' || via.transport === 'TCP' || via.transport === 'WS');
}

/** A request that nobody answered, and whose URI, port or Via does not fit the transport that it went over. */
function silentFor(subject: Case): Found | undefined {
  for (const silence of harmfulSilences(subject)) {
    const misfit = misfitOf(silence);
    if (misfit === undefined) continue;
    const { asked, last } = silence;
    const [first] = asked.requests;
    const often = asked.requests.length === 1 ? '' : `, ${timesText(asked.requests.length)}`;
    return {
      certainty: 'likely',
      summary: `${capital(subject.who(asked.client))} sent the ${asked.method} for ${uriOf(first)} to ${placeText(asked.server)} over ${asked.hop.transport}${often}, and nothing came back. ${misfit.what}`,
      cause: misfit.cause,
      fix: misfit.fix,
      evidence: inFrameOrder([seenIn(first, misfit.note), ...(last === first ? [] : [seenIn(last, 'the last try')])]),
    };
  }
  return undefined;
}

interface Misfit {
  readonly what: string;
  readonly note: string;
  readonly cause: string;
  readonly fix: readonly string[];
}

function misfitOf({ asked }: Silence): Misfit | undefined {
  const { hop, server, requests } = asked;
  const { transport } = hop;
  const kind = addressKind(server.address);
  // The places and transports of a text may be guessed.
  if (server.address === '' || kind === 'name') return undefined;
  if (server.port === TLS_PORT && (transport === 'UDP' || transport === 'TCP'))
    return {
      what: `Port ${TLS_PORT} is that of TLS, and this is plain SIP.`,
      note: `plain SIP to port ${TLS_PORT}`,
      cause: `Plain SIP over ${transport} was sent to the port on which the server expects TLS: it cannot read it, and says nothing.`,
      fix: [`In the account, choose TLS as transport, or port 5060 for ${transport}.`],
    };
  const uri = requests[0].request?.uriOrFailure;
  const wanted = uri instanceof Uri ? uri.params.get('transport')?.toUpperCase() : undefined;
  const isDirect = uri instanceof Uri && uri.host === server.address;
  if (isDirect && wanted !== undefined && wanted !== transport && !(wanted === 'TCP' && transport === 'TLS'))
    return {
      what: `The URI asks for transport=${wanted.toLowerCase()}.`,
      note: `transport=${wanted.toLowerCase()}, sent over ${transport}`,
      cause: `The URI, mostly a Contact of the other side, says that it is reached over ${wanted}, and it was tried over ${transport}, where it does not listen.`,
      fix: [
        `Let the sender use ${wanted} for this target (in Asterisk the transport of the endpoint overrides the URI; in Kamailio a fixed send socket does).`,
        `Or let the other side write into its Contact what it listens on.`,
      ],
    };
  const via = requests[0].message.topVia;
  if (via instanceof Via && via.transport !== transport && (via.transport === 'UDP') !== (transport === 'UDP'))
    return {
      what: `Its Via says ${via.transport}, so the answer goes there over ${via.transport}.`,
      note: `Via says ${via.transport}, sent over ${transport}`,
      cause: `The sender writes ${via.transport} into Via and sends over ${transport}: answers are sent over what Via says, and do not reach it (RFC 3261 18.2.2).`,
      fix: [
        'Let the program write the transport into Via that it really uses; a script or an ALG that rewrites Via does this too.',
      ],
    };
  return undefined;
}
