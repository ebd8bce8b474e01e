/** What a capture shows: messages, packets of media, and what befell connections, each with its time, frame and hop. */

/** One end of a hop. */
export interface Place {
  /** IPv4 or IPv6, without brackets; '' where the capture does not tell. */
  readonly address: string;
  /** 0 where the capture does not tell. */
  readonly port: number;
}

/** How a hop carries SIP (RFC 3261 18, RFC 7118). TLS and WSS only where the capture has them in plain, as HEP and logs do. */
export type HopTransport = 'UDP' | 'TCP' | 'TLS' | 'SCTP' | 'WS' | 'WSS';

/** One way between two places, in one direction. A capture makes one object for each, unless there are very many. */
export interface Hop {
  readonly transport: HopTransport;
  readonly source: Place;
  readonly destination: Place;
}

interface Seen {
  /** ms since 1970, with a fraction; NaN where the capture does not tell. */
  readonly time: number;
  /** Of the frame that completed it, 1 for the first of its file; in a text, the number of the message. */
  readonly frame: number;
  readonly hop: Hop;
}

/** A SIP message as it went by. */
export interface SeenMessage extends Seen {
  readonly kind: 'message';
  /** One character per byte (Latin-1). Of a text that was pasted, with its line ends mended. */
  readonly text: string;
  /** How many IP fragments it came in, 1 for a whole packet. */
  readonly fragments: number;
}

/**
 * What befell a flow, other than a message:
 * - `unreachable`: ICMP says that a packet of this hop did not arrive (RFC 792, 1122 3.2.2.1, 4443).
 * - `fragment lost`: a fragmented packet never became whole.
 * - `refused`: a TCP connection was answered with a reset. `unanswered`: its SYN was repeated, or had no answer.
 * - `reset`, `closed`: a TCP connection ended; the hop is that of the side that ended it.
 * - `gap`: bytes of a TCP stream are missing in the capture.
 * - `tls`: a connection carries TLS, once for each; `tls alert`: one in plain, in the handshake.
 * - `websocket`: an opening handshake was seen; `websocket refused`: it got another answer than 101; `websocket closed`: a close frame.
 * - `keep-alive`: CRLF, double CRLF, a NUL packet, or STUN on a SIP flow (RFC 5626 3.5).
 * - `not sip`: a stream that began as SIP cannot be cut into messages any more (RFC 3261 18.3).
 */
export type SeenEventName =
  | 'unreachable'
  | 'fragment lost'
  | 'refused'
  | 'unanswered'
  | 'reset'
  | 'closed'
  | 'gap'
  | 'tls'
  | 'tls alert'
  | 'websocket'
  | 'websocket refused'
  | 'websocket closed'
  | 'keep-alive'
  | 'not sip';

/** Something that befell a flow. */
export interface SeenEvent extends Seen {
  readonly kind: 'event';
  readonly event: SeenEventName;
  /** What it says of itself, for a person: `port unreachable`, `handshake failure (40)`, `1002 protocol error`; or ''. */
  readonly detail: string;
}

/** Who takes what a capture shows, in its order. Nothing that a sink does may throw. */
export interface CaptureSink {
  /** A SIP message, when its last byte went by. */
  message(message: SeenMessage): void;
  /** Something that befell a flow. */
  event(event: SeenEvent): void;
  /**
   * A datagram that is no SIP and looks like RTP, RTCP, STUN or DTLS (RFC 7983).
   * @param time ms since 1970
   * @param packet a view, good during the call only
   */
  media(time: number, frame: number, hop: Hop, packet: Uint8Array): void;
  /** Something that could not be read. @param frame 0 where it is about the whole file. @param reason for a person */
  damage(frame: number, reason: string): void;
}

/** Reads one capture, fed in order. No method throws, whatever the bytes are. */
export interface CaptureReader {
  /** What it reads: `pcap`, `pcapng`, `HEP3`, `sngrep text`, … */
  readonly format: string;
  /** Frames read so far; of a text, messages. */
  readonly frames: number;
  /** The next piece, of any size. It is not kept: the caller may use its memory again. */
  write(chunk: Uint8Array): void;
  /** The file has ended: what is waiting for more is given as far as it came. */
  end(): void;
}
