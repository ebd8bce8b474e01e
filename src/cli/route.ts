/** `sipwright route`: what would happen to a request, and which line decides it. */
import {
  type Decision,
  forecast,
  ownNames,
  prepareConfig,
  realmInForce,
  resultOf,
  type RouteForecast,
  Router,
} from '../server/index.ts';
import type { Logger } from '../stack/index.ts';
import { openServer, withControl } from './control.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';

export interface RouteOptions {
  readonly method: string;
  readonly uri: string;
  readonly config?: string;
  readonly from?: string;
  readonly stranger?: boolean;
  readonly source?: string;
  readonly running?: boolean;
  readonly json?: boolean;
}

export async function route(io: Io, options: RouteOptions): Promise<void> {
  const { method, uri, from, stranger, source, running } = options;
  const question = { method: method.toUpperCase(), uri, from, stranger, source };
  const found = running
    ? ((await withControl(openServer(io, options.config), (control) =>
        resultOf(control.request('route', question)),
      )) as RouteForecast)
    : await forecastFromFile(io, options.config, question);
  if (options.json) return writeLine(io, JSON.stringify(found));
  for (const line of describe(found)) await writeLine(io, line);
}

async function forecastFromFile(
  io: Io,
  path: string | undefined,
  question: Parameters<typeof forecast>[0],
): Promise<RouteForecast> {
  const prepared = await prepareConfig({ argvPath: path, env: io.env, cwd: io.cwd });
  if (!prepared.ok) {
    for (const problem of prepared.problems) say(io, problem);
    throw new CommandError(EXIT.badConfig, 'the configuration is not in order');
  }
  const { config, routing } = prepared;
  const router = new Router(config, await realmInForce(config), ownNames(config));
  return forecast(question, { config, router, routing, log: logTo(io), contacts: () => [] });
}

function logTo(io: Io): Logger {
  const nothing = () => {};
  return {
    debug: nothing,
    info: nothing,
    warn: (_fields, text) => say(io, text),
    error: (_fields, text) => say(io, text),
  };
}

function describe({ method, uri, from, account, source, decision, addressOfRecord }: RouteForecast): string[] {
  const who = account === undefined ? 'without credentials' : `authenticated as ${account}`;
  return [
    `${method} ${uri}`,
    `  from     ${from ?? 'nobody in particular'}, ${who}, at ${source}`,
    `  decision ${inWords(decision, addressOfRecord)}`,
    `  because  ${decision.because}`,
  ];
}

function inWords(decision: Decision, addressOfRecord: string | undefined): string {
  switch (decision.action) {
    case 'proxy':
    case 'bridge':
      if (decision.targets !== undefined) return `${decision.action} to ${decision.targets.join(', ')}`;
      return `${decision.action} to the registered contacts of ${addressOfRecord ?? 'the user'}`;
    case 'redirect':
      return `redirect with ${decision.code} to ${decision.contacts.join(', ')}`;
    case 'reject':
      return `reject with ${decision.code}${decision.reason === undefined ? '' : ` ${decision.reason}`}`;
    case 'challenge':
      return 'challenge: the caller is asked for credentials';
    case 'answer':
      return 'the server answers itself';
  }
}
