/** The glossary: the words that beginners ask for, grouped by subject. */

import type { WordText } from '../texts.ts';
import { addressWords } from './addresses.ts';
import { authenticationWords } from './authentication.ts';
import { classWords } from './classes.ts';
import { dialogWords } from './dialogs.ts';
import { identityWords } from './identity.ts';
import { mediaWords } from './media.ts';
import { messageWords } from './messages.ts';
import { networkWords } from './network.ts';
import { roleWords } from './roles.ts';
import { serviceWords } from './services.ts';
import { telephonyWords } from './telephony.ts';
import { transactionWords } from './transactions.ts';

/** The words of the glossary, those of messages first. */
export const wordTexts: readonly WordText[] = [
  ...messageWords,
  ...classWords,
  ...roleWords,
  ...addressWords,
  ...authenticationWords,
  ...transactionWords,
  ...dialogWords,
  ...mediaWords,
  ...networkWords,
  ...telephonyWords,
  ...identityWords,
  ...serviceWords,
];
