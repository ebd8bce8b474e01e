/** The receiver cannot read the body: its type, its encoding or its language (RFC 3261 8.1.3.5, 8.2.3, 21.4.13). */

import { headerId } from '../../../catalogue/index.ts';
import { rebuffWith } from '../../case/refusal.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { type CaseRule } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const CONTENT_TYPE = headerId('Content-Type');
const CONTENT_ENCODING = headerId('Content-Encoding');
const ACCEPT = headerId('Accept');
const ACCEPT_ENCODING = headerId('Accept-Encoding');

export const bodyTypeRefused: CaseRule = {
  id: 'body-type-refused',
  family: 'set-up',
  scope: 'case',
  title: 'The type of the body is not supported',
  severity: 'failure',
  meaning:
    'The answer is 415 Unsupported Media Type: the receiver cannot read the body of the request. It is about Content-Type, Content-Encoding or Content-Language of the body, and not about codecs (that is 488). ' +
    'Accept and its kin in the response list what would do. The client may ask again with such a body.',
  cause: 'The sender uses a type of body that the receiver does not know for this method.',
  fix: [
    'Hold Content-Type of the refused request against Accept of the 415, and let the sender use a listed type.',
    'Take parts that the receiver does not need out of a multipart body, or mark them with Content-Disposition and handling=optional.',
  ],
  rfc: ['3261 21.4.13', '3261 8.2.3', '3261 8.1.3.5'],
  explains: ['request-refused'],
  check(subject) {
    const rebuff = rebuffWith(subject, isMeant);
    if (rebuff === undefined) return undefined;
    const { made, origin, isOvercome, isWithinDialog } = rebuff;
    const sent = made.request === undefined ? undefined : bodyOf(made.request);
    const accepted = listed(origin, ACCEPT);
    const encodings = listed(origin, ACCEPT_ENCODING);
    const isEncoded = sent !== undefined && sent.encoding !== '' && (accepted === '' || encodings !== '');
    return {
      certainty: 'certain',
      ...(isOvercome || origin.method === 'INFO'
        ? { severity: 'note' }
        : isWithinDialog
          ? { severity: 'warning' }
          : {}),
      summary:
        `${refusedText(subject, rebuff)} ` +
        (sent === undefined ? 'The request itself is not in the capture.' : sent.says) +
        (accepted === '' ? ' It does not say in Accept what it would take.' : ` It takes ${accepted}.`) +
        (encodings === '' ? '' : ` Encodings that it takes: ${encodings}.`) +
        (isOvercome ? ' A later try with another body got through.' : ''),
      ...(sent === undefined ? {} : causeAndFix(sent, isEncoded, accepted)),
      evidence: refusalEvidence(
        rebuff,
        sent === undefined || sent.type === '' ? 'the request' : `Content-Type: ${sent.type}`,
        accepted === '' ? 'refused' : `Accept: ${accepted}`,
      ),
    };
  },
};

/** INFO with digits belongs to the rules about media. */
function isMeant(status: number, { method, request }: SeenTransaction): boolean {
  if (status !== 415) return false;
  return method !== 'INFO' || !/dtmf/i.test(request?.text('Content-Type') ?? 'dtmf');
}

interface SentBody {
  readonly type: string;
  readonly encoding: string;
  readonly says: string;
}

function bodyOf(step: Step): SentBody {
  const type = shown(step.message.header(CONTENT_TYPE) ?? '');
  const encoding = shown(step.message.header(CONTENT_ENCODING) ?? '');
  const parts = /^multipart\//i.test(type) ? partTypes(step.body) : [];
  const says =
    type === ''
      ? step.body === ''
        ? 'The request has no body at all.'
        : 'The request has a body and no Content-Type that says of what type it is.'
      : `The body is ${type.split(';')[0]}${parts.length === 0 ? '' : ` with ${parts.join(', ')}`}${encoding === '' ? '' : `, encoded as ${encoding}`}.`;
  return { type, encoding, says };
}

const MAX_PARTS = 8;

/** The types of the parts (RFC 2046 5.1), as far as they are named. */
function partTypes(body: string): string[] {
  return Array.from(body.matchAll(/^content-type:[ \t]*([^\s;]+)/gim), ([, type]) => shown(type)).slice(0, MAX_PARTS);
}

function causeAndFix({ type, encoding }: SentBody, isEncoded: boolean, accepted: string) {
  if (type === '')
    return {
      cause:
        'Without Content-Type a receiver cannot know what the body is; a script or an SBC that wrote the body anew may have left it out.',
      fix: ['Let the sender, or whoever changed the body on the way, write Content-Type: application/sdp for SDP.'],
    };
  if (isEncoded)
    return {
      cause: `The body is encoded as ${encoding}, and the receiver reads it plain only.`,
      fix: ['Switch compression of bodies off at the sender.'],
    };
  if (/^multipart\//i.test(type))
    return {
      cause:
        'The receiver takes a plain body, and this one has several parts: SDP together with a location, recording metadata or ISUP.',
      fix: [
        'Take the extra parts out towards this receiver, so that the SDP alone is left.',
        'Or mark the extra parts with Content-Disposition and handling=optional; a receiver has to know multipart for that (RFC 5621).',
      ],
    };
  const wanted = accepted === '' ? 'a type that the receiver knows' : accepted;
  return {
    fix: [
      `Let the sender use ${wanted} instead of ${type.split(';')[0]}.`,
      'If the body is not needed, switch the feature off that sends it.',
    ],
  };
}

function listed({ message }: Step, id: number): string {
  return shown(message.headers(id).join(', '));
}
