/** Dialogs and what lives in them: session timers, subscriptions, reliable provisional responses (RFC 3261 12, 4028, 6665, 3262). */

export * from './dialog.ts';
export * from './dialog-states.ts';
export * from './reliable-provisional.ts';
export { looseRoute, requestUri, routeUri } from './route-set.ts';
export {
  readMinSE,
  readSessionExpires,
  type RefresherParameter,
  type RefresherRow,
  refresherRows,
  SESSION_TIMER_OPTION,
  type SessionExpires,
  supportsSessionTimer,
} from './session-expires.ts';
export * from './session-timer.ts';
export * from './subscription-state.ts';
export * from './subscription-states.ts';
