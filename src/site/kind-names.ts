/** What the kinds of thing and the classes of codes are called on the pages. */

import { classNames } from '../catalogue/index.ts';
import type { Explanation, Kind } from '../explain/index.ts';

/** As a heading of the list, and as the crumb above a page. */
export const KIND_PLURAL: Readonly<Record<Kind, string>> = {
  code: 'Response codes',
  method: 'Methods',
  header: 'Header fields',
  'option tag': 'Option tags',
  warning: 'Warning codes',
  cause: 'Q.850 causes',
  word: 'Words',
};

/** Beside a result of the search, and above the name on its page. */
export const KIND_SINGULAR: Readonly<Record<Kind, string>> = {
  code: 'Response code',
  method: 'Method',
  header: 'Header field',
  'option tag': 'Option tag',
  warning: 'Warning code',
  cause: 'Q.850 cause',
  word: 'Word',
};

export interface CodeClass {
  readonly digit: number;
  readonly name: string;
  readonly tells: string;
}

const heading = (digit: keyof typeof classNames) => classNames[digit].replace(/^./, (letter) => letter.toUpperCase());

export const CODE_CLASSES: readonly CodeClass[] = [
  { digit: 1, name: heading(1), tells: 'It is in work; a final response follows.' },
  { digit: 2, name: heading(2), tells: 'It was done, or taken on.' },
  { digit: 3, name: heading(3), tells: 'Try another address.' },
  { digit: 4, name: heading(4), tells: 'Not this request at this server as it is.' },
  { digit: 5, name: heading(5), tells: 'The request may be fine; the server failed.' },
  { digit: 6, name: heading(6), tells: 'No other place will do it either.' },
  { digit: 7, name: heading(7), tells: 'Made up by a program for its own log, never on the wire.' },
];

/** Of a code, 4 for 401. */
export const classDigit = ({ name }: Pick<Explanation, 'name'>) => Number(name[0]);

/** `c4` for a code, which gives its colour; nothing for other kinds. */
export const colourClass = ({ kind, name }: Pick<Explanation, 'kind' | 'name'>) =>
  kind === 'code' ? `c${name[0]}` : '';
