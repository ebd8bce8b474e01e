/** ICE candidates of a description: other places at which its writer may be reached (RFC 8839 5.1). */

import { type Place } from '../../capture/index.ts';
import { type MediaDescription, type SessionDescription } from '../../sdp/index.ts';

const CANDIDATE = /^\S+[ \t]+(\d+)[ \t]+udp[ \t]+\d+[ \t]+(\S+)[ \t]+(\d{1,5})[ \t]+typ[ \t]+(\S+)/i;
/** More than any phone has networks. */
const MAX_CANDIDATES = 64;

/** The places of the UDP candidates for RTP, component 1; names of mDNS are among them and match nothing. */
export function candidatePlaces(media: MediaDescription): Place[] {
  const places: Place[] = [];
  for (const value of media.attributes('candidate')) {
    const match = CANDIDATE.exec(value);
    if (match !== null && match[1] === '1') places.push({ address: match[2].toLowerCase(), port: Number(match[3]) });
    if (places.length >= MAX_CANDIDATES) break;
  }
  return places;
}

/** Whether its writer does ICE for a stream (RFC 8839 5.4). */
export function hasIce(session: SessionDescription, media: MediaDescription): boolean {
  return session.attributeOf(media, 'ice-ufrag') !== undefined && session.attributeOf(media, 'ice-pwd') !== undefined;
}
