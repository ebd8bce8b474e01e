/** Configuration, the roles composed into a server, and the ways to talk to one that runs. */
export * from './config.ts';
export * from './control-client.ts';
export { type NewAccount, type Registration, type ServerControls, type StoreControls } from './control-commands.ts';
export { ControlError } from './control-protocol.ts';
export { startControl } from './control-server.ts';
export * from './decision.ts';
export * from './dry-run.ts';
export { findConfig, type ConfigLookup, loadConfig, type LoadedConfig } from './load-config.ts';
export { type LogSink } from './log.ts';
export { nodeHash } from '../node/index.ts';
export { ownNames } from './own-names.ts';
export * from './quantity.ts';
export { randomPassword } from './first-start.ts';
export { fixRealm, realmInForce } from './realm.ts';
export { redactConfig } from './redact-config.ts';
export { Router } from './routes.ts';
export {
  loadRoutingModule,
  type RouteFunction,
  type RoutingAnswer,
  type RoutingCall,
  type RoutingRequest,
} from './routing-module.ts';
export { prepareConfig, serve, servedDomains, type ServeOptions } from './serve.ts';
export { startServer } from './server.ts';
export type { LatencyHistogram, Server, ServerDeps, ServerStats, StartServer } from './server-contract.ts';
