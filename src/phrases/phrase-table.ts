/** The shape of the overlay of one language (RFC 3261 7.2: the text of a response may be any). */

import { type StatusCode } from '../catalogue/index.ts';

/**
 * Registered codes with their phrases, in Unicode. A code that is left out has the catalogue's phrase, in English.
 * A phrase is shown on the small display of a phone: at most 40 characters.
 */
export type Phrases = Readonly<Partial<Record<StatusCode, string>>>;
