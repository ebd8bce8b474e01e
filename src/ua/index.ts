/** The user agent: registrations, calls, and everything else that an endpoint says and hears (RFC 3261 8). */

export { type CallPolicy } from './agent-parts.ts';
export { type Body } from './request/body.ts';
export { Call, type CallEnd, type CallState, type HangUpOptions, type SendWithinOptions } from './call/call.ts';
export { OfferRefused } from './call/call-session.ts';
export { type Awaitable, Deferred, mapReady } from './deferred.ts';
export { type Digit } from './call/digits.ts';
export { Inbox } from './inbox.ts';
export { IncomingCall } from './call/incoming-call.ts';
export { type AnswerOptions, type ProgressOptions, type RejectOptions } from './call/incoming-call-options.ts';
export { IncomingRequest } from './request/incoming-request.ts';
export { type Breakdown } from './call/invite-usage.ts';
export { type Media } from './call/media.ts';
export {
  type AcceptSubscriptionOptions,
  IncomingSubscription,
  type IncomingSubscriptionEnd,
  type TerminateOptions,
} from './events/incoming-subscription.ts';
export { OutgoingCall } from './call/outgoing-call.ts';
export { Publication, type PublicationChange, type PublishOptions } from './events/publication.ts';
export { Referral } from './events/referral.ts';
export { Registration } from './registration/registration.ts';
export { type RegisterOptions, type RegistrationChange } from './registration/registration-options.ts';
export { type NoResponse, type Outcome, RequestFailed } from './request/request-failed.ts';
export { type Resolve, resolveNumeric } from './request/resolve.ts';
export { audioStream, g711, SessionMedia, silentMedia } from './call/session-media.ts';
export { type Notification } from './events/subscriber.ts';
export { type SubscribeOptions, Subscription, type SubscriptionEnd } from './events/subscription.ts';
export { type ReferOptions, Transfer, type TransferStatus } from './events/transfer.ts';
export { UserAgent } from './user-agent.ts';
export { type InviteOptions, type SendOptions, type UserAgentOptions } from './user-agent-options.ts';
