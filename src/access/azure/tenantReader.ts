import { setMaxListeners } from 'node:events';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  createPipelineRequest,
  type Pipeline,
} from '@azure/core-rest-pipeline';
import { type ArmObject, isObject, list, text } from './armObject.ts';
import { type Connection, forTenant } from './connection.ts';
import { failureOf, Unusable } from './failure.ts';

/** What every SDK hands the untouched answer to. */
interface RawAnswer {
  readonly bodyAsText?: string | null;
}

export interface RawOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse: (raw: RawAnswer) => void;
}

interface Clients {
  readonly graph: ResourceGraphClient;
  readonly authorization: AuthorizationManagementClient;
  readonly bare: Pipeline;
  readonly directory: Pipeline;
  registries(subscription: string): ContainerRegistryManagementClient;
  clusters(subscription: string): ContainerServiceClient;
}

/** Questions to one tenant through Azure's SDKs, answered with what came over the wire: the SDKs' models drop fields. */
export class TenantReader {
  readonly tenant: string | undefined;
  readonly #connection: Connection;
  readonly #signal: AbortSignal;
  #clients: Clients | undefined;

  constructor(connection: Connection, tenant: string | undefined, signal: AbortSignal) {
    this.#connection = connection;
    this.tenant = tenant;
    this.#signal = signal;
    setMaxListeners(0, signal); // every request that is under way listens to it
  }

  /** The one body of an operation. */
  async body(run: (clients: Clients, raw: RawOptions) => Promise<unknown>): Promise<ArmObject> {
    const body = (await this.#bodies(run)).at(-1);
    if (!body) throw new Unusable('there was no answer');
    return body;
  }

  /** The items of all pages of a list. */
  async items(run: (clients: Clients, raw: RawOptions) => AsyncIterable<unknown>): Promise<readonly ArmObject[]> {
    const bodies = await this.#bodies(async (clients, raw) => {
      for await (const _ of run(clients, raw));
    });
    return bodies.flatMap(body => {
      const items = list(body, 'value');
      if (!items) throw new Unusable('the answer is no list');
      return items;
    });
  }

  /** A GET that no SDK here has an operation for. */
  async get(path: string, apiVersion: string): Promise<ArmObject> {
    const url = `${this.#connection.cloud.arm}${path}?api-version=${apiVersion}`;
    return this.body((clients, raw) => send(clients.bare, url, raw));
  }

  /** The same for a list, with all its pages; a link to another host is not followed. */
  async getList(path: string, apiVersion: string): Promise<readonly ArmObject[]> {
    const { arm } = this.#connection.cloud;
    const items: ArmObject[] = [];
    let url = `${arm}${path}?api-version=${apiVersion}`;
    while (url) {
      const body = await this.body((clients, raw) => send(clients.bare, url, raw));
      const page = list(body, 'value');
      if (!page) throw new Unusable('the answer is no list');
      items.push(...page);
      url = text(body, 'nextLink');
      if (url && !url.startsWith(`${arm}/`)) throw new Unusable('the next page is said to be elsewhere');
    }
    return items;
  }

  async fromDirectory(path: string, body?: unknown): Promise<ArmObject> {
    const url = `${this.#connection.cloud.directory}/v1.0${path}`;
    return this.body((clients, raw) => send(clients.directory, url, raw, body));
  }

  async #bodies(run: (clients: Clients, raw: RawOptions) => Promise<unknown>): Promise<readonly ArmObject[]> {
    return this.answer(async (clients, options) => {
      const texts: string[] = [];
      await run(clients, { ...options, onResponse: ({ bodyAsText }: RawAnswer) => void texts.push(bodyAsText ?? '') });
      return texts.map(asObject);
    });
  }

  /** What an SDK makes of the answer, for those whose model drops nothing. */
  async answer<T>(run: (clients: Clients, options: Pick<RawOptions, 'abortSignal'>) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#clients ??= connect(this.#connection, this.tenant);
        return await run(this.#clients, { abortSignal: this.#signal });
      } catch (error) {
        this.#signal.throwIfAborted();
        const { kind, why } = failureOf(error);
        // A token may have expired on the way, and an answer may have been garbled on it: once more, with a new one.
        const again = kind === 'signIn' || (kind === 'broken' && !/^\d/.test(why));
        if (attempt > 1 || !again) throw error;
        this.#clients = undefined;
      }
    }
  }
}

function asObject(text: string): ArmObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Unusable('the answer is not JSON');
  }
  if (!isObject(body)) throw new Unusable('the answer is no object');
  return body;
}

async function send(pipeline: Pipeline, url: string, raw: RawOptions, body?: unknown): Promise<void> {
  const { http } = pipelines.get(pipeline) ?? {};
  if (!http) throw new Error('a pipeline that was not made here');
  const request = createPipelineRequest({
    url,
    method: body === undefined ? 'GET' : 'POST',
    abortSignal: raw.abortSignal,
  });
  request.headers.set('accept', 'application/json');
  if (body !== undefined) {
    request.headers.set('content-type', 'application/json');
    request.body = JSON.stringify(body);
  }
  const response = await pipeline.sendRequest(http, request);
  if (response.status !== 200) throw new RefusedAnswer(response.status, response.bodyAsText);
  raw.onResponse(response);
}

/** Shaped as the SDKs' own errors, so that `failureOf` knows it. */
class RefusedAnswer extends Error {
  override readonly name = 'RestError';
  readonly statusCode: number;
  readonly details: unknown;
  readonly code = undefined;

  constructor(statusCode: number, text: string | null | undefined) {
    super(String(statusCode));
    this.statusCode = statusCode;
    try {
      this.details = JSON.parse(text ?? '');
    } catch {
      this.details = undefined;
    }
  }
}

const pipelines = new WeakMap<Pipeline, Pick<Connection, 'http'>>();

function connect(connection: Connection, tenant: string | undefined): Clients {
  const { cloud, http } = connection;
  const credential = forTenant(connection.credential, tenant);
  const scope = `${cloud.arm}/.default`;
  const options = {
    endpoint: cloud.arm,
    httpClient: http,
    retryOptions: { maxRetries: 0 }, // the courier sees to it
    userAgentOptions: { userAgentPrefix: 'acr-pull-check' },
  };
  const modern = { ...options, credentials: { scopes: [scope] } };
  const pipeline = (scopes: string) => {
    const made = createPipelineFromOptions({
      retryOptions: options.retryOptions,
      userAgentOptions: options.userAgentOptions,
    });
    made.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes }), { phase: 'Sign' });
    pipelines.set(made, { http });
    return made;
  };
  return {
    graph: new ResourceGraphClient(credential, modern),
    authorization: new AuthorizationManagementClient(credential, '00000000-0000-0000-0000-000000000000', {
      ...options,
      $host: cloud.arm,
      credentialScopes: scope,
    }),
    bare: pipeline(scope),
    directory: pipeline(`${cloud.directory}/.default`),
    registries: remembered(subscription => new ContainerRegistryManagementClient(credential, subscription, modern)),
    clusters: remembered(subscription => new ContainerServiceClient(credential, subscription, modern)),
  };
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return key => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
