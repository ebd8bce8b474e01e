/** What an offer asks of the other side, told for a person, and what of it is often refused (RFC 3264 5.1, RFC 3551, RFC 3711). */

import { isAuxiliary, isUnspecified, type MediaDescription, type SessionDescription } from '../../sdp/index.ts';
import { shown } from './step.ts';
import { listText } from './wording.ts';

/** RFC 3551 4.5.14: what nearly everybody takes. */
const COMMON = /^PCM[UA]$/i;

/** `plain RTP (RTP/AVP)`, `SRTP with its keys in the SDP (RTP/SAVP)`, `SRTP with DTLS (UDP/TLS/RTP/SAVPF)`. */
export function profileText(protocol: string): string {
  const name = shown(protocol);
  if (/TLS\/RTP\//i.test(protocol)) return `SRTP with DTLS (${name})`;
  if (/RTP\/SAVPF?$/i.test(protocol)) return `SRTP with its keys in the SDP (${name})`;
  return /RTP\/AVPF?$/i.test(protocol) ? `plain RTP (${name})` : name;
}

/** The crypto suites of a stream (RFC 4568 9.1), without the keys. */
export function suitesOf(media: MediaDescription): string[] {
  return [...new Set(media.attributes('crypto').map((value) => shown(value.trim().split(/\s+/)[1] ?? '')))].filter(
    (suite) => suite !== '',
  );
}

/** `audio with PCMU and PCMA over plain RTP (RTP/AVP)`, stream by stream. */
export function demandText({ media }: SessionDescription): string {
  const streams = media.map((stream) => {
    if (stream.port === 0) return `${shown(stream.kind)} switched off (port 0)`;
    const names = codecNames(stream);
    return `${shown(stream.kind)} with ${names.length === 0 ? 'no codec that is named' : listText(names)} over ${profileText(stream.protocol)}`;
  });
  return streams.length === 0 ? 'no stream at all' : listText(streams);
}

/** What of an offer others often cannot meet, the likeliest first; empty where it asks for nothing unusual. */
export function demandsOf(session: SessionDescription): string[] {
  const active = session.media.filter(({ port }) => port !== 0);
  if (session.media.length === 0) return ['it has no m= line'];
  if (active.length === 0) return ['every m= line has port 0, so that nothing is offered'];
  const demands: string[] = [];
  const sound = active.find(({ kind }) => kind === 'audio');
  if (sound === undefined)
    demands.push(`it has no audio, only ${listText([...new Set(active.map(({ kind }) => shown(kind)))])}`);
  const secure = active.find(({ protocol }) => /SAVPF?$/i.test(protocol));
  if (secure !== undefined) demands.push(`it takes nothing but ${profileText(secure.protocol)}`);
  if (sound?.isRtp === true) {
    const names = codecNames(sound);
    if (names.length === 0) demands.push('none of its payload types is named by rtpmap');
    else if (!names.some((name) => COMMON.test(name)))
      demands.push(`it has neither PCMU nor PCMA, only ${listText(names)}`);
  }
  const connections = active.map((media) => session.connectionOf(media));
  if (connections.some((connection) => connection === undefined)) demands.push('an m= line has no c= line for it');
  if (connections.some((connection) => connection !== undefined && isUnspecified(connection)))
    demands.push('its address is 0.0.0.0');
  if (connections.every((connection) => connection?.addressType === 'IP6')) demands.push('its media use IPv6 only');
  return demands;
}

function codecNames(media: MediaDescription): string[] {
  if (!media.isRtp) return media.formats.map(shown);
  return [...new Set(media.rtpFormats.filter((format) => !isAuxiliary(format)).map(({ name }) => shown(name)))];
}
