/** The user agent: registrations and calls (RFC 3261). */

export { type Body } from './dialog-request.ts';
export { Call, type CallEnd, type CallHandlers, type CallState } from './call.ts';
export { IncomingCall } from './incoming-call.ts';
export { OutgoingCall } from './outgoing-call.ts';
export { type NoResponse } from './outgoing-request.ts';
export { Registration, type RegistrationHandlers } from './registration.ts';
export { type Resolve, resolveNumeric } from './resolve.ts';
export * from './user-agent.ts';
