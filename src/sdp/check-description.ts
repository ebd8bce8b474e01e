/** What is wrong with a peer's answer, or with a later description of its (RFC 3264 6, 8). */

import { codecKey } from './codec.ts';
import { sameProfile, sharedFormats, sharedRtpFormats } from './common-formats.ts';
import { isMulticast } from './connection.ts';
import { answerDirection } from './direction.ts';
import { type MediaDescription } from './media-description.ts';
import { staticPayloadType } from './payload-types.ts';
import { sameDescription, type SessionDescription } from './session-description.ts';

/** The first fault of a description that the peer sent. */
export interface DescriptionFault {
  readonly fault:
    | 'stream count'
    | 'media type'
    | 'stream revived'
    | 'protocol'
    | 'no format in common'
    | 'direction'
    | 'rtpmap missing'
    | 'no address'
    | 'multicast'
    | 'rtcp-mux'
    | 'timing'
    | 'origin'
    | 'version'
    | 'payload type reused';
  /** For log and trace. */
  readonly text: string;
  readonly rfc: string;
  /** Which m= line, from 0; undefined for the whole. */
  readonly line: number | undefined;
  /** What can't be used because of it. */
  readonly spoils: 'session' | 'stream' | 'nothing';
}

/** Holds an answer against its offer (RFC 3264 6). @returns what is wrong with it; nothing for a good one */
export function checkAnswer(offer: SessionDescription, answer: SessionDescription): readonly DescriptionFault[] {
  if (answer.media.length !== offer.media.length) {
    const text = `${offer.media.length} streams offered, ${answer.media.length} answered`;
    return [{ fault: 'stream count', text, rfc: '3264 6', line: undefined, spoils: 'session' }];
  }
  const faults = offer.media.flatMap((offered, i) => answerFaults(offer, offered, answer, answer.media[i], i));
  if (timingOf(offer) !== timingOf(answer)) {
    const text = 't= of the answer is not that of the offer';
    faults.push({ fault: 'timing', text, rfc: '3264 6', line: undefined, spoils: 'nothing' });
  }
  return faults;
}

function answerFaults(
  offer: SessionDescription,
  offered: MediaDescription,
  answer: SessionDescription,
  answered: MediaDescription,
  line: number,
): DescriptionFault[] {
  const faults: DescriptionFault[] = [];
  const note = (fault: DescriptionFault['fault'], spoils: DescriptionFault['spoils'], rfc: string, text: string) =>
    faults.push({ fault, text, rfc, line, spoils });

  if (answered.kind !== offered.kind)
    note('media type', 'stream', '3264 6.1', `${offered.kind} offered, ${answered.kind} answered`);
  if (answered.port === 0) return faults;
  if (offered.port === 0) {
    note('stream revived', 'nothing', '3264 8.2', 'a stream offered with port 0 was answered with another');
    return faults;
  }
  if (answered.protocol !== offered.protocol) {
    const spoils = sameProfile(offered.protocol, answered.protocol) ? 'nothing' : 'stream';
    note('protocol', spoils, '3264 6', `${offered.protocol} offered, ${answered.protocol} answered`);
  }
  const isRtp = offered.isRtp && answered.isRtp;
  const common = isRtp ? sharedRtpFormats(offered, answered).length : sharedFormats(offered, answered).length;
  if (common === 0) note('no format in common', 'stream', '3264 6.1', 'no format of the offer is in the answer');

  const direction = answer.directionOf(answered);
  const offeredDirection = offer.directionOf(offered);
  if (answerDirection(offeredDirection, direction) !== direction)
    note('direction', 'nothing', '3264 6.1', `${offeredDirection} was answered with ${direction}`);

  const connection = answer.connectionOf(answered);
  if (connection === undefined) note('no address', 'stream', '8866 5.7', 'no c= for the stream or the session');
  const offeredTo = offer.connectionOf(offered);
  if (connection !== undefined && offeredTo !== undefined && isMulticast(connection) !== isMulticast(offeredTo))
    note('multicast', 'stream', '3264 6.1', 'unicast was answered with multicast, or the reverse');

  const named = new Set(answered.rtpFormats.map(({ payload }) => String(payload)));
  const nameless = isRtp ? answered.formats.filter((format) => !named.has(format)) : [];
  if (nameless.length > 0) note('rtpmap missing', 'nothing', '3264 6.1', `no rtpmap for payload type ${nameless[0]}`);
  if (answered.rtcpMux && !offered.rtcpMux)
    note('rtcp-mux', 'nothing', '5761 5.1.1', 'rtcp-mux was answered without being offered');
  return faults;
}

/**
 * Holds a description against the one before, of the same side in the same session (RFC 3264 8).
 * @returns what is wrong with it; nothing for a good one
 */
export function checkSuccessor(previous: SessionDescription, next: SessionDescription): readonly DescriptionFault[] {
  const faults: DescriptionFault[] = [];
  if (next.media.length < previous.media.length) {
    const text = `${previous.media.length} streams before, ${next.media.length} now`;
    faults.push({ fault: 'stream count', text, rfc: '3264 8', line: undefined, spoils: 'session' });
  }
  const { origin } = previous;
  const { version } = next.origin;
  const { username, sessionId, networkType, addressType, address } = origin;
  const expected = { username, sessionId, version, networkType, addressType, address };
  const whole = { rfc: '3264 8', line: undefined, spoils: 'nothing' } as const;
  if (Object.entries(expected).some(([part, value]) => next.origin[part as keyof typeof expected] !== value))
    faults.push({ fault: 'origin', text: 'o= names another session', ...whole });
  else if (version === origin.version) {
    if (!sameDescription(previous, next))
      faults.push({ fault: 'version', text: 'changed under the same version of o=', ...whole });
  } else if (isLower(version, origin.version)) {
    // It may rise by more than one: offers that were refused had versions too.
    faults.push({ fault: 'version', text: `version ${version} of o= follows ${origin.version}`, ...whole });
  }

  next.media.forEach((media, line) => {
    const own = previous.media[line];
    // A line that changes its kind carries another stream.
    const before = new Map(own?.kind === media.kind ? own.rtpFormats.map((old) => [old.payload, codecKey(old)]) : []);
    const reused = media.rtpFormats.find(({ payload, ...codec }) => {
      const meaning = before.get(payload);
      return staticPayloadType(payload) === undefined && meaning !== undefined && meaning !== codecKey(codec);
    });
    if (reused !== undefined) {
      const text = `payload type ${reused.payload} means another codec than before`;
      faults.push({ fault: 'payload type reused', text, rfc: '3264 8.3.2', line, spoils: 'nothing' });
    }
  });
  return faults;
}

function timingOf(session: SessionDescription): string {
  return (
    session.lines
      .filter((line) => line.startsWith('t='))
      .map((line) => line.trimEnd())
      .join('\n') || 't=0 0'
  );
}

/** Of two numbers as digits, of any length. */
function isLower(a: string, b: string): boolean {
  const [x, y] = [a, b].map((digits) => digits.replace(/^0+/, ''));
  return x.length === y.length ? x < y : x.length < y.length;
}
