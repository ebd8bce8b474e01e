/** What the reference knows of a response code, as a sentence of a finding. */

import { treatedAs } from '../../catalogue/index.ts';
import { codeTexts } from '../../reference/index.ts';

/** ` 404 means: There is no such user …`, with a space before it; '' for a number that is no code. */
export function codeSentence(status: number): string {
  const name = treatedAs(status)?.name;
  const text = codeTexts.find((one) => one.name === name);
  return text === undefined ? '' : ` ${status} means: ${text.summary}`;
}
