/** What `import 'sipwright'` gives: everything that runs anywhere. Node's parts have doors of their own (`sipwright/sockets` and so on). */

export * from './auth/index.ts';
export * from './catalogue/index.ts';
export * from './message/index.ts';
export * from './stack/index.ts';
export * from './transport/index.ts';
export * from './ua/index.ts';
