/**
 * The cost of reading an estate: requests, time and memory, by its size, against the emulator in a process of its own. And then, asking for the groups of each cluster's identity. The bar: requests = pages + principals asked + 10 at most, at
 * most 4 at a time, the map in 1.5 × the time of its pages, 400 MB.
 * `node bench/azure.ts`. The measure of time is how long the same pages take when they are fetched and thrown away.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AccessToken } from '@azure/core-auth';
import { clouds } from '../src/access/azure/clouds.ts';
import { confirm, loopback, mapOf, pipelineTo, readEstate } from '../src/access/azure/index.ts';
import { noQuestions } from '../src/access/azure/questions.ts';
import { queries } from '../src/access/estate/tenant.ts';
import { Emulator } from '../test/emulator/emulator.ts';
import { generate, type Size } from '../test/emulator/generate.ts';
import { World } from '../test/emulator/world.ts';
import { atMost, report } from './shared/measure.ts';

const sizes: readonly Size[] = [
  { clusters: 10, registries: 5, subscriptions: 2, assignments: 1000 },
  { clusters: 100, registries: 50, subscriptions: 10, assignments: 10_000 },
  { clusters: 1000, registries: 500, subscriptions: 50, assignments: 100_000 },
];
/** Milliseconds that Azure would take at the very least for each answer. */
const latencies = [0, 50];
const token = 'emulator.bench';
const self = fileURLToPath(import.meta.url);

const [, , mode, argument = ''] = process.argv;
if (mode === 'serve') await serve(JSON.parse(argument));
else if (mode === 'read') await read(Number(argument));
else if (mode === 'pages') await pages(Number(argument));
else await main();

async function serve({ size, latency }: { readonly size: Size; readonly latency: number }): Promise<void> {
  const emulator = new Emulator(new World(generate(size)));
  emulator.tokens.admit(token, '*');
  emulator.latency = latency;
  const port = await emulator.start();
  process.on('message', () => {
    process.send?.({ requests: emulator.requests.length, atOnce: emulator.mostAtOnce });
    emulator.forgetRequests();
  });
  process.send?.({ port });
}

async function read(port: number): Promise<void> {
  const credential = {
    getToken: async (): Promise<AccessToken> => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const connection = {
    cloud: clouds.AzureCloud,
    credential,
    http: pipelineTo({ base: loopback(port) }),
  };
  const began = performance.now();
  const { estate } = await readEstate(connection);
  const { roleAssignments = [], registries, runtimes } = mapOf(estate);
  const ms = performance.now() - began;
  // Each cluster pulls from a registry of its own subscription, through a group or not.
  const principals = runtimes.flatMap(runtime => {
    const registry = registries.find(({ subscription }) => subscription === runtime.subscription);
    const objectId = runtime.kind === 'aks' ? runtime.kubelet?.objectId : undefined;
    return registry && objectId ? [`${objectId} ${registry.id}`] : [];
  });
  const asked = await confirm(connection, estate, { ...noQuestions, principals });
  const inGroup = Object.values(asked.groups).filter(groups => groups.length > 0).length;
  const mb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ms, mb, assignments: roleAssignments.length, principals: principals.length, inGroup }));
}

/** The same pages, by the same four chains of links, fetched and thrown away. */
async function pages(port: number): Promise<void> {
  let count = 0;
  const began = performance.now();
  const chain = async (query: string): Promise<void> => {
    for (let $skipToken: string | undefined, more = true; more; ) {
      const options = { resultFormat: 'objectArray', authorizationScopeFilter: 'AtScopeAboveAndBelow', $skipToken };
      const answer = await fetch(
        `http://127.0.0.1:${port}/management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ query, options }),
        },
      );
      $skipToken = /"\$skipToken":"([^"]+)"/.exec((await answer.text()).slice(0, 500))?.[1];
      more = $skipToken !== undefined;
      count++;
    }
  };
  // The estate has no private zones, so that no records of them are asked for.
  const { 'dns records': _, ...asked } = queries;
  await Promise.all(Object.values(asked).map(chain));
  console.log(JSON.stringify({ ms: performance.now() - began, count }));
}

async function main(): Promise<void> {
  console.log(
    'clusters  registries  subscriptions  assignments  latency  requests (pages + principals + more)  at once    pages     map   ratio    memory',
  );
  for (const size of sizes) {
    for (const latency of latencies) {
      const server = spawn(process.execPath, [self, 'serve', JSON.stringify({ size, latency })], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const [{ port }] = await once(server, 'message');
      const run = (what: string) =>
        JSON.parse(execFileSync(process.execPath, [self, what, String(port)], { encoding: 'utf8' }));
      const counted = async () => {
        server.send('count');
        const [counts] = await once(server, 'message');
        return counts;
      };
      run('pages'); // makes the emulator's pages ready
      const alone = medianOf([0, 1, 2, 3, 4].map(() => run('pages')));
      await counted();
      const took = run('read');
      const { requests, atOnce } = await counted();
      const best = medianOf([took, ...[1, 2, 3, 4].map(() => run('read'))]);
      server.kill();
      const columns = [
        String(size.clusters).padStart(8),
        String(size.registries).padStart(12),
        String(size.subscriptions).padStart(15),
        String(size.assignments).padStart(13),
        `${latency} ms`.padStart(9),
        `${requests} (${alone.count} + ${took.principals} + ${requests - alone.count - took.principals})`.padStart(38),
        String(atOnce).padStart(9),
        `${alone.ms.toFixed(0)} ms`.padStart(10),
        `${best.ms.toFixed(0)} ms`.padStart(9),
        (best.ms / alone.ms).toFixed(2).padStart(8),
        `${took.mb.toFixed(0)} MB`.padStart(10),
      ];
      console.log(columns.join(''));
      // Azure takes longer for each page than this, so that its pages' own time is never that of no latency.
      if (size !== sizes.at(-1) || latency === 0) continue;
      const more = requests - alone.count - took.principals;
      report('requests beside pages and principals', String(more), atMost(more, 10, ''));
      report('requests at once', String(atOnce), atMost(atOnce, 4, ''));
      report('map / pages', (best.ms / alone.ms).toFixed(2), atMost(best.ms / alone.ms, 1.5, ''));
      report('memory', `${took.mb.toFixed(0)} MB`, atMost(took.mb, 400, ' MB'));
    }
  }
}

function medianOf<T extends { readonly ms: number }>(runs: readonly T[]): T {
  const sorted = runs.toSorted((a, b) => a.ms - b.ms);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error('no run');
  return median;
}
