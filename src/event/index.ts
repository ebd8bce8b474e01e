/** Event packages: the bodies of dialog, presence, reg, message-summary and refer (RFC 6665, 4235, 3863, 3680, 3842, 3515). */

export * from './dialog-info.ts';
export * from './dialog-info-table.ts';
export { type DocumentOutcome, type DocumentState } from './document-version.ts';
export * from './message-summary.ts';
export * from './pidf.ts';
export * from './reginfo.ts';
export * from './reginfo-table.ts';
export * from './sipfrag.ts';
export { type LanguageText } from './values.ts';
export * from './write-xml.ts';
export * from './xml.ts';
export * from './xml-element.ts';
