/** The facts of the protocol as tables: methods, response codes, header fields, option tags, warning codes. */

export * from './header-fields.ts';
export * from './methods.ts';
export * from './option-tags.ts';
export * from './response-codes.ts';
export * from './warning-codes.ts';
