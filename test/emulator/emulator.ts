/**
 * An Azure over loopback, for tests and the demo: Resource Manager, Resource Graph, Microsoft Graph, Entra and the
 * registries' API. Each is under the host name that the client meant, as the first segment of the path.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerArm } from './arm.ts';
import { type Answer, type Call, failure } from './call.ts';
import { answerDirectory } from './directory.ts';
import { answerEntra } from './entra.ts';
import { type FaultKind, Faults } from './faults.ts';
import { answerRegistry } from './registryApi.ts';
import { Tokens } from './tokens.ts';
import type { World } from './world.ts';

export class Emulator {
  readonly faults = new Faults();
  readonly tokens: Tokens;
  /** Every request as `METHOD host/path`, in the order of arrival. */
  readonly requests: string[] = [];
  /** Path and query of each, for tests that look at versions and filters. */
  readonly asked: string[] = [];
  world: World;
  mostAtOnce = 0;
  /** Milliseconds before each answer. */
  latency = 0;
  /** Seconds to wait, below ten, that a throttled answer asks for. */
  retryAfter = 1;
  #now = 0;
  readonly #server: Server;

  constructor(world: World) {
    this.world = world;
    this.tokens = new Tokens(() => this.world.now());
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(port = 0): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(port, '127.0.0.1', resolve));
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  forgetRequests(): void {
    this.requests.length = 0;
    this.asked.length = 0;
    this.mostAtOnce = 0;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#now++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#now);
    response.once('close', () => this.#now--);
    const call = await readCall(request);
    this.requests.push(`${call.method} ${call.host}${call.path}`);
    if (this.latency > 0) await new Promise(resolve => setTimeout(resolve, this.latency));
    this.asked.push(`${call.path}?${call.query}`);
    const fault = this.faults.strike(call);
    if (fault === 'expired token') this.tokens.expireAll();
    const answer = (fault && this.#faulty(fault)) ?? this.#answer(call);
    send(answer, fault, call, response, this.world.now());
  }

  #answer(call: Call): Answer {
    const { host } = call;
    if (/^management\./.test(host)) return answerArm(call, this.world, this.tokens);
    if (/^login\./.test(host)) return answerEntra(call, this.world, this.tokens);
    if (/graph\./.test(host)) return answerDirectory(call, this.world, this.tokens);
    if (/\.azurecr\.(io|cn|us)$/.test(host)) return answerRegistry(call, this.world, this.tokens);
    return failure(404, 'NoSuchHost', host);
  }

  #faulty(fault: FaultKind): Answer | undefined {
    switch (fault) {
      case 'claims challenge': {
        const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64');
        const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${claims}"`;
        return failure(401, 'TokenIssuedBeforeRevocation', 'Sign in again.', { 'www-authenticate': challenge });
      }
      case 'forbidden':
        return failure(403, 'AuthorizationFailed', 'The client does not have authorization to perform the action.');
      case 'throttled':
        return failure(429, 'RateLimiting', 'Please provide below info when asking for support.', {
          'retry-after': String(this.retryAfter),
          'x-ms-user-quota-remaining': '0',
          'x-ms-user-quota-resets-after': `00:00:0${this.retryAfter}`,
        });
      case 'server error':
        return failure(500, 'InternalServerError', 'An internal error occurred.');
      case 'not found':
        return failure(404, 'Request_ResourceNotFound', 'It does not exist.');
      default:
        return undefined;
    }
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, host = '', ...rest] = url.pathname.split('/');
  const form = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
  return {
    method: request.method ?? 'GET',
    host,
    path: `/${rest.join('/')}`,
    query: url.searchParams,
    headers: request.headers,
    body: form ? new URLSearchParams(raw) : raw ? JSON.parse(raw) : undefined,
  };
}

function send(
  { status, headers, body }: Answer,
  fault: FaultKind | undefined,
  { method }: Call,
  response: ServerResponse,
  now: number,
): void {
  if (fault === 'reset') return void response.socket?.resetAndDestroy();
  const text = fault === 'malformed JSON' ? body.slice(0, -1) : fault === 'short page' ? shortened(body) : body;
  response.writeHead(status, {
    ...headers,
    date: new Date(now).toUTCString(),
    'content-length': Buffer.byteLength(text),
  });
  if (fault === 'endless') return void response.write(text.slice(0, 1));
  if (fault === 'half an answer') {
    response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    return;
  }
  response.end(method === 'HEAD' ? undefined : text);
}

/** A page that lost a row on its way, in an answer that is whole otherwise. */
function shortened(body: string): string {
  const page: unknown = JSON.parse(body);
  if (typeof page !== 'object' || page === null || !('data' in page) || !Array.isArray(page.data)) return body;
  return JSON.stringify({ ...page, data: page.data.slice(1) });
}
