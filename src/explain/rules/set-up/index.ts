/** Calls that do not come about, and requests that are refused for what they ask. */

import { type Rule } from '../rule.ts';
import { answerMissing } from './answer-missing.ts';
import { answeredElsewhere } from './answered-elsewhere.ts';
import { bodyTypeRefused } from './body-type-refused.ts';
import { callDeclined } from './call-declined.ts';
import { calleeBusy } from './callee-busy.ts';
import { cancelledByCaller } from './cancelled-by-caller.ts';
import { cancelledByTimer } from './cancelled-by-timer.ts';
import { earlyMediaWithoutRinging } from './early-media-without-ringing.ts';
import { extensionNotSupported } from './extension-not-supported.ts';
import { extensionRequired } from './extension-required.ts';
import { glare } from './glare.ts';
import { lateOfferMishandled } from './late-offer-mishandled.ts';
import { noCommonCodec } from './no-common-codec.ts';
import { notAcceptable } from './not-acceptable.ts';
import { prackMissing } from './prack-missing.ts';
import { ringingUnanswered } from './ringing-unanswered.ts';
import { serverError } from './server-error.ts';
import { sessionIntervalTooSmall } from './session-interval-too-small.ts';
import { uriSchemeRefused } from './uri-scheme-refused.ts';

/** What is particular before what is general. */
export const setUpRules: readonly Rule[] = [
  lateOfferMishandled,
  answerMissing,
  noCommonCodec,
  prackMissing,
  extensionNotSupported,
  extensionRequired,
  sessionIntervalTooSmall,
  bodyTypeRefused,
  uriSchemeRefused,
  glare,
  calleeBusy,
  callDeclined,
  cancelledByTimer,
  answeredElsewhere,
  cancelledByCaller,
  earlyMediaWithoutRinging,
  ringingUnanswered,
  notAcceptable,
  serverError,
];
