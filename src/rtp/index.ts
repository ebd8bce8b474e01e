/** RTP and RTCP packets, what is known of a source from those that arrive, telephone events (RFC 3550, 4733). */

export * from './ntp-time.ts';
export * from './reception.ts';
export * from './rtcp-packet.ts';
export * from './rtp-packet.ts';
export * from './serial-number.ts';
export * from './telephone-event.ts';
export * from './write-rtcp.ts';
