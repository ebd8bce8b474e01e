/** The prose of all header fields, in the order of the catalogue. */

import { headerFields } from '../../catalogue/index.ts';
import type { HeaderText } from '../texts.ts';
import { authenticationHeaders } from './authentication.ts';
import { contentHeaders } from './content.ts';
import { emergencyHeaders } from './emergency.ts';
import { eventHeaders } from './events.ts';
import { extensionHeaders } from './extensions.ts';
import { formerHeaders } from './former.ts';
import { identityHeaders } from './identity.ts';
import { informationHeaders } from './information.ts';
import { mandatoryHeaders } from './mandatory.ts';
import { mobileHeaders } from './mobile.ts';
import { preferenceHeaders } from './preferences.ts';
import { routingHeaders } from './routing.ts';
import { sessionHeaders } from './session.ts';
import { timingHeaders } from './timing.ts';
import { transferHeaders } from './transfer.ts';

const positions = new Map<string, number>(headerFields.map((field) => [field.name, field.id]));
const positionOf = (text: HeaderText) => positions.get(text.name) ?? headerFields.length;

/** A text for each header field of the catalogue. */
export const headerTexts: readonly HeaderText[] = [
  ...mandatoryHeaders,
  ...routingHeaders,
  ...authenticationHeaders,
  ...contentHeaders,
  ...extensionHeaders,
  ...timingHeaders,
  ...informationHeaders,
  ...eventHeaders,
  ...transferHeaders,
  ...identityHeaders,
  ...preferenceHeaders,
  ...emergencyHeaders,
  ...sessionHeaders,
  ...mobileHeaders,
  ...formerHeaders,
].sort((a, b) => positionOf(a) - positionOf(b));
