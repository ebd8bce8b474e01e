/** Dialogs (RFC 3261 12). */

export * from './dialog.ts';
export * from './dialog-states.ts';
export { looseRoute, requestUri, routeUri } from './route-set.ts';
