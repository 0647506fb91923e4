/** What the thread worked in milliseconds while something ran; what other programs do meanwhile doesn't count. */
export function worked(what: () => unknown): number {
  const before = process.threadCpuUsage();
  what();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The medians of several rounds, in each of which all sides take their turn. The first round only warms up. */
export function medians(sides: Readonly<Record<string, () => unknown>>, rounds: number): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      const time = worked(run);
      if (round > 0) times.set(name, [...(times.get(name) ?? []), time]);
    }
  }
  return new Map([...times].map(([name, all]) => [name, quantile(all, 0.5)]));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints a figure with its bound. A bound that doesn't hold makes the bench fail. */
export function report(what: string, figure: string, bound?: { readonly text: string; readonly holds: boolean }): void {
  const verdict = bound === undefined ? '' : `  (${bound.text})${bound.holds ? '' : '  MISSED'}`;
  console.log(`${what.padEnd(58)} ${figure.padStart(10)}${verdict}`);
  if (bound?.holds === false) process.exitCode = 1;
}

export const atMost = (figure: number, limit: number, unit: string) => ({
  text: `at most ${limit}${unit}`,
  holds: figure <= limit,
});

export const atLeast = (figure: number, limit: number, unit: string) => ({
  text: `at least ${limit}${unit}`,
  holds: figure >= limit,
});
