/** A call that is to be made: its INVITE as far as it is known before the media have spoken (RFC 3261 13.2.1). */

import { type Header, type Response } from '../../message/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { noBody } from '../request/body.ts';
import { draftRequest } from '../request/drafts.ts';
import { type Media } from './media.ts';
import { type MovedTargets } from '../request/moved-targets.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { type InviteOptions } from '../user-agent-options.ts';

/**
 * @param moved who is somewhere else by now, and is noted there
 * @param media makes those of the call where the options have none
 * @param capabilities Allow, Accept and Supported
 * @throws SipError SIP_URI_INVALID, SIP_IDENTITY, and the signal's reason
 */
export function madeCall(
  agent: AgentParts,
  target: string,
  options: InviteOptions,
  parts: {
    readonly moved: MovedTargets;
    readonly media: () => Media;
    readonly capabilities: readonly Header[];
    readonly onProgress: ((response: Response) => void) | undefined;
  },
): OutgoingCall {
  const { stack, policy } = agent;
  const { signal, lateOffer = false, headers = [], redirects = policy.redirects, reliable = policy.reliable } = options;
  const { moved, media, capabilities, onProgress } = parts;
  signal?.throwIfAborted();
  const uri = moved.resolve(target, stack.clock.now());
  const draft = draftRequest(agent, 'INVITE', uri, {
    ...options,
    to: options.to ?? (uri === target ? undefined : target),
    headers: [...headers, ...capabilities],
    body: noBody,
    contact: true,
  });
  return new OutgoingCall(agent, draft, {
    media: options.media ?? media(),
    lateOffer,
    redirects,
    reliable,
    onProgress,
    onMoved: (to) => moved.note(target, to, stack.now),
  });
}
