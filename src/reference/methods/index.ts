/** The prose of all methods, in the order of the catalogue. */

import type { MethodText } from '../texts.ts';
import { ack } from './ack.ts';
import { bye } from './bye.ts';
import { cancel } from './cancel.ts';
import { info } from './info.ts';
import { invite } from './invite.ts';
import { message } from './message.ts';
import { notify } from './notify.ts';
import { options } from './options.ts';
import { prack } from './prack.ts';
import { publish } from './publish.ts';
import { refer } from './refer.ts';
import { register } from './register.ts';
import { subscribe } from './subscribe.ts';
import { update } from './update.ts';

/** A text for each method of the catalogue. */
export const methodTexts: readonly MethodText[] = [
  invite,
  ack,
  bye,
  cancel,
  options,
  register,
  prack,
  update,
  info,
  message,
  subscribe,
  notify,
  refer,
  publish,
];
