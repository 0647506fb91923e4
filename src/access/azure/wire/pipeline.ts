import {
  createDefaultHttpClient,
  createEmptyPipeline,
  type HttpClient,
  type PipelinePolicy,
  type PipelineResponse,
  RestError,
  type RetryStrategy,
  retryPolicy,
} from '@azure/core-rest-pipeline';
import pLimit from 'p-limit';

export interface PipelineOptions {
  /** The client that sends a request. Default: HTTPS. */
  readonly base?: HttpClient;
  /** Receives one line for each step, and never a token, a header or a body. */
  readonly log?: (line: string) => void;
  /** Milliseconds for one try, the whole answer included. */
  readonly patience?: number;
  /** Milliseconds before the second try. Doubled for each further one. */
  readonly firstPause?: number;
}

const mostAtOnce = 4;
const mostRetries = 3;
/** Milliseconds. Azure may ask to wait for minutes. Then its refusal is returned, and the person decides. */
const longestWait = 60_000;
const worthAnotherTry = new Set([408, 429, 500, 502, 503, 504]);

/**
 * The only way out for every SDK. At most four requests at a time, and a few retries of failures, after the time that
 * Azure asks for. A retry keeps its place among the four. All requests are reads, so each can be repeated.
 */
export function pipelineTo({
  base = createDefaultHttpClient(),
  log = () => {},
  patience = 60_000,
  firstPause = 400,
}: PipelineOptions = {}): HttpClient {
  const limit = pLimit(mostAtOnce);
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(retryPolicy([anotherTry(firstPause)], { maxRetries: mostRetries }), { phase: 'Retry' });
  for (const policy of [logged(log), timeLimit(patience)]) pipeline.addPolicy(policy, { afterPhase: 'Retry' });
  return { sendRequest: request => limit(() => pipeline.sendRequest(base, request)) };
}

function anotherTry(firstPause: number): RetryStrategy {
  return {
    name: 'anotherTry',
    retry({ retryCount, response }) {
      const asked = response && askedToWait(response);
      const inVain = response && !worthAnotherTry.has(response.status);
      if (inVain || (asked ?? 0) > longestWait) return { skipStrategy: true };
      return { retryAfterInMs: asked ?? firstPause * 2 ** retryCount };
    },
  };
}

function askedToWait({ headers }: PipelineResponse): number | undefined {
  const text = headers.get('retry-after');
  if (text === undefined) return undefined;
  const seconds = Number(text);
  const until = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}

/** Logs method, host and path. It leaves queries out, since a page's link holds a token of its own. */
function logged(log: (line: string) => void): PipelinePolicy {
  return {
    name: 'logged',
    async sendRequest(request, next) {
      const { host, pathname } = new URL(request.url);
      const began = Date.now();
      const told = (answer: string) =>
        log(`${request.method} ${host}${pathname} ${answer} in ${Date.now() - began} ms`);
      try {
        const response = await next(request);
        told(String(response.status));
        return response;
      } catch (error) {
        told(`no response (${error instanceof Error ? error.name : 'error'})`);
        throw error;
      }
    },
  };
}

/** Treats an answer that does not end in time as missing, which repeats the request. */
function timeLimit(patience: number): PipelinePolicy {
  return {
    name: 'timeLimit',
    async sendRequest(request, next) {
      const { abortSignal: whole } = request;
      const limit = AbortSignal.timeout(patience);
      request.abortSignal = whole instanceof AbortSignal ? AbortSignal.any([limit, whole]) : limit;
      try {
        return await next(request);
      } catch (error) {
        if (limit.aborted && !whole?.aborted)
          throw new RestError('no response in time', { code: 'ETIMEDOUT', request });
        throw error;
      } finally {
        if (whole) request.abortSignal = whole;
        else delete request.abortSignal;
      }
    },
  };
}
