/** Session descriptions, offer and answer (RFC 8866, RFC 3264, RFC 6337). */

export * from './attributes.ts';
export { type AnswerOptions, type BuiltAnswer, buildAnswer, type Rejection } from './build-answer.ts';
export * from './build-offer.ts';
export * from './check-description.ts';
export {
  type Codec,
  fmtpParameters,
  isAuxiliary,
  isTelephoneEvent,
  type RtpFormat,
  sameCodec,
  TELEPHONE_EVENT,
} from './codec.ts';
export * from './connection.ts';
export * from './direction.ts';
export * from './filter-codecs.ts';
export { type LocalSession, type LocalStream, type SessionSoFar } from './local-session.ts';
export { MediaDescription, type MediaLine } from './media-description.ts';
export * from './negotiated-streams.ts';
export * from './offer-answer.ts';
export * from './offer-rules.ts';
export { addressTypeOf, localOrigin, type Origin } from './origin.ts';
export { PayloadHistory } from './payload-history.ts';
export * from './payload-types.ts';
export * from './parse-session.ts';
export { formatSession, sameDescription, SessionDescription } from './session-description.ts';
