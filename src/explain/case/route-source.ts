/** The message that told a side of a dialog which way its later requests go (RFC 3261 12.1.1, 12.1.2). */

import { type Place } from '../../capture/index.ts';
import { type SeenDialog, type Side } from './seen-dialog.ts';
import { viasOf } from './seen-transaction.ts';
import { type Step } from './step.ts';

/**
 * The 2xx as it came to who called, or the INVITE as it came to who was called; undefined where the capture does not show that
 * side's own hop.
 * @param own where the side sends its requests from
 */
export function routeSource(dialog: SeenDialog, side: Side, own: Place): Step | undefined {
  return side === 'caller' ? answerTo(dialog, own) : inviteTo(dialog, own);
}

function answerTo({ conversation, callerTag, calleeTag }: SeenDialog, own: Place): Step | undefined {
  const invite = conversation.roots.find(
    ({ method, request, client, responses }) =>
      method === 'INVITE' &&
      request?.toTag === '' &&
      request.fromTag === callerTag &&
      client.address === own.address &&
      responses.some((step) => isAnswer(step, calleeTag)),
  );
  // An INVITE with more than one Via was sent on by a proxy: its route set is not that of the caller.
  if (invite?.request === undefined || viasOf(invite.request.message).length !== 1) return undefined;
  return invite.responses.find((step) => isAnswer(step, calleeTag));
}

function inviteTo({ conversation, calleeTag }: SeenDialog, own: Place): Step | undefined {
  return conversation
    .of('INVITE')
    .find(
      ({ request, server, responses, children }) =>
        request?.toTag === '' &&
        children.length === 0 &&
        server.address === own.address &&
        responses.some((step) => isAnswer(step, calleeTag)),
    )?.request;
}

function isAnswer({ status, toTag }: Step, calleeTag: string): boolean {
  return status >= 200 && status < 300 && toTag === calleeTag;
}
