/** Why calls that were up came to their end, and requests within them to nothing; what is particular before what is general. */

import { type Rule } from '../rule.ts';
import { ackLost } from './ack-lost.ts';
import { byeUnanswered } from './bye-unanswered.ts';
import { contactInvalid } from './contact-invalid.ts';
import { dialogUnknown } from './dialog-unknown.ts';
import { hungUp } from './hung-up.ts';
import { mediaTimeout } from './media-timeout.ts';
import { recordRouteIgnored } from './record-route-ignored.ts';
import { reInviteFailed } from './re-invite-failed.ts';
import { sessionRefreshFailed } from './session-refresh-failed.ts';
import { sessionTimerExpired } from './session-timer-expired.ts';

export const dropRules: readonly Rule[] = [
  recordRouteIgnored,
  contactInvalid,
  ackLost,
  sessionRefreshFailed,
  sessionTimerExpired,
  reInviteFailed,
  dialogUnknown,
  mediaTimeout,
  byeUnanswered,
  hungUp,
];
