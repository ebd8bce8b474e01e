/** What the reference knows of a response code, as a sentence of a finding. */

import { treatedAs } from '../../catalogue/index.ts';
import { type CodeText, codeTexts } from '../../reference/index.ts';

/** The text of a code, or of the x00 an unknown one is treated as (RFC 3261 8.1.3.2); undefined for a number that is no code. */
export function codeText(status: number): CodeText | undefined {
  const name = treatedAs(status)?.name;
  return codeTexts.find((one) => one.name === name);
}

/** ` 404 means: There is no such user …`, with a space before it; '' for a number that is no code. */
export function codeSentence(status: number): string {
  const text = codeText(status);
  return text === undefined ? '' : ` ${status} means: ${text.summary}`;
}
