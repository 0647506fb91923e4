import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { type QueryResponse, ResourceGraphClient, type ResourcesOptionalParams } from '@azure/arm-resourcegraph';
import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  createPipelineRequest,
  type Pipeline,
  RestError,
} from '@azure/core-rest-pipeline';
import { append } from '../../../model/lists.ts';
import { isObject } from '../../../model/objects.ts';
import { objectList, textField } from '../../estate/estate.ts';
import { authorization } from '../../estate/source.ts';
import { lastSegment, resourceGroupOf, subscriptionOf } from '../../ids.ts';
import type { ArmObject } from '../../snapshot/flattened.ts';
import { type Connection, forTenant } from '../clouds.ts';
import { failureOf, Unusable } from './failure.ts';

type AuthorizationList = keyof typeof authorization;

/** Questions to one tenant. Answers stay as they arrived, since a snapshot holds them unchanged. */
export class TenantReader {
  readonly #connection: Connection;
  readonly #tenant: string | undefined;
  readonly #signal: AbortSignal;
  #clients: Clients | undefined;

  constructor(connection: Connection, tenant: string | undefined, signal: AbortSignal) {
    this.#connection = connection;
    this.#tenant = tenant;
    this.#signal = signal;
  }

  /** Asks all subscriptions that the account may read, or those below a management group. */
  graph(
    query: string,
    options: NonNullable<Parameters<ResourceGraphClient['resources']>[0]['options']>,
    managementGroup?: string,
  ): Promise<QueryResponse> {
    const scope = managementGroup === undefined ? {} : { managementGroups: [managementGroup] };
    return this.#ask(({ graph }, raw) => graph.resources({ query, options, ...scope }, raw));
  }

  registry(id: string, apiVersion: string): Promise<ArmObject> {
    return this.#body(({ registries }, raw) =>
      registries(subscriptionOf(id) ?? '', apiVersion).registries.get(resourceGroupOf(id) ?? '', lastSegment(id), raw),
    );
  }

  cluster(id: string, apiVersion: string): Promise<ArmObject> {
    return this.#body(({ clusters }, raw) =>
      clusters(subscriptionOf(id) ?? '', apiVersion).managedClusters.get(
        resourceGroupOf(id) ?? '',
        lastSegment(id),
        raw,
      ),
    );
  }

  /** Asks for anything of Resource Manager that no client here reads, or whose version no client knows. */
  get(path: string, apiVersion: string): Promise<ArmObject> {
    return this.#send('resourceManager', `${this.#connection.cloud.arm}${path}?api-version=${apiVersion}`);
  }

  /** The same for a list, with all its pages. Links to another host are not followed. */
  async list(path: string, apiVersion: string, filter?: string): Promise<readonly ArmObject[]> {
    const { arm } = this.#connection.cloud;
    const items: ArmObject[] = [];
    const query = filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`;
    let url = `${arm}${path}?api-version=${apiVersion}${query}`;
    while (url) {
      const body = await this.#send('resourceManager', url);
      const page = objectList(body, 'value');
      if (!page) throw new Unusable('the response is not a list');
      append(items, page);
      url = textField(body, 'nextLink');
      if (url && !url.startsWith(`${arm}/`)) throw new Unusable('the next page is on another host');
    }
    return items;
  }

  /** Role assignments and the like at a scope. https://learn.microsoft.com/rest/api/authorization */
  authorization(scope: string, what: AuthorizationList, filter?: string): Promise<readonly ArmObject[]> {
    return this.list(`${scope}/providers/Microsoft.Authorization/${what}`, authorization[what], filter);
  }

  /** Microsoft Graph. */
  directory(path: string, body?: unknown): Promise<ArmObject> {
    return this.#send('directory', `${this.#connection.cloud.directory}/v1.0${path}`, body);
  }

  #send(to: 'resourceManager' | 'directory', url: string, body?: unknown): Promise<ArmObject> {
    return this.#ask(async (clients, { abortSignal }) => {
      const request = createPipelineRequest({ url, method: body === undefined ? 'GET' : 'POST', abortSignal });
      request.headers.set('accept', 'application/json');
      if (body !== undefined) {
        request.headers.set('content-type', 'application/json');
        request.body = JSON.stringify(body);
      }
      const response = await clients[to].sendRequest(this.#connection.http, request);
      const { status: statusCode } = response;
      if (statusCode !== 200) throw new RestError(String(statusCode), { statusCode, request, response });
      return asObject(response.bodyAsText);
    });
  }

  /** The body as it arrived: the clients' models rename fields, and drop fields that are newer than they are. */
  #body(run: (clients: Clients, raw: RawOptions) => Promise<unknown>): Promise<ArmObject> {
    return this.#ask(async (clients, options) => {
      let body: string | null | undefined;
      await run(clients, { ...options, onResponse: ({ bodyAsText }) => (body = bodyAsText) });
      return asObject(body);
    });
  }

  /**
   * Repeats a request once, with a new token: the token may have expired, or the answer may have been garbled on the
   * way.
   */
  async #ask<T>(run: (clients: Clients, options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#clients ??= connect(this.#connection, this.#tenant);
        return await run(this.#clients, { abortSignal: this.#signal });
      } catch (error) {
        this.#signal.throwIfAborted();
        const { kind, why } = failureOf(error);
        const again = (kind === 'signIn' && /^401/.test(why)) || (kind === 'broken' && /^the response/.test(why));
        if (attempt > 1 || !again) throw error;
        this.#clients = undefined;
      }
    }
  }
}

interface Clients {
  readonly graph: ResourceGraphClient;
  readonly resourceManager: Pipeline;
  readonly directory: Pipeline;
  registries(subscription: string, apiVersion: string): ContainerRegistryManagementClient;
  clusters(subscription: string, apiVersion: string): ContainerServiceClient;
}

type RawOptions = Required<Pick<ResourcesOptionalParams, 'onResponse'>> & { readonly abortSignal: AbortSignal };

function connect({ cloud, credential: account, http }: Connection, tenant: string | undefined): Clients {
  const credential = forTenant(account, tenant);
  const scopes = [`${cloud.arm}/.default`];
  const common = { retryOptions: { maxRetries: 0 }, userAgentOptions: { userAgentPrefix: 'acr-pull-check' } };
  const options = { ...common, endpoint: cloud.arm, httpClient: http, credentials: { scopes } };
  const pipeline = (scopes: readonly string[]): Pipeline => {
    const made = createPipelineFromOptions(common);
    made.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: [...scopes] }), { phase: 'Sign' });
    return made;
  };
  return {
    graph: new ResourceGraphClient(credential, options),
    resourceManager: pipeline(scopes),
    directory: pipeline([`${cloud.directory}/.default`]),
    registries: remembered(
      (id, apiVersion) => new ContainerRegistryManagementClient(credential, id, { ...options, apiVersion }),
    ),
    clusters: remembered((id, apiVersion) => new ContainerServiceClient(credential, id, { ...options, apiVersion })),
  };
}

function remembered<T>(make: (subscription: string, apiVersion: string) => T) {
  const made = new Map<string, T>();
  return (subscription: string, apiVersion: string): T => {
    const key = `${subscription} ${apiVersion}`;
    const value = made.get(key) ?? make(subscription, apiVersion);
    made.set(key, value);
    return value;
  };
}

function asObject(text: string | null | undefined): ArmObject {
  let body: unknown;
  try {
    body = JSON.parse(text ?? '');
  } catch {
    throw new Unusable('the response is not JSON');
  }
  if (!isObject(body)) throw new Unusable('the response is not an object');
  return body;
}
