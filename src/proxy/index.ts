export * from './proxy.ts';
export * from './route-information.ts';
export * from './target.ts';
