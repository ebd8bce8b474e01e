/** The message layer: wire text to messages and back (RFC 3261 7, 25). */

export * from './auth-value.ts';
export * from './build.ts';
export { quote } from './characters.ts';
export * from './compare-uri.ts';
export * from './defect.ts';
export * from './detach.ts';
export * from './edit.ts';
export * from './failure.ts';
export * from './framing.ts';
export * from './index-message.ts';
export * from './latin1.ts';
export * from './limits.ts';
export * from './message.ts';
export * from './name-addr.ts';
export * from './params.ts';
export { type HeaderValue } from './parse-header.ts';
export * from './sip-error.ts';
export * from './token-of.ts';
export * from './uri.ts';
export * from './utf8.ts';
export * from './validate.ts';
export {
  type CSeq,
  type NumberWithParams,
  Parameterised,
  type RAck,
  type Resource,
  type Timestamp,
  type WarningValue,
} from './values.ts';
export * from './via.ts';
