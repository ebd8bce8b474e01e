/** The sound of a call: RTP and RTCP, codecs, digits, files, and the session that holds them together (RFC 3550, 3551, 4733). */

export * from './audio-codec.ts';
export * from './audio-source.ts';
export * from './comfort-noise.ts';
export * from './dtmf-receiver.ts';
export * from './dtmf-sender.ts';
export * from './dtmf-tone.ts';
export { FrameClock } from './frame-clock.ts';
export * from './g711.ts';
export * from './goertzel.ts';
export * from './jitter-buffer.ts';
export { Latch, type Latching, type MediaAddress, type SourceKind } from './latch.ts';
export { LossConcealment } from './loss-concealment.ts';
export * from './media-parameters.ts';
export { MediaSession, type MediaSessionOptions, openMediaSession } from './media-session.ts';
export { type MediaStatistics } from './media-statistics.ts';
export * from './media-stream.ts';
export { Playout, type PlayoutOptions, type ReceivedPayload } from './playout.ts';
export { defaultPortRange, type PortRange } from './port-pair.ts';
export { canResample, Resampler } from './resampler.ts';
export { type RemoteReport } from './rtcp-reporter.ts';
export { RtcpSchedule } from './rtcp-schedule.ts';
export * from './rtp-media.ts';
export { type OpenSoundSession, type RtpMediaOptions, type SoundSession } from './rtp-media-options.ts';
export { type Random32, type SendFormat } from './rtp-sender.ts';
export { findWavSound, type WavEncoding, type WavFormat, wavHeader, type WavSound } from './wav-format.ts';
export * from './wav-sink.ts';
export * from './wav-source.ts';
