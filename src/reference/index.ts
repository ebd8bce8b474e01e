/** The prose of the catalogue: what each thing means, when it is seen, how it is mended. Loaded only where a person reads. */

export { causeTexts } from './causes.ts';
export { codeTexts } from './codes/index.ts';
export { headerTexts } from './headers/index.ts';
export { type Hint, hints } from './hints.ts';
export { methodTexts } from './methods/index.ts';
export { optionTagTexts } from './option-tags.ts';
export * from './texts.ts';
export { warningTexts } from './warnings.ts';
export { wordTexts } from './words/index.ts';
