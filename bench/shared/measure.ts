export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints a figure, and with a bound whether it holds. A bound that doesn't makes the bench fail. */
export function report(what: string, figure: string, bound?: { readonly text: string; readonly holds: boolean }): void {
  const verdict = bound === undefined ? '' : ` (${bound.text}) ${bound.holds ? 'ok' : 'MISSED'}`;
  console.log(`${what}: ${figure}${verdict}`);
  if (bound?.holds === false) process.exitCode = 1;
}

export const atMost = (figure: number, limit: number, unit: string) => ({
  text: `at most ${limit}${unit}`,
  holds: figure <= limit,
});
