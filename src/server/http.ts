/** Health, readiness, metrics and the reference over HTTP, on loopback unless the configuration says otherwise. */
import { hash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SipError } from '../message/index.ts';
import type { HttpConfig } from './config.ts';
import { answerReference, isReference } from './reference-pages.ts';

export interface HttpSources {
  /** Whether new requests are welcome. */
  ready(): boolean;
  /** Of the store. */
  health(): { readonly ok: boolean; readonly reason: string };
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>;
}

export interface HttpEndpoint {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  text: string;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
}

/** @throws SipError (as a rejection) `SIP_PORT_IN_USE` or `SIP_LISTEN_FAILED` */
export async function startHttp(config: HttpConfig, sources: HttpSources): Promise<HttpEndpoint> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    void respond(request, response, config.token, sources);
  });
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, config)));
    server.listen(config.port, config.address, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    address,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  token: string | undefined,
  sources: HttpSources,
) {
  let answer: Answer;
  try {
    answer = await answerTo(request, token, sources);
  } catch (error) {
    answer = { status: 500, text: `${error instanceof Error ? error.message : String(error)}\n` };
  }
  const { status, text, contentType = 'text/plain; charset=utf-8', headers = {} } = answer;
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store', ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}

async function answerTo(request: IncomingMessage, token: string | undefined, sources: HttpSources): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, text: 'only GET and HEAD\n', headers: { Allow: 'GET, HEAD' } };
  }
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  switch (path) {
    case '/health': {
      const { ok, reason } = sources.health();
      return ok ? { status: 200, text: 'ok\n' } : { status: 503, text: `store: ${reason}\n` };
    }
    case '/ready': {
      const { ok, reason } = sources.health();
      if (!ok) return { status: 503, text: `store: ${reason}\n` };
      return sources.ready()
        ? { status: 200, text: 'ready\n' }
        : { status: 503, text: 'not ready: starting or draining\n' };
    }
    case '/metrics': {
      if (token !== undefined && !isBearer(request.headers.authorization, token)) {
        return { status: 401, text: 'a bearer token is needed\n', headers: { 'WWW-Authenticate': 'Bearer' } };
      }
      return { status: 200, ...(await sources.metrics()) };
    }
    default:
      if (isReference(path)) return answerReference(request.url ?? path);
      return { status: 404, text: 'there is /health, /ready, /metrics and /reference/\n' };
  }
}

/** Compares hashes, in a time that says nothing about the token. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function listenError(error: NodeJS.ErrnoException, { address, port }: HttpConfig): SipError {
  const where = `HTTP ${address.includes(':') ? `[${address}]` : address}:${port}`;
  if (error.code !== 'EADDRINUSE')
    return new SipError('SIP_LISTEN_FAILED', `cannot listen on ${where}: ${error.message}`, { cause: error });
  const fix = 'set another port with the key "http", or write "http: off"';
  return new SipError('SIP_PORT_IN_USE', `cannot listen on ${where}: another program uses it already; ${fix}`, {
    cause: error,
  });
}
