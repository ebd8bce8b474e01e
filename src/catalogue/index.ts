/** The facts of the protocol as tables: methods, response codes, header fields, option tags, event packages, warning codes, Q.850 causes. */

export * from './event-packages.ts';
export * from './header-fields.ts';
export * from './methods.ts';
export * from './option-tags.ts';
export * from './q850-causes.ts';
export * from './response-code.ts';
export * from './response-codes.ts';
export * from './unregistered-codes.ts';
export * from './warning-codes.ts';
