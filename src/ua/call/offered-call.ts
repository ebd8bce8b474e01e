/** A new INVITE: what speaks against it, and otherwise the call that it is (RFC 3261 13.3, RFC 3891 3, RFC 4028 9). */

import { Dialog, SessionTimer } from '../../dialog/index.ts';
import { Failure, type Request } from '../../message/index.ts';
import { type ServerTransaction } from '../../stack/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type Call } from './call.ts';
import { IncomingCall } from './incoming-call.ts';
import { type Media } from './media.ts';
import { replacedCall } from './replaces.ts';

/**
 * @param calls that there are: it may take the place of one
 * @param media makes those of the call
 * @returns undefined where the INVITE was refused
 */
export function offeredCall(
  agent: AgentParts,
  request: Request,
  server: ServerTransaction,
  calls: Iterable<Call>,
  media: () => Media,
): IncomingCall | undefined {
  const dialog = Dialog.fromRequest(request, server.localTag, agent.dialogMachine);
  if (dialog instanceof Failure) {
    server.respond(400, { reason: 'Bad Contact Or Record-Route' });
    return undefined;
  }
  const replaces = replacedCall(request, calls);
  if (typeof replaces === 'number') {
    server.respond(replaces);
    return undefined;
  }
  const timer = new SessionTimer(agent.policy.sessionTimer);
  const tooBrief = timer.receiveRequest(request);
  if (tooBrief !== undefined) {
    server.respond(tooBrief.status, { headers: tooBrief.headers });
    return undefined;
  }
  return new IncomingCall(agent, request, server, { dialog, media: media(), timer, replaces });
}
