/** The user agent: registrations, calls, and everything else that an endpoint says and hears (RFC 3261 8). */

export { type CallPolicy } from './agent-parts.ts';
export { type Body } from './body.ts';
export { Call, type CallEnd, type CallState, type HangUpOptions, type SendWithinOptions } from './call.ts';
export { OfferRefused } from './call-session.ts';
export { type Awaitable, Deferred, mapReady } from './deferred.ts';
export { type Digit } from './digits.ts';
export { Inbox } from './inbox.ts';
export { type AnswerOptions, IncomingCall, type ProgressOptions, type RejectOptions } from './incoming-call.ts';
export { IncomingRequest } from './incoming-request.ts';
export { type Breakdown } from './invite-usage.ts';
export { type Media } from './media.ts';
export {
  type AcceptSubscriptionOptions,
  IncomingSubscription,
  type IncomingSubscriptionEnd,
  type TerminateOptions,
} from './incoming-subscription.ts';
export { OutgoingCall } from './outgoing-call.ts';
export { Publication, type PublicationChange, type PublishOptions } from './publication.ts';
export { Referral } from './referral.ts';
export { Registration } from './registration.ts';
export { type RegisterOptions, type RegistrationChange } from './registration-options.ts';
export { type NoResponse, type Outcome, RequestFailed } from './request-failed.ts';
export { type Resolve, resolveNumeric } from './resolve.ts';
export { audioStream, g711, SessionMedia, silentMedia } from './session-media.ts';
export { type Notification } from './subscriber.ts';
export { type SubscribeOptions, Subscription, type SubscriptionEnd } from './subscription.ts';
export { type ReferOptions, Transfer, type TransferStatus } from './transfer.ts';
export { UserAgent } from './user-agent.ts';
export { type InviteOptions, type SendOptions, type UserAgentOptions } from './user-agent-options.ts';
