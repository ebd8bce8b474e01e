/** The simulated network for tests of one's own: virtual time, seeded chance, user agents and scripted peers, no socket. */

export * from './message-ladder.ts';
export * from './scripted-peer.ts';
export * from './seeded-random.ts';
export * from './simulation.ts';
export * from './virtual-clock.ts';
