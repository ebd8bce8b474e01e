/** The registrar of RFC 3261 10. */

export { type BindingEvent } from './binding-update.ts';
export * from './registrar.ts';
export * from './registrar-options.ts';
