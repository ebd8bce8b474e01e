export { defaultSocketOptions, type SocketCounters, type SocketOptions } from './options.ts';
export { type ListenAddress, openSockets, type Sockets } from './sockets.ts';
