/** Refer-To of a transfer: whom the peer is to call, and which call of theirs the new one takes the place of (RFC 5589 6.1, 7.1, RFC 3891). */

import { encodeUtf8, Failure, parseNameAddr, parseUri, SipError, type Uri } from '../../message/index.ts';
import type { Call } from '../call/call.ts';
import { replacesValue } from '../call/replaces.ts';
import { callEnded } from '../request/request-failed.ts';

/**
 * @param target a SIP URI, which may bring headers along; or a call of ours whose peer is to be called
 * @throws SipError SIP_URI_INVALID; SIP_CALL_ENDED, SIP_NO_DIALOG for a call that is no more, or is not yet there to be replaced
 */
export function referToValue(target: string | Call): string {
  if (typeof target !== 'string') return replacing(target);
  const wire = encodeUtf8(target);
  if (parseUri(wire) instanceof Failure)
    throw new SipError('SIP_URI_INVALID', `no URI: ${target}`, { rfc: '3515 2.1' });
  return `<${wire}>`;
}

function replacing(call: Call): string {
  if (call.state === 'Ended') throw callEnded();
  const { dialog } = call;
  const replaces = replacesValue(call);
  // RFC 3891 3: whoever was called and has not answered refuses to be replaced
  const rings = call.direction === 'outgoing' && call.state !== 'Established';
  if (dialog === undefined || replaces === undefined || rings)
    throw new SipError('SIP_NO_DIALOG', 'a call that was not answered yet cannot be replaced', { rfc: '3891 3' });
  const contact = uriOf(dialog.remoteTarget);
  // 7.1, 7.4: the contact where it is known to be reached from elsewhere; otherwise the address, and only whoever has that call may answer
  const reachable = contact?.params.has('gr') === true || dialog.routeSet.length === 0;
  const address = reachable ? undefined : addressOf(dialog.remote);
  const uri = withoutHeaders(address ?? dialog.remoteTarget);
  return `<${uri}?Replaces=${encodeURIComponent(replaces)}${address === undefined ? '' : '&Require=replaces'}>`;
}

function uriOf(text: string): Uri | undefined {
  const uri = parseUri(text);
  return uri instanceof Failure ? undefined : uri;
}

function addressOf(value: string): string | undefined {
  const address = parseNameAddr(value, 0, value.length);
  return address instanceof Failure || !address.uri.isSip ? undefined : address.uri.text;
}

function withoutHeaders(uri: string): string {
  const question = uri.indexOf('?');
  return question < 0 ? uri : uri.slice(0, question);
}
