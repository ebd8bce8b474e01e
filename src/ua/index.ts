/** The user agent: registrations, calls, and everything else that an endpoint says and hears (RFC 3261 8). */

export { type CallPolicy } from './agent-parts.ts';
export { type Body } from './body.ts';
export { Call, type CallEnd, type CallState, type HangUpOptions, type SendWithinOptions } from './call.ts';
export { OfferRefused } from './call-session.ts';
export { type Awaitable, Deferred } from './deferred.ts';
export { type Digit } from './digits.ts';
export { Inbox } from './inbox.ts';
export { type AnswerOptions, IncomingCall, type ProgressOptions, type RejectOptions } from './incoming-call.ts';
export { IncomingRequest } from './incoming-request.ts';
export { type Breakdown } from './invite-usage.ts';
export { type Media } from './media.ts';
export { OutgoingCall } from './outgoing-call.ts';
export { Registration, type RegistrationChange, type RegisterOptions } from './registration.ts';
export { type NoResponse, type Outcome, RequestFailed } from './request-failed.ts';
export { type Resolve, resolveNumeric } from './resolve.ts';
export { audioStream, g711, SessionMedia, silentMedia } from './session-media.ts';
export { UserAgent } from './user-agent.ts';
export { type InviteOptions, type SendOptions, type UserAgentOptions } from './user-agent-options.ts';
