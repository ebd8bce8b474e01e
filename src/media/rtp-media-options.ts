/** How the sound of a call is made: addresses, ports, codecs, sources and sinks (RFC 3550 11, RFC 3551). */

import { type Random } from '../stack/index.ts';
import { type AudioCodec } from './audio-codec.ts';
import { type AudioSink, type AudioSource } from './audio-source.ts';
import { type MediaEvents, type MediaParameters } from './media-parameters.ts';
import { type MediaSession, type MediaSessionOptions } from './media-session.ts';

/** What `RtpMedia` needs of a session: that of this machine, or a simulated one. */
export type SoundSession = Pick<
  MediaSession,
  'port' | 'target' | 'update' | 'play' | 'record' | 'mute' | 'sendDigits' | 'statistics' | 'close'
>;

/** Opens a session, as `openMediaSession` does. */
export type OpenSoundSession = (options: MediaSessionOptions, parameters: MediaParameters) => Promise<SoundSession>;

/** How the sound of a call is made. */
export interface RtpMediaOptions
  extends Pick<
      MediaSessionOptions,
      'ports' | 'sampleRate' | 'latching' | 'minDelayMs' | 'maxDelayMs' | 'clock' | 'cname'
    >,
    Omit<MediaEvents, 'onDigit' | 'onSourceEnd'> {
  /** Numeric, of this machine: where the ports are bound. */
  readonly address: string;
  /** What descriptions say instead of `address`, where peers reach us elsewhere; needed with 0.0.0.0 and ::. */
  readonly announced?: string;
  /** Sound to be sent from the beginning; without one silence is. */
  readonly source?: AudioSource;
  /** Where sound goes that is received. */
  readonly sink?: AudioSink;
  /** In order of preference; an answer keeps to the order of the offer (RFC 3264 6.1). G.711 in both laws, then G.722 unless told. */
  readonly codecs?: readonly AudioCodec[];
  /** Where tokens come from; the platform's generator when left out. */
  readonly random?: Random;
  /** Finds the addresses of a host name in a peer's description, the best first; the platform's look-up unless told. */
  readonly lookUp?: (host: string) => Promise<readonly string[]>;
  /** In place of sockets of this machine: for simulations. */
  readonly open?: OpenSoundSession;
}
