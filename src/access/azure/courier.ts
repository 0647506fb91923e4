import {
  createDefaultHttpClient,
  type HttpClient,
  isRestError,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { Pace, pause } from './pace.ts';

export interface CourierOptions {
  /** What carries a request to its end; the default speaks HTTPS. */
  readonly base?: HttpClient;
  readonly log?: (line: string) => void;
  /** Milliseconds for one try, the whole answer included. */
  readonly patience?: number;
  /** Milliseconds before the second try; doubled for each further one. */
  readonly firstPause?: number;
}

const mostTries = 4;
/** Azure may ask to wait for minutes; then the answer is the refusal, and the person decides. */
const longestWait = 60_000;
const worthAnotherTry = new Set([408, 429, 500, 502, 503, 504]);

/**
 * The one way out for every SDK: at most four requests at a time, pauses where Azure's headers ask for one before it
 * refuses, and few further tries of what failed. All requests are reads, so that each can be repeated.
 */
export function courier({
  base = createDefaultHttpClient(),
  log = () => {},
  patience = 60_000,
  firstPause = 400,
}: CourierOptions = {}): HttpClient {
  const pace = new Pace(4);

  async function once(request: PipelineRequest): Promise<PipelineResponse> {
    const whole = request.abortSignal;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException('no answer in time', 'TimeoutError')), patience);
    const forward = () => limit.abort();
    whole?.addEventListener('abort', forward);
    if (whole?.aborted) limit.abort();
    try {
      request.abortSignal = limit.signal;
      return await base.sendRequest(request);
    } catch (error) {
      if (limit.signal.aborted && !whole?.aborted) throw limit.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
      whole?.removeEventListener('abort', forward);
      if (whole) request.abortSignal = whole;
      else delete request.abortSignal;
    }
  }

  async function persist(request: PipelineRequest): Promise<PipelineResponse> {
    for (let attempt = 1; ; attempt++) {
      await pace.turn(request);
      const began = Date.now();
      const last = attempt >= mostTries;
      let wait = firstPause * 2 ** (attempt - 1);
      try {
        const response = await once(request);
        log(`${line(request)} ${response.status} in ${Date.now() - began} ms`);
        pace.learn(request, response);
        const asked = askedToWait(response);
        if (last || !worthAnotherTry.has(response.status) || (asked ?? 0) > longestWait) return response;
        wait = asked ?? wait;
      } catch (error) {
        log(
          `${line(request)} no answer (${error instanceof Error ? error.name : 'error'}) in ${Date.now() - began} ms`,
        );
        if (last || request.abortSignal?.aborted || !isTransient(error)) throw error;
      }
      await pause(wait, request.abortSignal);
    }
  }

  return { sendRequest: request => pace.within(request.abortSignal, () => persist(request)) };
}

function isTransient(error: unknown): boolean {
  return isRestError(error) || (error instanceof Error && error.name === 'TimeoutError');
}

/** Method, host and path; queries are left out, since a page's link holds a token of its own. */
function line({ method, url }: PipelineRequest): string {
  const { host, pathname } = new URL(url);
  return `${method} ${host}${pathname}`;
}

function askedToWait({ headers }: PipelineResponse): number | undefined {
  const text = headers.get('retry-after');
  if (text === undefined) return undefined;
  const seconds = Number(text);
  const until = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
