/** What was wrong with the sound of a call: where it was sent, what was sent, and how it arrived; what is particular before what is general. */

import { type Rule } from '../rule.ts';
import { dtlsNotFinished } from './dtls-not-finished.ts';
import { dtmfMismatch } from './dtmf-mismatch.ts';
import { iceNotFinished } from './ice-not-finished.ts';
import { noRtp } from './no-rtp.ts';
import { oneWayRtp } from './one-way-rtp.ts';
import { packetTimeMismatch } from './packet-time-mismatch.ts';
import { privateMediaAddress } from './private-media-address.ts';
import { rtpElsewhere } from './rtp-elsewhere.ts';
import { rtpJitter } from './rtp-jitter.ts';
import { rtpLoss } from './rtp-loss.ts';
import { rtpStopped } from './rtp-stopped.ts';
import { srtpMismatch } from './srtp-mismatch.ts';
import { wrongPayloadType } from './wrong-payload-type.ts';
import { zeroMediaAddress } from './zero-media-address.ts';

export const mediaRules: readonly Rule[] = [
  zeroMediaAddress,
  privateMediaAddress,
  srtpMismatch,
  iceNotFinished,
  dtlsNotFinished,
  rtpElsewhere,
  wrongPayloadType,
  dtmfMismatch,
  noRtp,
  oneWayRtp,
  rtpStopped,
  rtpLoss,
  rtpJitter,
  packetTimeMismatch,
];
