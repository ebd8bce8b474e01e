/** The response codes, told: one file each. */

import type { CodeText } from '../texts.ts';
import { code100 } from './100.ts';
import { code180 } from './180.ts';
import { code181 } from './181.ts';
import { code182 } from './182.ts';
import { code183 } from './183.ts';
import { code199 } from './199.ts';
import { code200 } from './200.ts';
import { code202 } from './202.ts';
import { code204 } from './204.ts';
import { code300 } from './300.ts';
import { code301 } from './301.ts';
import { code302 } from './302.ts';
import { code303 } from './303.ts';
import { code305 } from './305.ts';
import { code380 } from './380.ts';
import { code400 } from './400.ts';
import { code401 } from './401.ts';
import { code402 } from './402.ts';
import { code403 } from './403.ts';
import { code404 } from './404.ts';
import { code405 } from './405.ts';
import { code406 } from './406.ts';
import { code407 } from './407.ts';
import { code408 } from './408.ts';
import { code409 } from './409.ts';
import { code410 } from './410.ts';
import { code411 } from './411.ts';
import { code412 } from './412.ts';
import { code413 } from './413.ts';
import { code414 } from './414.ts';
import { code415 } from './415.ts';
import { code416 } from './416.ts';
import { code417 } from './417.ts';
import { code420 } from './420.ts';
import { code421 } from './421.ts';
import { code422 } from './422.ts';
import { code423 } from './423.ts';
import { code424 } from './424.ts';
import { code425 } from './425.ts';
import { code428 } from './428.ts';
import { code429 } from './429.ts';
import { code430 } from './430.ts';
import { code433 } from './433.ts';
import { code436 } from './436.ts';
import { code437 } from './437.ts';
import { code438 } from './438.ts';
import { code439 } from './439.ts';
import { code440 } from './440.ts';
import { code469 } from './469.ts';
import { code470 } from './470.ts';
import { code477 } from './477.ts';
import { code478 } from './478.ts';
import { code479 } from './479.ts';
import { code480 } from './480.ts';
import { code481 } from './481.ts';
import { code482 } from './482.ts';
import { code483 } from './483.ts';
import { code484 } from './484.ts';
import { code485 } from './485.ts';
import { code486 } from './486.ts';
import { code487 } from './487.ts';
import { code488 } from './488.ts';
import { code489 } from './489.ts';
import { code491 } from './491.ts';
import { code493 } from './493.ts';
import { code494 } from './494.ts';
import { code500 } from './500.ts';
import { code501 } from './501.ts';
import { code502 } from './502.ts';
import { code503 } from './503.ts';
import { code504 } from './504.ts';
import { code505 } from './505.ts';
import { code513 } from './513.ts';
import { code555 } from './555.ts';
import { code580 } from './580.ts';
import { code600 } from './600.ts';
import { code603 } from './603.ts';
import { code603Plus } from './603-plus.ts';
import { code604 } from './604.ts';
import { code606 } from './606.ts';
import { code607 } from './607.ts';
import { code608 } from './608.ts';
import { code701 } from './701.ts';
import { code702 } from './702.ts';
import { code703 } from './703.ts';

/** The texts: registered codes in numerical order, then those that no registry has. */
export const codeTexts: readonly CodeText[] = [
  code100,
  code180,
  code181,
  code182,
  code183,
  code199,
  code200,
  code202,
  code204,
  code300,
  code301,
  code302,
  code305,
  code380,
  code400,
  code401,
  code402,
  code403,
  code404,
  code405,
  code406,
  code407,
  code408,
  code410,
  code412,
  code413,
  code414,
  code415,
  code416,
  code417,
  code420,
  code421,
  code422,
  code423,
  code424,
  code425,
  code428,
  code429,
  code430,
  code433,
  code436,
  code437,
  code438,
  code439,
  code440,
  code469,
  code470,
  code480,
  code481,
  code482,
  code483,
  code484,
  code485,
  code486,
  code487,
  code488,
  code489,
  code491,
  code493,
  code494,
  code500,
  code501,
  code502,
  code503,
  code504,
  code505,
  code513,
  code555,
  code580,
  code600,
  code603,
  code604,
  code606,
  code607,
  code608,
  // not registered
  code303,
  code409,
  code411,
  code477,
  code478,
  code479,
  code603Plus,
  code701,
  code702,
  code703,
];
