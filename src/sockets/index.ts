/** UDP and TCP over Node's sockets (RFC 3261 18). */

export { defaultSocketOptions, type SocketCounters, type SocketOptions } from './options.ts';
export { type ListenAddress, openSockets, type Sockets } from './sockets.ts';
