/** A short run shows no counter. In milliseconds. */
const patience = 500;
const pause = 100;

/**
 * A counter on one line of a terminal, which goes before anything else is written. `stream`: standard error. Where it is no
 * terminal, a counter would be so many lines of a log.
 */
export function counterOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }) {
  let next = performance.now() + patience;
  let isShown = false;
  return {
    show: (text: string): void => {
      const now = performance.now();
      if (stream.isTTY !== true || now < next) return;
      next = now + pause;
      isShown = true;
      stream.write(`\r\u001b[K${text}`);
    },
    clear: (): void => {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
