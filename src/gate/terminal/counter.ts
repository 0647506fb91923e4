/** A counter on one line of a terminal, which goes before anything else is written. */
export interface Counter {
  show(text: string): void;
  clear(): void;
}

/** A short run shows no counter. In milliseconds. */
const patience = 500;
const pause = 100;

const silent: Counter = { show: () => {}, clear: () => {} };

/** `stream`: standard error. Where it is no terminal, a counter would be so many lines of a log. */
export function counterOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): Counter {
  if (stream.isTTY !== true) return silent;
  let next = performance.now() + patience;
  let isShown = false;
  return {
    show: text => {
      const now = performance.now();
      if (now < next) return;
      next = now + pause;
      isShown = true;
      stream.write(`\r\u001b[K${text}`);
    },
    clear: () => {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
