/** Whether a digest-uri names what the request is for (RFC 7616 3.4.6, RFC 3261 22.4). */

import { Failure, parseUri, unescapeUri, type Uri } from '../message/index.ts';

/**
 * Compares user, host and port. Parameters and sip against sips are let pass, since phones leave them out of one of the
 * two and proxies add them; so is a user in only one of them, which some phones write in a REGISTER, and a port that is
 * the default.
 */
export function sameResource(digestUri: string, requestUri: Uri): boolean {
  if (digestUri === requestUri.text) return true;
  const uri = parseUri(digestUri);
  if (uri instanceof Failure) return false;
  if (uri.scheme === 'tel' && requestUri.scheme === 'tel') return uri.user === requestUri.user;
  return (
    uri.isSip &&
    requestUri.isSip &&
    uri.host === requestUri.host &&
    portOf(uri) === portOf(requestUri) &&
    (uri.user === '' || requestUri.user === '' || unescapeUri(uri.user) === unescapeUri(requestUri.user))
  );
}

function portOf(uri: Uri): number {
  return uri.port === (uri.scheme === 'sips' ? 5061 : 5060) ? 0 : uri.port;
}
