import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';

type Signal = PipelineRequest['abortSignal'];

/** How fast requests may follow each other. */
export class Pace {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  /** What answers for a quota → the moment before which it must not be asked. */
  readonly #notBefore = new Map<string, number>();
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs the work as soon as fewer than the most are running. */
  async within<T>(signal: Signal, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) await this.#queue(signal);
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next)
        next(); // its place goes over
      else this.#running--;
    }
  }

  #queue(signal: Signal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        const at = this.#waiting.indexOf(enter);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(aborted());
      };
      if (signal?.aborted) return reject(aborted());
      signal?.addEventListener('abort', leave);
      this.#waiting.push(enter);
    });
  }

  async turn(request: PipelineRequest): Promise<void> {
    const wait = (this.#notBefore.get(quotaOf(request)) ?? 0) - Date.now();
    if (wait > 0) await pause(wait, request.abortSignal);
  }

  /**
   * Resource Graph tells how many queries are left, and when the count begins anew (`00:00:05`): waiting until then is
   * cheaper than being refused. https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
   */
  learn(request: PipelineRequest, { headers }: PipelineResponse): void {
    const left = headers.get('x-ms-user-quota-remaining');
    const resets = /^(\d+):(\d+):(\d+)/.exec(headers.get('x-ms-user-quota-resets-after') ?? '');
    if (left === undefined || Number(left) > 0 || !resets) return;
    const [, hours, minutes, seconds] = resets.map(Number);
    const wait = Math.min(60, (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0));
    this.#notBefore.set(quotaOf(request), Date.now() + wait * 1000);
  }
}

function quotaOf({ url }: PipelineRequest): string {
  return /\/microsoft\.resourcegraph\//i.test(url) ? 'graph' : new URL(url).host;
}

export function pause(milliseconds: number, signal: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(aborted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop);
  });
}

function aborted(): Error {
  return new DOMException('cancelled', 'AbortError');
}
