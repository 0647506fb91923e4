/**
 * Ten questions to `acr-pull mcp` over a synthetic estate of 20,000 manifests, 40 clusters and 3,000 pulls, as it ships, by the
 * protocol's own client: milliseconds and bytes of each. The first one reads the workspace. Then a manifest changes.
 */
import { appendFileSync, globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { fortyClusters, makeEstate } from './shared/estate.ts';
import { gate, inFolder } from './shared/gate.ts';
import { atMost, report } from './shared/measure.ts';

const estate = makeEstate(fortyClusters);
const [, image = ''] = estate
  .map(({ text }) => /image: (registry0\.azurecr\.io\S+)/.exec(text)?.[1] ?? '')
  .filter(Boolean);
const error = `Failed to pull image "${image}": failed to authorize: failed to fetch anonymous token: 401 Unauthorized`;

const questions: readonly (readonly [tool: string, input: Readonly<Record<string, string>>])[] = [
  ['acr_what_is_denied', {}],
  ['acr_what_is_denied', { target: 'aks-3' }],
  ['acr_what_is_denied', { target: 'aks' }],
  ['acr_why_red', {}],
  ['acr_who_can_pull', { image }],
  ['acr_who_can_pull', { registry: 'registry0' }],
  ['acr_what_if_abac', {}],
  ['acr_what_if_abac', { registry: 'registry0' }],
  ['acr_check_image', { file: 'clusters/aks-3' }],
  ['acr_explain_pull_error', { text: error }],
];

await inFolder(estate, async folder => {
  const client = new Client({ name: 'bench', version: '1' });
  const stderr = 'ignore';
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [gate, 'mcp'], cwd: folder, stderr }),
  );
  const ask = async (tool: string, input: Readonly<Record<string, string>>) => {
    const began = performance.now();
    const answer = await client.callTool({ name: tool, arguments: input });
    if (answer.isError) throw new Error(JSON.stringify(answer));
    return { milliseconds: performance.now() - began, bytes: Buffer.byteLength(JSON.stringify(answer)) };
  };
  const [begin] = questions;
  if (begin === undefined) return;
  const first = await ask(...begin);
  report('first question', `${(first.milliseconds / 1000).toFixed(1)} s`);
  for (const [tool, input] of questions) {
    const { milliseconds, bytes } = await ask(tool, input);
    const name = `${tool} ${Object.values(input).join(' ').slice(0, 40)}`;
    report(name, `${milliseconds.toFixed(0)} ms`, atMost(milliseconds, 1000, ' ms'));
    report('  size', `${bytes} bytes`, atMost(bytes, 8000, ' bytes'));
  }
  const [changed = ''] = globSync('clusters/aks-3/team-*/*.yaml', { cwd: folder });
  appendFileSync(path.join(folder, changed), '# changed\n');
  const after = await ask(...begin);
  report('after a change of a manifest', `${after.milliseconds.toFixed(0)} ms`);
  await client.close();
});
