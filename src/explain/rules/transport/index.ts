/** How messages were carried, and what befell them on the way. */

import { type Rule } from '../rule.ts';
import { connectionFailed } from './connection-failed.ts';
import { keepAliveMissing } from './keep-alive-missing.ts';
import { oneDirectionOnly } from './one-direction-only.ts';
import { packetLoss } from './packet-loss.ts';
import { portUnreachable } from './port-unreachable.ts';
import { responseToWrongPort } from './response-to-wrong-port.ts';
import { responsesLost } from './responses-lost.ts';
import { tcpRefused } from './tcp-refused.ts';
import { tcpReset } from './tcp-reset.ts';
import { tcpUnanswered } from './tcp-unanswered.ts';
import { tlsAlert } from './tls-alert.ts';
import { tlsEncrypted } from './tls-encrypted.ts';
import { udpFragmented } from './udp-fragmented.ts';
import { websocketClosed } from './websocket-closed.ts';
import { websocketRefused } from './websocket-refused.ts';

export const transportRules: readonly Rule[] = [
  udpFragmented,
  keepAliveMissing,
  responseToWrongPort,
  portUnreachable,
  tlsAlert,
  websocketRefused,
  tcpRefused,
  tcpUnanswered,
  websocketClosed,
  tcpReset,
  responsesLost,
  packetLoss,
  connectionFailed,
  tlsEncrypted,
  oneDirectionOnly,
];
