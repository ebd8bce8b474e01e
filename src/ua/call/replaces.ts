/** Replaces: an INVITE that takes the place of a call that is there (RFC 3891 3). */

import { headerId } from '../../catalogue/index.ts';
import { Parameterised, type Request } from '../../message/index.ts';
import { type Call } from './call.ts';

const REPLACES = headerId('Replaces');

/** @returns the call that is meant; undefined without Replaces; the response that refuses the INVITE where none is */
export function replacedCall(request: Request, calls: Iterable<Call>): Call | number | undefined {
  if (!request.has(REPLACES)) return undefined;
  const value = request.parse(REPLACES);
  // 3: more than one can't be meant
  if (!(value instanceof Parameterised) || request.headers(REPLACES).length > 1) return 400;
  const toTag = value.params.get('to-tag');
  const fromTag = value.params.get('from-tag');
  if (toTag === undefined || fromTag === undefined) return 400;
  for (const call of calls) {
    const { dialog } = call;
    if (dialog?.callId !== value.value || dialog.localTag !== toTag || dialog.remoteTag !== fromTag) continue;
    if (call.state === 'Established') return value.params.has('early-only') ? 486 : call;
    // An early dialog is replaced at its caller alone.
    return call.direction === 'outgoing' ? call : 481;
  }
  return 481;
}

/** The call that the value of a Replaces means, if it is one of these (RFC 3891 3). */
export function callFor(replaces: string, calls: Iterable<Call>): Call | undefined {
  const [callId, ...params] = replaces.split(';');
  const tagOf = (name: string) =>
    params.find((param) => param.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  for (const call of calls) {
    const { dialog } = call;
    if (dialog?.callId === callId && dialog.localTag === tagOf('to-tag') && dialog.remoteTag === tagOf('from-tag'))
      return call;
  }
  return undefined;
}

/** The value of a Replaces that takes the place of this call at its peer; undefined before it has a dialog. */
export function replacesValue(call: Call): string | undefined {
  const { dialog } = call;
  return dialog && `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`;
}
